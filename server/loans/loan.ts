import { createHash, randomUUID } from 'node:crypto';
import { rows, type Params } from '../database.js';
import { protection } from '../protection.js';
import type { OfficeDate } from '../values/office-date.js';
import { plainCode } from '../lib/row-reader.js';
import type { LoanStage, RowStatus, SchoolKind } from './rules.js';

/** One loan of a student on the books of the province that handled it. Amounts in fen. */
export type Loan = {
  id: number; batchId: number; provinceId: number; row: number; personId: number; name: string; maskedId: string; stage: LoanStage; schoolKind: SchoolKind; schoolId: number | null; schoolName: string; studyProvinceId: number | null;
  bank: string; contractNo: string; year: number; issuedOn: OfficeDate; amount: number; past: boolean; supplement: boolean; overFormerCap: boolean; status: RowStatus; replacesId: number | null;
  decidedBy: string | null; decidedAt: Date | null; reason: string | null;
};

export type LoanRecord = {
  id: number; batch_id: number; province_id: number; row_number_in_file: number; person_id: number; name: string; document_masked: string; stage: LoanStage; school_kind: SchoolKind; school_id: number | null; school_name: string; study_province_id: number | null;
  bank: string; contract_no: string; year: number; issued_on: string; amount_fen: number; past: number; supplement: number; over_former_cap: number; status: RowStatus; replaces_id: number | null; decider: string | null; decided_at: Date | null; reason: string | null;
};
export const LOAN_SELECT = `SELECT l.id, l.batch_id, l.province_id, l.row_number_in_file, l.person_id, l.name, l.document_masked, l.stage, l.school_kind, l.school_id, l.school_name, l.study_province_id, l.bank, l.contract_no, l.year, l.issued_on, l.amount_fen,
    l.past, l.supplement, l.over_former_cap, l.status, l.replaces_id, d.name AS decider, l.decided_at, l.reason FROM loans l LEFT JOIN users d ON d.id = l.decided_by`;

export const loanOf = (found: LoanRecord): Loan => ({
  id: found.id, batchId: found.batch_id, provinceId: found.province_id, row: found.row_number_in_file, personId: found.person_id, name: found.name, maskedId: found.document_masked, stage: found.stage, schoolKind: found.school_kind, schoolId: found.school_id,
  schoolName: found.school_name, studyProvinceId: found.study_province_id, bank: found.bank, contractNo: found.contract_no, year: found.year, issuedOn: found.issued_on, amount: found.amount_fen, past: found.past === 1, supplement: found.supplement === 1,
  overFormerCap: found.over_former_cap === 1, status: found.status, replacesId: found.replaces_id, decidedBy: found.decider, decidedAt: found.decided_at, reason: found.reason,
});

/** Loans by a condition on `l`. */
export const loansWhere = async (where: string, params: Params, tail = 'ORDER BY l.id'): Promise<Loan[]> => (await rows<LoanRecord>(`${LOAN_SELECT} WHERE ${where} ${tail}`, params)).map(loanOf);

/** Who is meant, without the number: the blind index of the document. */
export const documentIndex = (number: string): Buffer => protection().cipher.blindIndex('document', number);
export const bankWord = (bank: string): string => plainCode(bank).replace(/股份有限公司|有限责任公司/g, '');

/** What makes two rows the same loan (A15): person, 年度, 经办银行, and 合同编号 or — where there is none — 学校 and 发放日期. */
export function loanKey(loan: { documentNumber: string; year: number; bank: string; contractNo: string; schoolName: string; issuedOn: string }): Buffer {
  const which = loan.contractNo ? `contract ${loan.contractNo}` : `school ${plainCode(loan.schoolName)} ${loan.issuedOn}`;
  return createHash('sha256').update([documentIndex(loan.documentNumber).toString('hex'), loan.year, bankWord(loan.bank), which].join('|')).digest();
}

/** What makes two rows the same repayment: the loan (by its key, which stays when its row is replaced), the second, the amount. */
export const repaymentKey = (loan: string, repaidAt: string, amount: number): Buffer => createHash('sha256').update(`${loan}|${repaidAt}|${amount}`).digest();

/** A document number sealed for one row. */
export function sealedDocument(number: string): { uid: string; sealed: string } {
  const uid = randomUUID();
  return { uid, sealed: protection().cipher.seal(number, `loans.document:${uid}`) };
}
