import { rows, type Params } from '../database.js';
import type { OfficeDate } from '../values/office-date.js';
import { bankWord, documentIndex } from './loan.js';
import type { RowStatus } from './rules.js';

/** What a repayment says of its loan. */
export type LoanNamed = { documentNumber: string; bank: string; contractNo: string; loanYear: number | null; issuedOn: OfficeDate | null };
/** `key` is the loan's own, in hex. */
export type FoundLoan = { id: number; key: string; name: string; issuedOn: OfficeDate; amount: number; status: RowStatus };
type Record = { id: number; key_hex: string; index_hex: string; name: string; bank: string; contract_no: string; year: number; issued_on: string; amount_fen: number; status: RowStatus };

/**
 * The loans on a province's books that rows of a repayment file mean: the person's at the bank, by contract where one is given,
 * else by year or day of issue. One statement for all rows.
 * @returns for each row its loans: none when it does not exist, several when the row does not say which.
 */
export async function loansNamed(provinceId: number, named: readonly LoanNamed[]): Promise<FoundLoan[][]> {
  if (named.length === 0) return [];
  const indexes = named.map(({ documentNumber }) => documentIndex(documentNumber));
  const found = await rows<Record>(
    `SELECT l.id, LOWER(HEX(l.loan_key)) AS key_hex, LOWER(HEX(p.document_index)) AS index_hex, l.name, l.bank, l.contract_no, l.year, l.issued_on, l.amount_fen, l.status FROM loans l JOIN persons p ON p.id = l.person_id
      WHERE l.province_id = ? AND l.active_flag = 1 AND l.status IN ('pending', 'passed') AND p.document_index IN (?) ORDER BY l.id`, [provinceId, indexes.map((index) => [index])] as Params);
  const byPerson = new Map<string, Record[]>();
  for (const one of found) byPerson.set(one.index_hex, [...(byPerson.get(one.index_hex) ?? []), one]);
  return named.map((row, at) => (byPerson.get(indexes[at].toString('hex')) ?? []).filter((loan) => isMeant(row, loan)).map((loan) => ({ id: loan.id, key: loan.key_hex, name: loan.name, issuedOn: loan.issued_on, amount: loan.amount_fen, status: loan.status })));
}

const isMeant = (row: LoanNamed, loan: Record): boolean => bankWord(row.bank) === bankWord(loan.bank)
  && (row.contractNo === '' || loan.contract_no === '' || row.contractNo === loan.contract_no)
  && (row.loanYear === null || row.loanYear === loan.year) && (row.issuedOn === null || row.issuedOn === loan.issued_on);
