import type { Actor } from '../../values/actor.js';
import { formatMonth } from '../../values/month.js';
import { momentWords } from '../../web/time-words.js';
import type { Evidence, EvidenceAsked } from '../../workflow/evidence.js';
import { flaggedAwards } from '../award.js';
import { compareWithPrevious } from '../compare.js';
import { attachmentsOf } from '../list-attachments.js';
import { historyOf } from '../records.js';
import { actOfTask } from '../task-acts.js';
import { changesView } from './changes-view.js';
import { basisOf, decisionWords, phrases } from './decision-words.js';
import { listCrumbs, listSubtitle, listTitle, openDossier, type Dossier } from './dossier.js';
import { fiveFacts } from './facts-view.js';
import { fileItems, noFiles, uploadForm } from './files-view.js';
import { guardPanel } from './guard-view.js';
import { timeline } from './history-view.js';
import { publishView } from './publish-view.js';

const CHANGES_FIRST = 8;
const HISTORY_FIRST = 6;
const FLAGGED_FIRST = 8;
/** Tasks that are worked on at a page of their own. */
const workedAt: Record<string, string> = { 'manage-disbursement': 'disbursement', 'request-withdrawal': 'withdrawal-request' };

/** The list beside the decision about it: facts, what to look at, changes, attachments, the school's own words, what was done so far. */
export async function listEvidence(actor: Actor, listId: number, asked: EvidenceAsked): Promise<Evidence> {
  const dossier = await openDossier(actor, listId);
  const { list } = dossier;
  const { task } = asked;
  const href = `/award-lists/${listId}`;
  const comparison = await compareWithPrevious(list);
  const facts = await fiveFacts(dossier, comparison);
  const guard = guardOf(dossier, task.key);
  return {
    subject: `${listTitle(list)}　${listSubtitle(list, dossier.today)}`, crumbs: listCrumbs(list, undefined).slice(0, -1), open: { label: '打开这份名单', href },
    ...(workedAt[task.key] ? { workedAt: `${href}/${workedAt[task.key]}` } : {}),
    facts, ...(Number(facts.attention?.value) > 0 ? { attention: await attentionOf(listId, Number(facts.attention?.value)) } : {}),
    ...(comparison.previousPeople > 0 ? { changes: { title: `与${formatMonth(comparison.month)}对比`, more: { label: `看全部 ${list.people.toLocaleString('en-US')} 人`, href }, ...await changesView(list, comparison, { first: CHANGES_FIRST, moreHref: `${href}?tab=changes` }) } } : {}),
    files: await filesOf(dossier, asked), ...await statementOf(dossier, task.key),
    history: timeline(await historyOf(listId), dossier.today).slice(0, HISTORY_FIRST),
    ...(task.state === 'open' ? { decisions: await decisionWords(dossier, task.key) } : {}), phrases: phrases[task.key], reader: list.school.id === actor.organisation.id ? '提交人会看到' : '学校会看到', basis: basisOf(dossier, task.key),
    ...(guard ? { guard } : {}),
    ...(task.key === 'publish-list' && task.state === 'open' ? { publish: publishView(dossier, asked) } : {}),
    ...(task.key === 'enter-list' ? { submit: { title: '提交这份名单', text: `${list.people.toLocaleString('en-US')} 人。提交后由学校业务审核人员审核，审核之前可以撤回。`, submit: '提交：送学校审核' } } : {}),
  };
}

function guardOf(dossier: Dossier, taskKey: string): Evidence['guard'] {
  const act = actOfTask[taskKey];
  if (!act) return undefined;
  const { met = [], act: offered } = guardPanel(dossier, act);
  return { met, unmet: offered.unmet };
}

async function attentionOf(listId: number, count: number): Promise<NonNullable<Evidence['attention']>> {
  const flagged = await flaggedAwards(listId, FLAGGED_FIRST + 1);
  const lines = flagged.slice(0, FLAGGED_FIRST).map(({ student, warnings }) => `${student.name}：${warnings.map(({ message }) => message).join('；')}。`);
  return { title: `${count} 项需要留意，不影响您作出决定`, lines: flagged.length > FLAGGED_FIRST ? [...lines, '还有几项，打开名单可以看到全部。'] : lines };
}

/** The attachments of the round in question; the school adds to them on the page where it publishes. */
async function filesOf(dossier: Dossier, { task, seal }: EvidenceAsked): Promise<NonNullable<Evidence['files']>> {
  const { actor, list, can } = dossier;
  const publishing = task.key === 'publish-list' && task.state === 'open' && can.attach.allowed;
  const back = publishing ? `?task=${task.id}` : '';
  const files = (await attachmentsOf(actor, list.id)).filter(({ current }) => current);
  const items = fileItems(dossier, files, seal, back);
  return {
    aside: '5月、12月名单必须有', empty: noFiles(dossier), items: publishing ? items : items.map(({ acts: _acts, ...item }) => item),
    ...(publishing ? { upload: uploadForm(dossier, seal(), [], back) } : {}),
  };
}

/** Why the school asks for the withdrawal, in its own words. */
async function statementOf({ list, today }: Dossier, taskKey: string): Promise<Pick<Evidence, 'statement'>> {
  if (taskKey !== 'review-withdrawal') return {};
  const asked = (await historyOf(list.id)).filter(({ action }) => action === '申请公示退回').at(-1);
  return asked ? { statement: { title: '学校申请退回的原因', by: `${asked.actor}，${momentWords(new Date(asked.at), today)}`, text: asked.remark ?? '' } } : {};
}
