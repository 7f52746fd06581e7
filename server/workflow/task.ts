import { officeNow, row, rows, type Params, type Statement } from '../database.js';
import { Conflict, NotFound } from '../lib/errors.js';
import { scopeSql } from '../values/scope.js';
import { formatInstant, officeDateOf } from '../values/office-date.js';
import type { Actor } from '../values/actor.js';
import { standsInFor } from './absences.js';
import type { Subject } from './registry.js';
import { restsSql } from './rest.js';

/** A step that waits for a person: the row a to-do counts. */
export type Task = {
  id: number; instanceId: number; definitionId: number; executionId: string; key: string; name: string; optional: boolean; state: 'open' | 'done' | 'cancelled';
  subject: Subject; subjectOrganisationId: number; programme: string | null; month: string | null;
  organisation: { id: number; name: string } | null;
  assignee: { id: number; name: string } | null;
  openedAt: Date; dueAt: Date | null; decision: string | null; remark: string | null;
  /** What was filled into its form. */
  values: Record<string, unknown>;
  /** Decided, and waiting for those who sign after the decision. */
  pending: boolean;
  /** In whose absence it was done. */
  onBehalfOf: { id: number; name: string } | null;
  doneBy: { id: number; name: string; role: string; organisation: string } | null; doneAt: Date | null; version: number;
};

type Row = {
  id: number; instance_id: number; definition_id: number; execution_id: string; task_key: string; name: string; optional: number; state: Task['state']; subject_kind: string; subject_id: number; subject_organisation_id: number;
  programme: string | null; month: string | null; organisation_id: number | null; organisation_name: string | null; assignee_id: number | null; assignee_name: string | null;
  opened_at: Date; due_at: Date | null; decision: string | null; remark: string | null; form_values: string | null; pending: number; on_behalf_of: number | null; on_behalf_of_name: string | null; done_by: number | null; done_by_name: string | null; done_at: Date | null; version: number;
};

const COLUMNS = `t.id, t.instance_id, i.definition_id, t.execution_id, t.task_key, t.name, t.optional, t.state, t.subject_kind, t.subject_id, t.subject_organisation_id, t.programme, t.month, t.organisation_id, c.name AS organisation_name,
  t.assignee_id, u.name AS assignee_name, t.opened_at, t.due_at, t.decision, t.remark, t.form_values, t.pending IS NOT NULL AS pending, t.on_behalf_of, b.name AS on_behalf_of_name, t.done_by, d.name AS done_by_name, t.done_at, t.version`;
const JOINS = `JOIN process_instances i ON i.id = t.instance_id JOIN organisations o ON o.id = t.subject_organisation_id LEFT JOIN organisations c ON c.id = t.organisation_id
  LEFT JOIN users u ON u.id = t.assignee_id LEFT JOIN users d ON d.id = t.done_by LEFT JOIN users b ON b.id = t.on_behalf_of`;
const SELECT = `SELECT ${COLUMNS} FROM tasks t ${JOINS}`;

const taskOf = (found: Row): Task => ({
  id: found.id, instanceId: found.instance_id, definitionId: found.definition_id, executionId: found.execution_id, key: found.task_key, name: found.name, optional: found.optional === 1, state: found.state,
  subject: { kind: found.subject_kind, id: found.subject_id }, subjectOrganisationId: found.subject_organisation_id, programme: found.programme, month: found.month,
  organisation: found.organisation_id && found.organisation_name ? { id: found.organisation_id, name: found.organisation_name } : null,
  assignee: found.assignee_id ? { id: found.assignee_id, name: found.assignee_name ?? '' } : null,
  openedAt: found.opened_at, dueAt: found.due_at, decision: found.decision, remark: found.remark,
  values: found.form_values ? (JSON.parse(found.form_values) as Record<string, unknown>) : {}, pending: found.pending === 1, onBehalfOf: found.on_behalf_of ? { id: found.on_behalf_of, name: found.on_behalf_of_name ?? '' } : null,
  doneBy: found.done_by ? { id: found.done_by, name: found.done_by_name ?? '', role: '', organisation: found.organisation_name ?? '' } : null, doneAt: found.done_at, version: found.version,
});

