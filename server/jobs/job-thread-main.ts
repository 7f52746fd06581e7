import { parentPort, workerData } from 'node:worker_threads';
import { connectDatabase, disconnectDatabase } from '../database.js';
import { receivePackages } from '../exchange/receive-folder.js';
import { loadSecrets } from '../installation.js';
import { errorWithoutValues } from '../lib/error-without-values.js';
import { defineModels } from '../models.js';
import { registerFeatures } from '../processes.js';
import { stopBeforeFull } from '../room.js';
import { readProvinceRules } from '../rule-changes/change.js';
import type { FromThread, ThreadSetting, ToThread } from './job-thread.js';
import { jobWorker } from './work-jobs.js';

/** The thread in which background work is done: the product without its doors. */
const { owner, setting } = workerData as { owner: string; setting: ThreadSetting };
defineModels(connectDatabase(setting.target, { poolSize: 4 }));
loadSecrets(setting);
stopBeforeFull(setting.dataDir);
registerFeatures();
const readRules = (): void => void readProvinceRules().catch(() => undefined);
readRules();
setInterval(readRules, 30_000).unref();

const say = (message: FromThread): void => parentPort?.postMessage(message);
const worker = jobWorker(owner, (error, jobId) => say({ error: errorWithoutValues(error), jobId }));
let atWork: Promise<void> | null = null;
let receiving: Promise<void> | null = null;
let stopping = false;

parentPort?.on('message', (message: ToThread) => {
  if (message === 'stop') void stop();
  else if (message === 'receive') receiving ??= receivePackages(setting.dataDir, () => stopping).then(() => undefined, failed).finally(() => { receiving = null; rested(); });
  else atWork ??= worker.work().catch(failed).finally(() => { atWork = null; rested(); });
});

function failed(error: unknown): void {
  say({ error: errorWithoutValues(error), jobId: 0 });
}

function rested(): void {
  if (!atWork && !receiving) say({ rested: true });
}

async function stop(): Promise<void> {
  stopping = true;
  await worker.stop();
  await Promise.all([atWork, receiving]);
  await disconnectDatabase();
  parentPort?.close();
}
