import { requireTx, row, run, transact } from '../database.js';
import { Conflict, NotFound } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { jobKind } from './job-kinds.js';

export type JobState = 'queued' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled';

/** How far a job is, for whoever waits. `stopping`: paused or cancelled, and the worker has not noticed yet. */
export type JobStanding = { id: number; state: JobState; stopping: boolean; done: number; total: number | null; result: string | null; failure: string | null };

/** Puts background work in line, in the act under way; the person who starts it is the one who does it. @returns its id. */
export async function startJob(actor: Actor, kind: string, job: { subjectId?: number | null; input: object; total?: number }): Promise<number> {
  requireTx();
  const { insertId } = await run(
    "INSERT INTO jobs (kind, subject_id, organisation_id, user_id, role, state, rows_total, input, due_at) VALUES (?, ?, ?, ?, ?, 'queued', ?, ?, CURRENT_TIMESTAMP(3))",
    [jobKind(kind).key, job.subjectId ?? null, actor.organisation.id, actor.userId, actor.role, job.total ?? null, JSON.stringify(job.input)]);
  return insertId;
}

/** @throws NotFound */
export async function jobStanding(id: number): Promise<JobStanding> {
  const found = await row<{ state: JobState; asked: string | null; rows_done: number; rows_total: number | null; result: string | null; failure: string | null }>('SELECT state, asked, rows_done, rows_total, result, failure FROM jobs WHERE id = ?', [id]);
  if (!found) throw new NotFound();
  return { id, state: found.state, stopping: found.asked !== null, done: found.rows_done, total: found.rows_total, result: found.result, failure: found.failure };
}

/** Ends a job: at once when nobody is at it, else as soon as its worker notices. What it has committed stays. @throws Conflict `already-done` */
export const cancelJob = (id: number): Promise<void> => ask(id, 'cancel');

/** Lets a job rest until `resumeJob`. @throws Conflict `already-done` */
export const pauseJob = (id: number): Promise<void> => ask(id, 'pause');

/** Goes on with a paused job from its last checkpoint. @throws Conflict `already-done` */
export async function resumeJob(id: number): Promise<void> {
  await transact(async () => {
    const { state } = await locked(id);
    if (state === 'running' || state === 'queued') await run('UPDATE jobs SET asked = NULL WHERE id = ?', [id]);
    else if (state === 'paused') await run("UPDATE jobs SET state = 'queued', asked = NULL, due_at = CURRENT_TIMESTAMP(3) WHERE id = ?", [id]);
    else throw ended();
  });
}

/** Takes up again what failed or was cancelled, from its last checkpoint. @throws Conflict `already-done` when it is still on its way or done. */
export async function retryJob(id: number): Promise<void> {
  await transact(async () => {
    const { state } = await locked(id);
    if (state !== 'failed' && state !== 'cancelled') throw ended();
    await run("UPDATE jobs SET state = 'queued', asked = NULL, attempts = 0, failure = NULL, finished_at = NULL, due_at = CURRENT_TIMESTAMP(3) WHERE id = ?", [id]);
  });
}

async function ask(id: number, what: 'pause' | 'cancel'): Promise<void> {
  await transact(async () => {
    const job = await locked(id);
    if (job.state === 'running') await run('UPDATE jobs SET asked = ? WHERE id = ?', [what, id]);
    else if (job.state !== 'queued' && job.state !== 'paused') throw ended();
    else if (what === 'pause') await run("UPDATE jobs SET state = 'paused', asked = NULL, due_at = NULL WHERE id = ?", [id]);
    else {
      await run("UPDATE jobs SET state = 'cancelled', asked = NULL, due_at = NULL, finished_at = CURRENT_TIMESTAMP(3) WHERE id = ?", [id]);
      await jobKind(job.kind).ended?.({ id, subjectId: job.subject_id, input: job.input, how: 'cancelled', error: null });
    }
  });
}

async function locked(id: number): Promise<{ kind: string; state: JobState; subject_id: number | null; input: string }> {
  const found = await row<{ kind: string; state: JobState; subject_id: number | null; input: string }>('SELECT kind, state, subject_id, input FROM jobs WHERE id = ? FOR UPDATE', [id]);
  if (!found) throw new NotFound();
  return found;
}

const ended = (): Conflict => new Conflict('already-done', '这项后台工作已经结束，请刷新页面看结果。');

/** Forgets jobs that ended long ago and that nothing speaks of any more. @returns how many went. */
export async function forgetOldJobs(): Promise<number> {
  return (await run('DELETE FROM jobs WHERE finished_at < CURRENT_TIMESTAMP(3) - INTERVAL 90 DAY AND NOT EXISTS (SELECT 1 FROM imports WHERE imports.job_id = jobs.id) LIMIT 1000')).affected;
}
