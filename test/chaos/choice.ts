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
/** Points of one act in an ordinary run: around its COMMIT, and elsewhere on its way. */
const AROUND_COMMIT = 1;
const ON_THE_WAY = 2;

/** The moments worth a death: before and after each statement, and COMMIT on its way. */
export const deadly = (points: readonly Point[]): Point[] => points.filter(({ when, what }) => when !== 'sent' || what === 'COMMIT');

export function randomFor(act: string): Random {
  return randomFrom([...`${seed} ${act}`].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0, 7));
}

/** The doors tried today: one of an act's several. */
export function doorsOf(doors: readonly string[], random: Random): readonly string[] {
  return everything ? doors : [random.pick(doors)];
}

export function chosen(points: readonly Point[], random: Random): Point[] {
  const all = deadly(points);
  if (everything) return all;
  const commits = all.filter(({ what }) => what === 'COMMIT');
  const others = all.filter(({ what }) => what !== 'COMMIT');
  const some = (from: Point[], count: number): Point[] => Array.from({ length: Math.min(count, from.length) }, () => from.splice(random.below(from.length), 1)[0]);
  return [...some(others, ON_THE_WAY), ...some(commits, AROUND_COMMIT)];
}
