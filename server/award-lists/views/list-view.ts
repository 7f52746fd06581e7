import { row } from '../../database.js';
import { NotFound } from '../../lib/errors.js';
import { formatMonth } from '../../values/month.js';
import { refusalLines, sealFor, type Asking, type Refused } from '../../web/desk-page.js';
import type { OfferedAct } from '../../web/components/act.js';
import type { Tab } from '../../web/components/filters.js';
import type { ListPageProps, ListTab } from '../../web/pages/list-page.js';
import { pictureOf } from '../../workflow/subject-picture.js';
import { compareWithPrevious, type Comparison } from '../compare.js';
import { attachmentsOf } from '../list-attachments.js';
import { paymentRecords } from '../payment-records.js';
import { historyOf } from '../records.js';
import { changesView } from './changes-view.js';
import { listSubtitle, listTitle, publicHref, stageTag, type Dossier } from './dossier.js';
import { fiveFacts } from './facts-view.js';
import { fileItems, noFiles, uploadForm } from './files-view.js';
import { guardPanels } from './guard-view.js';
import { timeline } from './history-view.js';
import { nextStep } from './next-step.js';
import { peopleTab, type PeopleAsked } from './people-tab.js';
import { roundsView } from './rounds-view.js';
import { stepsOf } from './steps-view.js';
import { maySeeWallSheet } from '../wall-sheet.js';

/** The tabs by their word in the address. */
export const tabNames = { people: '名单人员', changes: '与上月对比', attachments: '公示附件', history: '办理历史', diagram: '流程图', rounds: '公示轮次', disbursements: '资金发放' } as const;
export type TabName = keyof typeof tabNames;
export const listTabs = ['people', 'changes', 'attachments', 'history', 'diagram', 'rounds', 'disbursements'] as const satisfies readonly TabName[];
export type ListAsked = PeopleAsked & { tab: TabName };

/** Everything the page of one list shows to this person. @throws NotFound for a tab its programme lacks. */
export async function listView(asking: Asking, dossier: Dossier, asked: ListAsked, refused?: Refused): Promise<ListPageProps> {
  const { list } = dossier;
  const comparison = await compareWithPrevious(list);
  return {
    title: listTitle(list), stage: stageTag(dossier), subtitle: listSubtitle(list, dossier.today), acts: await headActs(asking, dossier),
    ...(refused && refused.items.some(({ path }) => path !== 'file') ? { refused: { title: '没有办成，原因在下面', errors: refusalLines({ ...refused, items: refused.items.filter(({ path }) => path !== 'file') }) } } : {}),
    next: nextStep(dossier, sealFor(asking, list.version)), facts: await fiveFacts(dossier, comparison), steps: stepsOf(dossier), guards: guardPanels(dossier),
    tabs: await tabsOf(dossier, comparison, asked.tab), tab: await tabOf(asking, dossier, comparison, asked, refused),
  };
}

/** Acts on the whole list that are open to this person now. */
async function headActs(asking: Asking, dossier: Dossier): Promise<OfferedAct[]> {
  const { list, can } = dossier;
  const base = `/award-lists/${list.id}`;
  const open = (key: string, label: string, href: string, more: Partial<OfferedAct> = {}): OfferedAct => ({ key, label, href, allowed: true, unmet: [], ...more });
  const notice = await publicHref(dossier);
  return [
    ...(can['take-back'].allowed ? [open('take-back', '撤回提交', `${base}/submission/removal`, { icon: 'back', seal: sealFor(asking) })] : []),
    ...(can['request-withdrawal'].allowed ? [open('withdraw', '申请公示退回', `${base}/withdrawal-request`, { icon: 'back' })] : []),
    ...(notice ? [open('notice', '查看公示页', notice, { icon: 'eye' })] : []),
    ...(list.people > 0 ? [open('export', '导出 Excel', `${base}/export.xlsx`, { icon: 'down' })] : []),
    ...(can.delete.allowed ? [open('delete', '删除草稿', `${base}/removal`, { tone: 'plain' })] : []),
  ];
}

async function tabsOf({ list, facts }: Dossier, { previousPeople, added, removed, amountChanged }: Comparison, current: TabName): Promise<Tab[]> {
  const history = await row<{ n: number }>("SELECT COUNT(*) AS n FROM audit_events WHERE chain = ? AND outcome = 'done'", [`award-list:${list.id}`]);
  const counts: Partial<Record<TabName, number>> = { people: list.people, changes: previousPeople > 0 ? added + removed + amountChanged : undefined, attachments: facts.attachments, history: history?.n, rounds: list.round };
  const offered = listTabs.filter((name) => name !== 'disbursements' || list.programme.hasDisbursement);
  return offered.map((name) => ({ label: tabNames[name], href: `/award-lists/${list.id}?tab=${name}`, count: counts[name], current: name === current }));
}

async function tabOf(asking: Asking, dossier: Dossier, comparison: Comparison, asked: ListAsked, refused?: Refused): Promise<ListTab> {
  const { list, can, actor, today } = dossier;
  switch (asked.tab) {
    case 'people': return { key: 'people', ...await peopleTab(asking, dossier, asked, refused) };
    case 'changes': return comparison.previousPeople > 0 ? { key: 'changes', ...await changesView(list, comparison, { page: asked.page }) } : { key: 'nothing', icon: 'swap', title: '没有可比的上月名单', text: `${formatMonth(comparison.month)}没有提交过${list.programme.name}名单。` };
    case 'attachments': {
      const errors = (refused?.items ?? []).filter(({ path }) => path === 'file').map(({ message }) => ({ field: 'attachment-file', label: '公示附件', message }));
      return {
        key: 'files', files: fileItems(dossier, await attachmentsOf(actor, list.id), () => sealFor(asking)), empty: noFiles(dossier),
        ...(can.attach.allowed ? { upload: uploadForm(dossier, sealFor(asking), errors) } : { uploadClosed: can.attach.unmet.map(({ message }) => message).join('') }),
      };
    }
    case 'history': return { key: 'history', entries: timeline(await historyOf(list.id), today) };
    case 'diagram': {
      const picture = await pictureOf(actor, { kind: 'award-list', id: list.id });
      return picture ? { key: 'process', ...picture, legend: true } : { key: 'nothing', icon: 'list', title: '这份名单没有走流程' };
    }
    case 'rounds': return { key: 'rounds', rounds: await roundsView(list.id, await historyOf(list.id), today, maySeeWallSheet(actor, dossier.facts) ? `/award-lists/${list.id}/wall-sheet` : null) };
    case 'disbursements':
      if (!list.programme.hasDisbursement) throw new NotFound();
      return { key: 'disbursements', records: await paymentRecords(actor, list.id), empty: can.disburse.allowed ? '还没有登记发放' : '还没有登记过发放。公示通过并且公示期满以后，由学校登记' };
  }
}
