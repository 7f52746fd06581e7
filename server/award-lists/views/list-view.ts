import { row } from '../../database.js';
import { Forbidden, NotFound } from '../../lib/errors.js';
import { periodName, previousWord } from '../../values/period.js';
import { refusalLines, sealFor, type Asking } from '../../web/desk-page.js';
import type { OfferedAct } from '../../web/components/act.js';
import type { Tab } from '../../web/components/filters.js';
import type { ListPageProps, ListTab } from '../../web/pages/list-page.js';
import { pictureOf } from '../../workflow/subject-picture.js';
import { urgeOffer } from '../../workflow/urge-view.js';
import { compareWithPrevious, countChanges, type Base, type Comparison } from '../compare.js';
import { attachmentsOf } from '../list-attachments.js';
import { countObjections } from '../objections.js';
import { mayViewPayments, paymentRecords } from '../payment-records.js';
import { historyOf } from '../records.js';
import { approvedBefore, changesView } from './changes-view.js';
import { listSubtitle, listTitle, nextTask, publicHref, stageTag, type Dossier } from './dossier.js';
import { attentionCounts, fiveFacts, type Attention } from './facts-view.js';
import { fileItems, noFiles, uploadForm } from './files-view.js';
import { guardPanels } from './guard-view.js';
import { timeline } from './history-view.js';
import { nextStep } from './next-step.js';
import { mayWriteNotes, notesTab, pinnedNotes, type RefusedNote } from './notes-view.js';
import { mayReadObjections, objectionsTab, pinnedObjections, type RefusedObjection } from './objections-view.js';
import { peopleTab, type PeopleAsked } from './people-tab.js';
import { roundsView } from './rounds-view.js';
import { stepsOf } from './steps-view.js';
import { maySeeWallSheet } from '../wall-sheet.js';

/** The tabs by their word in the address. */
export const tabNames = { people: '名单人员', notes: '批注', objections: '公示异议', changes: '与上月对比', attachments: '公示附件', history: '办理历史', diagram: '流程图', rounds: '公示轮次', disbursements: '资金发放' } as const;
export type TabName = keyof typeof tabNames;
export const listTabs = ['people', 'notes', 'objections', 'changes', 'attachments', 'history', 'diagram', 'rounds', 'disbursements'] as const satisfies readonly TabName[];
export type ListAsked = PeopleAsked & { tab: TabName; from?: Base['from'] };

/** Everything the page of one list shows to this person. @throws NotFound for a tab its programme lacks. */
export async function listView(asking: Asking, dossier: Dossier, asked: ListAsked, refused?: RefusedNote & RefusedObjection): Promise<ListPageProps> {
  const { list } = dossier;
  const comparison = await compareWithPrevious(list);
  const attention = await attentionCounts(list.id);
  // An open panel or tab has the same notes, with their forms.
  const pinned = asked.tab === 'notes' || asked.note ? undefined : await pinnedNotes(dossier, () => sealFor(asking), refused);
  const objections = asked.tab === 'objections' ? undefined : await pinnedObjections(dossier, () => sealFor(asking));
  return {
    title: listTitle(list), stage: stageTag(dossier), subtitle: listSubtitle(list, dossier.today), acts: await headActs(asking, dossier),
    ...(objections ? { objections } : {}), ...(pinned ? { pinned } : {}), ...(refused && !isNote(refused) && refused.items.some(({ path }) => path !== 'file') ? { refused: { title: '没有办成，原因在下面', errors: refusalLines({ ...refused, items: refused.items.filter(({ path }) => path !== 'file') }) } } : {}),
    next: nextStep(dossier, sealFor(asking, list.version), await urgeOffer(asking, nextTask(dossier), `/award-lists/${list.id}`)), facts: await fiveFacts(dossier, comparison, attention), steps: stepsOf(dossier), guards: guardPanels(dossier),
    tabs: await tabsOf(dossier, comparison, attention, asked.tab), tab: await tabOf(asking, dossier, comparison, attention, asked, refused),
  };
}

/** A refused note, objection or answer is told beside its box, not on top. */
const isNote = (refused: RefusedNote & RefusedObjection): boolean => refused.note !== undefined || refused.objection !== undefined || 'text' in refused.typed;

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
    ...(list.publicity && maySeeWallSheet(dossier.actor, dossier.facts) ? [open('wall-sheet', '张贴用公示', `${base}/wall-sheet`)] : []),
    ...(dossier.tasks.some(({ state }) => state === 'done') ? [open('decision-sheet', '决定单', `${base}/decision-sheet`)] : []),
    ...(list.status.submission === 'submitted' ? [open('evidence', '凭据包', `${base}/evidence`)] : []),
    ...(list.people > 0 ? [open('export', '导出 Excel', `${base}/export.xlsx`, { icon: 'down' })] : []),
    ...(can.delete.allowed ? [open('delete', '删除草稿', `${base}/removal`, { tone: 'plain' })] : []),
  ];
}

