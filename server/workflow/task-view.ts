import { workdayCalendar } from '../calendar.js';
import { officeNow } from '../database.js';
import { Conflict } from '../lib/errors.js';
import type { ProductError } from '../lib/errors.js';
import { officeDateOf } from '../values/office-date.js';
import { refusalLines, refusedOf, sealFor, typedText, type Asking, type Refused } from '../web/desk-page.js';
import type { FieldError } from '../web/components/field.js';
import type { DraftProps } from '../web/components/form.js';
import type { TagProps } from '../web/components/tag.js';
import type { Crumb } from '../web/layout.js';
import type { TaskAct, TaskPageProps } from '../web/pages/task-page.js';
import { dueWords, momentWords } from '../web/time-words.js';
import type { Evidence } from './evidence.js';
import { presentTask, type TaskJson } from './presenter.js';
import { ownDraft, type TaskDraft } from './task-draft.js';
import { subjectProvider } from './registry.js';
import { phrasesFor } from './opinion-phrases.js';
import { taskInScope, type Task } from './task.js';
import { signersView, taskFilesView, toolsView } from './tool-view.js';
import { urgeOffer } from './urge-view.js';
import { fieldsOf, filledOf, votesView } from './task-form-view.js';
import { ownOpenTasks } from './waiting-tasks.js';

/** What the decide page is made of; `workedAt` when the task is worked on elsewhere. */
export type TaskView = { props: TaskPageProps; title: string; crumbs: Crumb[]; workedAt?: string };
type Shown = { asking: Asking; task: Task; json: TaskJson; evidence: Evidence; refused?: Refused; draft: TaskDraft | null; today: string; phrases: string[] };

/** What stands in the form: what was just refused, else the draft. */
const typedIn = ({ refused, draft }: Pick<Shown, 'refused' | 'draft'>): Record<string, unknown> | undefined => refused?.typed ?? draft?.typed;

/**
 * The decide page of any task of any diagram: the subject's evidence, and the form the diagram asks for.
 * @param query what the address asks for (another publicity start). @param error why the form just sent was refused; it is shown again with what was typed.
 */
export async function taskView(asking: Asking, taskId: number, query: Record<string, string | undefined>, error?: ProductError): Promise<TaskView> {
  const task = await taskInScope(asking.actor, taskId);
  const json = await presentTask(asking.actor, task);
  const refused = error && refusedOf(asking, error);
  const today = officeDateOf(await officeNow());
  const draft = await ownDraft(asking.actor, taskId);
  const evidence = await evidenceOf(asking, task, (name) => typedText(refused?.typed, name) ?? query[name] ?? draft?.typed[name]);
  const phrases = task.state === 'open' ? (await phrasesFor(asking.actor)).map(({ phrase }) => phrase) : [];
  const shown: Shown = { asking, task, json, evidence, refused, draft, today, phrases };
  const seen = { actor: asking.actor, task, json, seal: () => sealFor(asking), today };
  const { facts, attention, changes, notes, files, statement, history } = evidence;
  return {
    title: task.name, crumbs: [...evidence.crumbs, { label: task.name }], ...(evidence.workedAt && task.state === 'open' ? { workedAt: evidence.workedAt } : {}),
    props: {
      name: task.name, tag: tagOf(shown), subject: evidence.subject, open: evidence.open, ...(await placeOf(shown)),
      facts, attention, changes, notes, files, statement, history, act: await actOf(shown), ...(task.state === 'open' ? await toolsView(seen) : {}), ...(await taskFilesView(seen)), ...signersView(seen), filled: await filledOf(asking.actor, task), ...(json.vote ? { votes: votesView(json, json.vote, () => sealFor(asking)) } : {}), ...keptOf(shown, error),
    },
  };
}

async function evidenceOf(asking: Asking, task: Task, typed: (name: string) => string | undefined): Promise<Evidence> {
  const provider = subjectProvider(task.subject.kind);
  const found = await provider.evidence?.(asking.actor, task.subject.id, { task, seal: () => sealFor(asking), typed });
  return found ?? { subject: await provider.name(task.subject.id), crumbs: [{ label: '首页', href: '/' }, { label: '我的任务', href: '/tasks' }], open: { label: '我的任务', href: '/tasks' } };
}

function tagOf({ task, json }: Shown): TagProps {
  if (task.state === 'cancelled') return { tone: 'idle', icon: 'info', word: '不用再办' };
  if (task.state === 'done') return { tone: 'good', icon: 'check', word: json.decisions.find(({ value }) => value === task.decision)?.name ?? '已办理' };
  return isCandidate(json) ? { tone: 'mine', icon: 'clock', word: '等我办理' } : { tone: 'run', icon: 'clock', word: `等${task.organisation?.name ?? '别人'}办理` };
}

const isCandidate = (json: TaskJson): boolean => json.state === 'open' && !json.can.complete.unmet.some(({ code }) => code === 'role-not-allowed');

