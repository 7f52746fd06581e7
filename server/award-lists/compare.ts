import { row, rows } from '../database.js';
import { addMonths } from '../values/month.js';
import type { AwardList } from './award-list.js';

export type Change = { kind: 'added' | 'removed' | 'amount'; studentId: number; name: string; grade: string; major: string; className: string; before: number | null; after: number | null; reason: string | null };
export type Comparison = { month: string; previousPeople: number; previousPayable: number; added: number; removed: number; amountChanged: number; unchanged: number };

/**
 * The list beside the same school's and programme's lists of the month before: who came, who went, whose amount changed.
 * People on another list of this month do not count as gone. Amounts in fen.
 */
export async function compareWithPrevious(list: AwardList): Promise<Comparison> {
  const month = addMonths(list.month, -1);
  const before = await row<{ people: number; payable: number }>("SELECT COUNT(*) AS people, CAST(COALESCE(SUM(w.payable_fen), 0) AS SIGNED) AS payable FROM awards w JOIN award_lists l ON l.id = w.list_id WHERE l.school_id = ? AND l.programme = ? AND l.month = ? AND w.active_flag = 1", [list.school.id, list.programme.key, month]);
  const here = await row<{ added: number; changed: number; same: number }>(
    `SELECT CAST(COALESCE(SUM(p.id IS NULL), 0) AS SIGNED) AS added, CAST(COALESCE(SUM(p.id IS NOT NULL AND p.payable_fen <> w.payable_fen), 0) AS SIGNED) AS changed, CAST(COALESCE(SUM(p.payable_fen = w.payable_fen), 0) AS SIGNED) AS same
       FROM awards w LEFT JOIN awards p ON p.programme = w.programme AND p.month = ? AND p.person_id = w.person_id AND p.active_flag = 1 WHERE w.list_id = ?`, [month, list.id]);
  const gone = await row<{ n: number }>(`SELECT COUNT(*) AS n ${GONE}`, goneParams(list, month));
  return { month, previousPeople: before?.people ?? 0, previousPayable: before?.payable ?? 0, added: here?.added ?? 0, removed: gone?.n ?? 0, amountChanged: here?.changed ?? 0, unchanged: here?.same ?? 0 };
}

/** The single changes behind the figures, at most `limit` of each kind. */
export async function changesSincePrevious(list: AwardList, limit = 200): Promise<Change[]> {
  const month = addMonths(list.month, -1);
  const mine = await rows<{ student_id: number; name: string; grade: string; major: string; class_name: string; before_fen: number | null; after_fen: number }>(
    `SELECT w.student_id, w.name, w.grade, w.major, w.class_name, p.payable_fen AS before_fen, w.payable_fen AS after_fen FROM awards w
       LEFT JOIN awards p ON p.programme = w.programme AND p.month = ? AND p.person_id = w.person_id AND p.active_flag = 1
      WHERE w.list_id = ? AND (p.id IS NULL OR p.payable_fen <> w.payable_fen) ORDER BY p.id IS NOT NULL, w.id LIMIT ?`, [month, list.id, limit]);
  const gone = await rows<{ student_id: number; name: string; grade: string; major: string; class_name: string; before_fen: number; enrolment_status: string }>(
    `SELECT p.student_id, p.name, p.grade, p.major, p.class_name, p.payable_fen AS before_fen, s.enrolment_status ${GONE} ORDER BY p.id LIMIT ?`, [...goneParams(list, month), limit]);
  return [
    ...mine.map((one): Change => ({ kind: one.before_fen === null ? 'added' : 'amount', studentId: one.student_id, name: one.name, grade: one.grade, major: one.major, className: one.class_name, before: one.before_fen, after: one.after_fen, reason: null })),
    ...gone.map((one): Change => ({ kind: 'removed', studentId: one.student_id, name: one.name, grade: one.grade, major: one.major, className: one.class_name, before: one.before_fen, after: null, reason: one.enrolment_status === 'full-time' ? null : one.enrolment_status })),
  ];
}

const GONE = `FROM awards p JOIN award_lists l ON l.id = p.list_id JOIN students s ON s.id = p.student_id WHERE l.school_id = ? AND l.programme = ? AND l.month = ? AND p.active_flag = 1
  AND NOT EXISTS (SELECT 1 FROM awards w JOIN award_lists m ON m.id = w.list_id WHERE m.school_id = l.school_id AND w.programme = l.programme AND w.month = ? AND w.person_id = p.person_id)`;
const goneParams = (list: AwardList, month: string): (string | number)[] => [list.school.id, list.programme.key, month, list.month];
