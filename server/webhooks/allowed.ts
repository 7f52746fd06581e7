import type { Allowed } from './target.js';

let current: Allowed = { loopback: false };

/** Set once at start-up: outside of production a receiver on this machine can be tried out. */
export function allowTargets(given: Allowed): void {
  current = given;
}

/** Where this installation may send to. */
export const allowedTargets = (): Allowed => current;
