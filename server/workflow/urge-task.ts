import { recordAudit } from '../audit/record.js';
import { workdayCalendar } from '../calendar.js';
import { officeNow, rows, run, transact } from '../database.js';
import { Forbidden, NotFound, RuleBroken, type ProductError } from '../lib/errors.js';
import { enqueue } from '../outbox.js';
import type { Actor } from '../values/actor.js';
import { officeDateOf, type OfficeDate } from '../values/office-date.js';
import { workdayOf } from '../values/workday.js';
import { appendHistory } from './history.js';
import { lockTask } from './step.js';
import { alreadyDone, type Task } from './task.js';
import { mayUrge, type Awaited } from './urge-policy.js';

/** As many are urged by one act; the others by the next. */
const MOST_URGED_AT_ONCE = 200;

/**
 * 催办: reminds whoever a task waits for, once for each person who urges and working day. The reminder goes to the inbox of
 * the task's candidates, at most once a working day however many urge.
 * @throws NotFound outside the scope; Conflict `already-done`; Forbidden by the policy; RuleBroken `nothing-to-urge`, `already-urged`.
 */
export async function urgeTask(actor: Actor, taskId: number): Promise<Task> {
  return transact(async (tx) => {
    const { instance, task } = await lockTask(actor, taskId);
    if (task.state !== 'open') throw alreadyDone(actor, task);
    const workday = await workdayNow();
    const [urged] = await urgedTasks(actor, [taskId], workday);
    const refused = urged ? refusalOf(actor, urged) : new NotFound();
    if (refused) throw refused;
    await record(actor, { ...urged, instanceId: instance.id }, workday, tx.now);
    return task;
  });
}

/**
 * The same for several tasks in one act, those left out that are not to be urged (any more).
 * @param taskIds of the actor's scope, the most pressing first. @returns how many were urged, and how many are left for the next act.
 */
export async function urgeTasks(actor: Actor, taskIds: readonly number[]): Promise<{ urged: number; left: number }> {
  return transact(async (tx) => {
    const workday = await workdayNow();
    const mayNow = async (ids: readonly number[]): Promise<Urged[]> => (await urgedTasks(actor, ids, workday)).filter((one) => one.open && !refusalOf(actor, one));
    const wanted = new Set((await mayNow(taskIds)).map(({ id }) => id));
    const all = taskIds.filter((id) => wanted.has(id));
    const taken = all.slice(0, MOST_URGED_AT_ONCE);
    if (taken.length === 0) return { urged: 0, left: 0 };
    // Only the instances' rows are locked, in their order, as a completion locks its own.
    const instances = await rows<{ id: number }>('SELECT DISTINCT instance_id AS id FROM tasks WHERE id IN (?)', [taken]);
    await rows('SELECT id FROM process_instances WHERE id IN (?) ORDER BY id FOR UPDATE', [instances.map(({ id }) => id)]);
    const due = await mayNow(taken);
    for (const one of due) await record(actor, one, workday, tx.now);
    return { urged: due.length, left: all.length - taken.length };
  });
}

export type MayUrge = { allowed: boolean; unmet: { code: string; message: string; basis: string }[] };

/** Whether the actor may urge each of these tasks now, as `can` says it, by one statement whatever their number. */
export async function canUrge(actor: Actor, taskIds: readonly number[]): Promise<(taskId: number) => MayUrge> {
  const found = new Map((await urgedTasks(actor, taskIds, await workdayNow())).map((one) => [one.id, one]));
  return (taskId) => {
    const one = found.get(taskId);
    const refused = !one?.open ? new RuleBroken('nothing-to-urge', '这一步已不用办理，不用催办。') : refusalOf(actor, one);
    return refused ? { allowed: false, unmet: [{ code: refused.code, message: refused.message, basis: '' }] } : { allowed: true, unmet: [] };
  };
}

