import type { BoardPageProps } from '../web/pages/board-page.js';
import type { BoardCell, BoardRow } from '../web/components/board.js';
import { officeNow } from '../database.js';
import type { Actor } from '../values/actor.js';
import { addMonths, formatMonth, monthOf, type Month } from '../values/month.js';
import { formatDay, formatDateWithWeekday, officeDateOf } from '../values/office-date.js';
import { programmeOf, type ProgrammeKey } from '../values/programme.js';
import type { Stage } from '../award-lists/status.js';
import { boardOf, type BoardLine } from './board.js';

export const boardProgrammes: readonly ProgrammeKey[] = ['vocational-grant', 'vocational-tuition-waiver'];
const steps = [{ key: 'entry', name: '名单录入' }, { key: 'school-review', name: '学校审核' }, { key: 'authority-review', name: '主管部门审核' }, { key: 'publish', name: '学校公示' }, { key: 'confirm', name: '公示确认' }, { key: 'disburse', name: '资金发放' }];
/** Which step a stage stands at; 6 is past the last one. */
const place: Record<Stage, number> = { entry: 0, 'school-review': 1, 'authority-review': 2, 'to-publish': 3, 'awaiting-confirmation': 4, 'withdrawal-pending': 4, 'in-publicity': 5, 'to-disburse': 5, disbursed: 6, finished: 6 };

/** The board as the page shows it: each cell a word and a day, late ones in working days. */
export async function boardView(actor: Actor, programme: ProgrammeKey, asked: Month | undefined): Promise<BoardPageProps> {
  const today = officeDateOf(await officeNow());
  const month = asked ?? monthOf(today);
  const lines = await boardOf(actor, programme, month);
  const shown = programmeOf(programme).hasDisbursement ? steps : steps.slice(0, 5);
  const late = lines.filter(({ waits }) => waits?.workdaysLate);
  const people = lines.reduce((sum, { list }) => sum + (list?.people ?? 0), 0);
  return {
    subtitle: `${actor.organisation.name}　${formatMonth(month)}　${formatDateWithWeekday(today)}`,
    programmes: boardProgrammes.map((key) => ({ label: programmeOf(key).name, href: `/board?programme=${key}&month=${month}`, current: key === programme })),
    filters: { action: '/board', hidden: { programme }, submit: '查看', filters: [{ name: 'month', label: '月份', kind: 'select', value: month, options: Array.from({ length: 13 }, (_, back) => addMonths(monthOf(today), 1 - back)).map((value) => ({ value, label: formatMonth(value) })) }] },
    ...(late.length > 0 ? { late: { title: `${late.length} 份名单已逾期`, lines: late.slice(0, 8).map(({ list, waits }) => `${list?.school.name ?? ''}第${list?.batchNo ?? 1}批：${waits?.organisation ?? ''}已逾期 ${waits?.workdaysLate} 个工作日`) } } : {}),
    caption: `${formatMonth(month)}${programmeOf(programme).name}办理进展`,
    steps: shown.map((step, index) => ({ ...step, total: `${new Set(lines.filter(({ stage }) => stage !== null && place[stage] > index).map(({ school }) => school.id)).size} 校` })),
    rows: lines.map((line) => rowOf(line, actor, shown.length)),
    total: { schools: `${new Set(lines.map(({ school }) => school.id)).size} 所学校`, people: people.toLocaleString('en-US') },
  };
}

function rowOf({ school, list, stage, waits }: BoardLine, actor: Actor, width: number): BoardRow {
  if (!list || !stage) return { id: `s${school.id}`, school: school.name, href: `/award-lists?schoolId=${school.id}`, people: '—', cells: [{ state: 'none', word: '还没有名单' }, ...Array.from({ length: width - 1 }, (): BoardCell => ({ state: 'none', word: '未到' }))] };
  const at = place[stage];
  const cells = Array.from({ length: width }, (_, index): BoardCell => {
    if (index < at) return { state: 'good', word: '已完成' };
    if (index > at) return { state: 'none', word: '未到' };
    return cellNow(stage, waits, actor, list);
  });
  return { id: list.id, school: school.name, href: `/award-lists/${list.id}`, batch: `第${list.batchNo}批`, people: list.people.toLocaleString('en-US'), cells };
}

function cellNow(stage: Stage, waits: BoardLine['waits'], actor: Actor, list: NonNullable<BoardLine['list']>): BoardCell {
  const href = `/award-lists/${list.id}`;
  if (stage === 'withdrawal-pending') return { state: 'back', word: '待退回审核', detail: waits?.workdaysLate ? `逾期 ${waits.workdaysLate} 个工作日` : undefined, href };
  if (stage === 'in-publicity') return { state: 'run', word: '公示中', detail: list.publicity ? `到${formatDay(list.publicity.end)}` : undefined, href };
  const mine = waits?.organisationId === actor.organisation.id && waits.role === actor.role;
  if (waits?.workdaysLate) return { state: 'late', word: '逾期', detail: `${waits.workdaysLate} 个工作日`, href };
  return { state: mine ? 'mine' : 'run', word: mine ? '等我办理' : '办理中', detail: waits?.dueOn ? `${formatDay(waits.dueOn)}到期${waits.workdaysLeft === null ? '' : `，还有 ${waits.workdaysLeft} 个工作日`}` : undefined, href };
}
