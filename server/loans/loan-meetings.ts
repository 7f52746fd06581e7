import type { Meeting } from '../imports/kinds.js';
import { formatThousands } from '../lib/money.js';
import { maskDocumentNumber } from '../values/identity-document.js';
import type { Existing } from './book-rows.js';
import type { FoundLoan } from './find-loan.js';
import { loansWhere, type Loan } from './loan.js';
import type { LoanRow, RepaymentRow } from './loan-row.js';
import { loanStageNames, rowStatusNames } from './rules.js';

/*
 * A loan or repayment that is there already, shown beside the row of the file before anything is written: approved ones refuse the
 * row, others are replaced by it (A15), and of two in the file one must go.
 */

const names = ['姓名', '证件号码', '学段', '学校', '经办银行', '合同编号', '发放日期', '发放金额（元）'] as const;
const wordsOf = (one: LoanRow): string[] => [one.name, maskDocumentNumber(one.documentNumber), loanStageNames[one.stage], one.schoolName, one.bank, one.contractNo || '—', one.issuedOn, formatThousands(one.amount)];
const wordsOnBooks = (one: Loan): string[] => [one.name, one.maskedId, loanStageNames[one.stage], one.schoolName, one.bank, one.contractNo || '—', one.issuedOn, formatThousands(one.amount)];

/** What is remembered of a row of the file, in case another is the same loan. */
export type SeenRow = { row: number; words: string };
export const seenRow = (one: LoanRow): SeenRow => ({ row: one.row, words: wordsOf(one).join('\t') });

export const loansByBookRow = async (ids: readonly number[]): Promise<Map<number, Loan>> => new Map(ids.length === 0 ? [] : (await loansWhere('l.id IN (?)', [[...ids]])).map((one) => [one.id, one]));

/** The row beside the one it meets, in the file or on the books; null when it meets none. */
export function meetingOf(one: LoanRow, first: SeenRow | undefined, existing: Existing | undefined, onBooks: ReadonlyMap<number, Loan>): Meeting | null {
  const now = wordsOf(one);
  const beside = (before: readonly string[]): Meeting['cells'] => names.map((name, at) => ({ name, now: now[at], before: before[at] ?? '' }));
  if (first) return { row: one.row, outcome: 'twice', other: `文件第 ${first.row} 行`, cells: beside(first.words.split('\t')) };
  const loan = existing && onBooks.get(existing.id);
  if (!existing || !loan) return null;
  return { row: one.row, outcome: existing.status === 'passed' ? 'refused' : 'replaces', other: `第 ${loan.batchId} 批文件第 ${loan.row} 行，${rowStatusNames[loan.status]}`, cells: beside(wordsOnBooks(loan)) };
}

/** The same for a repayment: what makes it the same is equal anyway, so it says which one it meets. */
export function repaymentMeeting(one: RepaymentRow, loan: FoundLoan, first: number | undefined, existing: Existing | undefined): Meeting | null {
  if (first === undefined && !existing) return null;
  const cell = (name: string, word: string): Meeting['cells'][number] => ({ name, now: word, before: word });
  const cells = [cell('姓名', one.name), cell('证件号码', maskDocumentNumber(one.documentNumber)), cell('所属贷款', `${loan.issuedOn} 发放 ${formatThousands(loan.amount)} 元`), cell('还款金额（元）', formatThousands(one.amount)), cell('还款时间', one.repaidAt)];
  if (first !== undefined) return { row: one.row, outcome: 'twice', other: `文件第 ${first} 行`, cells };
  return existing ? { row: one.row, outcome: existing.status === 'passed' ? 'refused' : 'replaces', other: `第 ${existing.batch_id} 批，还款编号 ${existing.id}，${rowStatusNames[existing.status]}`, cells } : null;
}
