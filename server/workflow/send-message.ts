import { row, run, transact } from '../database.js';
import type { Actor } from '../values/actor.js';
import type { Subject, TaskInput } from './registry.js';
import { lockInstance, step } from './step.js';

/**
 * Sends a message to the live process of a subject: the waiting event takes it and the process goes on in this act.
 * @returns false when nothing waits for that message now.
 */
export async function sendMessage(subject: Subject, message: string, actor: Actor | null, input: TaskInput = { values: {} }): Promise<boolean> {
  return transact(async () => {
    // It may be a process this one has called that waits.
    const waiting = await row<{ id: number }>("SELECT w.instance_id AS id FROM message_waits w JOIN process_instances p ON p.id = w.instance_id WHERE p.subject_kind = ? AND p.subject_id = ? AND p.active_flag = 1 AND w.message = ? AND w.state = 'waiting' ORDER BY p.call_id, w.id LIMIT 1", [subject.kind, subject.id, message]);
    if (!waiting) return false;
    const instance = await lockInstance(waiting.id);
    const wait = await row<{ id: number; element_id: string; execution_id: string }>("SELECT id, element_id, execution_id FROM message_waits WHERE instance_id = ? AND message = ? AND state = 'waiting' ORDER BY id LIMIT 1 FOR UPDATE", [instance.id, message]);
    if (!wait) return false;
    await run("UPDATE message_waits SET state = 'received' WHERE id = ?", [wait.id]);
    await step(instance, { elementId: wait.element_id, executionId: wait.execution_id }, { actor, taskKey: null, input, entries: [{ kind: 'message', elementId: wait.element_id, elementName: message, actor }], retry: null });
    return true;
  });
}
