import { createHash } from 'node:crypto';
import { row, run, transact } from '../database.js';
import { errorWithoutValues } from '../lib/error-without-values.js';
import { ProductError } from '../lib/errors.js';
import type { LockedInstance } from './step.js';

/** How a failed step is tried again: the timer fires again, or the same person's completion is repeated. */
export type Retry = { of: 'timer' | 'task' | 'start' | 'external'; id: number | null; actorId: number | null; postRole: string | null; organisationId: number | null; input: unknown };

/**
 * A step that failed for a reason that is no rule of the office (a service broke, a condition had no answer).
 * Everything stays as it was; after the rollback an incident is opened for the process administrator.
 */
export class StepFailed extends ProductError {
  readonly status = 503;
  readonly retryAfter = 60;
  constructor(private readonly instance: LockedInstance, private readonly elementId: string | null, override readonly cause: unknown, private readonly retry: Retry | null) {
    super('process-incident', '这一步没有办成，名单保持原样，您不用重新填写。流程管理员已收到异常通知，处理后会继续。');
  }

  /** Called by `transact()` once the act is rolled back. */
  async afterRollback(): Promise<void> {
    // An administrator reads it: what failed, never whose data it was about.
    const text = this.cause instanceof Error ? errorWithoutValues(this.cause).message : String(this.cause);
    const fingerprint = createHash('sha256').update(`${this.instance.definitionId}|${this.elementId}|${text}`).digest('hex');
    await transact(async (tx) => {
      const known = await row<{ id: number }>("SELECT id FROM process_instances WHERE id = ? FOR UPDATE", [this.instance.id]);
      if (!known) return;
      const same = await row<{ id: number }>("SELECT id FROM incidents WHERE instance_id = ? AND fingerprint = ? AND state = 'open' FOR UPDATE", [this.instance.id, fingerprint]);
      if (same) await run('UPDATE incidents SET occurrences = occurrences + 1 WHERE id = ?', [same.id]);
      else {
        await run('INSERT INTO incidents (instance_id, element_id, kind, message, fingerprint, retry_of, retry_id, retry_actor_id, retry_post_id, retry_input, opened_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
          [this.instance.id, this.elementId, 'step-failed', text.slice(0, 1000), fingerprint, this.retry?.of ?? 'none', this.retry?.id ?? null, this.retry?.actorId ?? null, null, this.retry ? JSON.stringify(this.retry) : null, tx.now]);
      }
      if (this.retry?.of === 'timer' && this.retry.id !== null) await run("UPDATE timers SET state = 'incident', attempts = attempts + 1 WHERE id = ?", [this.retry.id]);
      await run("UPDATE process_instances SET state = 'incident' WHERE id = ? AND active_flag = 1", [this.instance.id]);
    });
  }
}

/**
 * Closes the incidents that a step has made good: what was tried in vain is done now, or is no longer waited for.
 * @returns whether another one of the instance is still open, in a branch of its own.
 */
export async function closeIncidents(instanceId: number, { ended, at, by }: { ended: boolean; at: Date; by: number | null }): Promise<boolean> {
  await run(
    `UPDATE incidents i LEFT JOIN tasks t ON i.retry_of = 'task' AND t.id = i.retry_id LEFT JOIN timers m ON i.retry_of = 'timer' AND m.id = i.retry_id LEFT JOIN external_tasks x ON i.retry_of = 'external' AND x.id = i.retry_id
        SET i.state = 'resolved', i.resolved_at = ?, i.resolved_by = ?
      WHERE i.instance_id = ? AND i.state = 'open' AND (? OR t.state <> 'open' OR m.state NOT IN ('waiting', 'incident') OR x.state NOT IN ('waiting', 'failed'))`, [at, by, instanceId, ended]);
  return (await row("SELECT 1 AS found FROM incidents WHERE instance_id = ? AND state = 'open' LIMIT 1", [instanceId])) !== undefined;
}