const workdayNow = async (): Promise<OfficeDate> => workdayOf(await workdayCalendar(), officeDateOf(await officeNow()));

type Urged = Awaited & { id: number; instanceId: number; key: string; name: string; open: boolean; optional: boolean; subject: { kind: string; id: number }; waitsForNames: string[]; urgedToday: boolean };

async function urgedTasks(actor: Actor, taskIds: readonly number[], workday: OfficeDate): Promise<Urged[]> {
  if (taskIds.length === 0) return [];
  const found = await rows<{ id: number; instance_id: number; task_key: string; name: string; state: string; optional: number; subject_kind: string; subject_id: number; subject_organisation_id: number; waits_id: number; waits_name: string; waits_path: string; urged: number }>(
    `SELECT DISTINCT t.id, t.instance_id, t.task_key, t.name, t.state, t.optional, t.subject_kind, t.subject_id, t.subject_organisation_id, o.id AS waits_id, o.name AS waits_name, o.path AS waits_path,
            EXISTS (SELECT 1 FROM task_urges u WHERE u.task_id = t.id AND u.urged_by = ? AND u.workday = ?) AS urged
       FROM tasks t JOIN task_candidates c ON c.task_id = t.id JOIN organisations o ON o.id = c.organisation_id WHERE t.id IN (?) ORDER BY t.id`, [actor.userId, workday, [...taskIds]]);
  const tasks = new Map<number, Urged>();
  for (const one of found) {
    const waits = { id: one.waits_id, path: one.waits_path };
    const same = tasks.get(one.id);
    if (same) tasks.set(one.id, { ...same, waitsFor: [...same.waitsFor, waits], waitsForNames: [...same.waitsForNames, one.waits_name] });
    else tasks.set(one.id, { id: one.id, instanceId: one.instance_id, key: one.task_key, name: one.name, open: one.state === 'open', optional: one.optional === 1, subject: { kind: one.subject_kind, id: one.subject_id }, subjectOrganisationId: one.subject_organisation_id, waitsFor: [waits], waitsForNames: [one.waits_name], urgedToday: one.urged === 1 });
  }
  return [...tasks.values()];
}

/** Why this open task is not to be urged by this person now; null when it may. */
function refusalOf(actor: Actor, task: Urged): ProductError | null {
  if (!mayUrge(actor, task)) return new Forbidden('role-not-allowed', `“${task.name}”等${task.waitsForNames.join('、')}办理，不由您催办：主管部门催办下级，学校催办主管部门。`);
  if (task.optional) return new RuleBroken('nothing-to-urge', `“${task.name}”可办可不办，没有期限，不用催办。`);
  return task.urgedToday ? new RuleBroken('already-urged', `您在这个工作日已经催办过“${task.name}”，${task.waitsForNames.join('、')}已收到消息，下一个工作日起可以再催。`) : null;
}

async function record(actor: Actor, task: Urged, workday: OfficeDate, now: Date): Promise<void> {
  await run('INSERT INTO task_urges (task_id, urged_by, organisation_id, workday, urged_at) VALUES (?, ?, ?, ?, ?)', [task.id, actor.userId, actor.organisation.id, workday, now]);
  await recordAudit(actor, { action: '催办', object: { ...task.subject, organisationId: task.subjectOrganisationId }, after: { task: task.key, taskName: task.name, organisation: task.waitsForNames.join('、') } });
  await run('UPDATE process_instances SET history_seq = history_seq + 1 WHERE id = ?', [task.instanceId]);
  const [{ seq }] = await rows<{ seq: number }>('SELECT history_seq AS seq FROM process_instances WHERE id = ?', [task.instanceId]);
  await appendHistory(task.instanceId, seq - 1, [{ kind: 'task-urged', elementId: task.key, elementName: task.name, actor }], now);
  await enqueue('task-urged', `task-urged:${task.id}:${workday}`, { taskId: task.id, workday, by: actor.organisation.name });
}
