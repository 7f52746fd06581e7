import { requireTx, row, rows, run } from '../database.js';
import { insertLoans, insertRepayments, onTheBooks, type KeptLoan, type KeptRepayment } from '../loans/book-rows.js';
import { beginReview } from '../loans/begin-review.js';
import type { BatchKind } from '../loans/bank-batch.js';
import { documentIndex, loanKey, repaymentKey } from '../loans/loan.js';
import { isPast, loanStageNamed, schoolKindNamed, type RowStatus } from '../loans/rules.js';
import { schoolFinder, type SchoolFinder } from '../loans/schools.js';
import { readYuan } from '../lib/money.js';
import { plainCode } from '../lib/row-reader.js';
import { personsOf } from '../students/person.js';
import { normaliseDocumentNumber } from '../values/identity-document.js';
import { isOfficeDate, officeDateOf } from '../values/office-date.js';
import { readOfficeSecond } from '../values/office-moment.js';
import { left, newIdsOf, notYetBrought, recordBrought, type Brought } from './brought-rows.js';
import { reviewNamed } from './old-words.js';
import type { OldRow } from './old-tables.js';

/*
 * Loans and repayments of V3.1.0 on the books of their provinces: what was reviewed in one batch that is closed, what was not in
 * another that waits for the director. The rules of today's import do not refuse what was taken then.
 */

/** The batch of a province for old rows, begun with the first of them. */
async function batchFor(provinceId: number, kind: BatchKind, brought: 'reviewed' | 'open'): Promise<number> {
  const found = await row<{ id: number }>('SELECT id FROM bank_batches WHERE province_id = ? AND kind = ? AND brought = ?', [provinceId, kind, brought]);
  return found?.id ?? (await run('INSERT INTO bank_batches (kind, province_id, imported_by, imported_at, brought) VALUES (?, ?, 0, ?, ?)', [kind, provinceId, requireTx().now, brought])).insertId;
}

type Standing = { no: string; one: OldRow; provinceId: number };
/** Puts rows into the batches they belong to; of two that are the same only the first. @returns what became of each. */
async function keepRows<Kept extends { key: Buffer; amount: number; status?: RowStatus }>(kind: BatchKind, read: readonly (Standing & { kept: Kept })[], twice: string, insert: (batchId: number, provinceId: number, part: readonly Kept[]) => Promise<void>): Promise<Brought[]> {
  const brought: Brought[] = [];
  const seen = new Set<string>();
  const batches = new Map<string, { batchId: number; provinceId: number; part: Kept[] }>();
  for (const provinceId of new Set(read.map((one) => one.provinceId))) {
    for (const hex of (await onTheBooks(kind, provinceId, read.filter((one) => one.provinceId === provinceId).map(({ kept }) => kept.key))).keys()) seen.add(`${provinceId}/${hex}`);
  }
  for (const { no, one, provinceId, kept } of read) {
    const hex = kept.key.toString('hex');
    if (seen.has(`${provinceId}/${hex}`)) { brought.push(left(no, one, twice, { amount: kept.amount })); continue; }
    seen.add(`${provinceId}/${hex}`);
    const standing = kept.status === 'passed' ? 'reviewed' : 'open';
    const batch = batches.get(`${provinceId}${standing}`) ?? { batchId: await batchFor(provinceId, kind, standing), provinceId, part: [] };
    batch.part.push(kept);
    batches.set(`${provinceId}${standing}`, batch);
    brought.push({ no, outcome: 'taken', newId: null, amount: kept.amount, reason: hex });
  }
  for (const { batchId, provinceId, part } of batches.values()) await insert(batchId, provinceId, part);
  return withIds(kind, brought);
}

const finders = new Map<number, SchoolFinder>();
const fenOf = (yuan: string | null): number | null => {
  const read = readYuan(yuan ?? '');
  return 'fen' in read ? read.fen : null;
};
/** What a column of fen can hold. */
const MOST_FEN = 4_000_000_000;

export async function bringLoans(part: readonly OldRow[]): Promise<void> {
  const waiting = await notYetBrought('loans', part, 'loan_no');
  const provinces = await newIdsOf('organisations', waiting.map(({ province_code }) => province_code));
  const persons = await personsOf(waiting.map(({ id_number }) => documentIndex(normaliseDocumentNumber(id_number ?? '').slice(0, 24))));
  const today = officeDateOf(requireTx().now);
  finders.clear();
  const refused: Brought[] = [];
  const read: (Standing & { kept: KeptLoan })[] = [];
  for (const [at, one] of waiting.entries()) {
    const no = one.loan_no ?? '';
    const amount = fenOf(one.amount);
    const provinceId = provinces.get(one.province_code ?? '');
    const kept = provinceId === undefined ? '办理省份在旧库里找不到' : await loanOf(one, provinceId, amount, persons, today, at + 2);
    if (typeof kept === 'string' || provinceId === undefined) refused.push(left(no, one, String(kept), { amount: amount ?? 0 }));
    else read.push({ no, one, provinceId, kept });
  }
  await recordBrought('loans', [...refused, ...await keepRows('loan', read, '与另一笔贷款相同（同一人、年度、银行和合同编号）', insertLoans)]);
}

