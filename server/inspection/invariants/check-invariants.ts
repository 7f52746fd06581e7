import { rows } from '../../database.js';
import { archiveInvariants } from './archive-invariants.js';
import type { Invariant } from './invariant.js';
import { listInvariants } from './list-invariants.js';
import { systemInvariants } from './system-invariants.js';

/** 账目核对: everything that must hold of the books, R4, R11 and R12 being shown by tests only. The chaos experiments look at the same list. */
export const invariants: readonly Invariant[] = [...listInvariants, ...systemInvariants, ...archiveInvariants];

/** How one invariant was found: how many records break it, and the numbers of the first of them. */
export type InvariantLine = { key: string; name: string; of: string; meaning: string; found: number; records: string[] };

const SHOWN = 20;
const MOST = 10_000;

/** The records that break an invariant, at most ten thousand of them. */
export async function breaking(one: Invariant): Promise<string[]> {
  if ('look' in one) return (await one.look()).map(String);
  return (await rows<{ what: string | number }>(`SELECT q.what FROM (${one.sql}) q LIMIT ${MOST}`)).map(({ what }) => String(what));
}

/**
 * Looks at every invariant. What somebody was just changing may stand between two reads; so what was found is looked at once more, and
 * only what is found both times is told.
 * @param progress told before each; what it throws is passed on.
 */
export async function checkInvariants(progress: (done: number, total: number) => Promise<void> = async () => undefined, list: readonly Invariant[] = invariants): Promise<InvariantLine[]> {
  const lines: InvariantLine[] = [];
  for (const one of list) {
    await progress(lines.length, list.length);
    const first = await breaking(one);
    const again = first.length > 0 ? new Set(await breaking(one)) : new Set<string>();
    const both = first.filter((what) => again.has(what));
    lines.push({ key: one.key, name: one.name, of: one.of, meaning: one.meaning, found: both.length, records: both.slice(0, SHOWN) });
  }
  await progress(list.length, list.length);
  return lines;
}

/** What was found, in lines: each invariant that does not hold, with counts and numbers only. */
export function tellOf(lines: readonly InvariantLine[]): string[] {
  const broken = lines.filter(({ found }) => found > 0);
  return [
    ...broken.map(({ key, name, of, found, records, meaning }) => `${key} 不成立：${name}。${of} ${found} 个：${records.join('、')}。${meaning}`),
    broken.length === 0 ? `账目核对：${lines.length} 条都成立。` : `账目核对：${lines.length} 条中 ${broken.length} 条不成立。`,
  ];
}
