import { row, rows, run, transact } from '../database.js';
import { realNow } from '../lib/clock.js';
import { DeliverLater } from '../outbox.js';
import { versionById } from './definition.js';
import { appendHistory } from './history.js';
import { lockInstance, step } from './step.js';
import type { Thrown } from './throw-events.js';

const AT_ONCE = 100;

/** Brings one to whoever waits for it. May be called again for the same one: nobody takes it twice. */
export async function deliverThrown(thrown: Thrown): Promise<void> {
  if (thrown.kind === 'signal') return deliverSignal(thrown);
  if (await row('SELECT id FROM message_waits WHERE taken_by = ?', [thrown.key])) return;
  const waits = await rows<{ id: number; instance_id: number }>(
    `SELECT w.id, w.instance_id FROM message_waits w JOIN process_instances p ON p.id = w.instance_id
      WHERE p.subject_kind = ? AND p.subject_id = ? AND p.active_flag = 1 AND w.kind = 'message' AND w.message = ? AND w.state = 'waiting' ORDER BY w.id`, [thrown.subjectKind, thrown.subjectId, thrown.name]);
  for (const wait of waits) if (await take(wait.id, wait.instance_id, thrown)) return;
  if (realNow() < new Date(thrown.until)) throw new DeliverLater(30, `nobody waits for ${thrown.name} yet`);
  await transact(async ({ now }) => {
    const sender = await lockInstance(thrown.instanceId);
    await appendHistory(sender.id, sender.historySeq, [{ kind: 'message-unheard', elementId: thrown.elementId, elementName: thrown.name }], now);
    await run('UPDATE process_instances SET history_seq = history_seq + 1 WHERE id = ?', [sender.id]);
  });
}

async function deliverSignal(thrown: Thrown): Promise<void> {
  const waits = await rows<{ id: number; instance_id: number }>("SELECT id, instance_id FROM message_waits WHERE kind = 'signal' AND message = ? AND state = 'waiting' AND id <= ? ORDER BY id LIMIT ?", [thrown.name, thrown.upTo, AT_ONCE]);
  for (const wait of waits) await take(wait.id, wait.instance_id, thrown);
  if (waits.length === AT_ONCE) throw new DeliverLater(1, 'more of those who wait for the signal');
}

/** One instance takes it and goes on. @returns false when it waits no longer. */
async function take(waitId: number, instanceId: number, { key, kind, name }: Thrown): Promise<boolean> {
  return transact(async () => {
    const instance = await lockInstance(instanceId);
    const wait = await row<{ element_id: string; execution_id: string }>("SELECT element_id, execution_id FROM message_waits WHERE id = ? AND state = 'waiting' FOR UPDATE", [waitId]);
    if (!wait) return false;
    await run("UPDATE message_waits SET state = 'received', taken_by = ? WHERE id = ?", [kind === 'message' ? key : null, waitId]);
    const { model } = await versionById(instance.definitionId);
    await step(instance, { elementId: wait.element_id, executionId: wait.execution_id }, { actor: null, taskKey: null, input: { values: {} }, entries: [{ kind: 'message', elementId: wait.element_id, elementName: model.elements[wait.element_id]?.name || name }], retry: null });
    return true;
  });
}
