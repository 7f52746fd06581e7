import { officeNow, row, rows, type Params } from '../database.js';
import { pageOf } from '../lib/pagination.js';
import { NotFound } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { officeDateOf } from '../values/office-date.js';
import { LOAN_SELECT, loanOf, type Loan, type LoanRecord } from './loan.js';
import { loanStageNames, schoolKindNames, type LoanStage, type SchoolKind } from './rules.js';

/*
 * 贷款信息查看 and the five tables of 附件1 四6. Every table is the loans of one scope counted by a row and a column; a cell's drill-down
 * asks the same statement for its rows, so a cell is always as many rows as it says. Amounts in fen. 口径 stands above each.
 */

export type Cell = { loans: number; amount: number };
export type LoanTableKey = 'handled-history' | 'handled-year' | 'studying-history' | 'studying-year' | 'entry-progress';
type ColumnRule = { key: string; name: string; sql: string };
type TableRule = {
  title: string; definition: string; rowName: string;
  /** What a row is counted by, as text. */
  rowSql: string;
  rowLabel?: (key: string) => string; /** Asked for one calendar year. */ byYear: boolean;
  /** `?` is the actor's province. */
  whereSql: string; columns: readonly ColumnRule[];
};

const OUTSIDE = "l.school_kind IN ('research', 'military')";
/** 统计表格增加“科研院所及军队院校”统计项 (附件1 四6). */
const byKind: readonly ColumnRule[] = [
  { key: 'university', name: '普通高校', sql: `NOT (${OUTSIDE})` }, { key: 'outside', name: '科研院所及军队院校', sql: OUTSIDE }, { key: 'total', name: '合计', sql: 'TRUE' },
];
const year = { rowName: '年度', rowSql: 'CAST(l.year AS CHAR)', rowLabel: (key: string): string => `${key}年`, byYear: false };
const handled = "l.province_id = ? AND l.status = 'passed'";
const studying = "l.study_province_id = ? AND l.status = 'passed'";

export const loanTables: Readonly<Record<LoanTableKey, TableRule>> = {
  'handled-history': { ...year, title: '本省办理：历年助学贷款情况', definition: '本省录入并审核通过的贷款，按发放日期所在的公历年；含学生在外省就读的。', whereSql: handled, columns: byKind },
  'handled-year': { title: '本省办理：年度发放情况', definition: '本省录入并审核通过、在所选公历年发放的贷款，按经办银行。', rowName: '经办银行', rowSql: 'l.bank', byYear: true, whereSql: handled, columns: byKind },
  'studying-history': { ...year, title: '本省就读学生：历年助学贷款情况', definition: '学生在本省就读、已审核通过的贷款，按发放日期所在的公历年；含外省办理的，不含本省办理而在外省就读的。', whereSql: studying, columns: byKind },
  'studying-year': {
    title: '本省就读学生：年度发放情况', definition: '学生在本省就读、在所选公历年发放、已审核通过的贷款，按办理省份。', rowName: '办理省份', rowSql: '(SELECT p.name FROM organisations p WHERE p.id = l.province_id)', byYear: true, whereSql: studying, columns: byKind,
  },
  'entry-progress': {
    ...year, title: '录入进展', definition: '本省录入的贷款，按发放年度和审核状态；已被新的一行替换的不计。', whereSql: "l.province_id = ? AND l.status <> 'replaced'",
    columns: [
      { key: 'pending', name: '待审核', sql: "l.status = 'pending'" }, { key: 'passed', name: '通过', sql: "l.status = 'passed'" }, { key: 'failed', name: '不通过', sql: "l.status = 'failed'" }, { key: 'total', name: '合计', sql: 'TRUE' },
      { key: 'outside', name: '其中科研院所及军队院校', sql: OUTSIDE },
    ],
  },
};
export const loanTableKeys = Object.keys(loanTables) as LoanTableKey[];

export type LoanTable = {
  key: LoanTableKey; title: string; definition: string; rowName: string; year: number | null; columns: { key: string; name: string }[];
  rows: { key: string; name: string; cells: Record<string, Cell> }[]; total: Record<string, Cell>;
};

