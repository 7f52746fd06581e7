import { requireTx, rows, run } from '../database.js';
import { closeIncidents } from './step-failed.js';

/** Ends a running instance before its end, and those it has called: what waits is cancelled, the history stays. */
export async function endInstance(id: number): Promise<void> {
  const { now } = requireTx();
  await run("UPDATE tasks t JOIN task_candidates c ON c.task_id = t.id SET t.state = 'cancelled', t.done_at = ?, t.version = t.version + 1, c.open = 0 WHERE t.instance_id = ? AND t.state = 'open'", [now, id]);
  await run("UPDATE timers SET state = 'cancelled' WHERE instance_id = ? AND state IN ('waiting', 'incident')", [id]);
  await run("UPDATE message_waits SET state = 'cancelled' WHERE instance_id = ? AND state = 'waiting'", [id]);
  await run("UPDATE external_tasks SET state = 'cancelled', client_id = NULL, worker_id = NULL, locked_at = NULL, lock_until = NULL, closed_at = ? WHERE instance_id = ? AND state IN ('waiting', 'failed')", [now, id]);
  for (const { called_id } of await rows<{ called_id: number | null }>("SELECT called_id FROM process_calls WHERE instance_id = ? AND state = 'waiting' FOR UPDATE", [id])) if (called_id !== null) await endInstance(called_id);
  await run("UPDATE process_calls SET state = 'cancelled' WHERE instance_id = ? AND state = 'waiting'", [id]);
  await closeIncidents(id, { ended: true, at: now, by: null });
  await run("UPDATE process_instances SET state = 'cancelled', active_flag = NULL, ended_at = ?, version = version + 1 WHERE id = ? AND active_flag = 1", [now, id]);
}
