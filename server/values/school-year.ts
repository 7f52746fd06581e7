import { academicTermOf, isAcademicTerm, schoolYearOf } from './academic-term.js';
import type { Month } from './month.js';
import type { Period } from './period.js';

/** 学年, `2022-2023`: from September to August. Hardship is determined, and aid is added up, by it. */
export type SchoolYear = string;

export const isSchoolYear = (text: string): text is SchoolYear => /^(19|20|21)\d{2}-\d{4}$/.test(text) && Number(text.slice(5)) === Number(text.slice(0, 4)) + 1;

/** The school year a month lies in: 2023-05 lies in 2022-2023. */
export const schoolYearOfMonth = (month: Month): SchoolYear => schoolYearOf(academicTermOf(`${month}-01`));

/** The school year an award list belongs to: a month's, or the term's own. */
export const schoolYearOfPeriod = (period: Period): SchoolYear => (isAcademicTerm(period) ? schoolYearOf(period) : schoolYearOfMonth(period));

/** September of the first year and August of the second. */
export const monthsOfSchoolYear = (year: SchoolYear): { first: Month; last: Month } => ({ first: `${year.slice(0, 4)}-09`, last: `${year.slice(5)}-08` });

/** The same year as SQL over a `period` column; a test holds it against `schoolYearOfPeriod`. Periods of a year lie between its first and last month as strings, terms too. */
export const schoolYearSql = (period: string): string => `IF(LENGTH(${period}) > 7, LEFT(${period}, 9), IF(RIGHT(${period}, 2) >= '09', CONCAT(LEFT(${period}, 4), '-', LEFT(${period}, 4) + 1), CONCAT(LEFT(${period}, 4) - 1, '-', LEFT(${period}, 4))))`;

/** `2022-2023学年`. */
export const formatSchoolYear = (year: SchoolYear): string => `${year}学年`;
