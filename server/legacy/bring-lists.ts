import { row, run } from '../database.js';
import { readYuan } from '../lib/money.js';
import { plainCode } from '../lib/row-reader.js';
import { isOfficeDate } from '../values/office-date.js';
import { left, newIdsOf, recordBrought, type Brought } from './brought-rows.js';
import { isCorrected, statusOfOld } from './old-status.js';
import { isYes, periodOfOld, programmeNamed, reviewNamed, type Unclear } from './old-words.js';
import { keepList, moneyOf, standsTwice, type OldAward, type OldList, type OldPayment } from './keep-list.js';
import type { OldDatabase } from './old-database.js';
import type { OldRow } from './old-tables.js';
import { programmeOf, type ListProgrammeKey } from '../values/programme.js';

/** What of one list cannot stand on the books, row by row. */
type Refused = { awards: Brought[]; payments: Brought[] };

/** One old list with its people and payments, in the act under way: onto the books, or kept as 待核实 where its period is not clear. */
export async function bringList(old: OldDatabase, found: OldRow): Promise<void> {
  const no = found.list_no ?? '';
  const awards = await old.of('awards', 'list_no', [no]);
  const payments = await old.of('payments', 'award_no', awards.map(({ award_no }) => award_no ?? ''));
  const place = await placeOf(found);
  if ('reason' in place) {
    await recordBrought('lists', [left(no, found, place.reason)]);
    await recordBrought('awards', awards.map((one) => left(one.award_no ?? '', one, '名单没有转入', amountsOf(one))));
    await recordBrought('payments', payments.map((one) => left(one.payment_no ?? '', one, '名单没有转入', { amount: fenOf(one.amount) ?? 0 })));
    return;
  }
  const { list, refused } = await readList(found, place, awards, payments);
  const { paid } = moneyOf(list);
  const period = periodOfOld(list.programme, { year: found.list_year, term: found.list_term, month: found.list_month });
  const unclear = typeof period === 'string' ? ((await standsTwice(list, period)) ? 'student-twice' : null) : period.unclear;
  const kept = typeof period === 'string' && unclear === null ? await keepList(list, period, null) : null;
  const doubtId = kept ? null : await keepDoubt(list, found, unclear ?? 'student-twice');
  const outcome = kept ? 'taken' : 'doubt';
  await recordBrought('lists', [{ no, outcome, newId: kept?.listId ?? doubtId, reason: kept ? notesOf(list, paid) : unclear ?? '' }]);
  await recordBrought('awards', [...list.awards.map((one): Brought => ({ no: one.no, outcome, newId: kept?.awardIds.get(one.no) ?? null, amount: one.payable, paid: one.paid ?? 0 })), ...refused.awards]);
  await recordBrought('payments', [...list.awards.flatMap((one) => one.payments.map((payment): Brought => ({ no: payment.no, outcome, newId: kept?.awardIds.get(one.no) ?? null, amount: payment.amount }))), ...refused.payments]);
}

async function placeOf(found: OldRow): Promise<{ programme: ListProgrammeKey; schoolId: number; authorityId: number } | { reason: string }> {
  const programme = programmeNamed(found.programme);
  if (!programme) return { reason: `资助项目“${found.programme ?? ''}”不认识` };
  const schoolId = (await newIdsOf('organisations', [found.school_code])).get(found.school_code ?? '');
  const school = schoolId === undefined ? undefined : await row<{ parent_id: number | null }>("SELECT parent_id FROM organisations WHERE id = ? AND level = 'school'", [schoolId]);
  return schoolId === undefined || !school?.parent_id ? { reason: '学校或它的主管部门在旧库里找不到' } : { programme, schoolId, authorityId: school.parent_id };
}

