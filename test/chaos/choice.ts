import { randomFrom, type Random } from '../support/random.js';
import type { Point } from './server-process.js';

/*
 * Which points are tried. All of them takes an hour or two, so an ordinary run takes a few of each act, other ones every day:
 *   node test/run.mjs --only chaos                          the day's choice
 *   AID_CHAOS_SEED=2026-11-24 node test/run.mjs --only chaos  that day's choice again
 *   AID_CHAOS_POINTS=all node test/run.mjs --only chaos       every point of every act through every door
 * One act: `-t 'submit a list'`.
 */
export const seed = process.env.AID_CHAOS_SEED ?? new Date().toISOString().slice(0, 10);
export const everything = process.env.AID_CHAOS_POINTS === 'all';
/** Of each act at least a point on its way and one around its COMMIT; more while there is time. */
const AT_LEAST = 2;
export const SECONDS = 140;

/** The moments worth a death: before and after each statement, and COMMIT on its way. */
export const deadly = (points: readonly Point[]): Point[] => points.filter(({ when, what }) => when !== 'sent' || what === 'COMMIT');

export function randomFor(act: string): Random {
  return randomFrom([...`${seed} ${act}`].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0, 7));
}

/** The doors tried today: one of an act's several. */
export function doorsOf(doors: readonly string[], random: Random): readonly string[] {
  return everything ? doors : [random.pick(doors)];
}

/** The points of an act in the order of the day, and how many of them are tried however long it takes. */
export function chosen(points: readonly Point[], random: Random): { order: Point[]; atLeast: number } {
  if (everything) return { order: [...points], atLeast: points.length };
  const commits = points.filter(({ what }) => what === 'COMMIT');
  const others = shuffled(points.filter(({ what }) => what !== 'COMMIT'), random);
  const around = commits.length > 0 ? [random.pick(commits)] : [];
  return { order: [...others.slice(0, 1), ...around, ...others.slice(1)], atLeast: AT_LEAST };
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
