import { academicTermOf, schoolYearOf } from './academic-term.js';
import type { Month } from './month.js';

/** 学年, `2022-2023`: from September to August. Hardship is determined, and aid is added up, by it. */
export type SchoolYear = string;

export const isSchoolYear = (text: string): text is SchoolYear => /^(19|20|21)\d{2}-\d{4}$/.test(text) && Number(text.slice(5)) === Number(text.slice(0, 4)) + 1;

/** The school year a month lies in: 2023-05 lies in 2022-2023. */
export const schoolYearOfMonth = (month: Month): SchoolYear => schoolYearOf(academicTermOf(`${month}-01`));

/** September of the first year and August of the second. */
export const monthsOfSchoolYear = (year: SchoolYear): { first: Month; last: Month } => ({ first: `${year.slice(0, 4)}-09`, last: `${year.slice(5)}-08` });

/** `2022-2023学年`. */
export const formatSchoolYear = (year: SchoolYear): string => `${year}学年`;
