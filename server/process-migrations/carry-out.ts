import { officeNow, requireTx, row, run } from '../database.js';
import type { EndedJob, JobAtWork, JobKind } from '../jobs/job-kinds.js';
import { ProductError, TryLater } from '../lib/errors.js';
import { versionById } from '../workflow/definition.js';
import { moveBack, moveInstance, reasonsAgainst } from '../workflow/migrate-instance.js';
import { planById, type ItemState, type Plan, type PlanState } from './plan.js';

type What = 'check' | 'move' | 'undo';
const whatOf = (input: string): What => (JSON.parse(input) as { what: What }).what;
/** Which items each pass takes, and what the plan is once it is through. */
const passes: Record<What, { takes: ItemState; ends: PlanState }> = { check: { takes: 'waiting', ends: 'checked' }, move: { takes: 'fits', ends: 'moved' }, undo: { takes: 'moved', ends: 'undone' } };

/** The background work of a plan: the trial, the move or the way back, one act for each instance and its result with it. */
export const migrationJob: JobKind = { key: 'process-migration', run: carryOut, ended };

async function carryOut(job: JobAtWork): Promise<string | null> {
  const what = whatOf(job.input);
  const plan = await planById(job.subjectId ?? 0);
  const { takes, ends } = passes[what];
  for (;;) {
    const item = await row<{ instance_id: number }>('SELECT instance_id FROM process_migration_items WHERE migration_id = ? AND state = ? ORDER BY instance_id LIMIT 1', [plan.id, takes]);
    if (!item) break;
    await one(job, what, plan, item.instance_id);
  }
  await job.step(async () => {
    await run(`UPDATE process_migrations SET state = ?${ends === 'checked' ? '' : ', open_flag = NULL'} WHERE id = ? AND state IN ('checking', 'moving', 'undoing')`, [ends, plan.id]);
    return { checkpoint: '"done"' };
  });
  return null;
}

async function one(job: JobAtWork, what: What, plan: Plan, instanceId: number): Promise<void> {
  if (what === 'check') {
    // Reading and trying is done outside the act, which then only keeps the verdict.
    const reasons = await reasonsAgainst(instanceId, await versionById(plan.from.id), await versionById(plan.to.id), plan.mapping);
    return job.step(() => settled(plan, instanceId, reasons.length === 0 ? 'fits' : 'unfit', reasons.join('') || null));
  }
  try {
    await job.step(async () => {
      if (what === 'undo') {
        const kept = await row<{ before_state: string | null; after_version: number }>('SELECT before_state, after_version FROM process_migration_items WHERE migration_id = ? AND instance_id = ?', [plan.id, instanceId]);
        if (!kept?.before_state) return settled(plan, instanceId, 'stays', '旧的存档已满 30 天删去，不能撤销。');
        await moveBack(job.actor, instanceId, { before: kept.before_state, version: kept.after_version });
        return settled(plan, instanceId, 'undone', null);
      }
      const moved = await moveInstance(job.actor, instanceId, await versionById(plan.from.id), await versionById(plan.to.id), plan.mapping, plan.comment);
      await run('UPDATE process_migration_items SET before_state = ?, after_version = ? WHERE migration_id = ? AND instance_id = ?', [moved.before, moved.version, plan.id, instanceId]);
      return settled(plan, instanceId, 'moved', null);
    });
  } catch (error) {
    if (!(error instanceof ProductError) || error instanceof TryLater) throw error;
    await job.step(() => settled(plan, instanceId, what === 'undo' ? 'stays' : 'failed', error.message));
  }
}

async function settled(plan: Plan, instanceId: number, state: ItemState, message: string | null): Promise<{ checkpoint: string }> {
  await run('UPDATE process_migration_items SET state = ?, message = ?, done_at = ? WHERE migration_id = ? AND instance_id = ?', [state, message?.slice(0, 1000) ?? null, requireTx().now, plan.id, instanceId]);
  return { checkpoint: JSON.stringify({ instanceId }) };
}

/** A pass that could not be finished: a trial is void, a move stands as far as it came. */
async function ended({ subjectId, input }: EndedJob): Promise<void> {
  const what = whatOf(input);
  await run('UPDATE process_migrations SET state = ?, open_flag = NULL WHERE id = ?', [what === 'check' ? 'failed' : 'moved', subjectId ?? 0]);
}

/** Forgets the old states of migrations 30 days after, by office time. @returns how many went. */
export async function forgetOldStates(): Promise<number> {
  const before = new Date((await officeNow()).getTime() - 30 * 86_400_000);
  return (await run('UPDATE process_migration_items SET before_state = NULL WHERE before_state IS NOT NULL AND migration_id IN (SELECT id FROM process_migrations WHERE decided_at < ?) LIMIT 500', [before])).affected;
}