/** The tabs a programme has: no attachments and rounds without publicity, and its payments only for who may view them (附件1 五3). */
function tabOffered(name: TabName, { list: { programme }, actor }: Dossier): boolean {
  if (name === 'attachments' || name === 'rounds') return programme.hasPublicity;
  return name !== 'disbursements' || (programme.hasDisbursement && mayViewPayments(actor, programme));
}

async function tabsOf(dossier: Dossier, comparison: Comparison, { notes }: Attention, current: TabName): Promise<Tab[]> {
  const { list, facts } = dossier;
  const history = await row<{ n: number }>("SELECT COUNT(*) AS n FROM audit_events WHERE chain = ? AND outcome = 'done'", [`award-list:${list.id}`]);
  const objections = mayReadObjections(dossier) ? (await countObjections([list.id])).get(list.id)?.all ?? 0 : 0;
  const counts: Partial<Record<TabName, number>> = { people: list.people, notes: notes.all, objections, changes: comparison.previousPeople > 0 ? countChanges(comparison) : undefined, attachments: facts.attachments, history: history?.n, rounds: list.round };
  const offered = listTabs.filter((name) => tabOffered(name, dossier) && (name !== 'notes' || notes.all > 0 || current === 'notes' || mayWriteNotes(dossier)) && (name !== 'objections' || objections > 0 || (current === 'objections' && mayReadObjections(dossier))));
  return offered.map((name) => ({ label: name === 'changes' ? `与${previousWord(list.period)}对比` : tabNames[name], href: `/award-lists/${list.id}?tab=${name}`, count: counts[name], current: name === current }));
}

async function tabOf(asking: Asking, dossier: Dossier, comparison: Comparison, attention: Attention, asked: ListAsked, refused?: RefusedNote & RefusedObjection): Promise<ListTab> {
  const { list, can, actor, today } = dossier;
  if (!tabOffered(asked.tab, dossier)) throw new NotFound();
  switch (asked.tab) {
    case 'people': return { key: 'people', ...await peopleTab(asking, dossier, asked, attention.warnings, refused) };
    case 'notes': return { key: 'notes', ...await notesTab(dossier, asked.page, () => sealFor(asking)) };
    case 'changes': {
      const approved = await approvedBefore(actor, list);
      const from = asked.from === 'last-approval' && approved.approval ? 'last-approval' : 'previous';
      if (from === 'previous' && comparison.previousPeople === 0 && !approved.returned) return { key: 'nothing', icon: 'swap', title: `没有可比的${previousWord(list.period)}名单`, text: `${periodName(comparison.period)}没有提交过${list.programme.name}名单。` };
      return { key: 'changes', ...await changesView(list, comparison, approved, today, { from, part: { page: asked.page }, href: (other) => `/award-lists/${list.id}?tab=changes&from=${other}` }) };
    }
    case 'attachments': {
      const errors = (refused?.items ?? []).filter(({ path }) => path === 'file').map(({ message }) => ({ field: 'attachment-file', label: '公示附件', message }));
      return {
        key: 'files', files: fileItems(dossier, await attachmentsOf(actor, list.id), () => sealFor(asking)), empty: noFiles(dossier),
        ...(can.attach.allowed ? { upload: uploadForm(dossier, sealFor(asking), errors) } : { uploadClosed: can.attach.unmet.map(({ message }) => message).join('') }),
      };
    }
    case 'objections':
      if (!mayReadObjections(dossier)) throw new Forbidden('role-not-allowed', '异议只由本校和主管部门的经办人员查看，为反映人保密。');
      return { key: 'objections', ...await objectionsTab(dossier, asked.page, () => sealFor(asking), refused) };
    case 'history': return { key: 'history', entries: timeline(await historyOf(list.id), today) };
    case 'diagram': {
      const picture = await pictureOf(actor, { kind: 'award-list', id: list.id });
      return picture ? { key: 'process', ...picture, legend: true } : { key: 'nothing', icon: 'list', title: '这份名单没有走流程' };
    }
    case 'rounds': return { key: 'rounds', rounds: await roundsView(list.id, await historyOf(list.id), today, maySeeWallSheet(actor, dossier.facts) ? `/award-lists/${list.id}/wall-sheet` : null) };
    case 'disbursements':
      return { key: 'disbursements', records: await paymentRecords(actor, list.id), empty: can.disburse.allowed ? '还没有登记发放' : `还没有登记过发放。${list.programme.hasPublicity ? '公示通过并且公示期满' : '主管部门审核通过'}以后，由学校登记` };
  }
}
