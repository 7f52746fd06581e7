import { z } from 'zod';
import { officeIso } from '../values/office-date.js';
import { roleNames, type Actor, type Role } from '../values/actor.js';
import { rows } from '../database.js';
import { can, organisationRef } from '../web/schemas.js';
import { versionById } from './definition.js';
import { subjectProvider, type TaskMark } from './registry.js';
import type { Task } from './task.js';
import { ProductError } from '../lib/errors.js';

export const taskShape = z.object({
  id: z.number(), key: z.string(), name: z.string(), subject: z.object({ kind: z.string(), id: z.number(), name: z.string() }), programme: z.string().nullable(), month: z.string().nullable(),
  organisation: organisationRef.nullable(), candidates: z.array(z.object({ role: z.string(), roleName: z.string(), organisation: organisationRef })), assignee: organisationRef.nullable(),
  openedAt: z.string(), dueAt: z.string().nullable(),
  form: z.array(z.object({ id: z.string(), label: z.string(), type: z.string(), required: z.boolean(), options: z.array(z.object({ value: z.string(), name: z.string() })).optional() })),
  decisions: z.array(z.object({ value: z.string(), name: z.string(), remarkRequired: z.boolean() })),
  marks: z.array(z.object({ key: z.string(), name: z.string(), count: z.number() })), state: z.enum(['open', 'done', 'cancelled']), optional: z.boolean(), decision: z.string().nullable(), remark: z.string().nullable(), doneBy: z.string().nullable(), doneAt: z.string().nullable(), version: z.number(), can,
});
export type TaskJson = z.infer<typeof taskShape>;

/** Tasks as page, phone and API show them, with the form and decisions their own diagram version asks for. */
export async function presentTasks(actor: Actor, tasks: readonly Task[]): Promise<TaskJson[]> {
  if (tasks.length === 0) return [];
  const candidates = await rows<{ task_id: number; role: Role; organisation_id: number; name: string }>('SELECT c.task_id, c.role, c.organisation_id, o.name FROM task_candidates c JOIN organisations o ON o.id = c.organisation_id WHERE c.task_id IN (?)', [tasks.map(({ id }) => id)]);
  const marks = await marksOf(tasks);
  const presented: TaskJson[] = [];
  for (const task of tasks) presented.push(await present(actor, task, candidates.filter(({ task_id }) => task_id === task.id), marks(task)));
  return presented;
}

/** What the subjects of these tasks carry to look at, one statement for each kind of subject. */
export async function marksOf(tasks: readonly Pick<Task, 'subject'>[]): Promise<(task: Pick<Task, 'subject'>) => TaskMark[]> {
  const found = new Map<string, Map<number, TaskMark[]>>();
  for (const kind of new Set(tasks.map(({ subject }) => subject.kind))) found.set(kind, await subjectProvider(kind).marks?.(tasks.filter(({ subject }) => subject.kind === kind).map(({ subject }) => subject.id)) ?? new Map<number, TaskMark[]>());
  return ({ subject }) => found.get(subject.kind)?.get(subject.id) ?? [];
}

export const presentTask = async (actor: Actor, task: Task): Promise<TaskJson> => (await presentTasks(actor, [task]))[0];

async function present(actor: Actor, task: Task, candidates: { role: Role; organisation_id: number; name: string }[], marks: TaskMark[]): Promise<TaskJson> {
  const element = (await versionById(task.definitionId)).model.elements[task.key];
  const provider = subjectProvider(task.subject.kind);
  return {
    id: task.id, key: task.key, name: task.name, subject: { kind: task.subject.kind, id: task.subject.id, name: await provider.name(task.subject.id) }, programme: task.programme, month: task.month,
    organisation: task.organisation, candidates: candidates.map((one) => ({ role: one.role, roleName: roleNames[one.role], organisation: { id: one.organisation_id, name: one.name } })), assignee: task.assignee,
    openedAt: officeIso(task.openedAt), dueAt: task.dueAt ? officeIso(task.dueAt) : null,
    form: (element?.form ?? []).map(({ id, label, type, required, options }) => ({ id, label, type, required, ...(options ? { options } : {}) })), decisions: (element?.decisions ?? []).map(({ value, name, remarkRequired }) => ({ value, name, remarkRequired })),
    marks, state: task.state, optional: task.optional, decision: task.decision, remark: task.remark, doneBy: task.doneBy?.name ?? null, doneAt: task.doneAt ? officeIso(task.doneAt) : null, version: task.version,
    can: { complete: await canComplete(actor, task, candidates) },
  };
}

async function canComplete(actor: Actor, task: Task, candidates: { role: Role; organisation_id: number; name: string }[]): Promise<{ allowed: boolean; unmet: { code: string; message: string; basis: string }[] }> {
  const no = (code: string, message: string) => ({ allowed: false, unmet: [{ code, message, basis: '' }] });
  if (task.state !== 'open') return no('already-done', task.state === 'done' ? `已由${task.organisation?.name ?? ''}办理。` : '流程走了另一步，这一步不用再办。');
  if (!candidates.some((one) => one.role === actor.role && one.organisation_id === actor.organisation.id)) return no('role-not-allowed', `由${candidates.map((one) => `${one.name}的${roleNames[one.role]}`).join('、')}办理，您可以查看。`);
  try {
    await subjectProvider(task.subject.kind).beforeCompletion?.(actor, task.key, task.subject.id, { values: {} });
    return { allowed: true, unmet: [] };
  } catch (error) {
    if (!(error instanceof ProductError)) throw error;
    return no(error.code, error.message);
  }
}
