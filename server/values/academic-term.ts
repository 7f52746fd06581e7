import { InputInvalid } from '../lib/errors.js';

/**
 * 学年学期, `2022-2023-spring` or `2022-2023-autumn`; lists of the senior-high fee waiver belong to one (附件1 五1).
 * Within a school year autumn comes first. The calendar year (年份) is not it.
 */
export type AcademicTerm = string;
export type Season = 'autumn' | 'spring';

const TERM = /^((?:19|20|21)\d{2})-(\d{4})-(spring|autumn)$/;

export function isAcademicTerm(text: string): text is AcademicTerm {
  const parts = TERM.exec(text);
  return parts !== null && Number(parts[2]) === Number(parts[1]) + 1;
}

/** @throws InputInvalid when it is not of the form 2022-2023-spring, or the two years do not follow one another. */
export function parseAcademicTerm(text: string, path = 'term'): AcademicTerm {
  if (isAcademicTerm(text)) return text;
  throw new InputInvalid([{ path, code: 'not-a-term', message: '学年学期应写成 2022-2023-spring（春季）或 2022-2023-autumn（秋季），两个年份要相连。' }]);
}

/** The term a date belongs to: autumn from 1 September to the end of February, spring from 1 March to 31 August. */
export function academicTermOf(date: string): AcademicTerm {
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(5, 7));
  if (month >= 9) return termFrom(year, 'autumn');
  return termFrom(year - 1, month <= 2 ? 'autumn' : 'spring');
}

/** `2022-2023`, the school year of a term. */
export const schoolYearOf = (term: AcademicTerm): string => term.slice(0, 9);
export const seasonOf = (term: AcademicTerm): Season => (term.endsWith('autumn') ? 'autumn' : 'spring');

/** `2022-2023学年春季学期`. */
export const formatAcademicTerm = (term: AcademicTerm): string => `${schoolYearOf(term)}学年${seasonOf(term) === 'autumn' ? '秋季' : '春季'}学期`;

/** The term `count` terms later (earlier when negative). */
export function addTerms(term: AcademicTerm, count: number): AcademicTerm {
  const total = ordinal(term) + count;
  return termFrom(Math.floor(total / 2), total % 2 === 0 ? 'autumn' : 'spring');
}

/** For sorting by time: `2022-2023-autumn` before `2022-2023-spring`. As strings they also sort so, because a comes before s. */
export const compareAcademicTerms = (a: AcademicTerm, b: AcademicTerm): number => ordinal(a) - ordinal(b);

/** First and last month of a term: 2022-09 to 2023-02, or 2023-03 to 2023-08. */
export function monthsOfTerm(term: AcademicTerm): { first: string; last: string } {
  const year = Number(term.slice(0, 4));
  return seasonOf(term) === 'autumn' ? { first: `${year}-09`, last: `${year + 1}-02` } : { first: `${year + 1}-03`, last: `${year + 1}-08` };
}

/** What the V3.1.0 column 年份 with a season means: 2022 春 → 2021-2022-spring, 2022 秋 → 2022-2023-autumn. */
export const termOfLegacyYear = (year: number, season: Season): AcademicTerm => termFrom(season === 'autumn' ? year : year - 1, season);

const termFrom = (firstYear: number, season: Season): AcademicTerm => `${firstYear}-${firstYear + 1}-${season}`;
const ordinal = (term: AcademicTerm): number => Number(term.slice(0, 4)) * 2 + (seasonOf(term) === 'spring' ? 1 : 0);
