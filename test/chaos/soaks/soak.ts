import { clockSteps } from './clock-steps.js';
import { cutCommits } from './cut-commits.js';
import { diskFull } from './disk-full.js';
import { galera } from './galera.js';
import { databaseKills, kills } from './kills.js';
import type { Outcome, Wanted } from './outcome.js';
import { points } from './points.js';
import { races } from './races.js';
import { record, table } from './results.js';
import { sequences } from './sequences.js';
import { wechatDown } from './wechat-down.js';

type Soak = { count: number; run(wanted: Wanted): Promise<Record<string, Outcome>> };

/** What there is, with how many faults a run has unless told. */
const soaks: Record<string, Soak> = {
  kills: { count: 100, run: async (wanted) => ({ 'server killed at random': await kills(wanted) }) },
  'database-kills': { count: 25, run: async (wanted) => ({ 'database killed at random': await databaseKills(wanted) }) },
  galera: { count: 10, run: async (wanted) => ({ 'Galera node killed or standing still': await galera(wanted) }) },
  'clock-steps': { count: 100, run: async (wanted) => ({ 'clocks step, forward and back': await clockSteps(wanted) }) },
  'disk-full': { count: 25, run: async (wanted) => ({ 'disk filled to the reserve, and free again': await diskFull(wanted) }) },
  'wechat-down': { count: 25, run: async (wanted) => ({ 'WeChat away': await wechatDown(wanted) }) },
  points: { count: 5, run: points },
  sequences: { count: 100, run: async (wanted) => ({ 'sequences of 25 acts': await sequences(wanted) }) },
  races: { count: 10, run: async (wanted) => ({ ...(await races(wanted, 2)), ...(await races(wanted, 8)) }) },
  'cut-commits': { count: 100, run: async (wanted) => { const { before, after } = await cutCommits(wanted); return { 'COMMIT cut before it arrives': before, 'COMMIT cut before its answer': after }; } },
};

async function main(): Promise<void> {
  const [name = '', ...words] = process.argv.slice(2);
  if (name === 'table') { process.stdout.write(`${table()}\n`); return; }
  const soak = soaks[name];
  if (!soak) throw new Error(`which soak: ${Object.keys(soaks).join(', ')}, or table`);
  const given = (word: string, otherwise: number): number => (words.includes(word) ? Number(words[words.indexOf(word) + 1]) : otherwise);
  const seed = given('--seed', Math.floor(performance.timeOrigin) % 1_000_000_007);
  let stopped = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => { stopped = true; process.stdout.write('ending with what there is\n'); });
  const begun = performance.now();
  const outcomes = await soak.run({ count: given('--count', soak.count), seed, say: (line) => process.stdout.write(`${line}\n`), stopped: () => stopped });
  const runs = Object.entries(outcomes).map(([experiment, outcome]) => record(experiment, seed, (performance.now() - begun) / 1000, outcome));
  process.stdout.write(`${table(runs)}\n`);
  for (const { experiment, fired, problems } of runs) for (const problem of [...(fired === 0 ? ['no fault fired'] : []), ...problems]) { process.exitCode = 1; process.stdout.write(`${experiment}: ${problem}\n`); }
}

main().then(() => process.exit(), (error: unknown) => { process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`); process.exit(1); });
