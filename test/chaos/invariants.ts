import { officeNow, rows } from '../../server/database.js';
import { verifyChains } from '../../server/audit/verify.js';
import { protection } from '../../server/protection.js';
import { addDays, officeDateOf } from '../../server/values/office-date.js';
import { waitsIn, type EngineState } from '../../server/workflow/waits.js';
import { brokenIn } from '../support/list-invariants.js';
import { takeSnapshot } from '../support/list-snapshot.js';

/**
 * What must hold of the whole system at every moment, besides what holds of lists; the names of what does not.
 * `overdue`: until the clockwork ticks, a timer may stand as on the day before it is due.
 */
export async function brokenNow(options: { incidents?: 'expected'; lost?: 'expected'; overdue?: true } = {}): Promise<string[]> {
  const taken = await takeSnapshot();
  const snapshot = options.incidents ? { ...taken, incidents: [] } : taken;
  const today = officeDateOf(await officeNow());
  const now = brokenIn(snapshot, today);
  const lists = (now.length > 0 && options.overdue ? brokenIn(snapshot, addDays(today, -1)) : now)
    .filter((name) => !(options.incidents && name.startsWith('what else waits')) && !(options.lost && /^(the open tasks are|what else waits|one process runs)/.test(name))); // a timer with an incident waits for the administrator
  const chains = await verifyChains();
  return [...lists, ...(chains ? [`R9 the audit chain ${chains.chain} breaks at ${chains.seq}: ${chains.reason}`] : []), ...(options.lost ? [] : await waitsApart()), ...(await rowsApart()), ...(await filesGone())];
}

/** R3: what the engine's stored state waits for is exactly what rows wait for. */
async function waitsApart(): Promise<string[]> {
  const states = await rows<{ id: number; state: string; active_flag: number | null }>('SELECT p.id, s.state, p.active_flag FROM process_instances p LEFT JOIN process_states s ON s.instance_id = p.id');
  const waiting = await rows<{ instance_id: number; name: string }>(
    `SELECT instance_id, CONCAT('task ', task_key, ' ', execution_id) AS name FROM tasks WHERE state = 'open'
      UNION ALL SELECT instance_id, CONCAT('timer ', element_id, ' ', execution_id) FROM timers WHERE state IN ('waiting', 'incident')
      UNION ALL SELECT instance_id, CONCAT(kind, ' ', element_id, ' ', execution_id) FROM message_waits WHERE state = 'waiting'
      UNION ALL SELECT instance_id, CONCAT('call ', element_id, ' ', execution_id) FROM process_calls WHERE state = 'waiting'
      UNION ALL SELECT instance_id, CONCAT('external ', element_id, ' ', execution_id) FROM external_tasks WHERE state IN ('waiting', 'failed')`);
  return states.flatMap(({ id, state, active_flag }) => {
    const inRows = waiting.filter(({ instance_id }) => instance_id === id).map(({ name }) => name).sort().join();
    if (active_flag === null) return inRows === '' ? [] : [`R3 the ended process ${id} waits for ${inRows}`];
    if (!state) return [`R3 the process ${id} has no engine state`];
    if (!state.startsWith('{')) return []; // spoilt on purpose by the scene
    const parsed: EngineState = JSON.parse(state);
    const inEngine = waitsIn(parsed).filter(({ kind }) => kind !== 'reported').map(({ kind, elementId, executionId }) => `${kind} ${elementId} ${executionId}`).sort().join();
    return inEngine === inRows ? [] : [`R3 process ${id}: the engine waits for ${inEngine}, the rows for ${inRows}`];
  });
}

const APART: Record<string, string> = {
  'R7 an operation is claimed and has no answer': 'SELECT operation_key AS what FROM operations WHERE status IS NULL',
  'R8 a to-do was opened and nobody will be told': "SELECT t.id AS what FROM tasks t LEFT JOIN outbox o ON o.dedupe_key = CONCAT('task-opened:', t.id) WHERE t.state = 'open' AND t.optional = 0 AND o.id IS NULL",
  'R8 a message was sent and is still held by a worker': 'SELECT id AS what FROM outbox WHERE sent_at IS NOT NULL AND lease_until IS NOT NULL',
  'R10 a file that was checked is half imported': "SELECT id AS what FROM imports WHERE (state = 'committed') <> (committed_at IS NOT NULL) OR (state IN ('committed', 'cancelled') AND EXISTS (SELECT 1 FROM import_parts p WHERE p.import_id = imports.id))",
  'R10 a file is to be checked or written and nobody will do it': "SELECT i.id AS what FROM imports i LEFT JOIN jobs j ON j.id = i.job_id WHERE i.state IN ('received', 'writing') AND COALESCE(j.state, '') NOT IN ('queued', 'running', 'paused')",
  'R10 background work has ended and is still held, or is under way and nobody may take it': "SELECT id AS what FROM jobs WHERE (state IN ('queued', 'running')) <> (due_at IS NOT NULL) OR (state = 'running') <> (lease_owner IS NOT NULL)",
  'somebody is signed in twice at one kind of device': 'SELECT user_id AS what FROM sessions WHERE live_flag = 1 GROUP BY user_id, client HAVING COUNT(*) > 1',
  'a process file has two versions in use': "SELECT definition_key AS what FROM process_definitions WHERE state = 'active' GROUP BY definition_key HAVING COUNT(*) > 1",
  'a version in use is not the one new lists begin with': "SELECT id AS what FROM process_definitions WHERE (state = 'active') <> (active_key IS NOT NULL)",
  'the history of a process has a gap': 'SELECT p.id AS what FROM process_instances p LEFT JOIN process_history h ON h.instance_id = p.id GROUP BY p.id, p.history_seq HAVING COALESCE(MAX(h.seq), 0) <> p.history_seq OR COUNT(h.seq) <> p.history_seq',
  'a process with an incident does not say so, or says so without one': "SELECT p.id AS what FROM process_instances p WHERE p.active_flag = 1 AND (p.state = 'incident') <> EXISTS (SELECT 1 FROM incidents i WHERE i.instance_id = p.id AND i.state = 'open')",
};

async function rowsApart(): Promise<string[]> {
  const found: string[] = [];
  for (const [name, sql] of Object.entries(APART)) for (const { what } of await rows<{ what: string | number }>(sql)) found.push(`${name}: ${what}`);
  return found;
}

/** R10: every attachment that is listed is there, unaltered. */
async function filesGone(): Promise<string[]> {
  const found: string[] = [];
  for (const { uid, sha256 } of await rows<{ uid: string; sha256: string }>('SELECT uid, sha256 FROM attachments WHERE removed_at IS NULL')) {
    await protection().files.get(uid, sha256).catch((error: unknown) => found.push(`R10 ${String(error)}`));
  }
  return found;
}
