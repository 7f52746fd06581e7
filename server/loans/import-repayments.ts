import { setImmediate as breathe } from 'node:timers/promises';
import { recordAudit } from '../audit/record.js';
import { officeNow, rows, transact } from '../database.js';
import type { Findings, HandedFile, ImportKind } from '../imports/kinds.js';
import { RuleBroken, type ErrorItem } from '../lib/errors.js';
import { formatThousands } from '../lib/money.js';
import { openTable, type SheetError, type SheetTable } from '../lib/sheet-table.js';
import type { Actor } from '../values/actor.js';
import { maskDocumentNumber } from '../values/identity-document.js';
import { officeDateOf, officeIso } from '../values/office-date.js';
import { openBatch } from './bank-batch.js';
import { beginReview, endEmptyReviews } from './begin-review.js';
import { insertRepayments, onTheBooks, replacePending } from './book-rows.js';
import { repaymentTable, type RepaymentColumn } from './file-columns.js';
import { loansNamed, type FoundLoan } from './find-loan.js';
import { repaymentKey } from './loan.js';
import { repaymentMeeting } from './loan-meetings.js';
import { readRepaymentRow, type LoanSaid, type RepaymentRow } from './loan-row.js';
import { isPast, meets, repaymentProblem, type Problem } from './rules.js';
import { repaymentTemplate } from './spreadsheet.js';

/** A row that was checked, with the loan it belongs to. Its document number is not kept. */
type CheckedRepayment = Pick<RepaymentRow, 'row' | 'amount' | 'repaidAt' | 'early'> & { loanId: number; loanKey: string };

/**
 * 还款信息录入 (附件1 四3): 如还款信息所属的贷款信息不存在，会出现无法导入的情况，此时需先在系统中录入对应的贷款信息.
 * @throws RuleBroken, TooLarge, UnsupportedMedia for the file as a whole.
 */
async function checkRepayments({ actor, bytes, repairs, named, rows: total }: HandedFile, found: Findings): Promise<void> {
  const table = await openTable(await bytes(), { ...repaymentTable, named }, repairs);
  const now = await officeNow();
  const moment = officeIso(now).slice(0, 19).replace('T', ' ');
  const seen = new Map<string, number>();
  let done = 0;
  for await (const batch of table.batches()) {
    await found.progress(done, total);
    done += batch.length;
    const lines = batch.flatMap((source) => {
      const { repayment, said, errors } = readRepaymentRow(table, source, { today: officeDateOf(now) });
      found.refuse(errors);
      return said ? [{ repayment, said: { ...said, row: source.row } }] : [];
    });
    const loans = await loansNamed(actor.organisation.id, lines.map(({ said }) => said));
    const good = lines.flatMap(({ repayment: one, said }, place) => {
      // A row that is wrong otherwise is told all the same that its loan is missing.
      if (!one) {
        if (loans[place].length === 0) found.refuse([errorAt(table, said, 'documentNumber', NO_SUCH_LOAN)]);
        return [];
      }
      const loan = loans[place].length === 1 ? loans[place][0] : null;
      const problem = loanProblem(one, loans[place]) ?? (loan && repaymentProblem(one.amount, one.repaidAt, loan.issuedOn, moment));
      if (problem) found.refuse([errorAt(table, one, columnOf(problem), problem)]);
      return loan && !problem ? [{ one, loan, key: repaymentKey(loan.key, one.repaidAt, one.amount) }] : [];
    });
    const known = await onTheBooks('repayment', actor.organisation.id, good.map(({ key }) => key));
    const keep: CheckedRepayment[] = [];
    for (const { one, loan, key } of good) {
      const hex = key.toString('hex');
      const first = seen.get(hex);
      const existing = known.get(hex);
      const meeting = repaymentMeeting(one, loan, first, existing);
      if (meeting) found.meets([meeting]);
      if (first !== undefined) found.refuse([errorAt(table, one, 'repaidAt', { code: 'same-repayment-twice', message: `与第 ${first} 行是同一笔还款（同一笔贷款、时间和金额）。请只留一行` })]);
      else if (existing && meets(existing.status) === 'refused') found.refuse([errorAt(table, one, 'repaidAt', { code: 'repayment-approved', message: `这笔还款已审核通过（第 ${existing.batch_id} 批，还款编号 ${existing.id}），不能重复导入。请删去这一行` })]);
      else keep.push({ row: one.row, amount: one.amount, repaidAt: one.repaidAt, early: one.early, loanId: loan.id, loanKey: loan.key });
      if (first === undefined) seen.set(hex, one.row);
    }
    await found.keep(keep);
    await breathe();
  }
}

const NO_SUCH_LOAN: Problem = { code: 'no-such-loan', message: '没有找到这笔还款所属的贷款信息，不能导入。请先在“贷款信息录入”里录入这笔贷款（可以下载缺少的贷款，补填后导入）', basis: '附件1 四3' };

