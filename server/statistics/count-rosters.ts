import { officeNow, row, rows, run, transact } from '../database.js';
import { ticks } from '../lib/clock.js';
import { countsIn } from '../priority-groups/membership.js';
import { addMonths, monthOf, type Month } from '../values/month.js';
import { addDays, officeDateOf } from '../values/office-date.js';
import { priorityGroupKeys } from '../values/priority-group.js';
import { monthsOfSchoolYear, schoolYearOfMonth } from '../values/school-year.js';
import { paidSql } from './aid-facts.js';

/** The clockwork counts so many schools before it looks at its other work. */
const A_TURN = 300;
/** A reader brings up to date himself what fits into so long; he is answered within two seconds, and told what was left. */
const READER_MS = 800;
/** The coming month's rows are made ready in the last days of a month, so that its first reader finds them. */
const DAYS_AHEAD = 3;

export const currentMonth = async (): Promise<Month> => monthOf(officeDateOf(await officeNow()));

/** Schools below a path with a mark of a change, those first, and those not counted in a month yet. */
const DUE = `FROM organisations o LEFT JOIN roster_summaries r ON r.school_id = o.id AND r.month = ?
      WHERE o.path LIKE ? AND o.level = 'school' AND (r.school_id IS NULL OR o.id IN (SELECT school_id FROM roster_marks))`;

/**
 * Brings the summary rows of the current month up to date for the schools below a path: those with a mark of a change, and
 * those not counted in this month yet. Rows of earlier months stay as they were when their month ended: they are the monthly
 * snapshot.
 * @returns how many schools were counted.
 */
export async function countRosters(path = '/', most = A_TURN): Promise<number> {
  const month = await currentMonth();
  const due = await dueSchools(path, month, most);
  for (const id of due) await countSchool(id, month);
  return due.length;
}

/**
 * The same for whoever asks, as far as it goes in a moment: so a reader sees what was committed before he asked, and after a
 * change of the whole province he is answered all the same.
 * @returns how many schools still wait for the clockwork; what is known of them is older.
 */
export async function countForReader(path: string, within = READER_MS): Promise<number> {
  const month = await currentMonth();
  const begun = ticks();
  for (const id of await dueSchools(path, month, A_TURN)) {
    if (ticks() - begun >= within) return (await row<{ n: number }>(`SELECT COUNT(*) AS n ${DUE}`, [month, `${path}%`]))?.n ?? 0;
    await countSchool(id, month);
  }
  return 0;
}

async function dueSchools(path: string, month: Month, most: number): Promise<number[]> {
  return (await rows<{ id: number }>(`SELECT o.id ${DUE} ORDER BY r.school_id IS NULL, o.id LIMIT ?`, [month, `${path}%`, most])).map(({ id }) => id);
}

/**
 * In the last days of a month the clockwork counts the coming one ahead; what changes after that is counted for both.
 * @returns how many schools were counted; none on other days.
 */
export async function countAhead(most = A_TURN): Promise<number> {
  const today = officeDateOf(await officeNow());
  const month = monthOf(today);
  const next = addMonths(month, 1);
  if (monthOf(addDays(today, DAYS_AHEAD)) !== next) return 0;
  const due = await rows<{ id: number }>('SELECT r.school_id AS id FROM roster_summaries r LEFT JOIN roster_summaries n ON n.school_id = r.school_id AND n.month = ? WHERE r.month = ? AND n.school_id IS NULL LIMIT ?', [next, month, most]);
  for (const { id } of due) {
    await transact(async (tx) => {
      await lockHeader(id, month, tx.now);
      await lockHeader(id, next, tx.now);
      await writeCounts(id, next);
    });
  }
  return due.length;
}

/** Two counters of one school follow one another. @returns whether it had been counted in this month before. */
async function lockHeader(schoolId: number, month: Month, now: Date): Promise<boolean> {
  if (await row('SELECT school_id FROM roster_summaries WHERE school_id = ? AND month = ? FOR UPDATE', [schoolId, month])) return true;
  await run('INSERT INTO roster_summaries (school_id, month, counted_at) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE counted_at = VALUES(counted_at)', [schoolId, month, now]);
  return false;
}

/**
 * Counts one school anew. Its header row is locked first, so two counters follow one another, and the marks are read before
 * the students: a change committed later leaves its mark standing.
 */
