import { row } from '../database.js';
import { RuleBroken } from '../lib/errors.js';
import type { Period } from '../values/period.js';
import { formatSchoolYear, schoolYearOfPeriod, type SchoolYear } from '../values/school-year.js';

/** 数据归档按学年 (T-03): what everybody is told who would change a list of a closed year. */
const archivedWords = (year: SchoolYear): string => `这份名单属于已归档的${formatSchoolYear(year)}，只能查看。确需更正，请由省级申请重新打开该学年。`;

type Belongs = { archiveId: number | null; period: Period };

/** Why nothing is done with a list of this closed school year; null while its year is open. */
export const unmetOfYear = (closed: SchoolYear | null): { code: string; message: string; basis: string } | null => (closed === null ? null : { code: 'year-archived', message: archivedWords(closed), basis: '数据归档按学年' });

/** The closed school year a list belongs to; null while its year is open. */
export const archivedYearOf = ({ archiveId, period }: Belongs): SchoolYear | null => (archiveId === null ? null : schoolYearOfPeriod(period));

/** Why nothing is done with a list: its year is archived; null while it is open. */
export const whyArchived = (list: Belongs): ReturnType<typeof unmetOfYear> => unmetOfYear(archivedYearOf(list));

/** Refuses to change a list that is archived. @throws RuleBroken `year-archived` */
export function demandOpen(list: Belongs): void {
  const why = whyArchived(list);
  if (why) throw new RuleBroken(why.code, why.message, why.basis);
}

/**
 * Refuses a new list of a school year that is closed for the school, and keeps the year open until the act is over.
 * @throws RuleBroken `year-archived`
 */
export async function demandOpenYear(schoolId: number, period: Period): Promise<void> {
  const year = schoolYearOfPeriod(period);
  const closed = await row<{ state: string }>(
    "SELECT y.state FROM year_archives y JOIN organisations o ON o.id = y.organisation_id JOIN organisations s ON s.id = ? WHERE s.path LIKE CONCAT(o.path, '%') AND y.school_year = ? AND y.live_flag = 1 LOCK IN SHARE MODE", [schoolId, year]);
  if (closed && closed.state !== 'asked') throw new RuleBroken('year-archived', `${formatSchoolYear(year)}已归档，不能再录入名单。确需补录，请由省级申请重新打开该学年。`, '数据归档按学年');
}