/** Which of the papers with this key it is, the nearest deadline first, with the way to its neighbours. */
async function placeOf({ asking, task, json }: Shown): Promise<Pick<TaskPageProps, 'place'>> {
  if (!isCandidate(json)) return {};
  const ids = await ownOpenTasks(asking.actor, task.key);
  const at = ids.indexOf(task.id);
  if (at < 0 || ids.length < 2) return {};
  const href = (id: number | undefined): string | undefined => (id === undefined ? undefined : `/tasks/${id}`);
  return { place: { words: `第 ${at + 1} 份，共 ${ids.length} 份`, previous: href(ids[at - 1]), next: href(ids[at + 1]) } };
}

async function actOf(shown: Shown): Promise<TaskAct> {
  const { task, json, evidence, asking } = shown;
  const unmet = evidence.guard?.unmet ?? json.can.complete.unmet.map(({ code, message, basis }) => ({ code, message, ...(basis ? { basis } : {}) }));
  if (task.state !== 'open') return { kind: 'none', next: { turn: 'others', text: doneWords(shown) } };
  if (!isCandidate(json)) return { kind: 'none', next: { turn: 'others', text: json.can.complete.unmet[0]?.message ?? '这一步不由您办理，您可以查看。', act: await urgeOffer(asking, task, `/tasks/${task.id}`) } };
  const common = { action: `/tasks/${task.id}/completion`, seal: sealFor(asking, task.version), errors: errorsOf(shown), draft: draftProps(shown) };
  const due = dueWords(task.dueAt, shown.today, await workdayCalendar());
  if (evidence.publish) return { kind: 'publish', ...common, ...evidence.publish, allowed: unmet.length === 0, unmet };
  if (unmet.length > 0) return { kind: 'blocked', guard: { name: task.name, act: { key: 'complete', label: '作出决定', allowed: false, unmet }, met: evidence.guard?.met } };
  const typed = typedIn(shown);
  const fields = fieldsOf(json, typed && { typed });
  if (json.decisions.length === 0) return { kind: 'submit', ...common, ...(evidence.submit ?? { title: task.name, text: '填写后提交，流程走到下一步。', submit: `提交：${task.name}` }), fields, basis: evidence.basis };
  return {
    kind: 'decision', ...common, fields, ...(task.dueAt ? { due: due.late ? due.words : `期限 ${due.words}` } : {}), basis: evidence.basis, chosen: typedText(typedIn(shown), 'decision'),
    decisions: json.decisions.map((one) => ({ ...one, ...evidence.decisions?.[one.value] })),
    remark: { value: typedText(typedIn(shown), 'remark'), reader: evidence.reader ?? '会留在办理记录里', maxLength: 1000, phrases: [...shown.phrases, ...(evidence.phrases ?? [])] },
  };
}

function draftProps({ task, draft, today }: Shown): DraftProps {
  return { action: `/tasks/${task.id}/draft`, ...(draft ? { told: `这是您 ${momentWords(draft.savedAt, today)} 存的草稿，还没有提交。` } : {}) };
}

function errorsOf({ refused, json, evidence }: Shown): FieldError[] {
  const labels = { decision: '您的决定', remark: '原因', ...Object.fromEntries(json.form.map(({ id, label }) => [id, label])), ...(evidence.publish ? { attachment: '公示附件' } : {}) };
  return refusalLines(refused, labels, { 'remark-required': 'remark', 'attachment-required': 'attachment', 'publicity-too-short': 'end', 'publicity-in-past': 'start', 'publicity-too-far': 'start' });
}

function doneWords({ asking, task, json, today }: Shown): string {
  if (task.state === 'cancelled') return '流程走了另一步，这一步不用再办。';
  const by = task.organisation?.id === asking.actor.organisation.id && task.doneBy ? task.doneBy.name : task.organisation?.name ?? '';
  const decision = json.decisions.find(({ value }) => value === task.decision)?.name;
  return `${by} ${task.doneAt ? momentWords(task.doneAt, today) : ''} 已${decision ? `作出“${decision}”的决定` : '办理'}${task.remark ? `：“${task.remark}”` : ''}。`;
}

/** Somebody was first, or the task changed: who and when, and the words that were not sent. So, too, a draft left of a task that others did. */
function keptOf({ asking, refused, draft, json, task }: Shown, error: ProductError | undefined): Pick<TaskPageProps, 'kept'> {
  const labels: Record<string, string> = { decision: '您的决定', remark: '原因', ...Object.fromEntries(json.form.map(({ id, label }) => [id, label])) };
  const pairs = (typed: Record<string, unknown>) => Object.entries(typed).flatMap(([name, value]) => (name in labels && typeof value === 'string' && value.trim() ? [{ name: labels[name], value: name === 'decision' ? json.decisions.find((one) => one.value === value)?.name ?? value : value }] : []));
  // While it is still open the form itself holds what was typed.
  if (error instanceof Conflict) return { kept: { title: task.state === 'open' ? '页面打开后已有变化' : '这件事刚被办理过', text: error.message, pairs: task.state === 'open' ? [] : pairs(refused?.typed ?? {}) } };
  if (task.state === 'open' || !draft || task.doneBy?.id === asking.actor.userId) return {};
  return { kept: { title: '您的草稿没有提交', text: '这件事已不用您办理，您写的草稿还在，30 天内可以复制。', pairs: pairs(draft.typed) } };
}
