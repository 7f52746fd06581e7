import { requireTx, row, rows, run, transact } from '../database.js';
import { RuleBroken } from '../lib/errors.js';
import { versionById } from './definition.js';
import { appendHistory, type HistoryEntry } from './history.js';
import { subjectProvider } from './registry.js';
import { lockInstance, variablesOf, type LockedInstance } from './step.js';
import { syncWaits } from './waiting-rows.js';
import { waitsIn, withoutPath, type EngineState, type Wait } from './waits.js';

/*
 * 没人等的流程: an instance that runs and that no task, timer, message or external task waits for. Nothing would ever move it on, and nobody
 * would hear of it. It cannot come of a step (a step ends where it waits); it comes of rows changed by hand, of a restored
 * backup, of a mistake of ours.
 */

const UNWAITED = `p.active_flag = 1
  AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.instance_id = p.id AND t.state = 'open')
  AND NOT EXISTS (SELECT 1 FROM timers m WHERE m.instance_id = p.id AND m.task_id IS NULL AND m.state IN ('waiting', 'incident'))
  AND NOT EXISTS (SELECT 1 FROM message_waits w WHERE w.instance_id = p.id AND w.state = 'waiting')
  AND NOT EXISTS (SELECT 1 FROM process_calls k WHERE k.instance_id = p.id AND k.state = 'waiting')
  AND NOT EXISTS (SELECT 1 FROM external_tasks x WHERE x.instance_id = p.id AND x.state IN ('waiting', 'failed'))`;

/** Opens an incident for every instance nobody waits for and that has none of this kind yet. @returns how many were found. */
export async function findLostTokens(limit = 200): Promise<number> {
  const lost = await rows<{ id: number }>(`SELECT p.id FROM process_instances p WHERE ${UNWAITED} AND NOT EXISTS (SELECT 1 FROM incidents i WHERE i.instance_id = p.id AND i.kind = 'lost-token' AND i.state = 'open') ORDER BY p.id LIMIT ?`, [limit]);
  let found = 0;
  for (const { id } of lost) if (await openIncident(id)) found += 1;
  return found;
}

/** Locked and looked at again: it may have gone on, or another server have been first. */
async function openIncident(id: number): Promise<boolean> {
  return transact(async (tx) => {
    await lockInstance(id);
    const still = await row(`SELECT p.id FROM process_instances p WHERE p.id = ? AND ${UNWAITED} AND NOT EXISTS (SELECT 1 FROM incidents i WHERE i.instance_id = p.id AND i.kind = 'lost-token' AND i.state = 'open')`, [id]);
    if (!still) return false;
    await run("INSERT INTO incidents (instance_id, element_id, kind, message, fingerprint, retry_of, opened_at) VALUES (?, NULL, 'lost-token', ?, ?, 'waits', ?)", [id, '这个流程还没有办完，却没有任何任务、定时或消息在等。', 'lost-token', tx.now]);
    await run("UPDATE process_instances SET state = 'incident' WHERE id = ? AND active_flag = 1", [id]);
    return true;
  });
}

/** What the engine's state waits for and no row does, and the reverse: rows nobody could act on. */
export async function waitsApart(instanceId: number): Promise<{ withoutRow: Wait[]; withoutToken: { elementId: string; of: string }[] }> {
  const stored = await row<{ state: string }>('SELECT s.state FROM process_states s JOIN process_instances p ON p.id = s.instance_id WHERE s.instance_id = ? AND p.active_flag = 1', [instanceId]);
  const waits = stored ? storedWaits(stored.state) : [];
  const open = await openRows(instanceId);
  return {
    withoutRow: waits.filter(({ executionId, kind }) => kind !== 'reported' && !open.some((one) => one.execution_id === executionId)),
    withoutToken: open.filter(({ execution_id }) => !waits.some(({ executionId }) => executionId === execution_id)).map(({ element, of }) => ({ elementId: element, of })),
  };
}

/** A state that cannot be read waits for nothing that could be named. */
function storedWaits(text: string): Wait[] {
  try {
    return waitsIn(JSON.parse(text) as EngineState).map(withoutPath);
  } catch {
    return [];
  }
}

const openRows = (id: number): Promise<{ of: string; element: string; execution_id: string }[]> => rows(
  `SELECT 'task' AS of, task_key AS element, execution_id FROM tasks WHERE instance_id = ? AND state = 'open' UNION ALL
   SELECT 'timer', element_id, execution_id FROM timers WHERE instance_id = ? AND task_id IS NULL AND state IN ('waiting', 'incident') UNION ALL
   SELECT 'message', element_id, execution_id FROM message_waits WHERE instance_id = ? AND state = 'waiting' UNION ALL
   SELECT 'call', element_id, execution_id FROM process_calls WHERE instance_id = ? AND state = 'waiting' UNION ALL
   SELECT 'external', element_id, execution_id FROM external_tasks WHERE instance_id = ? AND state IN ('waiting', 'failed')`, [id, id, id, id, id]);

/**
 * Makes the rows again that the engine's state waits for. Rows that were closed are opened again as they were.
 * @throws RuleBroken `nothing-to-restore` when the state waits for nothing either: then only a migration or ending the process helps.
 */
export async function restoreWaits(instanceId: number): Promise<LockedInstance> {
  const { now } = requireTx();
  const instance = await lockInstance(instanceId);
  const waits = instance.engineState === null ? [] : storedWaits(instance.engineState);
  if (waits.length === 0) throw new RuleBroken('nothing-to-restore', '流程的存档里也没有停在任何地方，无法恢复等待。请把它迁移到新版本，或由办理单位重新发起。');
  const ids = waits.map(({ executionId }) => executionId);
  await run("UPDATE tasks t JOIN task_candidates c ON c.task_id = t.id SET t.state = 'open', t.done_at = NULL, t.done_by = NULL, t.version = t.version + 1, c.open = 1 WHERE t.instance_id = ? AND t.execution_id IN (?) AND t.state <> 'open'", [instanceId, ids]);
  await run("UPDATE timers SET state = 'waiting' WHERE instance_id = ? AND execution_id IN (?) AND task_id IS NULL AND state NOT IN ('waiting', 'incident')", [instanceId, ids]);
  await run("UPDATE message_waits SET state = 'waiting' WHERE instance_id = ? AND execution_id IN (?) AND state <> 'waiting'", [instanceId, ids]);
  await run("UPDATE external_tasks SET state = 'waiting', closed_at = NULL WHERE instance_id = ? AND execution_id IN (?) AND state NOT IN ('waiting', 'failed')", [instanceId, ids]);
  const version = await versionById(instance.definitionId);
  const facts = await subjectProvider(instance.subject.kind).load(instance.subject.id, version.model.levels);
  const entries: HistoryEntry[] = [...new Set(waits.map(({ elementId }) => elementId))].map((elementId) => ({ kind: 'wait-restored', elementId, elementName: version.model.elements[elementId]?.name }));
  await syncWaits({ instance, version, facts, values: await variablesOf(instance, version, facts), waits, begins: false, now, entries, progress: { element: null } });
  await appendHistory(instance.id, instance.historySeq, entries, now);
  await run('UPDATE process_instances SET version = version + 1, history_seq = history_seq + ? WHERE id = ?', [entries.length, instance.id]);
  return instance;
}
