import { workdayCalendar } from '../calendar.js';
import { officeNow } from '../database.js';
import { Conflict } from '../lib/errors.js';
import type { ProductError } from '../lib/errors.js';
import { officeDateOf } from '../values/office-date.js';
import { asTyped, refusalLines, refusedOf, sealFor, typedText, type Asking, type Refused } from '../web/desk-page.js';
import type { FieldError, FieldProps } from '../web/components/field.js';
import type { TagProps } from '../web/components/tag.js';
import type { Crumb } from '../web/layout.js';
import type { TaskAct, TaskPageProps } from '../web/pages/task-page.js';
import { dueWords, momentWords } from '../web/time-words.js';
import type { Evidence } from './evidence.js';
import { presentTask, type TaskJson } from './presenter.js';
import { subjectProvider } from './registry.js';
import { taskInScope, type Task } from './task.js';
import { ownOpenTasks } from './waiting-tasks.js';

/** What the decide page is made of; `workedAt` when the task is worked on elsewhere. */
export type TaskView = { props: TaskPageProps; title: string; crumbs: Crumb[]; workedAt?: string };
type Shown = { asking: Asking; task: Task; json: TaskJson; evidence: Evidence; refused?: Refused; today: string };

/**
 * The decide page of any task of any diagram: the subject's evidence, and the form the diagram asks for.
 * @param query what the address asks for (another publicity start). @param error why the form just sent was refused; it is shown again with what was typed.
 */
export async function taskView(asking: Asking, taskId: number, query: Record<string, string | undefined>, error?: ProductError): Promise<TaskView> {
  const task = await taskInScope(asking.actor, taskId);
  const json = await presentTask(asking.actor, task);
  const refused = error && refusedOf(asking, error);
  const today = officeDateOf(await officeNow());
  const evidence = await evidenceOf(asking, task, (name) => typedText(refused?.typed, name) ?? query[name]);
  const shown: Shown = { asking, task, json, evidence, refused, today };
  const { facts, attention, changes, notes, files, statement, history } = evidence;
  return {
    title: task.name, crumbs: [...evidence.crumbs, { label: task.name }], ...(evidence.workedAt && task.state === 'open' ? { workedAt: evidence.workedAt } : {}),
    props: {
      name: task.name, tag: tagOf(shown), subject: evidence.subject, open: evidence.open, ...(await placeOf(shown)),
      facts, attention, changes, notes, files, statement, history, act: await actOf(shown), ...(error instanceof Conflict ? { kept: keptOf(shown, error) } : {}),
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
  if (!isCandidate(json)) return { kind: 'none', next: { turn: 'others', text: json.can.complete.unmet[0]?.message ?? '这一步不由您办理，您可以查看。' } };
  const common = { action: `/tasks/${task.id}/completion`, seal: sealFor(asking, task.version), errors: errorsOf(shown) };
  const due = dueWords(task.dueAt, shown.today, await workdayCalendar());
  if (evidence.publish) return { kind: 'publish', ...common, ...evidence.publish, allowed: unmet.length === 0, unmet };
  if (unmet.length > 0) return { kind: 'blocked', guard: { name: task.name, act: { key: 'complete', label: '作出决定', allowed: false, unmet }, met: evidence.guard?.met } };
  const fields = fieldsOf(shown);
  if (json.decisions.length === 0) return { kind: 'submit', ...common, ...(evidence.submit ?? { title: task.name, text: '填写后提交，流程走到下一步。', submit: `提交：${task.name}` }), fields, basis: evidence.basis };
  return {
    kind: 'decision', ...common, fields, ...(task.dueAt ? { due: due.late ? due.words : `期限 ${due.words}` } : {}), basis: evidence.basis, chosen: typedText(shown.refused?.typed, 'decision'),
    decisions: json.decisions.map((one) => ({ ...one, ...evidence.decisions?.[one.value] })),
    remark: { value: typedText(shown.refused?.typed, 'remark'), reader: evidence.reader ?? '会留在办理记录里', maxLength: 1000, phrases: evidence.phrases },
  };
}

/** The fields drawn into the diagram, with what was typed. */
function fieldsOf({ json, refused }: Shown): FieldProps[] {
  const kinds = { string: 'textarea', long: 'number', date: 'date', money: 'money', boolean: 'select', enum: 'select' } as const;
  const yesNo = [{ value: 'true', label: '是' }, { value: 'false', label: '否' }];
  return asTyped(json.form.map(({ id, label, type, required, options }): FieldProps => ({
    name: id, label, required, full: true, kind: type in kinds ? kinds[type as keyof typeof kinds] : 'text', ...(type === 'string' ? { rows: 2, maxLength: 2000 } : {}), ...(type === 'money' ? { hint: '单位是元，最多两位小数。' } : {}),
    ...(type === 'boolean' || type === 'enum' ? { options: [{ value: '', label: '请选择' }, ...(type === 'boolean' ? yesNo : (options ?? []).map(({ value, name }) => ({ value, label: name })))] } : {}),
  })), refused);
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

/** Somebody was first, or the task changed: who and when, and the words that were not sent. */
function keptOf({ refused, json, task }: Shown, error: Conflict): NonNullable<TaskPageProps['kept']> {
  const labels: Record<string, string> = { decision: '您的决定', remark: '原因', ...Object.fromEntries(json.form.map(({ id, label }) => [id, label])) };
  const typed = Object.entries(refused?.typed ?? {}).flatMap(([name, value]) => (name in labels && typeof value === 'string' && value.trim() ? [{ name: labels[name], value: name === 'decision' ? json.decisions.find((one) => one.value === value)?.name ?? value : value }] : []));
  // While it is still open the form itself holds what was typed.
  return { title: task.state === 'open' ? '页面打开后已有变化' : '这件事刚被办理过', text: error.message, pairs: task.state === 'open' ? [] : typed };
}
