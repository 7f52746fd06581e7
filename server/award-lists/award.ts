import { row, rows } from '../database.js';
import { NotFound } from '../lib/errors.js';
import { isEnrolmentStatus, isOverdue } from '../values/enrolment.js';
import { formatMonth } from '../values/month.js';

/** One person on an award list, as they stood when entered. Amounts in fen; `paid` null until something was paid or filled. */
export type Award = {
  id: number; student: { id: number; name: string; maskedId: string }; grade: string; major: string; className: string;
  tier: string; payable: number; paid: number | null; warnings: { code: string; message: string }[]; version: number;
};

type Row = {
  id: number; student_id: number; name: string; document_masked: string; grade: string; major: string; class_name: string; tier: string; payable_fen: number; paid_fen: number | null; version: number;
  month: string; enrolment_status: string; entry_month: string | null; programme_months: number | null; same_card: number;
};

const SELECT = `SELECT w.id, w.student_id, w.name, s.document_masked, w.grade, w.major, w.class_name, w.tier, w.payable_fen, w.paid_fen, w.version, w.month, s.enrolment_status, s.entry_month, s.programme_months,
  (s.card_index IS NOT NULL AND EXISTS (SELECT 1 FROM students twin WHERE twin.school_id = s.school_id AND twin.card_index = s.card_index AND twin.id <> s.id)) AS same_card
  FROM awards w JOIN students s ON s.id = w.student_id`;

export type AwardFilter = { q?: string; after?: number; limit: number; offset?: number };

/** Awards of a list in the order they were entered. */
export async function awardsOf(listId: number, filter: AwardFilter): Promise<Award[]> {
  const like = filter.q ? `%${filter.q.replace(/[%_\\]/g, '\\$&')}%` : null;
  return (await rows<Row>(`${SELECT} WHERE w.list_id = ? AND w.id > ?${like ? ' AND (w.name LIKE ? OR s.name_pinyin LIKE ? OR s.name_initials LIKE ? OR w.class_name LIKE ? OR w.major LIKE ?)' : ''} ORDER BY w.id LIMIT ? OFFSET ?`,
    [listId, filter.after ?? 0, ...(like ? [like, like, like, like, like] : []), filter.limit, filter.offset ?? 0])).map(awardOf);
}

/** One award of this list. @throws NotFound when it is another list's. */
export async function awardOnList(listId: number, awardId: number): Promise<Award> {
  const found = await row<Row>(`${SELECT} WHERE w.id = ? AND w.list_id = ?`, [awardId, listId]);
  if (!found) throw new NotFound();
  return awardOf(found);
}

function awardOf(found: Row): Award {
  return {
    id: found.id, student: { id: found.student_id, name: found.name, maskedId: found.document_masked }, grade: found.grade, major: found.major, className: found.class_name,
    tier: found.tier, payable: found.payable_fen, paid: found.paid_fen, warnings: warningsOf(found), version: found.version,
  };
}

/** What a reviewer should look at; none of them blocks (A13). */
function warningsOf(found: Row): Award['warnings'] {
  const warnings: Award['warnings'] = [];
  if (found.enrolment_status !== 'full-time') warnings.push({ code: 'not-enrolled', message: '现在不是全日制在读' });
  else if (isEnrolmentStatus(found.enrolment_status) && isOverdue(found.entry_month, found.programme_months, found.enrolment_status, found.month)) warnings.push({ code: 'overdue', message: `逾期学生：按入学年月和学制，${formatMonth(found.month)}已应毕业` });
  if (found.same_card === 1) warnings.push({ code: 'same-card', message: '与另一名学生登记了同一张卡' });
  return warnings;
}

const OVERDUE = "s.enrolment_status = 'full-time' AND s.entry_month IS NOT NULL AND s.programme_months IS NOT NULL AND PERIOD_ADD(REPLACE(s.entry_month, '-', ''), s.programme_months) <= REPLACE(w.month, '-', '')";
/** Its one parameter is the list: the cards its school has registered twice are looked up once, not for every student. */
const SAME_CARD = 's.card_index IN (SELECT twin.card_index FROM students twin WHERE twin.school_id = (SELECT l.school_id FROM award_lists l WHERE l.id = ?) AND twin.card_index IS NOT NULL GROUP BY twin.card_index HAVING COUNT(*) > 1)';

/** The awards of a list that carry a warning, in the order they were entered. */
export const flaggedAwards = async (listId: number, limit: number): Promise<Award[]> =>
  (await rows<Row>(`${SELECT} WHERE w.list_id = ? AND (s.enrolment_status <> 'full-time' OR (${OVERDUE}) OR (${SAME_CARD})) ORDER BY w.id LIMIT ?`, [listId, listId, limit])).map(awardOf);

/** How many awards of a list carry a warning, by one statement. */
export async function countWarnings(listId: number): Promise<{ overdue: number; notEnrolled: number; sameCard: number }> {
  const found = await row<{ overdue: number; not_enrolled: number; same_card: number }>(
    `SELECT CAST(COALESCE(SUM(${OVERDUE}), 0) AS SIGNED) AS overdue,
            CAST(COALESCE(SUM(s.enrolment_status <> 'full-time'), 0) AS SIGNED) AS not_enrolled,
            CAST(COALESCE(SUM(${SAME_CARD}), 0) AS SIGNED) AS same_card
       FROM awards w JOIN students s ON s.id = w.student_id WHERE w.list_id = ?`, [listId, listId]);
  return { overdue: found?.overdue ?? 0, notEnrolled: found?.not_enrolled ?? 0, sameCard: found?.same_card ?? 0 };
}