/** A task whose subject the actor sees. @throws NotFound otherwise. */
export async function taskInScope(actor: Actor, id: number): Promise<Task> {
  const scope = scopeSql(actor);
  const found = await row<Row>(`${SELECT} WHERE t.id = ? AND ${scope.sql}`, [id, ...scope.params]);
  if (!found) throw new NotFound();
  return taskOf(found);
}

/** Those of these tasks whose subject the actor sees, oldest first. */
export async function tasksInScope(actor: Actor, ids: readonly number[]): Promise<Task[]> {
  if (ids.length === 0) return [];
  const scope = scopeSql(actor);
  return (await rows<Row>(`${SELECT} WHERE t.id IN (?) AND ${scope.sql} ORDER BY t.id`, [[...ids], ...scope.params])).map(taskOf);
}

/** The door of a route about one task. @throws NotFound outside the actor's scope. */
export async function demandTaskInScope(actor: Actor, id: number): Promise<void> {
  const scope = scopeSql(actor);
  if (!(await row(`SELECT 1 AS found FROM tasks t JOIN organisations o ON o.id = t.subject_organisation_id WHERE t.id = ? AND ${scope.sql}`, [id, ...scope.params]))) throw new NotFound();
}

/** A task with whether the actor's organisation and role are among those it was opened for. */
export type OwnTask = Task & { isCandidate: boolean };

/** Asks for one; `ownTaskOf` reads the answer. */
export function taskForActor(actor: Actor, id: number): Statement {
  const scope = scopeSql(actor);
  return {
    sql: `SELECT ${COLUMNS}, EXISTS (SELECT 1 FROM task_candidates tc WHERE tc.task_id = t.id AND tc.role = ? AND tc.organisation_id = ?) AS candidate FROM tasks t ${JOINS} WHERE t.id = ? AND ${scope.sql}`,
    params: [actor.role, actor.organisation.id, id, ...scope.params],
  };
}

/** @throws NotFound outside the actor's scope. */
export function ownTaskOf(answer: readonly object[]): OwnTask {
  const [found] = answer as (Row & { candidate: number })[];
  if (!found) throw new NotFound();
  return { ...taskOf(found), isCandidate: found.candidate === 1 };
}

export type TaskFilter = { state?: Task['state']; /** `me`: only what this person has claimed or is asked to give their word on, or, when done, did themselves. */ whose?: 'me' | 'post'; key?: string; programme?: string; month?: string; subjectId?: number; q?: string; optional?: boolean; before?: number; limit: number };

/**
 * The actor's own tasks: those opened for their role and organisation, newest first; `q` is part of a school's name. Optional acts (a withdrawal somebody
 * may ask for) are no to-dos and are left out unless asked for by key, by subject or as one's own.
 */
export async function ownTasks(actor: Actor, filter: TaskFilter): Promise<{ items: Task[]; total: number }> {
  const scope = scopeSql(actor);
  const state = filter.state ?? 'open';
  const from = whoseSql(actor, filter.whose ?? 'post', state, await standsInFor(actor, officeDateOf(await officeNow())));
  const where = [scope.sql, from.sql];
  const params: (string | number)[] = [...scope.params, ...from.params];
  const add = (sql: string, value: string | number | undefined) => {
    if (value === undefined) return;
    where.push(sql);
    params.push(value);
  };
  add('t.state = ?', state);
  add('t.task_key = ?', filter.key);
  add('t.programme = ?', filter.programme);
  add('t.month = ?', filter.month);
  add('t.subject_id = ?', filter.subjectId);
  add("o.name LIKE CONCAT('%', ?, '%')", filter.q?.replace(/[\\%_]/g, '\\$&') || undefined);
  if (filter.key === undefined && filter.subjectId === undefined && filter.whose !== 'me') where.push('t.optional = 0');
  const total = await row<{ n: number }>(`SELECT COUNT(*) AS n FROM ${from.tables} JOIN organisations o ON o.id = t.subject_organisation_id WHERE ${where.join(' AND ')}`, params as Params);
  add(`${from.id} < ?`, filter.before);
  const found = await rows<Row>(`SELECT ${COLUMNS} FROM ${from.tables} ${JOINS} WHERE ${where.join(' AND ')} ORDER BY ${from.id} DESC LIMIT ?`, [...params, filter.limit]);
  return { items: found.map(taskOf), total: total?.n ?? 0 };
}