/** One of the five tables for the actor's province. @param asked the year of a table by year; this year when left out. */
export async function loanTable(actor: Actor, key: LoanTableKey, asked?: number): Promise<LoanTable> {
  const rule = loanTables[key];
  const shown = rule.byYear ? asked ?? Number(officeDateOf(await officeNow()).slice(0, 4)) : null;
  const where = scopeOf(rule, actor, shown);
  const sums = rule.columns.map(({ sql }, at) => `CAST(COALESCE(SUM(${sql}), 0) AS SIGNED) AS n${at}, CAST(COALESCE(SUM(IF(${sql}, l.amount_fen, 0)), 0) AS SIGNED) AS a${at}`).join(', ');
  const inner = `SELECT ${rule.rowSql} AS row_key, l.school_kind, l.status, l.amount_fen FROM loans l WHERE ${where.sql}`;
  const found = await rows<Record<string, string | number>>(`SELECT l.row_key, ${sums} FROM (${inner}) l GROUP BY l.row_key ORDER BY l.row_key`, where.params);
  const cells = (one: Record<string, string | number>): Record<string, Cell> => Object.fromEntries(rule.columns.map((column, at) => [column.key, { loans: Number(one[`n${at}`]), amount: Number(one[`a${at}`]) }]));
  const shownRows = found.map((one) => ({ key: String(one.row_key), name: rule.rowLabel?.(String(one.row_key)) ?? String(one.row_key), cells: cells(one) }));
  const total = Object.fromEntries(rule.columns.map(({ key: column }) => [column, shownRows.reduce((sum, one) => ({ loans: sum.loans + one.cells[column].loans, amount: sum.amount + one.cells[column].amount }), { loans: 0, amount: 0 })]));
  return { key, title: rule.title, definition: rule.definition, rowName: rule.rowName, year: shown, columns: rule.columns.map(({ key: column, name }) => ({ key: column, name })), rows: shownRows, total };
}

/** The year a page of one of the tables opens with: the latest in which the table has a loan, this year where it has none at all. Null for a table of all years. */
export async function latestYear(actor: Actor, key: LoanTableKey): Promise<number | null> {
  const rule = loanTables[key];
  if (!rule.byYear) return null;
  const where = scopeOf(rule, actor, null);
  const latest = (await row<{ year: number | null }>(`SELECT MAX(l.year) AS year FROM loans l WHERE ${where.sql}`, where.params))?.year;
  return latest ?? Number(officeDateOf(await officeNow()).slice(0, 4));
}

/** A cell by its row (`total` for the last) and column. */
export type Drill = { row: string; column: string };
export const drillOf = (text: string): Drill => {
  const at = text.lastIndexOf(':');
  return { row: text.slice(0, at), column: text.slice(at + 1) };
};

/** The loans behind a cell. @throws NotFound for a column the table has not. */
export async function loansBehind(actor: Actor, key: LoanTableKey, drill: Drill, asked: { year?: number; after?: number; limit: number }): Promise<{ items: Loan[]; nextCursor: string | null; total: Cell }> {
  const rule = loanTables[key];
  const column = rule.columns.find((one) => one.key === drill.column);
  if (!column) throw new NotFound();
  const shown = rule.byYear ? asked.year ?? Number(officeDateOf(await officeNow()).slice(0, 4)) : null;
  const where = scopeOf(rule, actor, shown);
  const sql = `${where.sql} AND ${column.sql}${drill.row === 'total' ? '' : ` AND ${rule.rowSql} = ?`}`;
  const params = [...where.params, ...(drill.row === 'total' ? [] : [drill.row])];
  const found = await rows<LoanRecord>(`${LOAN_SELECT} WHERE ${sql}${asked.after ? ' AND l.id > ?' : ''} ORDER BY l.id LIMIT ?`, [...params, ...(asked.after ? [asked.after] : []), asked.limit + 1]);
  const total = await row<Cell>(`SELECT COUNT(*) AS loans, CAST(COALESCE(SUM(l.amount_fen), 0) AS SIGNED) AS amount FROM loans l WHERE ${sql}`, params);
  return { ...pageOf(found.map(loanOf), asked.limit), total: total ?? { loans: 0, amount: 0 } };
}

