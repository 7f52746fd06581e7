import { setImmediate as breathe } from 'node:timers/promises';
import { recordAudit } from '../audit/record.js';
import { officeNow, rows, run, transact } from '../database.js';
import type { Findings, HandedFile, ImportKind } from '../imports/kinds.js';
import { RuleBroken, type ErrorItem } from '../lib/errors.js';
import { formatThousands } from '../lib/money.js';
import { openTable, type SheetError, type SheetTable } from '../lib/sheet-table.js';
import { personsOf } from '../students/person.js';
import type { Actor } from '../values/actor.js';
import { maskDocumentNumber } from '../values/identity-document.js';
import { officeDateOf } from '../values/office-date.js';
import { openBatch } from './bank-batch.js';
import { beginReview, endEmptyReviews } from './begin-review.js';
import { insertLoans, onTheBooks, replacePending, type Existing, type KeptLoan } from './book-rows.js';
import { capsFor } from './caps.js';
import { loanTable, type LoanColumn } from './file-columns.js';
import { documentIndex, loanKey } from './loan.js';
import { readLoanRow, type LoanRow } from './loan-row.js';
import { loansByBookRow, meetingOf, seenRow, type SeenRow } from './loan-meetings.js';
import { formerCapExceeded, isPast, meets } from './rules.js';
import { institutionNamed, schoolFinder } from './schools.js';
import { loanTemplate } from './spreadsheet.js';

/** A row that was checked, with what the books know of its school. */
export type CheckedLoan = LoanRow & { schoolId: number | null; studyProvinceId: number | null; overFormerCap: boolean };

/**
 * 贷款信息录入 (附件1 四1): reads a province's file and finds everything wrong with it before anything is written. Past years and
 * supplements are taken; an approved loan is refused with which one it is; one that was not approved yet will be replaced.
 * @throws RuleBroken, TooLarge, UnsupportedMedia for the file as a whole.
 */
async function checkLoans({ actor, bytes, repairs, named, rows: total }: HandedFile, found: Findings): Promise<void> {
  const table = await openTable(await bytes(), { ...loanTable, named }, repairs);
  const facts = { today: officeDateOf(await officeNow()), caps: await capsFor(actor.organisation.id) };
  const school = await schoolFinder(actor.organisation.id);
  const seen = new Map<string, SeenRow>();
  let done = 0;
  for await (const batch of table.batches()) {
    await found.progress(done, total);
    done += batch.length;
    const good: { loan: CheckedLoan; key: Buffer }[] = [];
    for (const source of batch) {
      const { loan, errors } = readLoanRow(table, source, facts);
      found.refuse(errors);
      if (!loan) continue;
      const place = school(loan);
      if ('problem' in place) found.refuse([errorAt(table, loan, loan.schoolCode && place.problem.code === 'unknown-school' ? 'schoolCode' : 'schoolName', place.problem)]);
      else good.push({ loan: { ...loan, schoolName: place.school?.name ?? loan.schoolName, schoolId: place.school?.id ?? null, studyProvinceId: place.studyProvinceId, overFormerCap: formerCapExceeded(facts.caps, loan.stage, loan.year, loan.amount) !== null }, key: Buffer.alloc(0) });
    }
    for (const one of good) one.key = loanKey(one.loan);
    const known = await onTheBooks('loan', actor.organisation.id, good.map(({ key }) => key));
    const before = await loansByBookRow([...known.values()].map(({ id }) => id));
    const keep: CheckedLoan[] = [];
    for (const { loan, key } of good) {
      const hex = key.toString('hex');
      const first = seen.get(hex);
      const existing = known.get(hex);
      const meeting = meetingOf(loan, first, existing, before);
      if (meeting) found.meets([meeting]);
      if (first !== undefined) found.refuse([errorAt(table, loan, 'documentNumber', { code: 'same-loan-twice', message: `与第 ${first.row} 行是同一笔贷款（同一人、年度、银行和${loan.contractNo ? '合同编号' : '学校、发放日期'}）。请只留一行` })]);
      else if (existing && meets(existing.status) === 'refused') found.refuse([errorAt(table, loan, 'documentNumber', approvedAlready(existing))]);
      else keep.push(loan);
      if (first === undefined) seen.set(hex, seenRow(loan));
    }
    await found.keep(keep);
    // Reading a thousand rows takes the thread; others get their turn in between.
    await breathe();
  }
}

/** 已审核通过的某条具体贷款信息不支持重复导入: which one it is. */
const approvedAlready = ({ id, batch_id, day, amount_fen, decided_on }: Existing): { code: string; message: string } => ({
  code: 'loan-approved', message: `这笔贷款已审核通过（第 ${batch_id} 批，贷款编号 ${id}，${day} 发放 ${formatThousands(amount_fen)} 元${decided_on ? `，${decided_on} 审核` : ''}），不能重复导入。请删去这一行`,
});

