import { plainCode, RowReader } from '../lib/row-reader.js';
import type { SheetError, SheetTable, TableRow } from '../lib/sheet-table.js';
import type { OfficeDate } from '../values/office-date.js';
import type { OfficeSecond } from '../values/office-moment.js';
import type { LoanColumn, RepaymentColumn } from './file-columns.js';
import { readAmount, readDate, readDocument, readMoment, readName, readYear } from './read-cells.js';
import { amountProblem, capOf, loanStageNamed, loanStageNames, schoolKindNamed, schoolKindNames, whyNotLocal, yearProblem, type Cap, type LoanStage, type Problem, type SchoolKind } from './rules.js';

/** One loan as a file gives it; amount in fen, the year that of 发放日期. */
export type LoanRow = {
  readonly row: number; readonly name: string; readonly documentNumber: string; readonly stage: LoanStage; readonly schoolKind: SchoolKind; readonly schoolName: string; readonly schoolCode: string | null;
  readonly bank: string; readonly contractNo: string; readonly year: number; readonly issuedOn: OfficeDate; readonly amount: number;
};

/** Reads one row of a loan file; it is a loan only when nothing is wrong with it. */
export function readLoanRow(table: SheetTable<LoanColumn>, source: TableRow<LoanColumn>, facts: { today: OfficeDate; caps: readonly Cap[] }): { loan: LoanRow | null; errors: SheetError[] } {
  const reader = new RowReader(table, source);
  const name = readName(reader, 'name');
  const documentNumber = readDocument(reader, 'documentNumber', facts.today, 'documentKind');
  const stage = chosenWord(reader, 'stage', loanStageNamed, `学段只能填${Object.values(loanStageNames).join('、')}`);
  const schoolKind = reader.filled('schoolKind') ? chosenWord(reader, 'schoolKind', schoolKindNamed, `学校类型只能填${Object.values(schoolKindNames).join('、')}`) : 'university';
  const schoolName = reader.words('schoolName', { required: true, longest: 60 });
  const schoolCode = reader.code('schoolCode', { required: false });
  const bank = readBank(reader, 'bank');
  const contractNo = reader.code('contractNo', { required: false });
  const year = readYear(reader, 'year');
  const issuedOn = readDate(reader, 'issuedOn', true);
  const amount = readAmount(reader, 'amount');
  if (issuedOn) refuse(reader, year === null ? 'issuedOn' : 'year', yearProblem(year, issuedOn, facts.today));
  if (amount !== null && stage && issuedOn) refuse(reader, 'amount', amountProblem(amount, stage, capOf(facts.caps, stage, Math.max(1999, Number(issuedOn.slice(0, 4))))));
  if (reader.errors.length > 0 || !name || !documentNumber || !stage || !schoolKind || !schoolName || !bank || !issuedOn || amount === null) return { loan: null, errors: reader.errors };
  return { loan: { row: source.row, name, documentNumber, stage, schoolKind, schoolName, schoolCode, bank, contractNo: contractNo ?? '', year: Number(issuedOn.slice(0, 4)), issuedOn, amount }, errors: [] };
}

/** One repayment as a file gives it. `loanYear`, `issuedOn`, `contractNo` say which loan, as far as they are given. */
export type RepaymentRow = {
  readonly row: number; readonly name: string; readonly documentNumber: string; readonly bank: string; readonly contractNo: string; readonly loanYear: number | null; readonly issuedOn: OfficeDate | null;
  readonly amount: number; readonly repaidAt: OfficeSecond; readonly early: boolean;
};

/** What a row says of the loan it repays, whatever else is wrong with it. */
export type LoanSaid = Pick<RepaymentRow, 'name' | 'documentNumber' | 'bank' | 'contractNo' | 'loanYear' | 'issuedOn'>;

export function readRepaymentRow(table: SheetTable<RepaymentColumn>, source: TableRow<RepaymentColumn>, facts: { today: OfficeDate }): { repayment: RepaymentRow | null; said: LoanSaid | null; errors: SheetError[] } {
  const reader = new RowReader(table, source);
  const name = readName(reader, 'name');
  const documentNumber = readDocument(reader, 'documentNumber', facts.today);
  const bank = readBank(reader, 'bank');
  const contractNo = reader.code('contractNo', { required: false });
  const loanYear = readYear(reader, 'loanYear');
  const issuedOn = readDate(reader, 'issuedOn', false);
  const amount = readAmount(reader, 'amount');
  const repaidAt = readMoment(reader, 'repaidAt');
  const early = reader.filled('early') ? chosenWord(reader, 'early', (word) => ({ 是: 'yes' as const, 否: 'no' as const, Y: 'yes' as const, N: 'no' as const })[word] ?? null, '是否提前还款只能填“是”或“否”') : 'yes';
  if (amount !== null && amount <= 0) reader.refuse('amount', 'amount-not-positive', '还款金额应大于 0。请核对后重填');
  const said = name && documentNumber && bank ? { name, documentNumber, bank, contractNo: contractNo ?? '', loanYear, issuedOn } : null;
  if (reader.errors.length > 0 || !said || amount === null || !repaidAt || !early) return { repayment: null, said, errors: reader.errors };
  return { repayment: { row: source.row, ...said, amount, repaidAt, early: early === 'yes' }, said, errors: [] };
}

function readBank<K extends string>(reader: RowReader<K>, key: K): string | null {
  const bank = reader.words(key, { required: true, longest: 60 });
  const problem = bank === null ? null : whyNotLocal(bank);
  refuse(reader, key, problem);
  return problem ? null : bank;
}

function chosenWord<K extends string, V extends string>(reader: RowReader<K>, key: K, named: (word: string) => V | null, message: string): V | null {
  const word = reader.words(key, { required: true, longest: 20 });
  const value = word === null ? null : named(plainCode(word));
  if (word !== null && value === null) reader.refuse(key, 'unknown-word', message);
  return value;
}

function refuse<K extends string>(reader: RowReader<K>, key: K, problem: Problem | null): void {
  if (problem) reader.refuse(key, problem.code, problem.message);
}
