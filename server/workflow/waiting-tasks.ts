import { rows } from '../database.js';
import { roleNames, type Actor, type Role } from '../values/actor.js';
import { restsSql } from './rest.js';

/** An open task of a subject, and whether it waits for the one who looks. */
export type WaitingTask = {
  id: number; subjectId: number; key: string; name: string;
  /** An act somebody may take, no to-do. */
  optional: boolean;
  dueAt: Date | null; version: number;
  organisation: { id: number; name: string } | null;
  roleName: string;
  mine: boolean;
};

/** What waits at these subjects, by one statement whatever their number; the required ones first. What is at rest waits for nobody. */
export async function waitingTasks(actor: Actor, kind: string, subjectIds: readonly number[]): Promise<WaitingTask[]> {
  if (subjectIds.length === 0) return [];
  const found = await rows<{ id: number; subject_id: number; task_key: string; name: string; optional: number; due_at: Date | null; version: number; organisation_id: number | null; organisation: string | null; role: Role | null; mine: number }>(
    `SELECT t.id, t.subject_id, t.task_key, t.name, t.optional, t.due_at, t.version, t.organisation_id, o.name AS organisation,
            (SELECT MIN(c.role) FROM task_candidates c WHERE c.task_id = t.id) AS role,
            EXISTS (SELECT 1 FROM task_candidates c WHERE c.task_id = t.id AND c.role = ? AND c.organisation_id = ?) AS mine
       FROM tasks t LEFT JOIN organisations o ON o.id = t.organisation_id WHERE t.subject_kind = ? AND t.subject_id IN (?) AND t.state = 'open' AND NOT ${restsSql()} ORDER BY t.optional, t.id`,
    [actor.role, actor.organisation.id, kind, subjectIds]);
  return found.map((one) => ({
    id: one.id, subjectId: one.subject_id, key: one.task_key, name: one.name, optional: one.optional === 1, dueAt: one.due_at, version: one.version,
    organisation: one.organisation_id && one.organisation ? { id: one.organisation_id, name: one.organisation } : null, roleName: one.role ? roleNames[one.role] : '', mine: one.mine === 1,
  }));
}

/** The actor's own open tasks with one key, the nearest deadline first: the row of papers one works through. */
export async function ownOpenTasks(actor: Actor, key: string): Promise<number[]> {
  return (await rows<{ id: number }>(
    "SELECT t.id FROM task_candidates c JOIN tasks t ON t.id = c.task_id WHERE c.organisation_id = ? AND c.role = ? AND c.open = 1 AND t.task_key = ? ORDER BY t.due_at IS NULL, t.due_at, t.id LIMIT 1000",
    [actor.organisation.id, actor.role, key])).map(({ id }) => id);
}
