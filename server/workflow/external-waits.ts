import { later, row, run } from '../database.js';
import { Conflict } from '../lib/errors.js';
import type { Wait } from './engine.js';
import type { DefinitionModel } from './definition-model.js';
import type { HistoryEntry } from './history.js';

/*
 * 外部任务: what a program outside is asked to do. The instance waits at it as at a task; programs fetch and lock the row,
 * do the work and report. An error boundary event on it waits too, for the program's word, and needs no row of its own.
 */

/** `failed`: no retries are left and an incident is open. */
export type ExternalState = 'waiting' | 'failed' | 'done' | 'cancelled';

/** Makes the rows equal the external tasks the engine waits for, in the act under way; the instance's row is locked. */
export async function syncExternal(instanceId: number, model: DefinitionModel, waits: readonly Wait[], given: { open: readonly { id: number; execution_id: string; element: string }[]; now: Date; entries: HistoryEntry[]; progress: { element: string | null } }): Promise<void> {
  const wanted = waits.filter(({ kind }) => kind === 'external');
  const gone = given.open.filter(({ execution_id }) => !wanted.some(({ executionId }) => executionId === execution_id));
  if (gone.length > 0) await later("UPDATE external_tasks SET state = 'cancelled', client_id = NULL, worker_id = NULL, locked_at = NULL, lock_until = NULL, closed_at = ? WHERE id IN (?)", [given.now, gone.map(({ id }) => id)]);
  for (const { element } of gone) given.entries.push({ kind: 'external-cancelled', elementId: element, elementName: model.elements[element]?.name });
  const fresh = wanted.filter(({ executionId }) => !given.open.some(({ execution_id }) => execution_id === executionId));
  for (const wait of fresh) {
    const element = model.elements[wait.elementId];
    given.progress.element = wait.elementId;
    if (!element.external) throw new Error(`${element.id} waits for a program outside and is not drawn so`);
    await later('INSERT INTO external_tasks (instance_id, execution_id, element_id, topic, priority, opened_at) VALUES (?, ?, ?, ?, ?, ?)', [instanceId, wait.executionId, element.id, element.external.topic, element.external.priority, given.now]);
    given.entries.push({ kind: 'external-opened', elementId: element.id, elementName: element.name });
  }
}

/**
 * Puts a task that has failed back for programs to fetch, once; nobody has it then. Its instance is locked first.
 * @throws Conflict `already-done` when it is done or no longer waited for
 */
export async function putBack(id: number, instanceId: number): Promise<void> {
  await row('SELECT id FROM process_instances WHERE id = ? FOR UPDATE', [instanceId]);
  const { affected } = await run("UPDATE external_tasks SET state = 'waiting', retries = 1, retry_at = NULL, client_id = NULL, worker_id = NULL, locked_at = NULL, lock_until = NULL WHERE id = ? AND state IN ('waiting', 'failed')", [id]);
  if (affected === 0) throw new Conflict('already-done', '这件外部任务已经办结，或不用再办，不用重试。');
}