type Whose = { tables: string; id: string; sql: string; params: (string | number)[] };

/** The rows a list of tasks is read from: those of a post by its candidates; one's own by who holds them or is asked. */
function whoseSql(actor: Actor, whose: 'me' | 'post', state: Task['state'], absent: Parameters<typeof postsSql>[1]): Whose {
  if (whose === 'me' && state === 'open') {
    return { tables: 'tasks t', id: 't.id', sql: `t.id IN (SELECT t.id FROM tasks t WHERE t.assignee_id = ? AND t.state = 'open' AND NOT ${restsSql()} UNION SELECT s.task_id FROM task_signers s WHERE s.user_id = ? AND s.state = 'open')`, params: [actor.userId, actor.userId] };
  }
  const posts = postsSql(actor, absent);
  const mine = whose === 'me' ? { sql: ' AND t.done_by = ?', params: [actor.userId] } : { sql: '', params: [] };
  return { tables: 'task_candidates tc JOIN tasks t ON t.id = tc.task_id', id: 'tc.task_id', sql: `tc.organisation_id = ? AND ${posts.sql} AND tc.open = ?${mine.sql}`, params: [actor.organisation.id, ...posts.params, state === 'open' ? 1 : 0, ...mine.params] };
}

/** One's own post, and those of absent colleagues one stands in for, of one step or of all. */
function postsSql(actor: Actor, absent: readonly { role: string; taskKey: string | null }[]): { sql: string; params: string[] } {
  if (absent.length === 0) return { sql: 'tc.role = ?', params: [actor.role] };
  const others = absent.map(({ role, taskKey }) => ({ sql: `(tc.role = ?${taskKey === null ? '' : ' AND t.task_key = ?'})`, params: taskKey === null ? [role] : [role, taskKey] }));
  return { sql: `(tc.role = ? OR ${others.map(({ sql }) => sql).join(' OR ')})`, params: [actor.role, ...others.flatMap(({ params }) => params)] };
}

/** Which kinds of tasks the actor has in this state: what their list can be narrowed to. */
export async function countOwnTasks(actor: Actor, state: Task['state']): Promise<{ key: string; name: string; programme: string | null; month: string | null; n: number }[]> {
  return rows('SELECT t.task_key AS `key`, MIN(t.name) AS name, t.programme, t.month, COUNT(*) AS n FROM task_candidates c JOIN tasks t ON t.id = c.task_id WHERE c.organisation_id = ? AND c.role = ? AND c.open = ? AND t.state = ? AND t.optional = 0 GROUP BY t.task_key, t.programme, t.month ORDER BY t.task_key',
    [actor.organisation.id, actor.role, state === 'open' ? 1 : 0, state]);
}

/** The open task of a subject with this key, if its diagram waits there now. */
export async function openTaskOf(subject: Subject, key: string): Promise<Task | undefined> {
  const found = await row<Row>(`${SELECT} WHERE t.subject_kind = ? AND t.subject_id = ? AND t.task_key = ? AND t.state = 'open'`, [subject.kind, subject.id, key]);
  return found && taskOf(found);
}

/** All tasks of one subject, oldest first: what its page and process picture show. */
export async function tasksOf(subject: Subject): Promise<Task[]> {
  return (await rows<Row>(`${SELECT} WHERE t.subject_kind = ? AND t.subject_id = ? ORDER BY t.id`, [subject.kind, subject.id])).map(taskOf);
}

/** Why a task that is no longer open cannot be done: who did it and when, for those of the same organisation by name, else by organisation. */
export function alreadyDone(actor: Actor, task: Task): Conflict {
  const at = task.doneAt ? formatInstant(task.doneAt) : '';
  if (task.state === 'cancelled') return new Conflict('already-done', `“${task.name}”已不用办理：名单在${at}走了另一步。您写的内容没有提交。`, undefined, task.doneAt?.toISOString());
  const by = task.organisation?.id === actor.organisation.id && task.doneBy ? task.doneBy.name : task.organisation?.name ?? '有人';
  return new Conflict('already-done', `“${task.name}”已由${by}于 ${at} 办理，您的没有提交；写的内容还在，可以复制。`, by, task.doneAt?.toISOString());
}
