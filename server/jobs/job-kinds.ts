import type { ProductError } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';

/**
 * One kind of background work, as its feature registers it (`processes.ts`).
 *
 * How to add one:
 * 1. In an act, call `startJob(actor, 'my-kind', {subjectId, input, total})`: the job is committed with the act or not at all.
 *    Keep its id beside your own row, so that a page can ask `jobStanding(id)` for progress and whoever may see that row may
 *    call `cancelJob`, `pauseJob`, `resumeJob`, `retryJob` (jobs have no addresses of their own).
 * 2. Write `run`. It is called in a thread of its own, away from the requests, as the person who started it; when that person
 *    lost the post meanwhile it is not called at all and the job fails. Do all that changes something in `job.step()`: one
 *    transaction, in which your rows and the checkpoint are committed together. Between steps call `job.progress()` often
 *    (it writes at most twice a second). Both throw when the work shall stop; let that pass.
 * 3. After a crash or on another server `run` is called again with the last committed checkpoint. What was committed in a step
 *    is never done again; what was outside of steps is, so it must be harmless. A checkpoint at the very end means: only return.
 * 4. Throw a ProductError to end the job as failed, with its message; anything else is tried again, three times without a step
 *    in between. For a result per item, keep items in rows of your own and take the ones not done yet in each step.
 */
export type JobKind = {
  readonly key: string;
  /** Minutes rather than seconds: one server does one of these at a time, so that short ones are never behind two of them. */
  readonly long?: true;
  /** @returns the result, JSON as the feature likes it. */
  run(job: JobAtWork): Promise<string | null>;
  /** In the act that ends the job without a result: put the feature's own rows in order. */
  ended?(job: EndedJob): Promise<void>;
};

export type JobAtWork = {
  readonly id: number;
  readonly subjectId: number | null;
  readonly actor: Actor;
  /** JSON as it was given to `startJob`. */
  readonly input: string;
  /** JSON of the last step, null before the first. */
  readonly checkpoint: string | null;
  /** Aborted when the work shall stop; for what takes long by itself. */
  readonly signal: AbortSignal;
  /** Tells whoever waits how far it is. @throws JobStopped */
  progress(done: number, total: number): Promise<void>;
  /** One transaction: rows and checkpoint are committed together, by one worker only. @throws JobStopped */
  step(work: () => Promise<{ checkpoint: string; done?: number; total?: number }>): Promise<void>;
};

export type EndedJob = { readonly id: number; readonly subjectId: number | null; readonly input: string; readonly how: 'failed' | 'cancelled'; readonly error: Pick<ProductError, 'code' | 'message'> | null };

/** Not an error: somebody paused or cancelled, the server stops, or another worker has taken over. Never caught by a kind. */
export class JobStopped extends Error {
  constructor(readonly why: 'pause' | 'cancel' | 'shutdown' | 'lost') {
    super(`the job was stopped: ${why}`);
  }
}

const kinds = new Map<string, JobKind>();

/** Features hand their kinds of background work over here, at start-up (`processes.ts`). */
export function registerJobKind(kind: JobKind): void {
  kinds.set(kind.key, kind);
}

export function jobKind(key: string): JobKind {
  const found = kinds.get(key);
  if (!found) throw new Error(`job kind ${key} is not registered`);
  return found;
}

/** The keys of kinds that may be taken now. */
export const jobKeys = (options: { long: boolean }): string[] => [...kinds.values()].filter(({ long }) => options.long || !long).map(({ key }) => key);