/** A repayment needs its loan, exactly one, of the same person. */
function loanProblem({ name }: RepaymentRow, loans: readonly FoundLoan[]): Problem | null {
  const [loan, ...others] = loans;
  if (!loan) return NO_SUCH_LOAN;
  if (others.length > 0) return { code: 'which-loan', message: `这个人在这家银行有 ${loans.length} 笔贷款：${loans.map(({ issuedOn, amount }) => `${issuedOn} 发放 ${formatThousands(amount)} 元`).join('、')}。请填合同编号、贷款年度或贷款发放日期` };
  return loan.name === name ? null : { code: 'name-differs', message: '姓名与贷款信息里的不一致。请核对证件号码和姓名' };
}

const columns: Readonly<Record<string, RepaymentColumn>> = { 'no-such-loan': 'documentNumber', 'which-loan': 'contractNo', 'name-differs': 'name', 'amount-not-positive': 'amount' };
const columnOf = ({ code }: Problem): RepaymentColumn => columns[code] ?? 'repaidAt';

function errorAt(table: SheetTable<RepaymentColumn>, one: LoanSaid & Partial<RepaymentRow> & { row: number }, column: RepaymentColumn, { code, message }: Problem): SheetError {
  const { letter, header } = table.columns.get(column) ?? table.columns.get('documentNumber') ?? { letter: '', header: '' };
  return { row: one.row, column: letter, header, given: column === 'documentNumber' ? maskDocumentNumber(one.documentNumber) : String(one[column as keyof RepaymentRow] ?? ''), code, message };
}

/** Puts a checked file on the books as one batch, all or none, and hands it to review. @throws RuleBroken `rows-refused` */
export async function importRepayments(actor: Actor, parts: AsyncIterable<string>): Promise<number> {
  return transact(async (tx) => {
    const batchId = await openBatch(actor, 'repayment');
    const today = officeDateOf(tx.now);
    const touched = new Set<number>();
    const counted = { rows: 0, replaced: 0, early: 0 };
    for await (const text of parts) {
      const repayments: CheckedRepayment[] = JSON.parse(text);
      await writeRepayments(actor, batchId, repayments, today, touched, counted);
      await breathe();
    }
    await recordAudit(actor, { action: '导入还款信息', object: { kind: 'repayment-batch', id: batchId, organisationId: actor.organisation.id }, after: counted });
    await endEmptyReviews('repayment', touched);
    await beginReview('repayment', batchId, actor);
    return batchId;
  });
}

async function writeRepayments(actor: Actor, batchId: number, repayments: readonly CheckedRepayment[], today: string, touched: Set<number>, counted: { rows: number; replaced: number; early: number }): Promise<void> {
  if (repayments.length === 0) return;
  const gone = await goneLoans(actor.organisation.id, repayments);
  const keys = repayments.map((one) => repaymentKey(one.loanKey, one.repaidAt, one.amount));
  const known = await onTheBooks('repayment', actor.organisation.id, keys, 'FOR UPDATE');
  const refused = repayments.flatMap((one, at): ErrorItem[] => {
    if (gone.has(one.loanId)) return [{ row: one.row, code: 'no-such-loan', message: '这笔还款的贷款在检查以后被替换或不通过。' }];
    return known.get(keys[at].toString('hex'))?.status === 'passed' ? [{ row: one.row, code: 'repayment-approved', message: '这笔还款在检查以后已经审核通过。' }] : [];
  });
  if (refused.length > 0) throw new RuleBroken('rows-refused', `有 ${refused.length} 行在检查以后情况有变，一行也没有写入。请重新检查这个文件。`, undefined, refused);
  const replaced = await replacePending('repayment', known.values());
  for (const batch of replaced) touched.add(batch);
  await insertRepayments(batchId, actor.organisation.id, repayments.map((one, at) => ({ ...one, past: isPast(Number(one.repaidAt.slice(0, 4)), today), key: keys[at], replacesId: known.get(keys[at].toString('hex'))?.id ?? null })));
  counted.rows += repayments.length;
  counted.replaced += replaced.length;
  counted.early += repayments.filter(({ early }) => early).length;
}

/** Loans of these rows that are no longer on the books as they were checked; the others stay locked. */
async function goneLoans(provinceId: number, repayments: readonly CheckedRepayment[]): Promise<Set<number>> {
  const wanted = [...new Set(repayments.map(({ loanId }) => loanId))];
  const there = new Set((await rows<{ id: number }>("SELECT id FROM loans WHERE province_id = ? AND id IN (?) AND active_flag = 1 AND status IN ('pending', 'passed') LOCK IN SHARE MODE", [provinceId, wanted])).map(({ id }) => id));
  return new Set(wanted.filter((id) => !there.has(id)));
}

/** 还款信息 as a file to import. */
export const repaymentImport: ImportKind = {
  key: 'repayments', name: '国家助学贷款还款信息', table: repaymentTable,
  promise: '这些还款会成为一批，送省级业务主管领导审核。',
  place: () => ({ label: '还款信息录入', href: '/repayments', upload: '/repayments#import' }),
  // 此时需先在系统中录入对应的贷款信息 (附件1 四3).
  helps: (importId, codes) => (codes.has('no-such-loan') ? [{ label: '下载缺少的贷款（补填后导入）', href: `/imports/${importId}/missing-loans.xlsx` }] : []),
  check: checkRepayments,
  async write(actor, _subjectId, parts) {
    await importRepayments(actor, parts);
  },
  template: { key: 'repayments', fileName: '国家助学贷款还款信息导入模板.xlsx', make: repaymentTemplate },
};
