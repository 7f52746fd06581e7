import { row, rows, type Params } from '../database.js';
import { Conflict, NotFound } from '../lib/errors.js';
import { scopeSql } from '../values/scope.js';
import { formatInstant } from '../values/office-date.js';
import type { Actor } from '../values/actor.js';
import type { Subject } from './registry.js';

/** A step that waits for a person: the row a to-do counts. */
export type Task = {
  id: number; instanceId: number; definitionId: number; executionId: string; key: string; name: string; optional: boolean; state: 'open' | 'done' | 'cancelled';
  subject: Subject; programme: string | null; month: string | null;
  organisation: { id: number; name: string } | null;
  assignee: { id: number; name: string } | null;
  openedAt: Date; dueAt: Date | null; decision: string | null; remark: string | null;
  doneBy: { id: number; name: string; role: string; organisation: string } | null; doneAt: Date | null; version: number;
};

type Row = {
  id: number; instance_id: number; definition_id: number; execution_id: string; task_key: string; name: string; optional: number; state: Task['state']; subject_kind: string; subject_id: number;
  programme: string | null; month: string | null; organisation_id: number | null; organisation_name: string | null; assignee_id: number | null; assignee_name: string | null;
  opened_at: Date; due_at: Date | null; decision: string | null; remark: string | null; done_by: number | null; done_by_name: string | null; done_at: Date | null; version: number;
};

const COLUMNS = `t.id, t.instance_id, i.definition_id, t.execution_id, t.task_key, t.name, t.optional, t.state, t.subject_kind, t.subject_id, t.programme, t.month, t.organisation_id, c.name AS organisation_name,
  t.assignee_id, u.name AS assignee_name, t.opened_at, t.due_at, t.decision, t.remark, t.done_by, d.name AS done_by_name, t.done_at, t.version`;
const JOINS = `JOIN process_instances i ON i.id = t.instance_id JOIN organisations o ON o.id = t.subject_organisation_id LEFT JOIN organisations c ON c.id = t.organisation_id
  LEFT JOIN users u ON u.id = t.assignee_id LEFT JOIN users d ON d.id = t.done_by`;
const SELECT = `SELECT ${COLUMNS} FROM tasks t ${JOINS}`;

const taskOf = (found: Row): Task => ({
  id: found.id, instanceId: found.instance_id, definitionId: found.definition_id, executionId: found.execution_id, key: found.task_key, name: found.name, optional: found.optional === 1, state: found.state,
  subject: { kind: found.subject_kind, id: found.subject_id }, programme: found.programme, month: found.month,
  organisation: found.organisation_id && found.organisation_name ? { id: found.organisation_id, name: found.organisation_name } : null,
  assignee: found.assignee_id ? { id: found.assignee_id, name: found.assignee_name ?? '' } : null,
  openedAt: found.opened_at, dueAt: found.due_at, decision: found.decision, remark: found.remark,
  doneBy: found.done_by ? { id: found.done_by, name: found.done_by_name ?? '', role: '', organisation: found.organisation_name ?? '' } : null, doneAt: found.done_at, version: found.version,
});

/** A task whose subject the actor sees. @throws NotFound otherwise. */
export async function taskInScope(actor: Actor, id: number): Promise<Task> {
  const scope = scopeSql(actor);
  const found = await row<Row>(`${SELECT} WHERE t.id = ? AND ${scope.sql}`, [id, ...scope.params]);
  if (!found) throw new NotFound();
  return taskOf(found);
}

/** The same, with whether the actor's organisation and role are among those the task was opened for. @throws NotFound */
export async function taskForActor(actor: Actor, id: number): Promise<Task & { isCandidate: boolean }> {
  const scope = scopeSql(actor);
  const found = await row<Row & { candidate: number }>(
    `SELECT ${COLUMNS}, EXISTS (SELECT 1 FROM task_candidates tc WHERE tc.task_id = t.id AND tc.role = ? AND tc.organisation_id = ?) AS candidate FROM tasks t ${JOINS} WHERE t.id = ? AND ${scope.sql}`,
    [actor.role, actor.organisation.id, id, ...scope.params]);
  if (!found) throw new NotFound();
  return { ...taskOf(found), isCandidate: found.candidate === 1 };
}

export type TaskFilter = { state?: Task['state']; key?: string; programme?: string; month?: string; subjectId?: number; optional?: boolean; before?: number; limit: number };

/**
 * The actor's own tasks: those opened for their role and organisation, newest first. Optional acts (a withdrawal somebody
 * may ask for) are no to-dos and are left out unless asked for by key or subject.
 */
export async function ownTasks(actor: Actor, filter: TaskFilter): Promise<{ items: Task[]; total: number }> {
  const scope = scopeSql(actor);
  const state = filter.state ?? 'open';
  const where = [scope.sql, 'tc.organisation_id = ? AND tc.role = ? AND tc.open = ?'];
  const params: (string | number)[] = [...scope.params, actor.organisation.id, actor.role, state === 'open' ? 1 : 0];
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
  if (filter.key === undefined && filter.subjectId === undefined) where.push('t.optional = 0');
  const total = await row<{ n: number }>(`SELECT COUNT(*) AS n FROM task_candidates tc JOIN tasks t ON t.id = tc.task_id JOIN organisations o ON o.id = t.subject_organisation_id WHERE ${where.join(' AND ')}`, params as Params);
  add('tc.task_id < ?', filter.before);
  const found = await rows<Row>(`SELECT ${COLUMNS} FROM task_candidates tc JOIN tasks t ON t.id = tc.task_id ${JOINS} WHERE ${where.join(' AND ')} ORDER BY tc.task_id DESC LIMIT ?`, [...params, filter.limit]);
  return { items: found.map(taskOf), total: total?.n ?? 0 };
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
