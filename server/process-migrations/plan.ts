import { recordAudit } from '../audit/record.js';
import { isDuplicate, requireTx, row, rows, run, transact } from '../database.js';
import { startJob } from '../jobs/job.js';
import { Conflict, Forbidden, NotFound, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { activeVersion, versionById, type Version } from '../workflow/definition.js';
import { kindOf, proposeMapping, type Mapping } from '../workflow/migration-mapping.js';

/**
 * 流程迁移: a plan to let the running instances of a version, or one of them, go on with another activated version. It is tried on
 * every instance first, decided by another person like an activation, and carried out in the background, one act for each instance.
 */
export type PlanState = 'checking' | 'checked' | 'moving' | 'moved' | 'refused' | 'withdrawn' | 'failed' | 'undoing' | 'undone';
export type Plan = {
  id: number; key: string; name: string; from: { id: number; version: number }; to: { id: number; version: number }; mapping: Mapping; comment: string; state: PlanState;
  /** The one instance it is for, `null` for all of the version; and the version in use when it was planned. */
  instanceId: number | null; inUseId: number;
  plannedBy: { id: number; name: string }; plannedAt: Date; decidedBy: string | null; decidedAt: Date | null; remark: string | null; undoneBy: string | null; undoneAt: Date | null;
  counts: Record<ItemState, number>;
};
export type ItemState = 'waiting' | 'fits' | 'unfit' | 'moved' | 'failed' | 'undone' | 'stays';
export type PlanItem = { instanceId: number; organisation: string; state: ItemState; message: string | null };

const COUNTED: readonly ItemState[] = ['waiting', 'fits', 'unfit', 'moved', 'failed', 'undone', 'stays'];
type Row = { id: number; instance_id: number; in_use_definition_id: number; from_definition_id: number; to_definition_id: number; mapping: string; comment: string; state: PlanState; planned_by: number; planned_by_name: string; planned_at: Date; decided_by_name: string | null; decided_at: Date | null; remark: string | null; undone_by_name: string | null; undone_at: Date | null; counts: string | null };
const SELECT = `SELECT m.id, m.instance_id, m.in_use_definition_id, m.from_definition_id, m.to_definition_id, m.mapping, m.comment, m.state, m.planned_by, p.name AS planned_by_name, m.planned_at, d.name AS decided_by_name, m.decided_at, m.remark, u.name AS undone_by_name, m.undone_at,
  (SELECT GROUP_CONCAT(CONCAT(c.state, ' ', c.n)) FROM (SELECT migration_id, state, COUNT(*) AS n FROM process_migration_items GROUP BY migration_id, state) c WHERE c.migration_id = m.id) AS counts
  FROM process_migrations m JOIN users p ON p.id = m.planned_by LEFT JOIN users d ON d.id = m.decided_by LEFT JOIN users u ON u.id = m.undone_by`;

async function planOf(found: Row): Promise<Plan> {
  const [from, to] = [await versionById(found.from_definition_id), await versionById(found.to_definition_id)];
  const counted = new Map((found.counts ?? '').split(',').filter(Boolean).map((one) => [one.split(' ')[0], Number(one.split(' ')[1])]));
  return {
    id: found.id, key: from.key, name: from.model.name, from: { id: from.id, version: from.version }, to: { id: to.id, version: to.version }, mapping: JSON.parse(found.mapping) as Mapping, comment: found.comment, state: found.state,
    instanceId: found.instance_id || null, inUseId: found.in_use_definition_id || found.to_definition_id,
    plannedBy: { id: found.planned_by, name: found.planned_by_name }, plannedAt: found.planned_at, decidedBy: found.decided_by_name, decidedAt: found.decided_at, remark: found.remark, undoneBy: found.undone_by_name, undoneAt: found.undone_at,
    counts: Object.fromEntries(COUNTED.map((state) => [state, counted.get(state) ?? 0])) as Plan['counts'],
  };
}

/** The newest first; of one version or of all. */
export async function listPlans(fromId?: number): Promise<Plan[]> {
  return Promise.all((await rows<Row>(`${SELECT}${fromId ? ' WHERE m.from_definition_id = ?' : ''} ORDER BY m.id DESC LIMIT 100`, fromId ? [fromId] : [])).map(planOf));
}

/** @throws NotFound */
export async function planById(id: number): Promise<Plan> {
  const found = await row<Row>(`${SELECT} WHERE m.id = ?`, [id]);
  if (!found) throw new NotFound('没有这个迁移计划。');
  return planOf(found);
}

/** Each instance of the plan with what the trial said or what was done; those with a reason first. */
export async function planItems(id: number, limit: number): Promise<PlanItem[]> {
  return (await rows<{ instance_id: number; organisation: string; state: ItemState; message: string | null }>(
    `SELECT i.instance_id, o.name AS organisation, i.state, i.message FROM process_migration_items i JOIN process_instances p ON p.id = i.instance_id JOIN organisations o ON o.id = p.subject_organisation_id
      WHERE i.migration_id = ? ORDER BY i.message IS NULL, i.instance_id LIMIT ?`, [id, limit])).map((one) => ({ instanceId: one.instance_id, organisation: one.organisation, state: one.state, message: one.message }));
}

/** Where the running instances of a version, or one of them, stand now, how many at each place: what a plan must give a partner to. */
export async function placesOf(version: Version, instanceId?: number): Promise<{ elementId: string; name: string; instances: number }[]> {
  const of = `JOIN process_instances p ON p.id = w.instance_id WHERE p.definition_id = ? AND p.active_flag = 1${instanceId === undefined ? '' : ' AND p.id = ?'}`;
  const values = instanceId === undefined ? [version.id] : [version.id, instanceId];
  const found = await rows<{ element: string; n: number }>(
    `SELECT element, COUNT(DISTINCT instance_id) AS n FROM (
       SELECT w.instance_id, w.task_key AS element FROM tasks w ${of} AND w.state = 'open'
       UNION ALL SELECT w.instance_id, w.element_id FROM timers w ${of} AND w.task_id IS NULL AND w.state IN ('waiting', 'incident')
       UNION ALL SELECT w.instance_id, w.element_id FROM message_waits w ${of} AND w.state = 'waiting'
       UNION ALL SELECT w.instance_id, w.element_id FROM process_calls w ${of} AND w.state = 'waiting'
     ) places GROUP BY element ORDER BY element`, [values, values, values, values].flat());
  return found.map(({ element, n }) => ({ elementId: element, name: version.model.elements[element]?.name || element, instances: Number(n) }));
}

/** What a person asks of a plan: partners chosen by hand (the proposal fills in the rest, an empty one leaves the place without), the version it leads to (none: the one in use), and why. */
export type Asked = { mapping: Mapping; to?: number; comment: string };

/**
 * Plans to let all running instances of a version go on with another one, and has it tried on each of them in the background.
 * @throws NotFound; RuleBroken `nothing-to-migrate`, `mapping-invalid`, `never-activated`; Conflict `in-use` while another plan for this version is open
 */
export async function planMigration(actor: Actor, key: string, version: number, asked: Asked): Promise<Plan> {
  return transact(async () => {
    const found = await row<{ id: number }>('SELECT id FROM process_definitions WHERE definition_key = ? AND version = ?', [key, version]);
    if (!found) throw new NotFound('没有这个流程版本。');
    const from = await versionById(found.id);
    const to = await targetOf(from, asked.to);
    const mapping = completed(from, to, asked.mapping);
    const running = await rows<{ id: number }>('SELECT id FROM process_instances WHERE definition_id = ? AND active_flag = 1 ORDER BY id', [from.id]);
    if (running.length === 0) throw new RuleBroken('nothing-to-migrate', '没有在走的实例用这一版，不用迁移。');
    const id = await keepPlan(actor, { from, to, mapping, comment: asked.comment, instanceId: null });
    for (let at = 0; at < running.length; at += 1000) await run('INSERT INTO process_migration_items (migration_id, instance_id) VALUES ?', [running.slice(at, at + 1000).map((one) => [id, one.id])]);
    await begin(actor, id, 'check', running.length);
    await recordAudit(actor, { action: '计划流程迁移', object: { kind: 'process-migration', id }, after: { key, from: from.version, to: to.version, instances: running.length }, remark: asked.comment });
    return planById(id);
  });
}

/**
 * The version a plan leads to: the chosen one of the same key that was activated once, or the one in use.
 * @throws NotFound; RuleBroken `never-activated`, `nothing-to-migrate`
 */
export async function targetOf(from: Version, chosen: number | undefined): Promise<Version> {
  const to = chosen === undefined ? await activeVersion(from.key) : await activatedVersion(from.key, chosen);
  if (to.id === from.id) throw new RuleBroken('nothing-to-migrate', chosen === undefined ? '这一版就是正在使用的版本，不用迁移。' : `本来就在第 ${to.version} 版上，不用迁移。`);
  return to;
}

async function activatedVersion(key: string, version: number): Promise<Version> {
  const found = await row<{ id: number; activated_at: Date | null }>('SELECT id, activated_at FROM process_definitions WHERE definition_key = ? AND version = ?', [key, version]);
  if (!found) throw new NotFound('没有这个流程版本。');
  if (found.activated_at === null) throw new RuleBroken('never-activated', `第 ${version} 版没有启用过。只能迁移到启用过的版本，请先由流程发布人启用它。`);
  return versionById(found.id);
}

/** The row of a plan. @throws Conflict `in-use` while another one for the same is open */
export async function keepPlan(actor: Actor, { from, to, mapping, comment, instanceId }: { from: Version; to: Version; mapping: Mapping; comment: string; instanceId: number | null }): Promise<number> {
  const { now } = requireTx();
  const inUse = await row<{ id: number }>('SELECT id FROM process_definitions WHERE active_key = ?', [from.key]);
  try {
    return (await run('INSERT INTO process_migrations (from_definition_id, to_definition_id, instance_id, in_use_definition_id, mapping, comment, planned_by, planned_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [from.id, to.id, instanceId ?? 0, inUse?.id ?? 0, JSON.stringify(mapping), comment, actor.userId, now])).insertId;
  } catch (error) {
    throw isDuplicate(error, 'process_migrations_one_open_each') ? new Conflict('in-use', `${instanceId === null ? '这一版' : '这个实例'}已有一个没有结束的迁移计划，请先办完或撤回那一个。`) : error;
  }
}

/** The proposal with what a person chose instead. @throws RuleBroken `mapping-invalid` naming the pair that cannot be */
export function completed(from: Version, to: Version, byHand: Mapping): Mapping {
  const mapping: Record<string, string> = { ...proposeMapping(from.model, to.model) };
  for (const [old, chosen] of Object.entries(byHand)) {
    const before = from.model.elements[old];
    if (!before) throw new RuleBroken('mapping-invalid', `旧版里没有环节“${old}”。`);
    if (chosen === '') { delete mapping[old]; continue; }
    const after = to.model.elements[chosen];
    if (!after || kindOf(after) !== kindOf(before)) throw new RuleBroken('mapping-invalid', `“${before.name || old}”不能对应到“${after?.name || chosen}”：不是同一种环节。`);
    mapping[old] = chosen;
  }
  const twice = Object.values(mapping).find((one, at, all) => all.indexOf(one) !== at);
  if (twice) throw new RuleBroken('mapping-invalid', `新版的“${to.model.elements[twice]?.name || twice}”对应了两个旧环节，只能对应一个。`);
  return mapping;
}

/**
 * Another person decides: grants (it is carried out on every instance that fits) or refuses.
 * @throws Forbidden `same-person` for whoever planned it; Conflict `already-done` when it is not waiting for a decision, `stale-version` when the version in use is another one by now
 */
export async function decidePlan(actor: Actor, id: number, grants: boolean, remark: string): Promise<Plan> {
  return transact(async (tx) => {
    const plan = await lockedPlan(id, ['checked'], '这个迁移计划现在不等决定。');
    if (plan.plannedBy.id === actor.userId) throw new Forbidden('same-person', '迁移是您计划的，要由另一位流程发布人决定。');
    if (grants && (await activeVersion(plan.key)).id !== plan.inUseId) throw new Conflict('stale-version', '正在使用的版本已经换了，请撤回这个计划，按新的版本重新计划。');
    await run(`UPDATE process_migrations SET state = ?, ${grants ? '' : 'open_flag = NULL, '}decided_by = ?, decided_at = ?, remark = ? WHERE id = ?`, [grants ? 'moving' : 'refused', actor.userId, tx.now, remark, id]);
    if (grants) await begin(actor, id, 'move', plan.counts.fits);
    await recordAudit(actor, { action: grants ? '同意流程迁移' : '不同意流程迁移', object: { kind: 'process-migration', id }, after: { instances: plan.counts.fits }, remark });
    return planById(id);
  });
}

/** Whoever plans takes a plan away that nobody has decided yet. @throws Conflict `already-done` */
export async function withdrawPlan(actor: Actor, id: number): Promise<Plan> {
  return transact(async () => {
    await lockedPlan(id, ['checked'], '这个迁移计划已经不能撤回。');
    await run("UPDATE process_migrations SET state = 'withdrawn', open_flag = NULL WHERE id = ?", [id]);
    await recordAudit(actor, { action: '撤回迁移计划', object: { kind: 'process-migration', id } });
    return planById(id);
  });
}

/** Takes a migration back for every instance nothing has happened to since. @throws Conflict `already-done`; RuleBroken `nothing-to-undo` */
export async function undoPlan(actor: Actor, id: number): Promise<Plan> {
  return transact(async (tx) => {
    const plan = await lockedPlan(id, ['moved'], '这个迁移现在不能撤销。');
    const kept = (await row<{ n: number }>("SELECT COUNT(*) AS n FROM process_migration_items WHERE migration_id = ? AND state = 'moved' AND before_state IS NOT NULL", [id]))?.n ?? 0;
    if (kept === 0) throw new RuleBroken('nothing-to-undo', '没有可以撤销的：没有迁过去的实例，或者旧的存档已满 30 天删去。');
    await run("UPDATE process_migrations SET state = 'undoing', undone_by = ?, undone_at = ? WHERE id = ?", [actor.userId, tx.now, id]);
    await begin(actor, id, 'undo', plan.counts.moved);
    await recordAudit(actor, { action: '撤销流程迁移', object: { kind: 'process-migration', id }, after: { instances: kept } });
    return planById(id);
  });
}

async function lockedPlan(id: number, states: readonly PlanState[], otherwise: string): Promise<Plan> {
  const found = await row<{ state: PlanState }>('SELECT state FROM process_migrations WHERE id = ? FOR UPDATE', [id]);
  if (!found) throw new NotFound('没有这个迁移计划。');
  if (!states.includes(found.state)) throw new Conflict('already-done', otherwise);
  return planById(id);
}

async function begin(actor: Actor, id: number, what: 'check' | 'move' | 'undo', total: number): Promise<void> {
  const jobId = await startJob(actor, 'process-migration', { subjectId: id, input: { what }, total });
  await run('UPDATE process_migrations SET job_id = ? WHERE id = ?', [jobId, id]);
}
