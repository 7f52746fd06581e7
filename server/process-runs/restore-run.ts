import { recordAudit } from '../audit/record.js';
import { row, transact } from '../database.js';
import { Conflict, NotFound } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { restoreWaits, waitsApart } from '../workflow/lost-tokens.js';

/**
 * 恢复等待: makes the rows again that an instance's stored state waits for, when one went missing in a branch while others wait.
 * @throws NotFound; Conflict `already-done` when nothing is missing; RuleBroken `nothing-to-restore`
 */
export async function restoreRun(actor: Actor, instanceId: number): Promise<void> {
  await transact(async () => {
    if (!(await row('SELECT id FROM process_instances WHERE id = ? FOR UPDATE', [instanceId]))) throw new NotFound('没有这个流程实例。');
    const { withoutRow } = await waitsApart(instanceId);
    if (withoutRow.length === 0) throw new Conflict('already-done', '这个流程的等待没有缺，不用恢复。');
    await restoreWaits(instanceId);
    await recordAudit(actor, { action: '恢复流程等待', object: { kind: 'process-instance', id: instanceId }, after: { elements: withoutRow.map(({ elementId }) => elementId).join() } });
  });
}
