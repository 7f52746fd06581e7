import { extname, join } from 'node:path';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { gateXml, type Finding, type KnownNames } from './check-definition.js';

/** How long and how much one check may take (design: 5 s, 256 MB). */
const LIMIT_MS = 5000;
const LIMIT_MB = 256;

const compiled = extname(__filename) === '.js';

type Answer = { findings: Finding[] } | { failed: string };

/**
 * Checks a file that somebody sent, in a thread of its own: whatever is in it cannot hold up the requests of others. The
 * cheap gate comes first, so most hostile files never get a thread.
 * @returns the findings; one error-level finding when the check took too long, too much memory or broke.
 */
export async function checkInWorker(xml: string, known: KnownNames): Promise<Finding[]> {
  const refused = gateXml(xml);
  if (refused.some(({ level }) => level === 'error')) return refused;
  const worker = startThread({ workerData: { xml, known }, resourceLimits: { maxOldGenerationSizeMb: LIMIT_MB } });
  const answer = await new Promise<Answer>((resolve) => {
    const timer = setTimeout(() => resolve({ failed: 'too long' }), LIMIT_MS * (compiled ? 1 : 6));
    const settle = (given: Answer): void => {
      clearTimeout(timer);
      resolve(given);
    };
    worker.once('message', settle);
    worker.once('error', (error) => settle({ failed: String(error) }));
    worker.once('exit', (code) => settle({ failed: `ended with ${code}` }));
  });
  await worker.terminate();
  if ('findings' in answer) return answer.findings;
  return [{ level: 'error', code: 'check-unfinished', message: `流程文件在 ${LIMIT_MS / 1000} 秒、${LIMIT_MB} MB 内没有检查完，可能太大或太绕。请简化后再上传。` }];
}

/** Uncompiled, in tests and while developing, the thread needs a loader before it can read itself. */
function startThread(options: WorkerOptions): Worker {
  if (compiled) return new Worker(join(__dirname, 'check-worker.js'), options);
  return new Worker(`require('tsx/cjs'); require(${JSON.stringify(join(__dirname, 'check-worker.ts'))})`, { ...options, eval: true });
}
