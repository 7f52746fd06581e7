import { recordAudit } from '../audit/record.js';
import { requireTx, row, rows, run, transact } from '../database.js';
import { startJob, type JobState } from '../jobs/job.js';
import type { JobAtWork } from '../jobs/job-kinds.js';
import { NotFound, ProductError, RuleBroken, TryLater } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { alikeIncidents, retryIncident } from '../workflow/incidents.js';

/** 重试同类异常: all open incidents of one kind, tried again in the background, one act each, with a result for every one. */
export type AlikeRetry = { id: number; state: JobState; total: number; done: number; failed: number; items: { incidentId: number; state: 'waiting' | 'done' | 'failed'; message: string | null }[] };

const MOST = 1000;

/** @throws NotFound; RuleBroken `nothing-to-retry` when none of the kind is open any more. */
export async function retryAlike(actor: Actor, incidentId: number): Promise<AlikeRetry> {
  return transact(async (tx) => {
    const alike = await alikeIncidents(incidentId, MOST);
    if (alike.length === 0) throw new RuleBroken('nothing-to-retry', '这一类异常都已处理，没有要重试的。');
    const { insertId } = await run('INSERT INTO incident_retries (user_id, created_at) VALUES (?, ?)', [actor.userId, tx.now]);
    await run('INSERT INTO incident_retry_items (retry_id, incident_id) VALUES ?', [alike.map((id) => [insertId, id])]);
    const jobId = await startJob(actor, 'incident-retry', { subjectId: insertId, input: {}, total: alike.length });
    await run('UPDATE incident_retries SET job_id = ? WHERE id = ?', [jobId, insertId]);
    await recordAudit(actor, { action: '重试同类异常', object: { kind: 'incident', id: incidentId }, after: { incidents: alike.length } });
    return retryById(insertId);
  });
}

/** @throws NotFound */
export async function retryById(id: number): Promise<AlikeRetry> {
  const found = await row<{ state: JobState }>('SELECT j.state FROM incident_retries r JOIN jobs j ON j.id = r.job_id WHERE r.id = ?', [id]);
  if (!found) throw new NotFound('没有这次重试，或记录已过期。');
  const items = (await rows<{ incident_id: number; state: 'waiting' | 'done' | 'failed'; message: string | null }>('SELECT incident_id, state, message FROM incident_retry_items WHERE retry_id = ? ORDER BY incident_id', [id])).map((one) => ({ incidentId: one.incident_id, state: one.state, message: one.message }));
  return { id, state: found.state, total: items.length, done: items.filter(({ state }) => state === 'done').length, failed: items.filter(({ state }) => state === 'failed').length, items };
}

/** The last retries of alike incidents, the newest first: the way back to their results. */
export async function lastRetries(): Promise<{ id: number; createdAt: Date; total: number; done: number; failed: number }[]> {
  const found = await rows<{ id: number; created_at: Date; total: number; done: string; failed: string }>(
    "SELECT r.id, r.created_at, COUNT(*) AS total, SUM(i.state = 'done') AS done, SUM(i.state = 'failed') AS failed FROM incident_retries r JOIN incident_retry_items i ON i.retry_id = r.id GROUP BY r.id, r.created_at ORDER BY r.id DESC LIMIT 10");
  return found.map(({ id, created_at, total, done, failed }) => ({ id, createdAt: created_at, total, done: Number(done), failed: Number(failed) }));
}

/** The background work: a step that fails again is that incident's result and counts on it; the others go on. */
export async function workAlikeRetry(job: JobAtWork): Promise<string | null> {
  const retryId = job.subjectId ?? 0;
  for (;;) {
    const item = await row<{ incident_id: number }>("SELECT incident_id FROM incident_retry_items WHERE retry_id = ? AND state = 'waiting' ORDER BY incident_id LIMIT 1", [retryId]);
    if (!item) return null;
    try {
      await job.step(async () => {
        await retryIncident(job.actor, item.incident_id);
        return settled(retryId, item.incident_id, 'done', null);
      });
    } catch (error) {
      if (!(error instanceof ProductError) || error instanceof TryLater) throw error;
      await job.step(() => settled(retryId, item.incident_id, 'failed', error.code === 'process-incident' ? '再试仍没有办成，原因见这个异常。' : error.message));
    }
  }
}

async function settled(retryId: number, incidentId: number, state: 'done' | 'failed', message: string | null): Promise<{ checkpoint: string; done: number; total: number }> {
  await run('UPDATE incident_retry_items SET state = ?, message = ?, done_at = ? WHERE retry_id = ? AND incident_id = ?', [state, message?.slice(0, 500) ?? null, requireTx().now, retryId, incidentId]);
  const counts = await row<{ total: number; left: string }>("SELECT COUNT(*) AS total, SUM(state = 'waiting') AS `left` FROM incident_retry_items WHERE retry_id = ?", [retryId]);
  return { checkpoint: JSON.stringify({ incidentId }), done: (counts?.total ?? 0) - Number(counts?.left ?? 0), total: counts?.total ?? 0 };
}
