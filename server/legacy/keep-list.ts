import { beginsChain, recordAudit, systemActor } from '../audit/record.js';
import { requireTx, row, rows, run } from '../database.js';
import { lockList, refreshTotals } from '../award-lists/award-list.js';
import { demandOpenYear } from '../award-lists/archived-year.js';
import { fiveFlags, type Flags } from '../award-lists/five-flags.js';
import { tiersInForce } from '../award-lists/standards.js';
import { randomPublicToken, sha256Hex } from '../lib/crypto.js';
import { markRostersOfList } from '../students/roster-marks.js';
import type { Actor } from '../values/actor.js';
import type { OfficeDate } from '../values/office-date.js';
import { monthOfPeriod, periodFields, type Period } from '../values/period.js';
import { programmeOf, type ListProgrammeKey } from '../values/programme.js';
import { placeInstance } from '../workflow/place-instance.js';
import { passedOfOld, statusOfOld, type OldStanding } from './old-status.js';

/** One person on an old list; amounts in fen. `payments` with their old number. */
export type OldAward = { no: string; studentId: number; tier: string | null; payable: number; paid: number | null; flags: Flags; payments: OldPayment[] };
export type OldPayment = { no: string; paidOn: OfficeDate; amount: number; channel: 'aid-card' | 'bank-card'; state: 'paid' | 'returned' };
/** A list of V3.1.0 with everything of it but the period, which it may not say. */
export type OldList = { no: string; programme: ListProgrammeKey; schoolId: number; authorityId: number; batchNo: number; standing: OldStanding; publicity: { start: OfficeDate; end: OfficeDate } | null; createdOn: OfficeDate; awards: OldAward[] };
/** Where it stands now: its id, and those of its awards by their old numbers. */
export type KeptList = { listId: number; awardIds: Map<string, number> };

/** Who submitted and paid in V3.1.0 is nobody of this system. */
const SOMEBODY_THEN = 0;

export const moneyOf = ({ awards }: Pick<OldList, 'awards'>): { payable: number; paid: number } => awards.reduce((sum, { payable, paid }) => ({ payable: sum.payable + payable, paid: sum.paid + (paid ?? 0) }), { payable: 0, paid: 0 });

/** Whether somebody on it stands on another list of the programme and period already: a student is aided once. */
export async function standsTwice(list: OldList, period: Period): Promise<boolean> {
  const students = list.awards.map(({ studentId }) => studentId);
  if (students.length === 0) return false;
  return (await row('SELECT 1 AS found FROM students s JOIN awards w ON w.person_id = s.person_id AND w.programme = ? AND w.period = ? AND w.active_flag = 1 WHERE s.id IN (?) LIMIT 1', [list.programme, period, students])) !== undefined;
}

/**
 * Puts an old list on the books of its period, where it stands, with its process waiting there. Its people and their payments come with
 * it exactly as they were: no amount is worked out anew.
 * @throws RuleBroken `year-archived`
 * @param actor who said its period, where the old database did not; null in the upgrade itself.
 */
export async function keepList(list: OldList, period: Period, actor: Actor | null): Promise<KeptList> {
  const programme = programmeOf(list.programme);
  const { paid } = moneyOf(list);
  const status = statusOfOld(programme, list.standing, paid > 0);
  const published = status.schoolPublicity === 'published';
  await demandOpenYear(list.schoolId, period);
  const listId = await insertList(list, period);
  beginsChain('award-list', listId);
  const publicity = published ? list.publicity ?? { start: list.createdOn, end: list.createdOn } : null;
  await run('UPDATE award_lists SET submission = ?, school_review = ?, authority_review = ?, school_publicity = ?, authority_publicity = ?, round = ?, publicity_start = ?, publicity_end = ?, submitted_by = ? WHERE id = ?',
    [status.submission, status.schoolReview, status.authorityReview, status.schoolPublicity, status.authorityPublicity, published ? 1 : 0, publicity?.start ?? null, publicity?.end ?? null, status.submission === 'submitted' ? SOMEBODY_THEN : null, listId]);
  const awardIds = await insertAwards(list, listId, period, status.submission === 'submitted');
  await insertPayments(list, listId, awardIds, published ? 1 : 0);
  await refreshTotals(listId);
  if (publicity) await freezeOldRound(listId, publicity, status.authorityPublicity === 'confirmed' ? 'confirmed' : 'awaiting');
  await markRostersOfList(listId);
  await recordAudit(actor ?? systemActor, { action: '由 V3.1.0 旧库转入名单', object: { kind: 'award-list', id: listId, organisationId: list.schoolId }, after: { ...periodFields(period), ...status, people: list.awards.length } });
  await lockList(listId);
  const allPaid = list.awards.length > 0 && list.awards.every((one) => (one.paid ?? 0) > 0);
  await placeInstance(list.programme, { kind: 'award-list', id: listId }, passedOfOld(programme, status, allPaid), '由 V3.1.0 旧库转入');
  return { listId, awardIds };
}

