import { rows, run } from '../database.js';
import { protection } from '../protection.js';
import type { OldRow, OldTableKey } from './old-tables.js';

/**
 * What became of one row of the old database. `taken`: on the books under `newId`; `merged`: the same as one already there;
 * `doubt`: kept as 待核实; `left`: cannot stand on the books, kept sealed as it was.
 */
export type Outcome = 'taken' | 'merged' | 'doubt' | 'left';
export type Brought = { no: string; outcome: Outcome; newId: number | null; amount?: number; paid?: number; /** Why, or what is to be looked at. */ reason?: string; /** The row as it was. */ kept?: OldRow };

/** Records what became of rows, in the act that brings them. A row is recorded once. */
export async function recordBrought(kind: OldTableKey, found: readonly Brought[]): Promise<void> {
  for (let at = 0; at < found.length; at += 500) {
    await run('INSERT INTO brought_rows (kind, old_no, outcome, new_id, amount_fen, paid_fen, reason, kept_sealed) VALUES ?', [found.slice(at, at + 500).map(({ no, outcome, newId, amount = 0, paid = 0, reason = '', kept }) =>
      [kind, no, outcome, newId, amount, paid, reason.slice(0, 200), kept ? protection().cipher.seal(JSON.stringify(kept), `brought_rows.${kind}:${no}`) : null])]);
  }
}

/** The new ids of old rows, as far as they are on the books. */
export async function newIdsOf(kind: OldTableKey, numbers: readonly (string | null)[]): Promise<Map<string, number>> {
  const wanted = [...new Set(numbers.filter((one) => one !== null))];
  const ids = new Map<string, number>();
  for (let at = 0; at < wanted.length; at += 1000) {
    const found = await rows<{ old_no: string; new_id: number }>('SELECT old_no, new_id FROM brought_rows WHERE kind = ? AND old_no IN (?) AND new_id IS NOT NULL', [kind, wanted.slice(at, at + 1000)]);
    for (const { old_no, new_id } of found) ids.set(old_no, new_id);
  }
  return ids;
}

/** Those of these rows nothing is recorded of yet. */
export async function notYetBrought(kind: OldTableKey, found: readonly OldRow[], id: string): Promise<OldRow[]> {
  if (found.length === 0) return [];
  const known = new Set((await rows<{ old_no: string }>('SELECT old_no FROM brought_rows WHERE kind = ? AND old_no IN (?)', [kind, found.map((one) => one[id] ?? '')])).map(({ old_no }) => old_no));
  return found.filter((one) => !known.has(one[id] ?? ''));
}

/** A 待核实 list came onto the books: it, its people and their payments are taken now. */
export async function settleBrought(list: { no: string; awards: readonly { no: string; payments: readonly { no: string }[] }[] }, kept: { listId: number; awardIds: ReadonlyMap<string, number> }): Promise<void> {
  const taken = [['lists', list.no, kept.listId] as const, ...list.awards.flatMap(({ no, payments }) => [['awards', no, kept.awardIds.get(no) ?? null] as const, ...payments.map((one) => ['payments', one.no, kept.awardIds.get(no) ?? null] as const)])];
  for (let at = 0; at < taken.length; at += 500) {
    await run("INSERT INTO brought_rows (kind, old_no, outcome, new_id) VALUES ? ON DUPLICATE KEY UPDATE outcome = VALUES(outcome), new_id = VALUES(new_id), reason = ''", [taken.slice(at, at + 500).map(([kind, no, newId]) => [kind, no, 'taken', newId])]);
  }
}

/** A row that cannot stand on the books, kept as it was. */
export const left = (no: string, row: OldRow, reason: string, money: { amount?: number; paid?: number } = {}): Brought => ({ no, outcome: 'left', newId: null, reason, kept: row, ...money });
