import { AsyncResource } from 'node:async_hooks';
import { schedule, type ScheduledTask } from 'node-cron';
import { sweepAttachments } from '../attachments/sweep.js';
import { copyRoots, sealRecords } from '../audit/roots.js';
import { protection } from '../protection.js';
import { packageUnderWay } from '../exchange/receive-folder.js';
import { inspectDaily } from '../inspection/inspect.js';
import { sweepImports } from '../imports/sweep.js';
import { forgetOldExports } from '../record-exports/record-export.js';
import { remindOfDeadlines } from '../notifications/remind.js';
import { forgetOldOperations } from '../operations.js';
import { onOutbox } from '../outbox.js';
import { countAhead, countRosters } from '../statistics/count-rosters.js';
import { forgetOldStates } from '../process-migrations/carry-out.js';
import { fireDueTimers } from '../workflow/fire-timers.js';
import { findLostTokens } from '../workflow/lost-tokens.js';
import { forgetOldDrafts } from '../workflow/task-draft.js';
import { forgetOldJobs } from './job.js';
import type { JobHands } from './job-thread.js';
import { sendOutbox } from './outbox-worker.js';
import { removeOldPacks } from '../evidence-packs/pack-files.js';
import { isPractice } from '../lib/practice.js';
import { sendPackages } from '../exchange/send-folder.js';
import { allowedTargets } from '../webhooks/allowed.js';
import { forgetOldDeliveries, sendEvents } from '../webhooks/send-events.js';

const GATHER_MS = 200;

export type Jobs = { stop(): Promise<void> };

/**
 * Starts the clockwork of a worker: node-cron only ticks, the work is rows. Everything may run on two servers at once
 * and happens once. A tick that finds the last one still at work lets it finish. Background work is done by `hands`, elsewhere.
 */
export function startJobs(log: { error(fields: object, message: string): void }, hands: JobHands, { backUp = async () => undefined }: { backUp?: () => Promise<unknown> } = {}): Jobs {
  const failed = (what: string) => (error: unknown) => log.error({ err: error }, `job failed: ${what}`);
  const works: Single[] = [];
  const alone = (task: () => Promise<void>, what: string): Single => { works.push(onlyOne(task, failed(what))); return works[works.length - 1]; };
  const timers = alone(async () => void (await fireDueTimers(failed('timer'))), 'timers');
  const inside = alone(async () => { while ((await sendOutbox(failed('outbox'), 'inside')) > 0); }, 'outbox');
  const letters = alone(async () => { while ((await sendOutbox(failed('letters'), 'letters')) > 0); }, 'letters');
  const outbox = (): void => { void inside().then(letters); void letters(); };
  // While millions of records come in, the same schools would be counted over and over; who asks is answered all the same.
  const counts = alone(async () => { if (await packageUnderWay()) return; while ((await countRosters()) > 0); while ((await countAhead()) > 0); }, 'roster counts');
  const reminders = alone(async () => void (await remindOfDeadlines()), 'reminders');
  const packages = alone(() => hands.receive(), 'receive folder');
  // Nothing leaves a practice world: its packages and messages stay in line.
  const sending = alone(async () => { if (!isPractice()) await sendPackages(protection().dataDir); }, 'send folder');
  const events = alone(async () => { if (!isPractice()) while ((await sendEvents(allowedTargets())) > 0); }, 'webhooks');
  const packs = alone(async () => void (await removeOldPacks()), 'evidence packs');
  const lost = alone(async () => void (await findLostTokens()), 'lost tokens');
  const tidy = alone(async () => { while ((await forgetOldOperations()) > 0); while ((await forgetOldDrafts()) > 0); while ((await forgetOldStates()) > 0); await sweepAttachments(); await sweepImports(); while ((await forgetOldExports()) > 0); while ((await forgetOldJobs()) > 0); while ((await forgetOldDeliveries()) > 0); }, 'tidy');
  const seals = alone(async () => { while ((await sealRecords()) > 0); await copyRoots(protection().auditCopy); }, 'audit roots');
  const night = alone(async () => void (await backUp()), 'backup');
  const work = alone(() => hands.work(), 'background work');
  const inspection = alone(async () => void (await inspectDaily()), 'inspection');
  const ticks: ScheduledTask[] = [
    schedule('* * * * * *', () => void work()),
    schedule('*/2 * * * * *', () => void timers()),
    schedule('*/5 * * * * *', outbox),
    schedule('*/10 * * * * *', () => void counts()),
    schedule('30 * * * * *', () => void packages()),
    schedule('45 * * * * *', () => void sending()),
    schedule('*/3 * * * * *', () => void events()),
    schedule('20 * * * * *', () => void reminders()),
    schedule('40 */10 * * * *', () => void lost()),
    schedule('5 */10 * * * *', () => void packs()),
    schedule('17 3 * * *', () => void tidy()),
    schedule('50 * * * * *', () => void seals()),
    schedule('11 * * * *', () => void night()),
    schedule('40 */5 * * * *', () => void inspection()),
  ];
  // Messages of acts that come close together go out together.
  let gathering: NodeJS.Timeout | null = null;
  onOutbox(() => { gathering ??= setTimeout(() => { gathering = null; outbox(); }, GATHER_MS); });
  return {
    async stop() {
      onOutbox(() => undefined);
      if (gathering) clearTimeout(gathering);
      for (const tick of ticks) await tick.stop();
      await Promise.all(works.map((one) => one.idle()));
      await hands.stop();
    },
  };
}

type Single = (() => Promise<void>) & { idle(): Promise<void> };

/** @param begin the work, done as nobody: an act that wakes it must not pass on its request and its operation. */
function onlyOne(begin: () => Promise<void>, onError: (error: unknown) => void): Single {
  const work = AsyncResource.bind(begin);
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
