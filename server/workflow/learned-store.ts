import type { Source } from './engine.js';
import type { Template } from './state-shape.js';

/** What was asked at one point of a step, and how the step goes on for each answer that has been seen. */
export type Asked = { readonly kind: 'condition' | 'service' | 'cardinality'; readonly id: string; readonly next: Map<string, Known> };
/** Where a step came to rest. Until a second run of the engine has said the same it is only heard, not known. */
export type Rest = { readonly template: Template; readonly origin: readonly Origin[]; readonly waits: readonly RestWait[]; readonly done: boolean; certain: boolean };
/** An id at rest: one the state had before, or a new one made like this one. */
export type Origin = { readonly kept: number } | { readonly like: string };
export type RestWait = { readonly elementId: string; readonly id: number; readonly number: string; readonly kind: 'task' | 'timer' | 'message' | 'signal'; readonly index?: number };
/** `unlearnable`: two runs of the engine differed, so the engine runs it each time. */
export type Known = Asked | Rest | 'unlearnable';
export type Way = { known: Known | undefined; characters: number };

/** About 100 MB of text at most, whatever people draw. */
export const MOST_CHARACTERS = 50_000_000;

const figures = { hits: 0, misses: 0, differences: 0, forgotten: 0 };
/** Ways by process file, shape and act, the least recently used first. */
const ways = new Map<string, Way>();
const numbers = new WeakMap<Source, number>();
const distrusted = new WeakSet<Source>();
let sources = 0;
let characters = 0;

/** How often steps were known, and how much is kept; for `/metrics`. */
export const learnedFigures = (): typeof figures & { ways: number; characters: number } => ({ ...figures, ways: ways.size, characters });
export const count = (what: keyof typeof figures): void => void (figures[what] += 1);

const keyOf = (source: Source, start: string): string => {
  const number = numbers.get(source) ?? (sources += 1);
  numbers.set(source, number);
  return `${number}|${start}`;
};

/** What is known of the steps that start so; null for a process file that is not to be trusted any more. */
export function wayOf(source: Source, start: string): Way | null {
  if (distrusted.has(source)) return null;
  const key = keyOf(source, start);
  const way = ways.get(key) ?? { known: undefined, characters: key.length };
  if (!ways.delete(key)) characters += way.characters;
  ways.set(key, way);
  return way;
}

/** Counts what was added to a way, and forgets those not used for longest when it is too much. */
export function grown(way: Way, by: number): void {
  way.characters += by;
  characters += by;
  for (const [key, oldest] of ways) {
    if (characters <= MOST_CHARACTERS || oldest === way) return;
    ways.delete(key);
    characters -= oldest.characters;
    count('forgotten');
  }
}

/** From here on the engine runs every step of this process file: something learned of it was not what the engine does. */
export function distrust(source: Source): void {
  distrusted.add(source);
  const prefix = keyOf(source, '');
  for (const [key, way] of ways) {
    if (!key.startsWith(prefix)) continue;
    ways.delete(key);
    characters -= way.characters;
  }
}

/** For tests: as after a start. */
export function forgetEverything(): void {
  ways.clear();
  characters = 0;
  Object.assign(figures, { hits: 0, misses: 0, differences: 0, forgotten: 0 });
}
