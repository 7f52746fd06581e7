import { officeNow, requireTx, row, rows, run, transact } from '../database.js';
import { versionById } from './definition.js';
import type { Subject } from './registry.js';
import { lockInstance, step } from './step.js';
import { remind } from './task-reminders.js';

const BATCH = 50;

/**
 * Fires the timers that are due by office time, each in its own act; several servers may do so at once and each timer
 * fires once, because its row is locked with its instance and looked at again.
 * @returns how many fired; failures have opened incidents.
 */
export async function fireDueTimers(onFailure: (error: unknown) => void = () => undefined): Promise<number> {
  const due = await rows<{ id: number; instance_id: number }>("SELECT id, instance_id FROM timers WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at, id LIMIT ?", [await officeNow(), BATCH]);
  let fired = 0;
  for (const timer of due) {
    try {
      if (await fireTimer(timer.id, timer.instance_id)) fired += 1;
    } catch (error) {
      onFailure(error);
    }
  }
  return fired;
}

/** Fires one timer if it still waits and is due. @throws StepFailed with an incident. */
export async function fireTimer(timerId: number, instanceId: number): Promise<boolean> {
  return transact(async (tx) => {
    const instance = await lockInstance(instanceId);
    const timer = await row<{ element_id: string; execution_id: string; task_id: number | null; told: string | null }>("SELECT element_id, execution_id, task_id, told FROM timers WHERE id = ? AND state IN ('waiting', 'incident') AND due_at <= ? FOR UPDATE", [timerId, tx.now]);
    if (!timer) return false;
    const { model } = await versionById(instance.definitionId);
    await run("UPDATE timers SET state = 'done' WHERE id = ?", [timerId]);
    if (timer.task_id !== null) {
      await remind(instance, { id: timerId, taskId: timer.task_id, elementId: timer.element_id, told: timer.told }, model.elements[timer.element_id]?.name);
      return true;
    }
    await step(instance, { elementId: timer.element_id, executionId: timer.execution_id }, {
      actor: null, taskKey: null, input: { values: {} },
      entries: [{ kind: 'timer-fired', elementId: timer.element_id, elementName: model.elements[timer.element_id]?.name }],
      retry: { of: 'timer', id: timerId, actorId: null, postRole: null, organisationId: null, input: null },
    });
    return true;
  });
}

/** Fires the timers of one subject that are due by now, inside the act under way: the act need not wait for the next tick. */
export async function fireDueTimersOf(subject: Subject): Promise<void> {
  const { now } = requireTx();
  const due = await rows<{ id: number; instance_id: number }>(
    "SELECT t.id, t.instance_id FROM timers t JOIN process_instances p ON p.id = t.instance_id WHERE p.subject_kind = ? AND p.subject_id = ? AND p.active_flag = 1 AND t.state = 'waiting' AND t.due_at <= ? ORDER BY t.due_at, t.id", [subject.kind, subject.id, now]);
  for (const timer of due) await fireTimer(timer.id, timer.instance_id);
}
