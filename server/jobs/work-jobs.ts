import { row, run, transact } from '../database.js';
import { ticks } from '../lib/clock.js';
import { ProductError, TryLater } from '../lib/errors.js';
import { actorInPost } from '../people/actor-in-post.js';
import type { Role } from '../values/actor.js';
import { jobKeys, jobKind, JobStopped, type JobAtWork } from './job-kinds.js';

/** At once in one worker; at most one of them long. */
const AT_ONCE = 3;
const LEASE_SECONDS = 60;
const HEARTBEAT_MS = 10_000;
const TELL_MS = 500;
/** Tries without a step in between: a job that kills its worker each time does not do so for ever. */
const MOST_ATTEMPTS = 3;

type Claimed = { id: number; kind: string; subject_id: number | null; organisation_id: number; user_id: number; role: Role; input: string; checkpoint: string | null; asked: string | null; attempts: number };
type Under = { job: Claimed; abort: AbortController; stop: JobStopped['why'] | null };

export type JobWorker = {
  /** Takes what is due until nothing more is. */
  work(): Promise<void>;
  /** Gives everything back that is not finished. */
  stop(): Promise<void>;
};

/**
 * A pair of hands for background work. Several, on several servers, share the rows: each is claimed with a lease, a step is
 * committed only by who holds it, and what a dead worker held is taken over when its lease is over.
 * @param owner who holds the leases, unlike any other's.
 */
export function jobWorker(owner: string, onError: (error: unknown, jobId: number) => void = () => undefined): JobWorker {
  const under = new Map<number, Under>();
  const running = new Set<Promise<void>>();
  let stopping = false;

  const takeOne = async (): Promise<boolean> => {
    if (stopping || under.size >= AT_ONCE) return false;
    const job = await claim(owner, !([...under.values()].some(({ job: { kind } }) => jobKind(kind).long)));
    if (!job) return false;
    const one: Under = { job, abort: new AbortController(), stop: null };
    under.set(job.id, one);
    const work = carryOut(owner, one, onError).catch((error: unknown) => onError(error, job.id)).finally(() => { under.delete(job.id); running.delete(work); });
    running.add(work);
    return true;
  };

  return {
    async work() {
      for (;;) {
        while (await takeOne());
        if (running.size === 0) return;
        await Promise.race(running);
      }
    },
    async stop() {
      stopping = true;
      for (const one of under.values()) halt(one, 'shutdown');
      await Promise.all(running);
    },
  };
}

const NOW = 'CURRENT_TIMESTAMP(3)';
const LEASE = `${NOW} + INTERVAL ${LEASE_SECONDS} SECOND`;

async function claim(owner: string, long: boolean): Promise<Claimed | undefined> {
  const kinds = jobKeys({ long });
  // Looked at without a lock first: mostly there is nothing.
  if (kinds.length === 0 || !(await row(`SELECT id FROM jobs WHERE due_at <= ${NOW} AND kind IN (?) LIMIT 1`, [kinds]))) return undefined;
  return transact(async () => {
    const due = await row<{ id: number }>(`SELECT id FROM jobs WHERE due_at <= ${NOW} AND kind IN (?) ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`, [kinds]);
    if (!due) return undefined;
    await run(`UPDATE jobs SET state = 'running', lease_owner = ?, due_at = ${LEASE}, attempts = attempts + 1, started_at = COALESCE(started_at, ${NOW}) WHERE id = ?`, [owner, due.id]);
    return row<Claimed>('SELECT id, kind, subject_id, organisation_id, user_id, role, input, checkpoint, asked, attempts FROM jobs WHERE id = ?', [due.id]);
  });
}

function halt(one: Under, why: JobStopped['why']): void {
  one.stop ??= why;
  one.abort.abort();
}

async function carryOut(owner: string, one: Under, onError: (error: unknown, jobId: number) => void): Promise<void> {
  const { job } = one;
  const kind = jobKind(job.kind);
  const heartbeat = setInterval(() => void tell(owner, one, null).catch(() => undefined), HEARTBEAT_MS).unref();
  try {
    // Its worker died with the wish to stop still unanswered.
    if (job.asked === 'pause' || job.asked === 'cancel') throw new JobStopped(job.asked);
    if (job.attempts > MOST_ATTEMPTS) throw new GaveUp();
    const actor = await actorInPost(job.user_id, job.organisation_id, job.role);
    const result = await kind.run(atWork(owner, one, actor));
    await settle(owner, job, "state = 'done', result = ?", [result]);
  } catch (error) {
    await endOtherwise(owner, job, error, onError);
  } finally {
    clearInterval(heartbeat);
  }
}

