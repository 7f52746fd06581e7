import type { Actor } from '../../values/actor.js';
import { momentWords } from '../../web/time-words.js';
import type { Evidence, EvidenceAsked } from '../../workflow/evidence.js';
import { awardsOf } from '../award.js';
import { notesOf } from '../award-notes.js';
import { compareWithPrevious, type Comparison } from '../compare.js';
import { attachmentsOf } from '../list-attachments.js';
import { historyOf } from '../records.js';
import { actOfTask } from '../task-acts.js';
import { warningCodes, warningNames } from '../warnings.js';
import { approvedBefore, changesView } from './changes-view.js';
import { basisOf, decisionWords, phrases } from './decision-words.js';
import { listCrumbs, listSubtitle, listTitle, openDossier, type Dossier } from './dossier.js';
import { attentionCounts, fiveFacts, type Attention } from './facts-view.js';
import { fileItems, noFiles, uploadForm } from './files-view.js';
import { guardPanel } from './guard-view.js';
import { timeline } from './history-view.js';
import { mayWriteNotes, noteEntries, noteHref } from './notes-view.js';
import { mayReadObjections } from './objections-view.js';
import { publishView } from './publish-view.js';

const CHANGES_FIRST = 8;
const HISTORY_FIRST = 6;
/** Of each kind of warning so many are told one by one; of more only the names of the first. */
const TOLD_SINGLY = 3;
const NOTES_FIRST = 6;
/** Tasks that are worked on at a page of their own. */
const workedAt: Record<string, string> = { 'manage-disbursement': 'disbursement', 'request-withdrawal': 'withdrawal-request' };

/** The list beside the decision about it: facts, what to look at, changes, attachments, the school's own words, what was done so far. */
export async function listEvidence(actor: Actor, listId: number, asked: EvidenceAsked): Promise<Evidence> {
  const dossier = await openDossier(actor, listId);
  const { list } = dossier;
  const { task } = asked;
  const href = `/award-lists/${listId}`;
  const comparison = await compareWithPrevious(list);
  const attention = await attentionCounts(listId);
  const facts = await fiveFacts(dossier, comparison, attention);
  const guard = guardOf(dossier, task.key);
  return {
    subject: `${listTitle(list)}　${listSubtitle(list, dossier.today)}`, crumbs: listCrumbs(list, undefined).slice(0, -1), open: { label: '打开这份名单', href },
    ...(workedAt[task.key] ? { workedAt: `${href}/${workedAt[task.key]}` } : {}),
    facts, ...await attentionBeside(dossier, attention, task.key),
    ...await changesOfTask(dossier, comparison, asked), ...await notesOfTask(dossier, attention, asked),
    files: await filesOf(dossier, asked), ...await statementOf(dossier, task.key),
    history: timeline(await historyOf(listId), dossier.today).slice(0, HISTORY_FIRST),
    ...(task.state === 'open' ? { decisions: await decisionWords(dossier, task.key) } : {}), phrases: phrases[task.key], reader: list.school.id === actor.organisation.id ? '提交人会看到' : '学校会看到', basis: basisOf(dossier, task.key),
    ...(guard ? { guard } : {}),
    ...(task.key === 'publish-list' && task.state === 'open' ? { publish: publishView(dossier, asked) } : {}),
    ...(task.key === 'enter-list' ? { submit: { title: '提交这份名单', text: `${list.people.toLocaleString('en-US')} 人。提交后由学校业务审核人员审核，审核之前可以撤回。`, submit: '提交：送学校审核' } } : {}),
  };
}

function guardOf(dossier: Dossier, taskKey: string): Evidence['guard'] {
  // As long as the authority can reject, the page of the decision is open; what keeps it from confirming is told there.
  const act = taskKey === 'confirm-publicity' ? 'reject-publicity' : actOfTask[taskKey];
  if (!act) return undefined;
  const { met = [], act: offered } = guardPanel(dossier, act);
  return { met, unmet: offered.unmet };
}

