import { randomBytes } from 'node:crypto';
import type { StoredState } from './engine-state.js';

/**
 * A stored state with its generated ids taken out: two instances that stand at the same place, having come there the same
 * way, have the same shape. `ids` in the order in which the text first names them.
 */
export type Shaped = { shape: string; ids: readonly string[] };

/** Where the engine writes ids it has made up. What is not taken from these fields is never taken for an id. */
const idFields = /"(?:executionId|sequenceId|evaluationId)":"([^"\\]+)"/g;
/** Stands for an id in a shape; JSON has no such character. */
const mark = (index: number): string => `\u0001${index}\u0001`;
const MARK = /\u0001(\d+)\u0001/;
/** One instance of several is numbered, up to 499: `users1_0a1b2c3d4e_2` is the third of `users1_0a1b2c3d4e`. */
const NUMBERED = /^(.+_[0-9a-f]{6,})_\d{1,3}$/;
const GENERATED = /^(.+_)[0-9a-f]{6,}$/;

/** @returns null for a state whose ids are not of the kind the engine makes today. */
export function shapeOf(state: StoredState): Shaped | null {
  const ids = new Map<string, number>();
  for (const [, value] of state.matchAll(idFields)) {
    const id = withoutNumber(value);
    if (!GENERATED.test(id)) return null;
    if (!ids.has(id)) ids.set(id, ids.size);
  }
  if (ids.size === 0) return null;
  // The engine names queues after executions, so ids stand inside other texts too.
  const all = new RegExp([...ids.keys()].sort((a, b) => b.length - a.length).map(escaped).join('|'), 'g');
  return { shape: state.replace(all, (id) => mark(ids.get(id) ?? 0)), ids: [...ids.keys()] };
}

/** The id of an execution without the number that tells it from others of the same element. */
export function withoutNumber(executionId: string): string {
  return NUMBERED.exec(executionId)?.[1] ?? executionId;
}

const escaped = (id: string): string => id.replace(/[$.*+?^()[\]{}|\\]/g, '\\$&');

/** A shape that was cut at its ids once, to be written with others. */
export class Template {
  private readonly pieces: readonly string[];
  private readonly places: readonly number[];

  constructor(readonly shape: string) {
    const parts = shape.split(MARK);
    this.pieces = parts.filter((_, at) => at % 2 === 0);
    this.places = parts.filter((_, at) => at % 2 === 1).map(Number);
  }

  write(ids: readonly string[]): StoredState {
    let text = this.pieces[0];
    for (let at = 0; at < this.places.length; at += 1) text += ids[this.places[at]] + this.pieces[at + 1];
    return text;
  }
}

/** A new id as the engine would have made it, for what had this one when it was learned. */
export const freshId = (like: string): string => `${madeFor(like)}${randomBytes(5).toString('hex')}`;
/** The part of a generated id that says what it was made for: the element, or the flow and how it was taken. */
export const madeFor = (id: string): string => GENERATED.exec(id)?.[1] ?? '';
