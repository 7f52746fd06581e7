import { requireTx, run, type Params } from '../database.js';

/** `task_candidates.open` of a to-do that is nobody's while its subject rests. */
const AT_REST = 2;
/** `external_tasks.retry_at` of what no program is given meanwhile. */
const NOT_TRIED = '9999-12-31 00:00:00';

/** Subjects by a statement that reads their `id`. */
export type Resting = { kind: string; ids: { sql: string; params: Params[number][] } };

/**
 * Lays the processes of subjects to rest where they stand, inside the act that closes the subjects: what waits goes on waiting for the
 * same, but no timer becomes due, no program is given it, nobody has it as a to-do, and nobody is reminded of it.
 */
export async function layToRest(of: Resting): Promise<void> {
  await change(of, TASKS, `c.open = ${AT_REST}`, "c.open = 1 AND t.state = 'open'");
  // Two statements: of several tables, in which order the columns of one are set is not promised.
  await change(of, TIMERS, 'm.rested_due_at = m.due_at', "m.state IN ('waiting', 'incident') AND m.due_at IS NOT NULL");
  await change(of, TIMERS, 'm.due_at = NULL', 'm.rested_due_at IS NOT NULL');
  await change(of, EXTERNAL, `x.retry_at = '${NOT_TRIED}'`, "x.state = 'waiting'");
}

/** Wakes them: what became due meanwhile is due at once. */
export async function wake(of: Resting): Promise<void> {
  await change(of, TASKS, "c.open = IF(t.state = 'open', 1, 0)", `c.open = ${AT_REST}`);
  await change(of, TIMERS, 'm.due_at = m.rested_due_at', 'm.due_at IS NULL');
  await change(of, TIMERS, 'm.rested_due_at = NULL', 'm.rested_due_at IS NOT NULL');
  await change(of, EXTERNAL, 'x.retry_at = NULL', `x.retry_at = '${NOT_TRIED}'`);
}

const TASKS = { tables: 'task_candidates c JOIN tasks t ON t.id = c.task_id', of: 't' };
const TIMERS = { tables: 'timers m JOIN process_instances p ON p.id = m.instance_id', of: 'p' };
const EXTERNAL = { tables: 'external_tasks x JOIN process_instances p ON p.id = x.instance_id', of: 'p' };

async function change({ kind, ids }: Resting, { tables, of }: typeof TASKS, set: string, where: string): Promise<void> {
  requireTx();
  await run(`UPDATE ${tables} JOIN (${ids.sql}) resting ON resting.id = ${of}.subject_id SET ${set} WHERE ${where} AND ${of}.subject_kind = ?`, [...ids.params, kind]);
}

/** Of a row of `tasks`: whether it is at rest. */
export const restsSql = (task = 't'): string => `EXISTS (SELECT 1 FROM task_candidates resting WHERE resting.task_id = ${task}.id AND resting.open = ${AT_REST})`;
