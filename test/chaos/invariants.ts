import { officeNow } from '../../server/database.js';
import { breaking, invariants } from '../../server/inspection/invariants/check-invariants.js';
import type { Invariant } from '../../server/inspection/invariants/invariant.js';
import { addDays, officeDateOf } from '../../server/values/office-date.js';
import { brokenIn } from '../support/list-invariants.js';
import { takeSnapshot } from '../support/list-snapshot.js';

/**
 * What must hold of the whole system at every moment: the product's own list, and what the diagrams as they are shipped add to it; the
 * names of what does not.
 * `overdue`: until the clockwork ticks, a timer may stand as on the day before it is due.
 */
export async function brokenNow(options: { incidents?: 'expected'; lost?: 'expected'; overdue?: true } = {}): Promise<string[]> {
  const taken = await takeSnapshot();
  const snapshot = options.incidents ? { ...taken, incidents: [] } : taken;
  const today = officeDateOf(await officeNow());
  const now = brokenIn(snapshot, today);
  const lists = (now.length > 0 && options.overdue ? brokenIn(snapshot, addDays(today, -1)) : now)
    .filter((name) => !(options.incidents && name.startsWith('what else waits')) && !(options.lost && /^(the open tasks are|what else waits|one process runs)/.test(name))); // a timer with an incident waits for the administrator
  return [...lists, ...(await brokenBooks(options.lost ? ['R3a'] : []))];
}

/** The invariants of the product that do not hold, each with the record. @param expected those the scene breaks on purpose. */
export async function brokenBooks(expected: readonly string[] = [], list: readonly Invariant[] = invariants): Promise<string[]> {
  const found: string[] = [];
  for (const one of list) if (!expected.includes(one.key)) for (const what of await breaking(one)) found.push(`${one.key} ${one.name}: ${what}`);
  return found;
}
