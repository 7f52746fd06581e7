import { rows } from '../database.js';
import { addMonths, type Month } from '../values/month.js';
import type { OfficeDate } from '../values/office-date.js';

/** Somebody who came back (复学) and has had nothing of the programme since; `tier` is the one they had last, empty when never. */
export type ReturnedStudent = {
  student_id: number; person_id: number; tier: string; payable_fen: number; name: string; grade: string; major: string; class_name: string; enrolment_status: string; entry_month: string | null; programme_months: number | null;
  returned_on: OfficeDate;
};

/** A school that left somebody out for half a year meant it. */
const MONTHS_REMEMBERED = 6;

/**
 * Full-time students of the school who came back within the half year before the earlier list's month and stand on no list of
 * the programme from the month of their return on. They are proposed for the next list, never put on it silently.
 * @param before the day after the last that counts, so that who came back today is among them.
 */
export async function returnedStudents(schoolId: number, programme: string, sourceMonth: Month, before: OfficeDate): Promise<ReturnedStudent[]> {
  return rows<ReturnedStudent>(
    `SELECT s.id AS student_id, s.person_id, COALESCE((SELECT w.tier FROM awards w WHERE w.student_id = s.id AND w.programme = ? ORDER BY w.period DESC, w.id DESC LIMIT 1), '') AS tier, 0 AS payable_fen,
            s.name, s.grade, s.major, s.class_name, s.enrolment_status, s.entry_month, s.programme_months, s.returned_on
       FROM students s WHERE s.school_id = ? AND s.enrolment_status = 'full-time' AND s.returned_on >= ? AND s.returned_on < ?
        AND NOT EXISTS (SELECT 1 FROM awards w WHERE w.student_id = s.id AND w.programme = ? AND w.period >= DATE_FORMAT(s.returned_on, '%Y-%m'))
      ORDER BY s.grade, s.class_name, s.id`, [programme, schoolId, `${addMonths(sourceMonth, -MONTHS_REMEMBERED)}-01`, before, programme]);
}
