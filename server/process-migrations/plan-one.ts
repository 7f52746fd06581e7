import { recordAudit } from '../audit/record.js';
import { row, run, transact } from '../database.js';
import { Conflict, NotFound, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { versionById, type Version } from '../workflow/definition.js';
import { reasonsAgainst } from '../workflow/migrate-instance.js';
import type { Mapping } from '../workflow/migration-mapping.js';
import { completed, keepPlan, planById, targetOf, type Asked, type Plan } from './plan.js';

/** What moving one instance would be: between which versions, by which partners, and every reason against it. */
export type Trial = { from: Version; to: Version; mapping: Mapping; reasons: string[] };

/**
 * Tries one running instance on another version; nothing is kept.
 * @throws NotFound; Conflict `already-done` when it is over; RuleBroken `nothing-to-migrate`, `never-activated`, `mapping-invalid`
 */
export async function tryInstance(instanceId: number, asked: Pick<Asked, 'mapping' | 'to'>): Promise<Trial> {
  const found = await row<{ definition_id: number; active_flag: number | null }>('SELECT definition_id, active_flag FROM process_instances WHERE id = ?', [instanceId]);
  if (!found) throw new NotFound('没有这个流程实例。');
  if (found.active_flag !== 1) throw new Conflict('already-done', '这个实例已经走完，不用迁移。');
  const from = await versionById(found.definition_id);
  const to = await targetOf(from, asked.to);
  const mapping = completed(from, to, asked.mapping);
  return { from, to, mapping, reasons: await reasonsAgainst(instanceId, from, to, mapping) };
}

/**
 * Plans to move one instance. One is tried at once, so the plan is ready for the other person; whoever cannot follow gets no
 * plan. Decided, carried out and taken back like a plan for all.
 * @throws RuleBroken `cannot-follow` with every reason; whatever refuses the trial; Conflict `in-use`
 */
export async function planInstance(actor: Actor, instanceId: number, asked: Asked): Promise<Plan> {
  const { from, to, mapping, reasons } = await tryInstance(instanceId, asked);
  if (reasons.length > 0) throw new RuleBroken('cannot-follow', `这个实例不能迁移到第 ${to.version} 版：${reasons.join('')}`, undefined, reasons.map((message) => ({ code: 'cannot-follow', message })));
  return transact(async (tx) => {
    const id = await keepPlan(actor, { from, to, mapping, comment: asked.comment, instanceId });
    await run("INSERT INTO process_migration_items (migration_id, instance_id, state, done_at) VALUES (?, ?, 'fits', ?)", [id, instanceId, tx.now]);
    await run("UPDATE process_migrations SET state = 'checked' WHERE id = ?", [id]);
    await recordAudit(actor, { action: '计划流程迁移', object: { kind: 'process-migration', id }, after: { key: from.key, from: from.version, to: to.version, instance: instanceId }, remark: asked.comment });
    return planById(id);
  });
}
