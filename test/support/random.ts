/** A small random generator (mulberry32): the same seed gives the same numbers on every machine. */
export type Random = { (): number; below(limit: number): number; chance(probability: number): boolean; pick<T>(from: readonly T[]): T };

export function randomFrom(seed: number): Random {
  let state = (seed * 2_654_435_761) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return Object.assign(next, { below, chance: (probability: number) => next() < probability, pick: <T>(from: readonly T[]): T => from[below(from.length)] });
}
