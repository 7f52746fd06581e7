import { extname, join } from 'node:path';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { gateXml, type Checked, type KnownNames } from './check-definition.js';

/** How long and how much one check may take (design: 5 s, 256 MB). Where others keep the machine busy its five seconds of work take longer; nobody waits beyond the patience. */
const LIMIT_MS = 5000;
const PATIENCE_MS = 6 * LIMIT_MS;
const LIMIT_MB = 256;

const compiled = extname(__filename) === '.js';

type Answer = Checked | { failed: string };

/**
 * Checks a file that somebody sent, in a thread of its own: whatever is in it cannot hold up the requests of others. The
 * cheap gate comes first, so most hostile files never get a thread.
 * @returns the findings and, where nothing is wrong, the ways through it; one error-level finding when the check took too long, too much memory or broke.
 */
export async function checkInWorker(xml: string, known: KnownNames): Promise<Checked> {
  const refused = gateXml(xml);
  if (refused.some(({ level }) => level === 'error')) return { findings: refused };
  const worker = startThread({ workerData: { xml, known }, resourceLimits: { maxOldGenerationSizeMb: LIMIT_MB } });
  const answer = await new Promise<Answer>((resolve) => {
    const tooLong = stopwatch();
    const timer = setInterval(() => { if (tooLong()) settle({ failed: 'too long' }); }, 100);
    const settle = (given: Answer): void => {
      clearInterval(timer);
      resolve(given);
    };
    worker.once('message', settle);
    worker.once('error', (error) => settle({ failed: String(error) }));
    worker.once('exit', (code) => settle({ failed: `ended with ${code}` }));
  });
  await worker.terminate();
  if ('findings' in answer) return answer;
  return { findings: [{ level: 'error', code: 'check-unfinished', message: `流程文件在 ${LIMIT_MS / 1000} 秒、${LIMIT_MB} MB 内没有检查完，可能太大或太绕。请简化后再上传。` }] };
}

/** A thread that has not had the time to work has not been at it too long: what the whole process worked is an upper bound of what it did. */
function stopwatch(): () => boolean {
  const [begun, before] = [performance.now(), process.cpuUsage()];
  return () => {
    const passed = performance.now() - begun;
    const { user, system } = process.cpuUsage(before);
    return passed > PATIENCE_MS || (compiled && passed > LIMIT_MS && (user + system) / 1000 > LIMIT_MS);
  };
}

/** Uncompiled, in tests and while developing, the thread needs a loader before it can read itself. */
function startThread(options: WorkerOptions): Worker {
  if (compiled) return new Worker(join(__dirname, 'check-worker.js'), options);
  return new Worker(`require('tsx/cjs'); require(${JSON.stringify(join(__dirname, 'check-worker.ts'))})`, { ...options, eval: true });
}
