import { recordAudit } from '../audit/record.js';
import { requireTx, row, rows, run, transact } from '../database.js';
import { cancelJob, pauseJob, resumeJob, startJob, type JobStanding } from '../jobs/job.js';
import type { JobAtWork } from '../jobs/job-kinds.js';
import { NotFound, ProductError, RuleBroken, TryLater } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { scopeSql } from '../values/scope.js';
import { completeTask } from '../workflow/complete-task.js';

/** 批量办理: one decision for many tasks, carried out one act each in the background, with a result for every one. */
export type Batch = { id: number; decision: string; remark: string | null; state: JobStanding['state']; stopping: boolean; createdAt: Date; total: number; done: number; failed: number; waiting: number };
export type BatchItem = { taskId: number; name: string; organisation: string | null; state: 'waiting' | 'done' | 'failed'; code: string | null; message: string | null; doneAt: Date | null };
/** Tasks by their ids, or all open ones of the post with this key but for those left out. */
export type Wanted = { taskIds: readonly number[] } | { filter: { key: string; programme?: string; month?: string }; except: readonly number[] };

export const MOST_IN_BATCH = 1000;

/**
 * Puts a batch in line. Each task is decided as it stands now: one that changes meanwhile is not, and says so.
 * @throws NotFound when one of the ids is unknown or out of scope: then nothing happens at all; RuleBroken `empty-batch`, `too-many-tasks`
 */
export async function beginBatch(actor: Actor, wanted: Wanted, said: { decision: string; remark?: string }): Promise<Batch> {
  return transact(async (tx) => {
    const tasks = 'taskIds' in wanted ? await named(actor, wanted.taskIds) : await filtered(actor, wanted);
    if (tasks.length === 0) throw new RuleBroken('empty-batch', '没有要办理的任务，请至少选一件。');
    if (tasks.length > MOST_IN_BATCH) throw new RuleBroken('too-many-tasks', `一次最多办理 ${MOST_IN_BATCH} 件，请分几次办理。`);
    const { insertId } = await run('INSERT INTO task_batches (user_id, decision, remark, created_at) VALUES (?, ?, ?, ?)', [actor.userId, said.decision, said.remark ?? null, tx.now]);
    await run('INSERT INTO task_batch_items (batch_id, task_id, task_version) VALUES ?', [tasks.map(({ id, version }) => [insertId, id, version])]);
    await startWork(actor, insertId, tasks.length);
    await recordAudit(actor, { action: '批量办理', object: { kind: 'task-batch', id: insertId, organisationId: actor.organisation.id }, after: { decision: said.decision, tasks: tasks.length }, remark: said.remark });
    return batchOf(actor, insertId);
  });
}

type Chosen = { id: number; version: number };

async function named(actor: Actor, ids: readonly number[]): Promise<Chosen[]> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return [];
  const scope = scopeSql(actor);
  const found = await rows<Chosen>(`SELECT t.id, t.version FROM tasks t JOIN organisations o ON o.id = t.subject_organisation_id WHERE t.id IN (?) AND ${scope.sql} ORDER BY t.id`, [wanted, ...scope.params]);
  if (found.length !== wanted.length) throw new NotFound('其中有任务没有找到，或不在您的管理范围内，整批都没有办理。请刷新列表后重新选择。');
  return found;
}

async function filtered(actor: Actor, { filter, except }: Extract<Wanted, { filter: unknown }>): Promise<Chosen[]> {
  const found = await rows<Chosen>(
    `SELECT t.id, t.version FROM task_candidates c JOIN tasks t ON t.id = c.task_id WHERE c.organisation_id = ? AND c.role = ? AND c.open = 1 AND t.task_key = ?${filter.programme ? ' AND t.programme = ?' : ''}${filter.month ? ' AND t.month = ?' : ''} ORDER BY t.id LIMIT ?`,
    [actor.organisation.id, actor.role, filter.key, ...(filter.programme ? [filter.programme] : []), ...(filter.month ? [filter.month] : []), MOST_IN_BATCH + except.length + 1]);
  return found.filter(({ id }) => !except.includes(id));
}

