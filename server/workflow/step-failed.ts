import { createHash } from 'node:crypto';
import { row, run, transact } from '../database.js';
import { ProductError } from '../lib/errors.js';
import type { LockedInstance } from './step.js';

/** How a failed step is tried again: the timer fires again, or the same person's completion is repeated. */
export type Retry = { of: 'timer' | 'task' | 'start'; id: number | null; actorId: number | null; postRole: string | null; organisationId: number | null; input: unknown };

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
    const text = this.cause instanceof Error ? this.cause.message : String(this.cause);
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
