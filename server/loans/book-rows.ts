import { rows, run, type Params } from '../database.js';
import { maskDocumentNumber } from '../values/identity-document.js';
import { books, type BatchKind } from './bank-batch.js';
import { sealedDocument } from './loan.js';
import type { LoanRow, RepaymentRow } from './loan-row.js';
import type { RowStatus } from './rules.js';

/* What loans and repayments share as rows on a province's books: found by their key, replaced while they are not approved, put there. */

export type Existing = { id: number; batch_id: number; key_hex: string; status: RowStatus; amount_fen: number; /** Of the issue, or of the repayment. */ day: string; decided_on: string | null };

/** The last row on the province's books for each key (in hex), replaced ones left out. @param lock `FOR UPDATE` when the act decides by it. */
export async function onTheBooks(kind: BatchKind, provinceId: number, keys: readonly Buffer[], lock: '' | 'FOR UPDATE' = ''): Promise<Map<string, Existing>> {
  if (keys.length === 0) return new Map();
  const { table } = books[kind];
  const found = await rows<Existing>(
    `SELECT id, batch_id, LOWER(HEX(${kind}_key)) AS key_hex, status, amount_fen, DATE_FORMAT(${kind === 'loan' ? 'issued_on' : 'repaid_at'}, '%Y-%m-%d') AS day, DATE_FORMAT(decided_at + INTERVAL 8 HOUR, '%Y-%m-%d') AS decided_on FROM ${table} WHERE province_id = ? AND ${kind}_key IN (?) AND status <> 'replaced' ORDER BY id ${lock}`,
    [provinceId, keys.map((key) => [key])] as Params);
  return new Map(found.map((one) => [one.key_hex, one]));
}

/** Rows entered again before they were approved give their place to the new ones. @returns their batches. */
export async function replacePending(kind: BatchKind, known: Iterable<Existing>): Promise<number[]> {
  const replaced = [...known].filter(({ status }) => status === 'pending');
  if (replaced.length > 0) await run(`UPDATE ${books[kind].table} SET status = 'replaced', active_flag = NULL, version = version + 1 WHERE id IN (?)`, [replaced.map(({ id }) => id)]);
  return replaced.map(({ batch_id }) => batch_id);
}

/** Where a row belongs and how it stands. `active` rows keep their place against another with the same key. */
type Standing = { key: Buffer; past: boolean; status?: RowStatus; active?: boolean; replacesId: number | null };
export type KeptLoan = Omit<LoanRow, 'schoolCode'> & Standing & { personId: number; schoolId: number | null; externalId: number | null; studyProvinceId: number | null; supplement: boolean; overFormerCap: boolean };
export type KeptRepayment = Pick<RepaymentRow, 'row' | 'amount' | 'repaidAt' | 'early'> & Standing & { loanId: number };

export async function insertLoans(batchId: number, provinceId: number, loans: readonly KeptLoan[]): Promise<void> {
  if (loans.length === 0) return;
  await run(
    `INSERT INTO loans (batch_id, province_id, row_number_in_file, person_id, name, document_sealed, document_masked, uid, stage, school_kind, school_id, external_id, school_name, study_province_id, bank, contract_no, year, issued_on, amount_fen,
       past, supplement, over_former_cap, status, loan_key, active_flag, replaces_id) VALUES ?`, [loans.map((one) => {
      const { uid, sealed } = sealedDocument(one.documentNumber);
      return [batchId, provinceId, one.row, one.personId, one.name, sealed, maskDocumentNumber(one.documentNumber), uid, one.stage, one.schoolKind, one.schoolId, one.externalId, one.schoolName, one.studyProvinceId, one.bank, one.contractNo, one.year, one.issuedOn, one.amount,
        one.past ? 1 : 0, one.supplement ? 1 : 0, one.overFormerCap ? 1 : 0, one.status ?? 'pending', one.key, (one.active ?? true) ? 1 : null, one.replacesId];
    })]);
}

export async function insertRepayments(batchId: number, provinceId: number, repayments: readonly KeptRepayment[]): Promise<void> {
  if (repayments.length === 0) return;
  await run('INSERT INTO repayments (batch_id, province_id, row_number_in_file, loan_id, amount_fen, repaid_at, early, past, status, repayment_key, active_flag, replaces_id) VALUES ?', [repayments.map((one) => [
    batchId, provinceId, one.row, one.loanId, one.amount, one.repaidAt, one.early ? 1 : 0, one.past ? 1 : 0, one.status ?? 'pending', one.key, (one.active ?? true) ? 1 : null, one.replacesId,
  ])]);
}
