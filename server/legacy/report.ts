import { row, rows } from '../database.js';
import { oldTables, oldTableKeys, type OldTableKey } from './old-tables.js';
import { unclearWords, type Unclear } from './old-words.js';

type Sum = { rows: number; fen: number };
/** One kind of rows before and after. `after` is what stands on the books now, counted there. */
export type ReportLine = { key: OldTableKey; name: string; hasMoney: boolean; before: Sum; taken: Sum; merged: Sum; doubt: Sum; left: Sum; equal: boolean };
export type UpgradeReport = {
  lines: ReportLine[];
  /** 实发, award by award, in fen: in the old database, and what is kept of it. */
  paid: { before: number; after: number };
  /** Why rows were left or kept as 待核实, and what to look at, each with how many. */
  reasons: { name: string; outcome: 'taken' | 'merged' | 'doubt' | 'left'; reason: string; rows: number }[];
  equal: boolean;
};
export type UpgradeStanding = { oldName: string; startedAt: Date; endedAt: Date | null; step: string; report: UpgradeReport | null; /** 待核实 lists, as they are now. */ doubts: { open: number; settled: number } };

/** What was taken, counted where it stands, with its money there. */
const onBooks: Readonly<Record<OldTableKey, string>> = {
  organisations: takenIn('organisations', 'organisations', '0'), students: takenIn('students', 'students', '0'), lists: takenIn('lists', 'award_lists', '0'), awards: takenIn('awards', 'awards', 't.payable_fen'),
  // What was paid in this system since has somebody who entered it.
  payments: "SELECT COUNT(*) AS n, CAST(COALESCE(SUM(t.amount_fen), 0) AS SIGNED) AS fen FROM brought_rows b JOIN disbursements t ON t.list_id = b.new_id AND t.entered_by = 0 WHERE b.kind = 'lists' AND b.outcome = 'taken'",
  loans: takenIn('loans', 'loans', 't.amount_fen'), repayments: takenIn('repayments', 'repayments', 't.amount_fen'),
};
function takenIn(kind: OldTableKey, table: string, fen: string): string {
  return `SELECT COUNT(*) AS n, CAST(COALESCE(SUM(${fen}), 0) AS SIGNED) AS fen FROM brought_rows b JOIN ${table} t ON t.id = b.new_id WHERE b.kind = '${kind}' AND b.outcome = 'taken'`;
}

/**
 * Compares the old database with what stands on the books: rows and fen, kind by kind. Nothing is lost when before = taken + merged +
 * 待核实 + left.
 */
export async function compareWith(before: Readonly<Record<OldTableKey, Sum>>, paidBefore: number): Promise<UpgradeReport> {
  const outcomes = await rows<{ kind: string; outcome: string; n: number; fen: number }>('SELECT kind, outcome, COUNT(*) AS n, CAST(SUM(amount_fen) AS SIGNED) AS fen FROM brought_rows GROUP BY kind, outcome');
  const lines: ReportLine[] = [];
  for (const key of oldTableKeys) {
    const of = (outcome: string): Sum => {
      const one = outcomes.find((each) => each.kind === key && each.outcome === outcome);
      return { rows: one?.n ?? 0, fen: one?.fen ?? 0 };
    };
    const counted = await row<{ n: number; fen: number }>(onBooks[key]);
    const parts = { taken: { rows: counted?.n ?? 0, fen: counted?.fen ?? 0 }, merged: of('merged'), doubt: of('doubt'), left: of('left') };
    const hasMoney = oldTables[key].money !== undefined;
    const sum = (part: keyof Sum): number => Object.values(parts).reduce((total, one) => total + one[part], 0);
    lines.push({ key, name: oldTables[key].name, hasMoney, before: before[key], ...parts, equal: before[key].rows === sum('rows') && (!hasMoney || before[key].fen === sum('fen')) });
  }
  const paidTaken = await row<{ fen: number }>("SELECT CAST(COALESCE(SUM(t.paid_fen), 0) AS SIGNED) AS fen FROM brought_rows b JOIN awards t ON t.id = b.new_id WHERE b.kind = 'awards' AND b.outcome = 'taken'");
  const paidKept = await row<{ fen: number }>("SELECT CAST(COALESCE(SUM(paid_fen), 0) AS SIGNED) AS fen FROM brought_rows WHERE kind = 'awards' AND outcome <> 'taken'");
  const paid = { before: paidBefore, after: (paidTaken?.fen ?? 0) + (paidKept?.fen ?? 0) };
  const reasons = await rows<{ kind: OldTableKey; outcome: UpgradeReport['reasons'][number]['outcome']; reason: string; n: number }>("SELECT kind, outcome, reason, COUNT(*) AS n FROM brought_rows WHERE reason <> '' GROUP BY kind, outcome, reason ORDER BY kind, outcome, n DESC, reason LIMIT 200");
  return { lines, paid, equal: paid.before === paid.after && lines.every(({ equal }) => equal), reasons: reasons.map((one) => ({ name: oldTables[one.kind].name, outcome: one.outcome, reason: isUnclear(one.reason) ? unclearWords[one.reason] : one.reason, rows: one.n })) };
}

/** How far the upgrade is, with its report once it ended. Null where none was begun. */
export async function upgradeStanding(): Promise<UpgradeStanding | null> {
  const found = await row<{ old_name: string; step: string; started_at: Date; ended_at: Date | null; report: string | null }>('SELECT old_name, step, started_at, ended_at, report FROM upgrades WHERE id = 1');
  if (!found) return null;
  const doubts = await row<{ open: number; settled: number }>("SELECT CAST(COALESCE(SUM(state = 'open'), 0) AS SIGNED) AS open, CAST(COALESCE(SUM(state <> 'open'), 0) AS SIGNED) AS settled FROM doubtful_lists");
  return { oldName: found.old_name, startedAt: found.started_at, endedAt: found.ended_at, step: found.step, report: found.report === null ? null : JSON.parse(found.report), doubts: { open: doubts?.open ?? 0, settled: doubts?.settled ?? 0 } };
}

const isUnclear = (word: string): word is Unclear => word in unclearWords;