function errorAt(table: SheetTable<LoanColumn>, loan: LoanRow, column: LoanColumn, problem: { code: string; message: string; suggestion?: string }): SheetError {
  const { letter, header } = table.columns.get(column) ?? { letter: '', header: '' };
  const given = column === 'documentNumber' ? maskDocumentNumber(loan.documentNumber) : String(loan[column as keyof LoanRow] ?? '');
  return { row: loan.row, column: letter, header, given, ...problem };
}

/**
 * Puts a checked file on the books as one batch, all or none, and hands it to review.
 * @throws RuleBroken `rows-refused` for loans that were approved since the file was checked.
 */
export async function importLoans(actor: Actor, parts: AsyncIterable<string>): Promise<number> {
  return transact(async (tx) => {
    const batchId = await openBatch(actor, 'loan');
    const today = officeDateOf(tx.now);
    const reviewed = new Set((await rows<{ year: number }>("SELECT DISTINCT year FROM loans WHERE province_id = ? AND status = 'passed'", [actor.organisation.id])).map(({ year }) => year));
    const touched = new Set<number>();
    const counted = { rows: 0, replaced: 0, past: 0, supplement: 0 };
    for await (const text of parts) {
      const loans: CheckedLoan[] = JSON.parse(text);
      await writeLoans(actor, batchId, loans, { today, reviewed, touched, counted });
      await breathe();
    }
    await recordAudit(actor, { action: '导入贷款信息', object: { kind: 'loan-batch', id: batchId, organisationId: actor.organisation.id }, after: counted });
    await endEmptyReviews('loan', touched);
    await beginReview('loan', batchId, actor);
    return batchId;
  });
}

type Writing = { today: string; reviewed: ReadonlySet<number>; touched: Set<number>; counted: { rows: number; replaced: number; past: number; supplement: number } };

async function writeLoans(actor: Actor, batchId: number, loans: readonly CheckedLoan[], { today, reviewed, touched, counted }: Writing): Promise<void> {
  if (loans.length === 0) return;
  const keys = loans.map(loanKey);
  const known = await onTheBooks('loan', actor.organisation.id, keys, 'FOR UPDATE');
  const refused = loans.flatMap((loan, at): ErrorItem[] => {
    const existing = known.get(keys[at].toString('hex'));
    return existing?.status === 'passed' ? [{ row: loan.row, ...approvedAlready(existing) }] : [];
  });
  if (refused.length > 0) throw new RuleBroken('rows-refused', `有 ${refused.length} 笔贷款在检查以后已经审核通过，一行也没有写入。请删去这些行后重新导入。`, undefined, refused);
  const replaced = await replacePending('loan', known.values());
  for (const batch of replaced) touched.add(batch);
  const persons = await personsOf(loans.map(({ documentNumber }) => documentIndex(documentNumber)));
  const institutions = new Map<string, number>();
  for (const { schoolKind, schoolName } of loans) {
    if (schoolKind !== 'university' && !institutions.has(schoolName)) institutions.set(schoolName, await institutionNamed(actor, schoolName, schoolKind));
  }
  const kept = loans.map((loan, at): KeptLoan => ({
    ...loan, personId: persons.get(documentIndex(loan.documentNumber).toString('hex')) ?? 0, externalId: institutions.get(loan.schoolName) ?? null, past: isPast(loan.year, today), supplement: reviewed.has(loan.year), key: keys[at], replacesId: known.get(keys[at].toString('hex'))?.id ?? null,
  }));
  await insertLoans(batchId, actor.organisation.id, kept);
  counted.past += kept.filter(({ past }) => past).length;
  counted.supplement += kept.filter(({ supplement }) => supplement).length;
  // What was repaid of a row now replaced belongs to the new one.
  await run('UPDATE repayments r JOIN loans n ON n.replaces_id = r.loan_id AND n.batch_id = ? SET r.loan_id = n.id WHERE r.active_flag = 1', [batchId]);
  counted.rows += loans.length;
  counted.replaced += replaced.length;
}

/** 贷款信息 as a file to import. */
export const loanImport: ImportKind = {
  key: 'loans', name: '国家助学贷款信息', table: loanTable,
  promise: '这些贷款会成为一批，送省级业务主管领导审核。还没有审核通过的同一笔贷款由新的一行替换，批次页上可以逐项对照。',
  place: () => ({ label: '贷款信息录入', href: '/loans', upload: '/loans#import' }),
  check: checkLoans,
  async write(actor, _subjectId, parts) {
    await importLoans(actor, parts);
  },
  template: { key: 'loans', fileName: '国家助学贷款信息导入模板.xlsx', make: loanTemplate },
};
