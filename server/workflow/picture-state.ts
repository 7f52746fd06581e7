import { rows } from '../database.js';

/** Which elements of an instance's picture are done, waited at, stuck or were returned from. */
export async function pictureState(instanceId: number): Promise<{ done: string[]; active: string[]; incident: string[]; returned: string[] }> {
  const passed = await rows<{ element_id: string; decision: string | null }>("SELECT element_id, decision FROM process_history WHERE instance_id = ? AND element_id IS NOT NULL AND kind IN ('task-done', 'service', 'timer-fired', 'message', 'call-ended', 'external-done', 'external-error') ORDER BY seq", [instanceId]);
  const waiting = await rows<{ element_id: string }>(
    `SELECT task_key AS element_id FROM tasks WHERE instance_id = ? AND state = 'open' UNION SELECT element_id FROM timers WHERE instance_id = ? AND state IN ('waiting', 'incident') UNION SELECT element_id FROM process_calls WHERE instance_id = ? AND state = 'waiting' UNION SELECT element_id FROM external_tasks WHERE instance_id = ? AND state IN ('waiting', 'failed')`, [instanceId, instanceId, instanceId, instanceId]);
  const stuck = await rows<{ element_id: string }>("SELECT DISTINCT element_id FROM incidents WHERE instance_id = ? AND state = 'open' AND element_id IS NOT NULL", [instanceId]);
  const active = [...new Set(waiting.map(({ element_id }) => element_id))];
  const last = new Map(passed.map(({ element_id, decision }) => [element_id, decision]));
  const returned = [...last].filter(([, decision]) => decision !== null && ['fail', 'reject', 'grant'].includes(decision)).map(([element]) => element).filter((element) => !active.includes(element));
  return { done: [...last.keys()].filter((element) => !active.includes(element) && !returned.includes(element)), active, incident: stuck.map(({ element_id }) => element_id), returned };
}