async function countSchool(schoolId: number, month: Month): Promise<void> {
  await transact(async (tx) => {
    const counted = await lockHeader(schoolId, month, tx.now);
    const found = await rows<{ id: number; month: string }>('SELECT id, month FROM roster_marks WHERE school_id = ?', [schoolId]);
    const marks = found.map(({ id }) => id);
    if (counted && marks.length === 0) return;
    const last = addMonths(month, -1);
    if (found.some((mark) => mark.month === last)) await recount(schoolId, last);
    await writeCounts(schoolId, month);
    await recount(schoolId, addMonths(month, 1));
    for (let at = 0; at < marks.length; at += 900) await run('DELETE FROM roster_marks WHERE id IN (?)', [marks.slice(at, at + 900)]);
    await run('UPDATE roster_summaries SET counted_at = ? WHERE school_id = ? AND month = ?', [tx.now, schoolId, month]);
  });
}

/**
 * Another month that has rows already: what was changed in the last moments of a month and not counted in them belongs to
 * that month too, and a month counted ahead follows the roster until it begins.
 */
async function recount(schoolId: number, month: Month): Promise<void> {
  if (await row('SELECT school_id FROM roster_summaries WHERE school_id = ? AND month = ?', [schoolId, month])) await writeCounts(schoolId, month);
}

/** 1 for 脱贫家庭, 2 for 脱贫不稳定家庭, … 1024 for 低保边缘家庭, in the notice's order. */
export const groupBits = `(1 << (FIELD(m.group_key, ${priorityGroupKeys.map((key) => `'${key}'`).join(', ')}) - 1))`;

/** Each full-time person of some students with the groups they belong to, as bits, and what they were paid in the school year. */
function personsSql(month: Month, which: string): { sql: string; params: string[] } {
  const counted = countsIn(month);
  const { first, last } = monthsOfSchoolYear(schoolYearOfMonth(month));
  const paid = paidSql('s.person_id', first, last);
  return {
    sql: `SELECT s.school_id, s.person_id, CAST(COALESCE(BIT_OR(IF(m.source = 'central', ${groupBits}, 0)), 0) AS UNSIGNED) AS central, CAST(COALESCE(BIT_OR(IF(m.source = 'local', ${groupBits}, 0)), 0) AS UNSIGNED) AS local, MAX(${paid.sql}) AS paid
      FROM students s LEFT JOIN group_memberships m ON m.person_id = s.person_id AND ${counted.sql} WHERE ${which} AND s.enrolment_status = 'full-time' GROUP BY s.school_id, s.person_id`,
    params: [...paid.params, ...counted.params],
  };
}

async function writeCounts(schoolId: number, month: Month): Promise<void> {
  for (const table of ['roster_counts', 'group_counts', 'double_enrolments']) await run(`DELETE FROM ${table} WHERE month = ? AND school_id = ?`, [month, schoolId]);
  await run("INSERT INTO roster_counts (month, school_id, graduation, people) SELECT ?, school_id, COALESCE(graduation, 0), COUNT(*) FROM students WHERE school_id = ? AND enrolment_status = 'full-time' GROUP BY school_id, COALESCE(graduation, 0)", [month, schoolId]);
  const persons = personsSql(month, 's.school_id = ?');
  await run(
    `INSERT INTO group_counts (month, school_id, central, local, aided, people, paid_fen)
     SELECT ?, x.school_id, x.central, x.local, IF(x.paid > 0, 'yes', 'no'), COUNT(*), SUM(x.paid) FROM (${persons.sql}) x GROUP BY x.school_id, x.central, x.local, IF(x.paid > 0, 'yes', 'no')`, [month, ...persons.params, schoolId]);
  await keepDoubles(schoolId, month);
}

/** Persons enrolled full-time at several schools at once, one row a school, so that a total over schools counts them once. */
async function keepDoubles(schoolId: number, month: Month): Promise<void> {
  const found = await rows<{ person_id: number }>("SELECT DISTINCT s.person_id FROM students s JOIN students t ON t.person_id = s.person_id AND t.id <> s.id AND t.enrolment_status = 'full-time' WHERE s.school_id = ? AND s.enrolment_status = 'full-time'", [schoolId]);
  if (found.length === 0) return;
  const persons = personsSql(month, 's.person_id IN (?)');
  await run(
    `INSERT INTO double_enrolments (month, school_id, person_id, central, local, aided, paid_fen) SELECT ?, x.school_id, x.person_id, x.central, x.local, IF(x.paid > 0, 'yes', 'no'), x.paid FROM (${persons.sql}) x
     ON DUPLICATE KEY UPDATE central = VALUES(central), local = VALUES(local), aided = VALUES(aided), paid_fen = VALUES(paid_fen)`, [month, ...persons.params, found.map(({ person_id }) => person_id)]);
}
