import { schedule, type ScheduledTask } from 'node-cron';
import { sweepAttachments } from '../attachments/sweep.js';
import { forgetOldOperations } from '../operations.js';
import { onOutbox } from '../outbox.js';
import { fireDueTimers } from '../workflow/fire-timers.js';
import { sendOutbox } from './outbox-worker.js';

const GATHER_MS = 200;

export type Jobs = { stop(): Promise<void> };

/**
 * Starts the clockwork of a worker: node-cron only ticks, the work is rows. Everything may run on two servers at once
 * and happens once. A tick that finds the last one still at work lets it finish.
 */
export function startJobs(log: { error(fields: object, message: string): void }): Jobs {
  const failed = (what: string) => (error: unknown) => log.error({ err: error }, `job failed: ${what}`);
  const timers = onlyOne(async () => void (await fireDueTimers(failed('timer'))), failed('timers'));
  const outbox = onlyOne(async () => { while ((await sendOutbox(failed('outbox'))) > 0); }, failed('outbox'));
  const tidy = onlyOne(async () => { while ((await forgetOldOperations()) > 0); await sweepAttachments(); }, failed('tidy'));
  const ticks: ScheduledTask[] = [
    schedule('*/2 * * * * *', () => void timers()),
    schedule('*/5 * * * * *', () => void outbox()),
    schedule('17 3 * * *', () => void tidy()),
  ];
  // Messages of acts that come close together go out together.
  let gathering: NodeJS.Timeout | null = null;
  onOutbox(() => { gathering ??= setTimeout(() => { gathering = null; void outbox(); }, GATHER_MS); });
  return {
    async stop() {
      onOutbox(() => undefined);
      if (gathering) clearTimeout(gathering);
      for (const tick of ticks) await tick.stop();
      await Promise.all([timers.idle(), outbox.idle(), tidy.idle()]);
    },
  };
}

type Single = (() => Promise<void>) & { idle(): Promise<void> };

function onlyOne(work: () => Promise<void>, onError: (error: unknown) => void): Single {
  let running: Promise<void> | null = null;
  let again = false;
  const go = (): Promise<void> => {
    if (running) {
      again = true;
      return running;
    }
    running = work().catch(onError).then(() => {
      running = null;
      if (!again) return undefined;
      again = false;
      return go();
    });
    return running;
  };
  return Object.assign(go, { idle: async () => { again = false; await running; } });
}
