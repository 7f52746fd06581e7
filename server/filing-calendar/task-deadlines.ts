import { row, run } from '../database.js';
import type { OfficeDate } from '../values/office-date.js';
import type { Period } from '../values/period.js';
import type { ListProgrammeKey } from '../values/programme.js';
import type { FilingStep } from './rules.js';

/** Which task is which step of the filing calendar. */
export const stepOfTask: Readonly<Record<string, FilingStep>> = { 'enter-list': 'entry', 'school-review': 'review', 'authority-review': 'review', 'publish-list': 'publicity', 'confirm-publicity': 'confirmation', 'manage-disbursement': 'disbursement' };

/** The day 填报日历 wants a task of a list done by: the earliest set for the office that does it, by itself or above it. */
export async function deadlineOfTask(listId: number, taskKey: string, organisationId: number): Promise<OfficeDate | null> {
  const step = stepOfTask[taskKey];
  if (!step) return null;
  return (await row<{ day: OfficeDate | null }>(
    "SELECT MIN(d.due_on) AS day FROM award_lists l JOIN organisations own ON own.id = ? JOIN filing_deadlines d ON d.programme = l.programme AND d.period = l.period AND d.step = ? JOIN organisations o ON o.id = d.organisation_id AND own.path LIKE CONCAT(o.path, '%') WHERE l.id = ?",
    [organisationId, step, listId]))?.day ?? null;
}

/** 24:00 of a day of the office, in the zone of the database. */
const END_OF_DAY = '+ INTERVAL 16 HOUR';

/** After a change of the calendar: open tasks below one organisation are due by the day that holds now, or by their diagram's if that is earlier. */
export async function followCalendar(path: string, programme: ListProgrammeKey, period: Period, steps: readonly FilingStep[]): Promise<void> {
  for (const step of steps) {
    const keys = Object.entries(stepOfTask).filter(([, one]) => one === step).map(([key]) => key);
    await run(
      `UPDATE tasks t JOIN award_lists l ON t.subject_kind = 'award-list' AND l.id = t.subject_id JOIN organisations own ON own.id = t.organisation_id
          SET t.due_at = LEAST(COALESCE(t.drawn_due_at, '9999-12-31'), COALESCE((SELECT MIN(d.due_on) ${END_OF_DAY} FROM filing_deadlines d JOIN organisations o ON o.id = d.organisation_id WHERE d.programme = l.programme AND d.period = l.period AND d.step = ? AND own.path LIKE CONCAT(o.path, '%')), '9999-12-31'))
        WHERE t.state = 'open' AND t.optional = 0 AND t.task_key IN (?) AND l.programme = ? AND l.period = ? AND own.path LIKE ?`, [step, keys, programme, period, `${path}%`]);
    await run("UPDATE tasks t JOIN award_lists l ON t.subject_kind = 'award-list' AND l.id = t.subject_id SET t.due_at = NULL WHERE t.state = 'open' AND t.task_key IN (?) AND l.programme = ? AND l.period = ? AND t.due_at >= '9999-12-31'", [keys, programme, period]);
  }
}