/** Two old lists may become lists of one period: the later gets the next batch number. */
async function insertList(list: OldList, period: Period): Promise<number> {
  const taken = (await rows<{ batch_no: number }>('SELECT batch_no FROM award_lists WHERE school_id = ? AND programme = ? AND period = ? FOR UPDATE', [list.schoolId, list.programme, period])).map(({ batch_no }) => batch_no);
  const batchNo = taken.includes(list.batchNo) ? Math.max(...taken) + 1 : list.batchNo;
  return (await run('INSERT INTO award_lists (programme, school_id, authority_id, period, month, batch_no, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?, NULL, ?)',
    [list.programme, list.schoolId, list.authorityId, period, monthOfPeriod(period), batchNo, requireTx().now])).insertId;
}

async function insertAwards(list: OldList, listId: number, period: Period, active: boolean): Promise<Map<string, number>> {
  const tiers = new Map((await tiersInForce(list.programme, period, list.schoolId)).flatMap(({ tier, name }) => [[tier, tier], [name, tier]]));
  const ids = new Map<string, number>();
  for (let at = 0; at < list.awards.length; at += 500) {
    const part = list.awards.slice(at, at + 500);
    const students = new Map((await rows<{ id: number; person_id: number; name: string; grade: string; major: string; class_name: string }>('SELECT id, person_id, name, grade, major, class_name FROM students WHERE id IN (?)', [part.map(({ studentId }) => studentId)])).map((one) => [one.id, one]));
    await run('INSERT INTO awards (list_id, student_id, person_id, programme, period, month, active_flag, tier, payable_fen, paid_fen, name, grade, major, class_name) VALUES ?', [part.map((one) => {
      const student = students.get(one.studentId);
      if (!student) throw new Error(`student ${one.studentId} of the old list ${list.no} is gone`);
      return [listId, student.id, student.person_id, list.programme, period, monthOfPeriod(period), active ? 1 : null, tiers.get(one.tier ?? '') ?? (one.tier || 'standard').slice(0, 20), one.payable, one.paid, student.name, student.grade, student.major, student.class_name];
    })]);
    const made = new Map((await rows<{ id: number; student_id: number }>('SELECT id, student_id FROM awards WHERE list_id = ? AND student_id IN (?)', [listId, part.map(({ studentId }) => studentId)])).map(({ id, student_id }) => [student_id, id]));
    for (const { no, studentId } of part) ids.set(no, made.get(studentId) ?? 0);
    // 附件1 五3: the five answers are those of the submission.
    if (active && list.programme === 'senior-high-fee-waiver') await run(`INSERT INTO award_flags (award_id, ${fiveFlags.map(({ column }) => column).join(', ')}, frozen_at) VALUES ?`, [part.map(({ no, flags }) => [ids.get(no) ?? 0, ...fiveFlags.map(({ key }) => (flags[key] ? 1 : 0)), requireTx().now])]);
  }
  return ids;
}

async function insertPayments(list: OldList, listId: number, awardIds: ReadonlyMap<string, number>, round: number): Promise<void> {
  const all = list.awards.flatMap(({ no, payments }) => payments.map((payment) => ({ payment, awardId: awardIds.get(no) ?? 0 })));
  for (let at = 0; at < all.length; at += 500) {
    const part = all.slice(at, at + 500);
    await run('INSERT INTO disbursements (list_id, award_id, round, paid_on, amount_fen, channel, state, reason, entered_by, entered_at, ended_at) VALUES ?', [part.map(({ payment, awardId }) => [
      listId, awardId, round, payment.paidOn, payment.amount, payment.channel, payment.state, payment.state === 'returned' ? '旧系统登记的退票' : null, SOMEBODY_THEN, requireTx().now, payment.state === 'returned' ? requireTx().now : null])]);
  }
}

/** The round of V3.1.0, so that what was announced stays to be seen; its page is open only while its period runs. */
async function freezeOldRound(listId: number, { start, end }: { start: OfficeDate; end: OfficeDate }, outcome: 'awaiting' | 'confirmed'): Promise<void> {
  const { insertId } = await run(
    'INSERT INTO publicity_rounds (list_id, round, start_on, end_on, token, people, payable_fen, content_hash, published_by, published_at, outcome) SELECT l.id, 1, ?, ?, ?, l.people, l.payable_fen, ?, 0, ?, ? FROM award_lists l WHERE l.id = ?',
    [start, end, randomPublicToken(), '', requireTx().now, outcome, listId]);
  await run('INSERT INTO publicity_round_awards (round_id, position, student_id, name, grade, major, class_name, tier, payable_fen) SELECT ?, ROW_NUMBER() OVER (ORDER BY id), student_id, name, grade, major, class_name, tier, payable_fen FROM awards WHERE list_id = ?', [insertId, listId]);
  const frozen = await rows<{ position: number; student_id: number; name: string; payable_fen: number }>('SELECT position, student_id, name, payable_fen FROM publicity_round_awards WHERE round_id = ? ORDER BY position', [insertId]);
  await run('UPDATE publicity_rounds SET content_hash = ? WHERE id = ?', [sha256Hex(frozen.map((one) => `${one.position}|${one.student_id}|${one.name}|${one.payable_fen}`).join('\n')), insertId]);
}