async function startWork(actor: Actor, batchId: number, total: number): Promise<void> {
  await run('UPDATE task_batches SET job_id = ? WHERE id = ?', [await startJob(actor, 'task-batch', { subjectId: batchId, input: {}, total }), batchId]);
}

type Row = { id: number; job_id: number; decision: string; remark: string | null; created_at: Date };

/** One's own batch. @throws NotFound for another's */
export async function batchOf(actor: Actor, id: number): Promise<Batch> {
  const found = await ownBatch(actor, id);
  const counts = await row<{ total: number; done: string; failed: string }>("SELECT COUNT(*) AS total, SUM(state = 'done') AS done, SUM(state = 'failed') AS failed FROM task_batch_items WHERE batch_id = ?", [id]);
  const standing = await row<{ state: JobStanding['state']; asked: string | null }>('SELECT state, asked FROM jobs WHERE id = ?', [found.job_id]);
  // The record of the work is forgotten after a while, the results are not.
  const { state, stopping } = { state: standing?.state ?? 'done', stopping: standing?.asked !== null && standing !== undefined };
  const [total, done, failed] = [counts?.total ?? 0, Number(counts?.done ?? 0), Number(counts?.failed ?? 0)];
  return { id, decision: found.decision, remark: found.remark, state, stopping, createdAt: found.created_at, total, done, failed, waiting: total - done - failed };
}

/** What one has lately decided together, the newest first: the way back to a batch one has left. */
export async function ownBatches(actor: Actor): Promise<Pick<Batch, 'id' | 'state' | 'createdAt' | 'total' | 'done' | 'failed'>[]> {
  const found = await rows<{ id: number; state: JobStanding['state'] | null; created_at: Date; total: number; done: string | null; failed: string | null }>(
    "SELECT b.id, j.state, b.created_at, COUNT(i.task_id) AS total, SUM(i.state = 'done') AS done, SUM(i.state = 'failed') AS failed FROM task_batches b JOIN task_batch_items i ON i.batch_id = b.id LEFT JOIN jobs j ON j.id = b.job_id WHERE b.user_id = ? GROUP BY b.id, j.state, b.created_at ORDER BY b.id DESC LIMIT 20", [actor.userId]);
  return found.map(({ id, state, created_at, total, done, failed }) => ({ id, state: state ?? 'done', createdAt: created_at, total, done: Number(done ?? 0), failed: Number(failed ?? 0) }));
}

async function ownBatch(actor: Actor, id: number, lock = false): Promise<Row> {
  const found = await row<Row>(`SELECT id, job_id, decision, remark, created_at FROM task_batches WHERE id = ? AND user_id = ?${lock ? ' FOR UPDATE' : ''}`, [id, actor.userId]);
  if (!found) throw new NotFound();
  return found;
}

/** The tasks of a batch with what came of each; those that failed first. */
export async function itemsOf(batchId: number): Promise<BatchItem[]> {
  const found = await rows<{ task_id: number; name: string; organisation: string | null; state: BatchItem['state']; code: string | null; message: string | null; done_at: Date | null }>(
    "SELECT i.task_id, t.name, o.name AS organisation, i.state, i.code, i.message, i.done_at FROM task_batch_items i JOIN tasks t ON t.id = i.task_id LEFT JOIN organisations o ON o.id = t.subject_organisation_id WHERE i.batch_id = ? ORDER BY i.state <> 'failed', i.task_id", [batchId]);
  return found.map((one) => ({ taskId: one.task_id, name: one.name, organisation: one.organisation, state: one.state, code: one.code, message: one.message, doneAt: one.done_at }));
}