async function readList(found: OldRow, place: { programme: ListProgrammeKey; schoolId: number; authorityId: number }, awards: readonly OldRow[], payments: readonly OldRow[]): Promise<{ list: OldList; refused: Refused }> {
  const students = await newIdsOf('students', awards.map(({ student_no }) => student_no));
  const persons = new Set<number>();
  const refused: Refused = { awards: [], payments: [] };
  const people: OldAward[] = [];
  for (const one of awards) {
    const no = one.award_no ?? '';
    const studentId = students.get(one.student_no ?? '');
    const payable = fenOf(one.payable);
    const paid = one.paid === null ? null : fenOf(one.paid);
    const problem = studentId === undefined ? '学生在旧库里找不到' : payable === null || payable < 0 ? '应发（应免）金额看不明白' : paid !== null && paid < 0 ? '实发金额看不明白' : persons.has(studentId) ? '同一人在同一份名单里出现两次' : null;
    const own = payments.filter(({ award_no }) => award_no === one.award_no);
    if (problem || studentId === undefined || payable === null) {
      refused.awards.push(left(no, one, problem ?? '', amountsOf(one)));
      refused.payments.push(...own.map((payment) => left(payment.payment_no ?? '', payment, '名单上的这个人没有转入', { amount: fenOf(payment.amount) ?? 0 })));
      continue;
    }
    persons.add(studentId);
    const good = own.map((payment) => ({ payment, read: paymentOf(payment) }));
    refused.payments.push(...good.filter(({ read: seen }) => seen === null).map(({ payment }) => left(payment.payment_no ?? '', payment, '发放日期或金额看不明白', { amount: fenOf(payment.amount) ?? 0 })));
    people.push({ no, studentId, tier: one.tier, payable, paid, flags: { lifted: isYes(one.lifted), unstablyLifted: isYes(one.unstably_lifted), ruralSubsistence: isYes(one.rural_subsistence), ruralExtremePoverty: isYes(one.rural_extreme_poverty), disabledHardship: isYes(one.disabled_hardship) }, payments: good.flatMap(({ read: seen }) => seen ?? []) });
  }
  const [start, end, createdOn] = [found.publicity_start, found.publicity_end, found.created_on].map((day) => (day && isOfficeDate(day.slice(0, 10)) ? day.slice(0, 10) : null));
  const batchNo = Number(found.batch_no ?? 1);
  return { refused, list: {
    ...place, no: found.list_no ?? '', batchNo: Number.isInteger(batchNo) && batchNo > 0 && batchNo < 60_000 ? batchNo : 1, publicity: start && end ? { start, end } : null, createdOn: createdOn ?? '2023-04-01', awards: people,
    standing: { submitted: isYes(found.submit_status), schoolReview: reviewNamed(found.school_review), authorityReview: reviewNamed(found.authority_review), published: isYes(found.publicity) },
  } };
}

function paymentOf(one: OldRow): OldPayment | null {
  const amount = fenOf(one.amount);
  const paidOn = (one.paid_on ?? '').slice(0, 10);
  if (amount === null || amount <= 0 || !isOfficeDate(paidOn)) return null;
  return { no: one.payment_no ?? '', paidOn, amount, channel: plainCode(one.channel ?? '') === '银行卡' ? 'bank-card' : 'aid-card', state: plainCode(one.status ?? '') === '退票' ? 'returned' : 'paid' };
}

/** Keeps a list whose period nobody can tell yet, with everything of it. */
async function keepDoubt(list: OldList, found: OldRow, unclear: Unclear): Promise<number> {
  const { payable, paid } = moneyOf(list);
  const said = [found.list_year, found.list_term, found.list_month].map((one) => one ?? '').filter((one) => one !== '');
  return (await run('INSERT INTO doubtful_lists (old_no, programme, school_id, authority_id, old_words, unclear, people, payable_fen, paid_fen, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    [list.no, list.programme, list.schoolId, list.authorityId, said.length > 0 ? said.join(' ').slice(0, 120) : '没有记', unclear, list.awards.length, payable, paid, JSON.stringify(list)])).insertId;
}

function notesOf(list: OldList, paid: number): string {
  const programme = programmeOf(list.programme);
  const status = statusOfOld(programme, list.standing, paid > 0);
  const notes = [
    ...(isCorrected(list.standing, status) ? ['旧库里审核状态前后矛盾，按较后的一步记'] : []),
    ...(status.schoolPublicity === 'published' && !list.publicity ? ['旧库没有公示起止日期，按登记日记'] : []),
    ...(programme.hasPublicity && paid > 0 && status.schoolPublicity === 'unpublished' ? ['还没有公示就有发放，请核对'] : []),
    ...(programme.fillsPaidOnConfirmation && status.authorityPublicity === 'confirmed' && list.awards.some(({ payable, paid: one }) => one !== payable) ? ['实发与应免不一致，按旧库记'] : []),
  ];
  return notes.join('；');
}

function fenOf(yuan: string | null): number | null {
  if (yuan === null) return null;
  const read = readYuan(yuan);
  return 'fen' in read ? read.fen : null;
}

const amountsOf = (one: OldRow): { amount: number; paid: number } => ({ amount: fenOf(one.payable) ?? 0, paid: fenOf(one.paid) ?? 0 });
