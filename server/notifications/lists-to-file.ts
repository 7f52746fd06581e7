import { rows } from '../database.js';
import { addDays, type OfficeDate } from '../values/office-date.js';
import { shortPeriod, type Period } from '../values/period.js';
import { programmeOf, type ListProgrammeKey } from '../values/programme.js';
import { isEducationStage } from '../values/stage.js';

/** A school operator whose school has not begun a list that 填报日历 wants entered by a day. */
export type ListToFile = { userId: number; programme: ListProgrammeKey; period: Period; what: string; dueOn: OfficeDate };

/** A day that passed longer ago is not told any more: nobody begins that list now. */
const PASSED_DAYS = 31;
/** Farther days are nobody's reminder yet; three working days and the longest holiday lie within. */
const AHEAD_DAYS = 14;

/** Whoever is to begin a list soon, or should have. A list that was begun has its task, which is told of as one. */
export async function listsToFile(today: OfficeDate): Promise<ListToFile[]> {
  const found = await rows<{ user_id: number; stage: string | null; programme: ListProgrammeKey; period: Period; due_on: OfficeDate }>(
    `SELECT p.user_id, s.stage, d.programme, d.period, MIN(d.due_on) AS due_on FROM filing_deadlines d JOIN organisations o ON o.id = d.organisation_id
       JOIN organisations s ON s.path LIKE CONCAT(o.path, '%') AND s.level = 'school' AND s.status = 'active'
       JOIN posts p ON p.organisation_id = s.id AND p.role = 'school-operator' JOIN users u ON u.id = p.user_id AND u.status = 'active'
      WHERE d.step = 'entry' AND NOT EXISTS (SELECT 1 FROM award_lists l WHERE l.school_id = s.id AND l.programme = d.programme AND l.period = d.period)
      GROUP BY p.user_id, s.id, s.stage, d.programme, d.period HAVING MIN(d.due_on) BETWEEN ? AND ? ORDER BY p.user_id`, [addDays(today, -PASSED_DAYS), addDays(today, AHEAD_DAYS)]);
  return found.filter(({ programme, stage }) => isEducationStage(stage ?? '') && programmeOf(programme).stages.some((one) => one === stage))
    .map(({ user_id, programme, period, due_on }) => ({ userId: user_id, programme, period, what: `${shortPeriod(period)}${programmeOf(programme).name}`, dueOn: due_on }));
}
