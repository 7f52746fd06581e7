import { officeNow } from '../../database.js';
import { formatThousands } from '../../lib/money.js';
import { formatInstant, formatPeriod } from '../../values/office-date.js';
import type { DecisionSheetProps } from '../../web/pages/decision-sheet-page.js';
import { presentTasks } from '../../workflow/presenter.js';
import { countObjections } from '../objections.js';
import { historyOf } from '../records.js';
import { listTitle, type Dossier } from './dossier.js';
import { roundsView } from './rounds-view.js';

/** 审核公示决定单 of a list as it stands now: every step somebody has taken, in the order it was taken, and the rounds. */
export async function decisionSheet({ actor, list, tasks, today }: Dossier): Promise<Omit<DecisionSheetProps, 'version'>> {
  const done = tasks.filter(({ state, doneAt }) => state === 'done' && doneAt !== null).sort((a, b) => Number(a.doneAt) - Number(b.doneAt) || a.id - b.id);
  const shown = await presentTasks(actor, done);
  const rounds = (await roundsView(list.id, await historyOf(list.id), today, null)).reverse();
  const { open, all } = (await countObjections([list.id])).get(list.id) ?? { open: 0, all: 0 };
  return {
    back: `/award-lists/${list.id}`, school: list.school.name, title: listTitle(list), rounds, printedOn: formatInstant(await officeNow()),
    facts: [
      { name: '学校', value: list.school.name }, { name: '主管部门', value: list.authority.name }, { name: '批次', value: `第${list.batchNo}批` }, { name: '人数', value: `${list.people.toLocaleString('en-US')} 人` },
      { name: `${list.programme.payableWord}金额`, value: `${formatThousands(list.payable)} 元` }, { name: '实发金额', value: list.paid === null ? '—' : `${formatThousands(list.paid)} 元，${list.paidPeople.toLocaleString('en-US')} 人` },
      ...(list.publicity ? [{ name: '公示时间', value: formatPeriod(list.publicity.start, list.publicity.end) }] : []),
    ],
    decisions: done.map((task, index) => ({
      id: task.id, step: task.name, decision: shown[index].decisions.find(({ value }) => value === task.decision)?.name ?? '已办理', who: `${task.organisation?.name ?? ''} ${task.doneBy?.name ?? ''}`.trim(),
      at: task.doneAt ? formatInstant(task.doneAt) : '', remark: task.remark ?? '—',
    })),
    ...(rounds.length > 0 ? { objections: all === 0 ? '公示期内没有收到异议。' : `公示期内收到异议 ${all} 条，已处理 ${all - open} 条，待处理 ${open} 条。` } : {}),
    signs: ['学校经办人', '学校审核人', '主管部门经办人', '主管部门负责人'],
  };
}
