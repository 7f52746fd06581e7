import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { row } from '../database.js';
import type { DatabaseTarget, Environment } from '../env.js';
import { packagesDelivered } from '../exchange/receive-folder.js';
import { giveBackOf } from './work-jobs.js';

/** Far more than any file that passes the gate needs; what does not is stopped and told so. */
const LIMIT_MB = 768;
/** A thread that has had nothing to do for so long is let go. */
const IDLE_MS = 300_000;
const STOP_MS = 10_000;

/** What a thread needs to be a worker of this installation. */
export type ThreadSetting = { target: DatabaseTarget } & Pick<Environment, 'dataDir' | 'appSecret' | 'fieldKeys'>;
export type FromThread = { rested: true } | { error: object; jobId: number };
export type ToThread = 'work' | 'receive' | 'stop';

/** `receive`: looks through the receive folder, whose files may hold millions of lines. */
export type JobHands = { work(): Promise<void>; receive(): Promise<void>; stop(): Promise<void> };

/**
 * Does background work in a thread of its own with bounded memory and its own connections, so that whatever is in a file or a
 * batch cannot hold up the requests of others. The thread is there while there is work. One that dies is replaced, and what it
 * held is free again at once.
 */
export function jobHands(setting: ThreadSetting, log: { error(fields: object, message: string): void }): JobHands {
  let thread: Worker | null = null;
  let ended: Promise<void> = Promise.resolve();
  let idle: NodeJS.Timeout | null = null;

  const begin = (): Worker => {
    const owner = randomUUID();
    const fresh = new Worker(join(__dirname, 'job-thread-main.js'), { workerData: { owner, setting }, resourceLimits: { maxOldGenerationSizeMb: LIMIT_MB } });
    fresh.on('message', (message: FromThread) => {
      if ('rested' in message) idle ??= setTimeout(() => fresh.postMessage('stop' satisfies ToThread), IDLE_MS).unref();
      else log.error({ failure: message.error, jobId: message.jobId }, 'background work failed');
    });
    fresh.on('error', (error) => log.error({ err: error }, 'the thread of background work died'));
    ended = new Promise((resolve) => {
      fresh.once('exit', () => {
        if (thread === fresh) thread = null;
        giveBackOf(owner).catch((error: unknown) => log.error({ err: error }, 'jobs were not given back')).finally(resolve);
      });
    });
    return fresh;
  };

  const give = (what: ToThread): void => {
    if (idle) clearTimeout(idle);
    idle = null;
    thread ??= begin();
    thread.postMessage(what);
  };

  return {
    async work() {
      if (await row('SELECT id FROM jobs WHERE due_at <= CURRENT_TIMESTAMP(3) LIMIT 1')) give('work');
    },
    async receive() {
      if ((await packagesDelivered(setting.dataDir)).length > 0) give('receive');
    },
    async stop() {
      if (idle) clearTimeout(idle);
      const last = thread;
      last?.postMessage('stop' satisfies ToThread);
      const late = setTimeout(() => void last?.terminate(), STOP_MS);
      await ended;
      clearTimeout(late);
    },
  };
}
