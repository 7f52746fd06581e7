import { requireTx, row, run, transact } from '../database.js';
import { Conflict } from '../lib/errors.js';
import { bringList } from './bring-lists.js';
import { beginOldReviews, bringLoans, bringRepayments } from './bring-loans.js';
import { bringOrganisations } from './bring-organisations.js';
import { bringStudents } from './bring-students.js';
import { left, notYetBrought, recordBrought } from './brought-rows.js';
import type { OldDatabase } from './old-database.js';
import { oldTables, oldTableKeys, type OldRow, type OldTableKey } from './old-tables.js';
import { compareWith } from './report.js';
import { readYuan } from '../lib/money.js';

type Standing = { step: OldTableKey | 'done'; last_no: string | null; version: number };
/** Rows in one act; of lists, which carry their people with them, fewer. */
const ROWS_AN_ACT: Readonly<Record<OldTableKey, number>> = { organisations: 100_000, students: 500, lists: 10, awards: 1000, payments: 1000, loans: 1000, repayments: 1000 };

/**
 * Brings a database of V3.1.0 over (附件1: 由V3.1.0版本升级到V3.2.0版本). The old one is only read. Done in acts of some rows each, in
 * which the rows, what became of them and how far it is are committed together: cut off anywhere it goes on where it was, and done
 * again it changes nothing.
 * @param say hears how far it is, in the office's words.
 * @throws Conflict `in-progress` when another command brings it over at this moment.
 */
export async function upgradeFrom(old: OldDatabase, say: (line: string) => void): Promise<void> {
  await begin(old);
  for (let standing = await standingNow(); standing.step !== 'done'; standing = await standingNow()) {
    const { step } = standing;
    const part = await old.after(step, standing.last_no, ROWS_AN_ACT[step]);
    await transact(async () => {
      await goOn(standing, part.length < ROWS_AN_ACT[step] ? { step: following(step), last: null } : { step, last: part[part.length - 1][oldTables[step].id] });
      await bring(old, step, part);
    });
    if (part.length > 0) say(`${oldTables[step].name}：到 ${part[part.length - 1][oldTables[step].id] ?? ''}`);
  }
  await end(old);
}

async function begin(old: OldDatabase): Promise<void> {
  await transact(async (tx) => {
    const found = await row<{ ended_at: Date | null }>('SELECT ended_at FROM upgrades WHERE id = 1 FOR UPDATE');
    if (!found) await run('INSERT INTO upgrades (id, old_name, step, started_at) VALUES (1, ?, ?, ?)', [old.name, oldTableKeys[0], tx.now]);
    // Asked for again: rows that came into the old database since are brought, the others are known.
    else if (found.ended_at) await run('UPDATE upgrades SET step = ?, last_no = NULL, ended_at = NULL, version = version + 1 WHERE id = 1', [oldTableKeys[0]]);
  });
}

async function standingNow(): Promise<Standing> {
  const found = await row<Standing>('SELECT step, last_no, version FROM upgrades WHERE id = 1');
  if (!found) throw new Error('the upgrade has not begun');
  return found;
}

async function goOn({ version }: Standing, next: { step: OldTableKey | 'done'; last: string | null }): Promise<void> {
  const { affected } = await run('UPDATE upgrades SET step = ?, last_no = ?, version = version + 1 WHERE id = 1 AND version = ?', [next.step, next.last, version]);
  if (affected !== 1) throw new Conflict('in-progress', '另一个升级命令正在进行，请等它结束。');
}

const following = (step: OldTableKey): OldTableKey | 'done' => oldTableKeys[oldTableKeys.indexOf(step) + 1] ?? 'done';

async function bring(old: OldDatabase, step: OldTableKey, part: readonly OldRow[]): Promise<void> {
  switch (step) {
    case 'organisations': return bringOrganisations(part);
    case 'students': return bringStudents(part);
    case 'lists':
      for (const one of await notYetBrought('lists', part, 'list_no')) await bringList(old, one);
      return;
    // They came with their lists; what is left belongs to none.
    case 'awards': return keepOrphans('awards', part, '所属的名单在旧库里找不到');
    case 'payments': return keepOrphans('payments', part, '所属的人次在旧库里找不到');
    case 'loans': return bringLoans(part);
    case 'repayments': return bringRepayments(part);
  }
}

async function keepOrphans(kind: 'awards' | 'payments', part: readonly OldRow[], reason: string): Promise<void> {
  const { id, money } = oldTables[kind];
  const fen = (yuan: string | null | undefined): number => {
    const read = readYuan(yuan ?? '');
    return 'fen' in read ? read.fen : 0;
  };
  await recordBrought(kind, (await notYetBrought(kind, part, id)).map((one) => left(one[id] ?? '', one, reason, { amount: fen(one[money ?? '']), paid: fen(one.paid) })));
}

/** Counts the old database, compares it with what is now on the books, and closes the upgrade with that report. */
async function end(old: OldDatabase): Promise<void> {
  const before: Record<OldTableKey, { rows: number; fen: number }> = {
    organisations: await old.counted('organisations'), students: await old.counted('students'), lists: await old.counted('lists'), awards: await old.counted('awards'), payments: await old.counted('payments'), loans: await old.counted('loans'), repayments: await old.counted('repayments'),
  };
  const paid = await old.paid();
  await transact(async () => {
    await beginOldReviews();
    await run("INSERT INTO roster_marks (school_id) SELECT o.id FROM brought_rows b JOIN organisations o ON o.id = b.new_id WHERE b.kind = 'organisations' AND o.level = 'school'");
    await run('UPDATE upgrades SET ended_at = ?, report = ?, version = version + 1 WHERE id = 1', [requireTx().now, JSON.stringify(await compareWith(before, paid))]);
  });
}
