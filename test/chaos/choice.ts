import { randomFrom, type Random } from '../support/random.js';
import type { Point } from './server-process.js';

/*
 * Which points are tried. All of them (some ten thousand) takes hours, so an ordinary run takes a few of each act, other ones every day:
 *   node test/run.mjs --only chaos                          the day's choice
 *   AID_CHAOS_SEED=2026-11-24 node test/run.mjs --only chaos  that day's choice again
 *   AID_CHAOS_POINTS=all node test/run.mjs --only chaos       every point of every act through every door
 *   AID_CHAOS_POINTS=6 node test/run.mjs --only chaos         every act through every door, at six of its points
 * One act: `-t 'submit a list'`.
 */
export const seed = process.env.AID_CHAOS_SEED ?? new Date().toISOString().slice(0, 10);
export const everything = process.env.AID_CHAOS_POINTS === 'all';
/** Every act through every door, at so many points or at all. */
export const everyAct = process.env.AID_CHAOS_POINTS !== undefined;
/** Of each act at least a point on its way and one around its COMMIT; in a run of the day more while there is time. */
const AT_LEAST = Number(process.env.AID_CHAOS_POINTS) || 2;
export const SECONDS = 140;
/** What hangs ends sometime; how fast a machine must be is not said here. */
export const A_WHILE = 120_000;
export const A_LONG_WHILE = 3_600_000;

/** The moments worth a death: before and after each statement, and COMMIT on its way. */
export const deadly = (points: readonly Point[]): Point[] => points.filter(({ when, what }) => when !== 'sent' || what === 'COMMIT');

export function randomFor(act: string): Random {
  return randomFrom([...`${seed} ${act}`].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0, 7));
}

/** The doors tried today: one of an act's several. */
export function doorsOf(doors: readonly string[], random: Random): readonly string[] {
  return everyAct ? doors : [random.pick(doors)];
}

/**
 * The points of an act in the order of the day, and how many of them are tried however long it takes. First one on its way and one
 * around a COMMIT, then those from its first COMMIT or file on: before it there is only what the database undoes by itself.
 */
export function chosen(points: readonly Point[], random: Random): { order: Point[]; atLeast: number } {
  if (everything) return { order: [...points], atLeast: points.length };
  const from = points.findIndex(({ what }) => what === 'COMMIT' || what.startsWith('FILE'));
  const [early, late] = from < 0 ? [points, []] : [points.slice(0, from), points.slice(from)];
  const commits = points.filter(({ what }) => what === 'COMMIT');
  const first = [...shuffled(points.filter(({ what }) => what !== 'COMMIT'), random).slice(0, 1), ...(commits.length > 0 ? [random.pick(commits)] : [])];
  const left = (of: readonly Point[]): Point[] => shuffled(of.filter((one) => !first.includes(one)), random);
  return { order: [...first, ...left(late), ...left(early)], atLeast: AT_LEAST };
}

/** One point on the way, and one of COMMIT's: for what takes longer than a killed server. */
export function twoOf(points: readonly Point[], random: Random): Point[] {
  const commits = points.filter(({ what }) => what === 'COMMIT');
  return [random.pick(points.filter(({ what }) => what !== 'COMMIT' && what !== 'BEGIN')), ...(commits.length > 0 ? [random.pick(commits)] : [])];
}

function shuffled<T>(from: readonly T[], random: Random): T[] {
  const rest = [...from];
  return Array.from(from, () => rest.splice(random.below(rest.length), 1)[0]);
}
