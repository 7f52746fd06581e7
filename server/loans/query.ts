import { row, rows, type Params } from '../database.js';
import { pageOf } from '../lib/pagination.js';
import type { Actor } from '../values/actor.js';
import { LOAN_SELECT, loanOf, type Loan, type LoanRecord } from './loan.js';
import type { LoanStage, RowStatus, SchoolKind } from './rules.js';

export type LoanFilter = { status?: RowStatus; year?: number; batchId?: number; stage?: LoanStage; schoolKind?: SchoolKind; bank?: string; importKind?: 'current' | 'past' | 'supplement'; q?: string; ids?: readonly number[]; after?: number; offset?: number; limit: number };

/** Loans the actor's province handled, in the order of the books. */
export async function findLoans(actor: Actor, filter: LoanFilter): Promise<{ items: Loan[]; nextCursor: string | null }> {
  const { sql, params } = whereLoans(actor, filter);
  const found = await rows<LoanRecord>(`${LOAN_SELECT} WHERE ${sql}${filter.after ? ' AND l.id > ?' : ''} ORDER BY l.id LIMIT ? OFFSET ?`, [...params, ...(filter.after ? [filter.after] : []), filter.limit + 1, filter.offset ?? 0]);
  return pageOf(found.map(loanOf), filter.limit);
}

/** How many there are in all and their sum in fen. */
export async function sumLoans(actor: Actor, filter: Omit<LoanFilter, 'limit'>): Promise<{ rows: number; amount: number }> {
  const { sql, params } = whereLoans(actor, filter);
  return (await row<{ rows: number; amount: number }>(`SELECT COUNT(*) AS \`rows\`, CAST(COALESCE(SUM(l.amount_fen), 0) AS SIGNED) AS amount FROM loans l WHERE ${sql}`, params)) ?? { rows: 0, amount: 0 };
}

function whereLoans(actor: Actor, filter: Omit<LoanFilter, 'limit'>): { sql: string; params: Params[number][] } {
  const where = ['l.province_id = ?'];
  const params: Params[number][] = [actor.organisation.id];
  const add = (sql: string, ...values: Params[number][]): void => { where.push(sql); params.push(...values); };
  if (filter.status) add('l.status = ?', filter.status);
  if (filter.year) add('l.year = ?', filter.year);
  if (filter.batchId) add('l.batch_id = ?', filter.batchId);
  if (filter.stage) add('l.stage = ?', filter.stage);
  if (filter.schoolKind) add('l.school_kind = ?', filter.schoolKind);
  if (filter.bank) add('l.bank = ?', filter.bank);
  if (filter.ids) add('l.id IN (?)', filter.ids.length > 0 ? [...filter.ids] : [0]);
  if (filter.importKind === 'supplement') add('l.supplement = 1');
  else if (filter.importKind) add('l.supplement = 0 AND l.past = ?', filter.importKind === 'past' ? 1 : 0);
  if (filter.q) add('(l.name LIKE ? OR l.school_name LIKE ? OR CONVERT(l.contract_no USING utf8mb4) LIKE ?)', ...Array.from({ length: 3 }, () => `%${filter.q?.replace(/[%_\\]/g, '\\$&')}%`));
  return { sql: where.join(' AND '), params };
}

/** One repayment with the loan it belongs to. Amounts in fen; `repaidTotal` of all approved and pending repayments of the loan. */
export type Repayment = {
  id: number; batchId: number; row: number; loanId: number; name: string; maskedId: string; bank: string; contractNo: string; loanYear: number; loanAmount: number; loanStatus: RowStatus; amount: number; repaidAt: string; early: boolean; past: boolean; status: RowStatus;
  repaidTotal: number; decidedBy: string | null; decidedAt: Date | null; reason: string | null;
};
type RepaymentRecord = {
  id: number; batch_id: number; row_number_in_file: number; loan_id: number; name: string; document_masked: string; bank: string; contract_no: string; year: number; loan_amount: number; loan_status: RowStatus; amount_fen: number; repaid: string; early: number; past: number; status: RowStatus;
  repaid_total: number; decider: string | null; decided_at: Date | null; reason: string | null;
};

export type RepaymentFilter = { status?: RowStatus; batchId?: number; loanId?: number; year?: number; bank?: string; schoolKind?: SchoolKind; stage?: LoanStage; early?: boolean; q?: string; after?: number; offset?: number; limit: number };

/** Repayments of loans the actor's province handled. */
export async function findRepayments(actor: Actor, filter: RepaymentFilter): Promise<{ items: Repayment[]; nextCursor: string | null }> {
  const where = ['r.province_id = ?'];
  const params: Params[number][] = [actor.organisation.id];
  const add = (sql: string, ...values: Params[number][]): void => { where.push(sql); params.push(...values); };
  if (filter.status) add('r.status = ?', filter.status);
  if (filter.batchId) add('r.batch_id = ?', filter.batchId);
  if (filter.loanId) add('r.loan_id = ?', filter.loanId);
  if (filter.year) add('YEAR(r.repaid_at) = ?', filter.year);
  if (filter.bank) add('l.bank = ?', filter.bank);
  if (filter.schoolKind) add('l.school_kind = ?', filter.schoolKind);
  if (filter.stage) add('l.stage = ?', filter.stage);
  if (filter.early !== undefined) add('r.early = ?', filter.early ? 1 : 0);
  if (filter.q) add('(l.name LIKE ? OR CONVERT(l.contract_no USING utf8mb4) LIKE ?)', ...Array.from({ length: 2 }, () => `%${filter.q?.replace(/[%_\\]/g, '\\$&')}%`));
  if (filter.after) add('r.id > ?', filter.after);
  const found = await rows<RepaymentRecord>(
    `SELECT r.id, r.batch_id, r.row_number_in_file, r.loan_id, l.name, l.document_masked, l.bank, l.contract_no, l.year, l.amount_fen AS loan_amount, l.status AS loan_status, r.amount_fen, DATE_FORMAT(r.repaid_at, '%Y-%m-%d %H:%i:%s') AS repaid, r.early, r.past, r.status,
            (SELECT CAST(SUM(t.amount_fen) AS SIGNED) FROM repayments t WHERE t.loan_id = r.loan_id AND t.active_flag = 1) AS repaid_total, d.name AS decider, r.decided_at, r.reason
       FROM repayments r JOIN loans l ON l.id = r.loan_id LEFT JOIN users d ON d.id = r.decided_by WHERE ${where.join(' AND ')} ORDER BY r.id LIMIT ? OFFSET ?`, [...params, filter.limit + 1, filter.offset ?? 0]);
  return pageOf(found.map((one): Repayment => ({
    id: one.id, batchId: one.batch_id, row: one.row_number_in_file, loanId: one.loan_id, name: one.name, maskedId: one.document_masked, bank: one.bank, contractNo: one.contract_no, loanYear: one.year, loanAmount: one.loan_amount, loanStatus: one.loan_status, amount: one.amount_fen,
    repaidAt: one.repaid, early: one.early === 1, past: one.past === 1, status: one.status, repaidTotal: one.repaid_total ?? 0, decidedBy: one.decider, decidedAt: one.decided_at, reason: one.reason,
  })), filter.limit);
}
