import { TooMany } from '../lib/errors.js';
import { ticks } from '../lib/clock.js';
import type { Rate } from './route.js';

/** Requests a minute for each kind, per account (or per address before sign-in). Shown in /api/docs. */
export const ratesPerMinute: Record<Rate, number> = { read: 600, write: 120, 'sign-in': 30, upload: 60, export: 10, public: 300, objection: 5, machine: 600 };

const WINDOW_MS = 60_000;
const windows = new Map<string, { started: number; count: number }>();

/**
 * Counts one request. Kept in this process: several web processes each allow the figure.
 * @param generous ten times the figure, on loopback outside production (contract).
 * @throws TooMany with the seconds to wait.
 */
export function countRequest(rate: Rate, who: string, generous: boolean): void {
  const key = `${rate}|${who}`;
  const now = ticks();
  const window = windows.get(key);
  if (!window || now - window.started >= WINDOW_MS) {
    if (windows.size > 50_000) windows.clear();
    windows.set(key, { started: now, count: 1 });
    return;
  }
  window.count += 1;
  if (window.count > ratesPerMinute[rate] * (generous ? 10 : 1)) throw new TooMany(Math.ceil((WINDOW_MS - (now - window.started)) / 1000));
}