async function loanOf(one: OldRow, provinceId: number, amount: number | null, persons: ReadonlyMap<string, number>, today: string, line: number): Promise<KeptLoan | string> {
  const documentNumber = normaliseDocumentNumber(one.id_number ?? '').slice(0, 24);
  const issuedOn = (one.issued_on ?? '').slice(0, 10);
  const stage = loanStageNamed(plainCode(one.stage ?? ''));
  if (documentNumber === '' || !one.name) return '没有姓名或证件号';
  if (!isOfficeDate(issuedOn)) return '发放日期看不明白';
  if (amount === null || amount <= 0 || amount > MOST_FEN) return '发放金额看不明白';
  if (!stage) return `学段“${one.stage ?? ''}”不认识`;
  const schoolKind = one.school_kind ? schoolKindNamed(plainCode(one.school_kind)) ?? 'university' : 'university';
  const schoolName = (one.school_name ?? '').slice(0, 120);
  const finder = finders.get(provinceId) ?? (await schoolFinder(provinceId));
  finders.set(provinceId, finder);
  const place = finder({ schoolKind, schoolName, schoolCode: one.school_code || null });
  const school = 'problem' in place ? { school: null, studyProvinceId: null } : place;
  const loan = { name: one.name.slice(0, 60), documentNumber, stage, schoolKind, schoolName: school.school?.name ?? schoolName, bank: (one.bank ?? '').slice(0, 60), contractNo: plainCode(one.contract_no ?? '').slice(0, 60), year: Number(issuedOn.slice(0, 4)), issuedOn, amount, row: line };
  const status = reviewNamed(one.review_status);
  return {
    ...loan, personId: persons.get(documentIndex(documentNumber).toString('hex')) ?? 0, schoolId: school.school?.id ?? null, externalId: null, studyProvinceId: school.studyProvinceId, past: isPast(loan.year, today), supplement: false, overFormerCap: false,
    key: loanKey(loan), status, active: status !== 'failed', replacesId: null,
  };
}

export async function bringRepayments(part: readonly OldRow[]): Promise<void> {
  const waiting = await notYetBrought('repayments', part, 'repayment_no');
  const ids = await newIdsOf('loans', waiting.map(({ loan_no }) => loan_no));
  const loans = new Map(ids.size === 0 ? [] : (await rows<{ id: number; province_id: number; key_hex: string }>('SELECT id, province_id, LOWER(HEX(loan_key)) AS key_hex FROM loans WHERE id IN (?)', [[...ids.values()]])).map((one) => [one.id, one]));
  const today = officeDateOf(requireTx().now);
  const refused: Brought[] = [];
  const read: (Standing & { kept: KeptRepayment })[] = [];
  for (const [place, one] of waiting.entries()) {
    const no = one.repayment_no ?? '';
    const amount = fenOf(one.amount);
    const loan = loans.get(ids.get(one.loan_no ?? '') ?? 0);
    const said = (one.repaid_at ?? '').replace('T', ' ').replace(/\.\d+$/, '');
    // 无法确认的，可填写“00:00:00” (附件1 四3): V3.1.0 kept the day only.
    const at = readOfficeSecond(said.length === 10 ? `${said} 00:00:00` : said);
    const problem = !loan ? '所属的贷款没有转入' : amount === null || amount <= 0 || amount > MOST_FEN ? '还款金额看不明白' : 'problem' in at ? '还款时间看不明白' : null;
    if (problem || !loan || amount === null || 'problem' in at) { refused.push(left(no, one, problem ?? '', { amount: amount ?? 0 })); continue; }
    const status = reviewNamed(one.review_status);
    read.push({ no, one, provinceId: loan.province_id, kept: { row: place + 2, loanId: loan.id, amount, repaidAt: at.moment, early: true, past: isPast(Number(at.moment.slice(0, 4)), today), key: repaymentKey(loan.key_hex, at.moment, amount), status, active: status !== 'failed', replacesId: null } });
  }
  await recordBrought('repayments', [...refused, ...await keepRows('repayment', read, '与另一笔还款相同（同一笔贷款、时间和金额），请核对是不是两笔', insertRepayments)]);
}

/** Rows just put on the books carry their key as a reason until their ids are known. */
async function withIds(kind: BatchKind, brought: readonly Brought[]): Promise<Brought[]> {
  const keys = brought.filter(({ outcome }) => outcome === 'taken').map(({ reason }) => [Buffer.from(reason ?? '', 'hex')]);
  const table = kind === 'loan' ? 'loans' : 'repayments';
  const ids = keys.length === 0 ? new Map<string, number>() : new Map((await rows<{ id: number; hex: string }>(`SELECT id, LOWER(HEX(${kind}_key)) AS hex FROM ${table} WHERE ${kind}_key IN (?)`, [keys])).map(({ id, hex }) => [hex, id]));
  return brought.map((one) => (one.outcome === 'taken' ? { ...one, newId: ids.get(one.reason ?? '') ?? null, reason: '' } : one));
}

/** What waits for review gets its process, once all rows are there. */
export async function beginOldReviews(): Promise<void> {
  const open = await rows<{ id: number; kind: BatchKind }>(
    `SELECT b.id, b.kind FROM bank_batches b WHERE b.brought = 'open' AND NOT EXISTS (SELECT 1 FROM process_instances i WHERE i.subject_kind = CONCAT(b.kind, '-batch') AND i.subject_id = b.id)
      AND (EXISTS (SELECT 1 FROM loans l WHERE b.kind = 'loan' AND l.batch_id = b.id AND l.status = 'pending') OR EXISTS (SELECT 1 FROM repayments r WHERE b.kind = 'repayment' AND r.batch_id = b.id AND r.status = 'pending'))`);
  for (const { id, kind } of open) await beginReview(kind, id, null);
}
