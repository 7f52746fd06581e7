import { requireTx, run, type Params } from '../database.js';

/** `task_candidates.open` of a to-do that is nobody's while its subject rests. */
const AT_REST = 2;
/** `external_tasks.retry_at` of what no program is given meanwhile. */
const NOT_TRIED = '9999-12-31 00:00:00';

/** Subjects by a statement that reads their ids. */
export type Resting = { kind: string; ids: { sql: string; params: Params[number][] } };

/**
 * Lays the processes of subjects to rest where they stand, inside the act that closes the subjects: what waits goes on waiting for the
 * same, but no timer becomes due, no program is given it, nobody has it as a to-do, and nobody is reminded of it.
 */
export async function layToRest({ kind, ids }: Resting): Promise<void> {
  requireTx();
  await run(`UPDATE task_candidates c JOIN tasks t ON t.id = c.task_id SET c.open = ${AT_REST} WHERE c.open = 1 AND t.state = 'open' AND t.subject_kind = ? AND t.subject_id IN (${ids.sql})`, [kind, ...ids.params]);
  await run(`UPDATE timers m JOIN process_instances p ON p.id = m.instance_id SET m.rested_due_at = m.due_at, m.due_at = NULL WHERE m.state IN ('waiting', 'incident') AND m.due_at IS NOT NULL AND p.subject_kind = ? AND p.subject_id IN (${ids.sql})`, [kind, ...ids.params]);
  await run(`UPDATE external_tasks x JOIN process_instances p ON p.id = x.instance_id SET x.retry_at = '${NOT_TRIED}' WHERE x.state = 'waiting' AND p.subject_kind = ? AND p.subject_id IN (${ids.sql})`, [kind, ...ids.params]);
}

/** Wakes them: what became due meanwhile is due at once. */
export async function wake({ kind, ids }: Resting): Promise<void> {
  requireTx();
  await run(`UPDATE task_candidates c JOIN tasks t ON t.id = c.task_id SET c.open = IF(t.state = 'open', 1, 0) WHERE c.open = ${AT_REST} AND t.subject_kind = ? AND t.subject_id IN (${ids.sql})`, [kind, ...ids.params]);
  await run(`UPDATE timers m JOIN process_instances p ON p.id = m.instance_id SET m.due_at = m.rested_due_at, m.rested_due_at = NULL WHERE m.due_at IS NULL AND p.subject_kind = ? AND p.subject_id IN (${ids.sql})`, [kind, ...ids.params]);
  await run(`UPDATE external_tasks x JOIN process_instances p ON p.id = x.instance_id SET x.retry_at = NULL WHERE x.retry_at = '${NOT_TRIED}' AND p.subject_kind = ? AND p.subject_id IN (${ids.sql})`, [kind, ...ids.params]);
}

/** Of `tasks t`: whether it is at rest. */
export const restsSql = `EXISTS (SELECT 1 FROM task_candidates resting WHERE resting.task_id = t.id AND resting.open = ${AT_REST})`;
