import { InputInvalid } from '../lib/errors.js';
import { isAcademicTerm, monthsOfTerm, seasonOf, schoolYearOf, type AcademicTerm } from '../values/academic-term.js';
import { addMonths, isMonth, type Month } from '../values/month.js';
import { periodName, type Period } from '../values/period.js';
import type { Programme } from '../values/programme.js';
import { formatSchoolYear, isSchoolYear, monthsOfSchoolYear, type SchoolYear } from '../values/school-year.js';

/** What a bulletin is about: a month, an academic term, or a school year. */
export type Span = Month | AcademicTerm | SchoolYear;

export const isSpan = (text: string): text is Span => isMonth(text) || isAcademicTerm(text) || (!isMonth(text) && isSchoolYear(text));

/** @throws InputInvalid */
export function parseSpan(text: string): Span {
  if (isSpan(text)) return text;
  throw new InputInvalid([{ path: 'span', code: 'not-a-span', message: '时段应写成 2023-05（月份）、2022-2023-spring（学期）或 2022-2023（学年）。' }]);
}

/** `2023年5月`, `2022-2023学年春季学期`, `2022-2023学年`. */
export const spanName = (span: Span): string => (isMonth(span) || isAcademicTerm(span) ? periodName(span) : formatSchoolYear(span));

/** The periods of a programme within a span. A programme by terms has none within a single month. */
export function periodsWithin(programme: Pick<Programme, 'period'>, span: Span): Period[] {
  if (programme.period === 'term') return isMonth(span) ? [] : isAcademicTerm(span) ? [span] : [`${span}-autumn`, `${span}-spring`];
  if (isMonth(span)) return [span];
  const { first, last } = isAcademicTerm(span) ? monthsOfTerm(span) : monthsOfSchoolYear(span);
  const months: Month[] = [];
  for (let month = first; month <= last; month = addMonths(month, 1)) months.push(month);
  return months;
}

/** The spans offered around a month: its own and the five before, the term and the one before, the school year. */
export function spansAround(month: Month, term: AcademicTerm): Span[] {
  const other = seasonOf(term) === 'spring' ? `${schoolYearOf(term)}-autumn` : `${Number(term.slice(0, 4)) - 1}-${term.slice(0, 4)}-spring`;
  return [...[0, 1, 2, 3, 4, 5].map((back) => addMonths(month, -back)), term, other, schoolYearOf(term)];
}