function scopeOf(rule: TableRule, actor: Actor, shown: number | null): { sql: string; params: Params[number][] } {
  return { sql: `${rule.whereSql}${shown === null ? '' : ' AND l.year = ?'}`, params: [actor.organisation.id, ...(shown === null ? [] : [shown])] };
}

/** What the chart counts by. */
export const chartGroups = { year: '年度', bank: '经办银行', 'school-kind': '学校类型', stage: '学段' } as const;
export type ChartGroup = keyof typeof chartGroups;
export type IssuedRepaid = { by: ChartGroup; rows: { key: string; name: string; issued: Cell; repaid: Cell }[]; total: { issued: Cell; repaid: Cell } };

const groupSql: Readonly<Record<ChartGroup, { issued: string; repaid: string; label: (key: string) => string }>> = {
  year: { issued: 'CAST(l.year AS CHAR)', repaid: 'CAST(YEAR(r.repaid_at) AS CHAR)', label: (key) => `${key}年` },
  bank: { issued: 'l.bank', repaid: 'l.bank', label: (key) => key },
  'school-kind': { issued: 'l.school_kind', repaid: 'l.school_kind', label: (key) => (key === 'university' ? schoolKindNames.university : key === 'research' ? schoolKindNames.research : schoolKindNames.military) },
  stage: { issued: 'l.stage', repaid: 'l.stage', label: (key) => (key === 'postgraduate' ? loanStageNames.postgraduate : loanStageNames.undergraduate) },
};

export const issuedRepaidDefinition = '本省录入并审核通过的贷款和还款。发放按发放日期、还款按还款时间所在的公历年；银行、学校类型、学段都是所属贷款的。';

/** 贷款信息查看 (附件1 四5): 以图表的形式，展现本省份的贷款发放和还款的统计信息. */
export async function issuedRepaid(actor: Actor, by: ChartGroup): Promise<IssuedRepaid> {
  const { issued, repaid, label } = groupSql[by];
  const cellSql = (amount: string): string => `COUNT(*) AS loans, CAST(COALESCE(SUM(${amount}), 0) AS SIGNED) AS amount`;
  const out = await rows<{ row_key: string } & Cell>(`SELECT ${issued} AS row_key, ${cellSql('l.amount_fen')} FROM loans l WHERE ${handled} GROUP BY row_key`, [actor.organisation.id]);
  const back = await rows<{ row_key: string } & Cell>(`SELECT ${repaid} AS row_key, ${cellSql('r.amount_fen')} FROM repayments r JOIN loans l ON l.id = r.loan_id WHERE r.province_id = ? AND r.status = 'passed' GROUP BY row_key`, [actor.organisation.id]);
  const none = { loans: 0, amount: 0 };
  const cellOf = (from: readonly ({ row_key: string } & Cell)[], key: string): Cell => {
    const found = from.find((one) => one.row_key === key);
    return found ? { loans: found.loans, amount: found.amount } : none;
  };
  const keys = [...new Set([...out, ...back].map(({ row_key }) => row_key))].sort();
  const shown = keys.map((key) => ({ key, name: label(key), issued: cellOf(out, key), repaid: cellOf(back, key) }));
  const sum = (part: 'issued' | 'repaid'): Cell => shown.reduce((total, one) => ({ loans: total.loans + one[part].loans, amount: total.amount + one[part].amount }), none);
  return { by, rows: shown, total: { issued: sum('issued'), repaid: sum('repaid') } };
}

/** What a bar stands for, as a filter of loans and repayments. @throws NotFound for a row there cannot be. */
export function behindBar(by: ChartGroup, key: string): { year?: number; bank?: string; schoolKind?: SchoolKind; stage?: LoanStage } {
  if (key === 'total') return {};
  switch (by) {
    case 'year': return { year: Number(key) };
    case 'bank': return { bank: key };
    case 'school-kind': return { schoolKind: oneOf<SchoolKind>(['university', 'research', 'military'], key) };
    case 'stage': return { stage: oneOf<LoanStage>(['undergraduate', 'postgraduate'], key) };
  }
}

function oneOf<T extends string>(known: readonly T[], key: string): T {
  const found = known.find((one) => one === key);
  if (!found) throw new NotFound();
  return found;
}
