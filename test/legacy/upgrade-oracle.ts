import { row, rows } from '../../server/database.js';
import { oldTableKeys, oldTables } from '../../server/legacy/old-tables.js';
import { protection } from '../../server/protection.js';
import type { OldWorld } from '../support/old-database.js';

const fen = (yuan: string | null | undefined): bigint => (yuan ? BigInt(yuan.replace('.', '')) : 0n);

/** Compares an old world, row by row and in its own way, with what the upgrade made of it. @returns what is wrong, in words. */
export async function faultsOf(world: OldWorld): Promise<string[]> {
  const faults: string[] = [];
  const brought = await rows<{ kind: string; old_no: string; outcome: string; new_id: number | null; kept_sealed: string | null }>('SELECT kind, old_no, outcome, new_id, kept_sealed FROM brought_rows');
  const of = new Map(brought.map((one) => [`${one.kind}/${one.old_no}`, one]));
  for (const key of oldTableKeys) {
    const numbers = new Set(world[key].map((one) => one[oldTables[key].id] ?? ''));
    for (const no of numbers) if (!of.has(`${key}/${no}`)) faults.push(`${key} ${no} is lost`);
    const recorded = brought.filter(({ kind }) => kind === key);
    if (recorded.length !== numbers.size) faults.push(`${key}: ${numbers.size} rows, ${recorded.length} recorded`);
    for (const { old_no, outcome, kept_sealed } of recorded) {
      if ((outcome === 'left') !== (kept_sealed !== null)) faults.push(`${key} ${old_no} is ${outcome} and ${kept_sealed === null ? 'not kept' : 'kept'}`);
      if (outcome !== 'left' || kept_sealed === null) continue;
      const kept: Record<string, string | null> = JSON.parse(protection().cipher.open(kept_sealed, `brought_rows.${key}:${old_no}`));
      const was = world[key].find((one) => one[oldTables[key].id] === old_no);
      for (const column of oldTables[key].columns) if ((kept[column] ?? null) !== (was?.[column] ?? null)) faults.push(`${key} ${old_no} is not kept as it was: ${column}`);
    }
  }
  await compareAwards(world, of, faults);
  for (const [key, table] of [['loans', 'loans'], ['repayments', 'repayments']] as const) {
    for (const one of world[key]) {
      const found = of.get(`${key}/${one[oldTables[key].id]}`);
      if (found?.outcome !== 'taken') continue;
      const now = await row<{ amount_fen: number; status: string }>(`SELECT amount_fen, status FROM ${table} WHERE id = ?`, [found.new_id]);
      if (!now || BigInt(now.amount_fen) !== fen(one.amount)) faults.push(`${key} ${found.old_no}: ${one.amount} became ${now?.amount_fen}`);
      if ((one.review_status === '审核通过') !== (now?.status === 'passed')) faults.push(`${key} ${found.old_no}: ${one.review_status} became ${now?.status}`);
    }
  }
  return faults;
}

async function compareAwards(world: OldWorld, of: ReadonlyMap<string, { outcome: string; new_id: number | null }>, faults: string[]): Promise<void> {
  const kept = new Map((await rows<{ content: string }>('SELECT content FROM doubtful_lists')).flatMap(({ content }) => (JSON.parse(content) as { awards: { no: string; payable: number; paid: number | null }[] }).awards.map((one) => [one.no, one] as const)));
  for (const one of world.awards) {
    const no = one.award_no ?? '';
    const found = of.get(`awards/${no}`);
    if (found?.outcome === 'taken') {
      const now = await row<{ payable_fen: number; paid_fen: number | null; old_list: string }>("SELECT w.payable_fen, w.paid_fen, b.old_no AS old_list FROM awards w JOIN brought_rows b ON b.kind = 'lists' AND b.new_id = w.list_id AND b.outcome = 'taken' WHERE w.id = ?", [found.new_id]);
      if (!now || BigInt(now.payable_fen) !== fen(one.payable) || (now.paid_fen === null) !== (one.paid === null) || BigInt(now.paid_fen ?? 0) !== fen(one.paid)) faults.push(`award ${no}: ${one.payable}/${one.paid} became ${now?.payable_fen}/${now?.paid_fen}`);
      if (now && now.old_list !== one.list_no) faults.push(`award ${no} went to another list`);
    } else if (found?.outcome === 'doubt') {
      const now = kept.get(no);
      if (!now || BigInt(now.payable) !== fen(one.payable) || BigInt(now.paid ?? 0) !== fen(one.paid)) faults.push(`doubtful award ${no}: ${one.payable}/${one.paid} became ${now?.payable}/${now?.paid}`);
    }
  }
  const sums = await row<{ people: number; wrong: number }>('SELECT COUNT(*) AS people, CAST(COALESCE(SUM(t.people <> l.people OR t.payable <> l.payable_fen), 0) AS SIGNED) AS wrong FROM award_lists l JOIN (SELECT list_id, COUNT(*) AS people, SUM(payable_fen) AS payable FROM awards GROUP BY list_id) t ON t.list_id = l.id');
  if (sums && sums.wrong > 0) faults.push(`${sums.wrong} lists whose header is not their rows`);
  const idle = await rows<{ id: number }>("SELECT l.id FROM award_lists l WHERE NOT EXISTS (SELECT 1 FROM process_instances i WHERE i.subject_kind = 'award-list' AND i.subject_id = l.id AND i.active_flag = 1)");
  if (idle.length > 0) faults.push(`${idle.length} lists without a process`);
}