/** 暂停, 继续, 取消: what is done stays done. @throws Conflict `already-done` when the work has ended */
export async function steerBatch(actor: Actor, id: number, how: 'pause' | 'resume' | 'cancel'): Promise<Batch> {
  return transact(async () => {
    const { job_id } = await ownBatch(actor, id, true);
    await { pause: pauseJob, resume: resumeJob, cancel: cancelJob }[how](job_id);
    await recordAudit(actor, { action: { pause: '暂停批量办理', resume: '继续批量办理', cancel: '取消批量办理' }[how], object: { kind: 'task-batch', id, organisationId: actor.organisation.id } });
    return batchOf(actor, id);
  });
}

/** Tries again what failed or was left over by a cancellation, each task as it stands now. @throws RuleBroken `nothing-to-retry`, `batch-at-work` */
export async function retryBatch(actor: Actor, id: number): Promise<Batch> {
  return transact(async () => {
    const { job_id } = await ownBatch(actor, id, true);
    const state = (await row<{ state: JobStanding['state'] }>('SELECT state FROM jobs WHERE id = ?', [job_id]))?.state;
    if (state === 'queued' || state === 'running' || state === 'paused') throw new RuleBroken('batch-at-work', '这一批还没有办完，办完后再重试失败的。');
    const { affected } = await run("UPDATE task_batch_items i JOIN tasks t ON t.id = i.task_id SET i.state = 'waiting', i.code = NULL, i.message = NULL, i.task_version = t.version WHERE i.batch_id = ? AND i.state <> 'done'", [id]);
    const left = (await row<{ n: number }>("SELECT COUNT(*) AS n FROM task_batch_items WHERE batch_id = ? AND state = 'waiting'", [id]))?.n ?? affected;
    if (left === 0) throw new RuleBroken('nothing-to-retry', '没有失败的任务要重试。');
    await startWork(actor, id, left);
    await recordAudit(actor, { action: '重试批量办理', object: { kind: 'task-batch', id, organisationId: actor.organisation.id }, after: { tasks: left } });
    return batchOf(actor, id);
  });
}

/** The background work of a batch: one act per task, its result committed with it; a refusal is the task's result, not the batch's. */
export async function workBatch(job: JobAtWork): Promise<string | null> {
  const batchId = job.subjectId ?? 0;
  const said = await row<{ decision: string; remark: string | null }>('SELECT decision, remark FROM task_batches WHERE id = ?', [batchId]);
  if (!said) return null;
  for (;;) {
    const item = await row<{ task_id: number; task_version: number }>("SELECT task_id, task_version FROM task_batch_items WHERE batch_id = ? AND state = 'waiting' ORDER BY task_id LIMIT 1", [batchId]);
    if (!item) return null;
    try {
      await job.step(async () => {
        await completeTask(job.actor, item.task_id, { version: item.task_version, decision: said.decision, ...(said.remark ? { remark: said.remark } : {}) });
        return settled(batchId, item.task_id, 'done', null);
      });
    } catch (error) {
      if (!(error instanceof ProductError) || error instanceof TryLater) throw error;
      await job.step(() => settled(batchId, item.task_id, 'failed', error));
    }
  }
}

async function settled(batchId: number, taskId: number, state: 'done' | 'failed', error: ProductError | null): Promise<{ checkpoint: string; done: number; total: number }> {
  const message = error?.errors?.[0] && error.code === 'input-invalid' ? error.errors[0].message : error?.message;
  await run('UPDATE task_batch_items SET state = ?, code = ?, message = ?, done_at = ? WHERE batch_id = ? AND task_id = ?', [state, error?.code ?? null, message?.slice(0, 500) ?? null, requireTx().now, batchId, taskId]);
  const counts = await row<{ total: number; left: string }>("SELECT COUNT(*) AS total, SUM(state = 'waiting') AS `left` FROM task_batch_items WHERE batch_id = ?", [batchId]);
  const total = counts?.total ?? 0;
  return { checkpoint: JSON.stringify({ taskId }), done: total - Number(counts?.left ?? 0), total };
}