/** What to look at first: while the public has objected and nobody has answered, that; else the warnings. */
async function attentionBeside(dossier: Dossier, attention: Attention, taskKey: string): Promise<Pick<Evidence, 'attention'>> {
  const open = taskKey === 'confirm-publicity' && mayReadObjections(dossier) ? dossier.facts.openObjections ?? 0 : 0;
  const warnings = attention.warnings.total > 0 ? await attentionOf(dossier, attention) : undefined;
  if (open === 0) return warnings ? { attention: warnings } : {};
  return { attention: { title: `公示收到 ${open} 条异议，还没有处理`, lines: ['处理完以前不能作“公示通过”；异议成立的，请作“公示不通过”。', ...(warnings ? [warnings.title, ...warnings.lines] : [])], more: { label: '看异议', href: `/award-lists/${dossier.list.id}?tab=objections` } } };
}

/** Each kind of warning: the few one by one, the many by name, with the way to all of them. */
async function attentionOf({ actor, list }: Dossier, { warnings: { counts, total } }: Attention): Promise<NonNullable<Evidence['attention']>> {
  const lines: string[] = [];
  for (const code of warningCodes.filter((one) => counts[one] > 0)) {
    const found = await awardsOf(list.id, { warning: code, limit: TOLD_SINGLY }, actor);
    if (counts[code] <= TOLD_SINGLY) lines.push(...found.map(({ student, warnings }) => `${student.name}：${warnings.find((one) => one.code === code)?.message ?? warningNames[code]}`));
    else lines.push(`${warningNames[code]} ${counts[code].toLocaleString('en-US')} 人：${found.map(({ student }) => student.name).join('、')}等。`);
  }
  return { title: `${total.toLocaleString('en-US')} 项需要留意，不影响您作出决定`, lines, more: { label: '看这些学生和怎么办', href: `/award-lists/${list.id}?tab=people&warning=any` } };
}

/** After a return only what changed since the reader's own level approved; else the month before. The other is one click away. */
async function changesOfTask(dossier: Dossier, comparison: Comparison, { task, typed }: EvidenceAsked): Promise<Pick<Evidence, 'changes'>> {
  const { actor, list, today } = dossier;
  const approved = await approvedBefore(actor, list, task.key);
  const asked = typed('from');
  const from = approved.approval && (asked === 'last-approval' || (asked !== 'previous' && approved.returned)) ? 'last-approval' : 'previous';
  if (from === 'previous' && comparison.previousPeople === 0 && !approved.returned) return {};
  const writes = mayWriteNotes(dossier);
  const view = await changesView(list, comparison, approved, today, { from, part: { first: CHANGES_FIRST }, href: (other) => `/tasks/${task.id}?from=${other}`, ...(writes ? { noteHref: (awardId) => noteHref(list.id, awardId, task.id) } : {}) });
  return { changes: { ...view, more: { label: `看全部 ${list.people.toLocaleString('en-US')} 人`, href: `/award-lists/${list.id}` } } };
}

/** Notes beside the decision, those without an answer first. Who may write is led to the rows. */
async function notesOfTask(dossier: Dossier, { notes: { all, open } }: Attention, { task, seal }: EvidenceAsked): Promise<Pick<Evidence, 'notes'>> {
  const { list } = dossier;
  const writes = mayWriteNotes(dossier);
  if (all === 0 && !writes) return {};
  return {
    notes: {
      title: '批注', aside: all === 0 ? '对个别学生有疑问，写在那一行，不必退回整份名单' : `${all} 条，${open} 条待答复`,
      ...(all > NOTES_FIRST ? { more: { label: '全部批注', href: `/award-lists/${list.id}?tab=notes` } } : writes ? { more: { label: '在名单里写批注', href: `/award-lists/${list.id}?tab=people&task=${task.id}` } } : {}),
      notes: { entries: noteEntries(dossier, await notesOf(list.id, { limit: NOTES_FIRST }), seal) },
    },
  };
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