class GaveUp extends Error {}

function atWork(owner: string, one: Under, actor: JobAtWork['actor']): JobAtWork {
  const { job } = one;
  let told = -TELL_MS;
  return {
    id: job.id, subjectId: job.subject_id, actor, input: job.input, checkpoint: job.checkpoint, signal: one.abort.signal,
    async progress(done, total) {
      if (ticks() - told >= TELL_MS) {
        told = ticks();
        await tell(owner, one, { done, total });
      }
      if (one.stop) throw new JobStopped(one.stop);
    },
    async step(work) {
      if (one.stop) throw new JobStopped(one.stop);
      await transact(async () => {
        const held = await row<{ asked: string | null }>("SELECT asked FROM jobs WHERE id = ? AND lease_owner = ? AND state = 'running' FOR UPDATE", [job.id, owner]);
        if (!held) throw new JobStopped('lost');
        if (held.asked === 'pause' || held.asked === 'cancel') throw new JobStopped(held.asked);
        const { checkpoint, done, total } = await work();
        await run(`UPDATE jobs SET checkpoint = ?, rows_done = COALESCE(?, rows_done), rows_total = COALESCE(?, rows_total), attempts = 0, due_at = ${LEASE} WHERE id = ?`, [checkpoint, done ?? null, total ?? null, job.id]);
      });
    },
  };
}

/** Keeps the lease, says how far it is, and hears whether to stop. */
async function tell(owner: string, one: Under, far: { done: number; total: number } | null): Promise<void> {
  const { affected } = await run(`UPDATE jobs SET due_at = ${LEASE}, rows_done = COALESCE(?, rows_done), rows_total = COALESCE(?, rows_total) WHERE id = ? AND lease_owner = ? AND state = 'running'`, [far?.done ?? null, far?.total ?? null, one.job.id, owner]);
  const asked = affected === 0 ? 'lost' : (await row<{ asked: 'pause' | 'cancel' | null }>('SELECT asked FROM jobs WHERE id = ?', [one.job.id]))?.asked;
  if (asked) halt(one, asked);
}

/** Ends the hold on a job, whatever came of it. False: it was no longer ours. */
async function settle(owner: string, { id }: Claimed, change: string, values: (string | number | null)[] = []): Promise<boolean> {
  const finished = /'(done|failed|cancelled)'/.test(change);
  return (await run(`UPDATE jobs SET ${change}, asked = NULL, lease_owner = NULL${finished ? `, finished_at = ${NOW}` : ''}${change.includes('due_at') ? '' : ', due_at = NULL'} WHERE id = ? AND lease_owner = ? AND state = 'running'`, [...values, id, owner])).affected === 1;
}

async function endOtherwise(owner: string, job: Claimed, error: unknown, onError: (error: unknown, jobId: number) => void): Promise<void> {
  if (error instanceof JobStopped) {
    if (error.why === 'pause') await settle(owner, job, "state = 'paused'");
    // A server that stops has not tried in vain.
    else if (error.why === 'shutdown') await settle(owner, job, `state = 'queued', attempts = GREATEST(attempts, 1) - 1, due_at = ${NOW}`);
    else if (error.why === 'cancel') await endAct(owner, job, 'cancelled', null);
    return;
  }
  const refused = error instanceof ProductError && !(error instanceof TryLater) ? error : null;
  if (!refused) onError(error, job.id);
  if (refused || error instanceof GaveUp || job.attempts >= MOST_ATTEMPTS) {
    await endAct(owner, job, 'failed', refused ?? { code: 'job-failed', message: '后台办理时程序几次中断，没有办成。请稍后再试；仍不行，请联系系统管理员。' });
  } else {
    await settle(owner, job, `state = 'queued', due_at = ${NOW} + INTERVAL ? SECOND`, [5 ** job.attempts]);
  }
}

async function endAct(owner: string, job: Claimed, how: 'failed' | 'cancelled', error: Pick<ProductError, 'code' | 'message'> | null): Promise<void> {
  await transact(async () => {
    if (!(await settle(owner, job, how === 'failed' ? "state = 'failed', failure = ?" : "state = 'cancelled', failure = ?", [error?.message.slice(0, 500) ?? null]))) return;
    await jobKind(job.kind).ended?.({ id: job.id, subjectId: job.subject_id, input: job.input, how, error });
  });
}

/** What a worker that is gone held, free for others at once. */
export const giveBackOf = (owner: string): Promise<unknown> => run(`UPDATE jobs SET state = 'queued', lease_owner = NULL, due_at = ${NOW} WHERE lease_owner = ? AND state = 'running'`, [owner]);
