import { createHash } from 'node:crypto';
import type { Source, Wait } from './engine.js';
import type { Template } from './state-shape.js';

/** What was asked at one point of a step, and how the step goes on for each answer that has been seen. */
export type Asked = { readonly kind: 'condition' | 'service' | 'cardinality'; readonly id: string; readonly next: Map<Answer, Known> };
/** The answer itself, not its text: `"true"` is not `true`, and the engine refuses it. A service answers nothing. */
export type Answer = boolean | number | undefined;
/** Where a step came to rest once. It is kept as a digest: most steps of large parallel tasks never come again. */
export type Heard = { readonly heard: string };
/** Where a step came to rest, as two runs of the engine said. */
export type Rest = { readonly template: Template; readonly origin: readonly Origin[]; readonly waits: readonly RestWait[]; readonly done: boolean };
/** An id at rest: one the state had before, or a new one made like this one. */
export type Origin = { readonly kept: number } | { readonly like: string };
export type RestWait = { readonly elementId: string; readonly id: number; readonly number: string; readonly kind: Wait['kind']; readonly index?: number };
/** `unlearnable`: two runs of the engine differed, or there is too much to keep, so the engine runs it each time. */
export type Known = Asked | Heard | Rest | 'unlearnable';
export type Way = { readonly key: string; known: Known | undefined; characters: number };

/** About 150 MB of memory at most, whatever people draw. */
export const MOST_CHARACTERS = 50_000_000;
/** One way with more than this (a number of people asked for that is never the same) would drive out all others. */
export const MOST_OF_ONE_WAY = MOST_CHARACTERS / 10;

const figures = { hits: 0, misses: 0, differences: 0, dropped: 0, forgotten: 0 };
/** Ways by process file, shape and act, the least recently used first. */
const ways = new Map<string, Way>();
const digests = new WeakMap<Source, string>();
const distrusted = new Set<string>();
let characters = 0;

/** How often steps were known, and how much is kept; for `/metrics`. */
export const learnedFigures = (): typeof figures & { ways: number; characters: number } => ({ ...figures, ways: ways.size, characters });
export const count = (what: keyof typeof figures): void => void (figures[what] += 1);

/** All the engine is given of a process file, so a file that is read anew is known again, and distrusted still. */
function digestOf(source: Source): string {
  const digest = digests.get(source) ?? createHash('sha256').update(JSON.stringify(source.diagram)).digest('base64');
  digests.set(source, digest);
  return digest;
}

/** What is known of the steps that start so; null for a process file that is not to be trusted any more. */
export function wayOf(source: Source, start: string): Way | null {
  const digest = digestOf(source);
  if (distrusted.has(digest)) return null;
  const key = `${digest}|${start}`;
  const way = ways.get(key) ?? { key, known: undefined, characters: key.length };
  if (!ways.delete(key)) characters += way.characters;
  ways.set(key, way);
  return way;
}

/** Counts what was added to a way, and forgets those not used for longest when it is too much. */
export function grown(way: Way, by: number): void {
  // Forgotten while a service was at work: nobody will find what was added, and it must not count for ever.
  if (ways.get(way.key) !== way) return;
  add(way, by);
  if (way.characters > MOST_OF_ONE_WAY) {
    way.known = 'unlearnable';
    add(way, way.key.length - way.characters);
  }
  for (const oldest of ways.values()) {
    if (characters <= MOST_CHARACTERS) return;
    forget(oldest);
    count('forgotten');
  }
}

function add(way: Way, by: number): void {
  way.characters += by;
  characters += by;
}

function forget(way: Way): void {
  ways.delete(way.key);
  characters -= way.characters;
}

/** From here on the engine runs every step of this process file: something learned of it was not what the engine does. */
export function distrust(source: Source): void {
  const digest = digestOf(source);
  if (!distrusted.has(digest)) count('dropped');
  distrusted.add(digest);
  for (const way of ways.values()) if (way.key.startsWith(`${digest}|`)) forget(way);
}

/** For tests: as after a start. */
export function forgetEverything(): void {
  ways.clear();
  distrusted.clear();
  characters = 0;
  Object.assign(figures, { hits: 0, misses: 0, differences: 0, dropped: 0, forgotten: 0 });
}
