import { InputInvalid } from '../lib/errors.js';
import { addTerms, formatAcademicTerm, isAcademicTerm, monthsOfTerm, parseAcademicTerm, seasonOf, type AcademicTerm } from './academic-term.js';
import { addMonths, formatMonth, inAttachmentMonths, isMonth, monthNumber, parseMonth, type Month } from './month.js';
import type { Programme } from './programme.js';

/**
 * What an award list belongs to: a calendar month (附件1 二), or for the senior-high fee waiver an academic term (附件1 五).
 * Never a calendar year. Periods of one programme are all of one kind and sort as strings.
 */
export type Period = Month | AcademicTerm;

/** `2023年5月`, `2022-2023学年春季学期`. */
export const periodName = (period: Period): string => (isAcademicTerm(period) ? formatAcademicTerm(period) : formatMonth(period));

/** In a sentence about one programme: `5月`, `春季学期`. */
export const shortPeriod = (period: Period): string => (isAcademicTerm(period) ? `${seasonOf(period) === 'autumn' ? '秋季' : '春季'}学期` : `${monthNumber(period)}月`);

/** The period `count` periods of its kind later (earlier when negative). */
export const addPeriods = (period: Period, count: number): Period => (isAcademicTerm(period) ? addTerms(period, count) : addMonths(period, count));

/** The month that stands for the period where something holds from a month on: standards, graduation. A term's is its first. */
export const firstMonthOf = (period: Period): Month => (isAcademicTerm(period) ? monthsOfTerm(period).first : period);

/** A month for those who count months; null for a term. */
export const monthOfPeriod = (period: Period): Month | null => (isMonth(period) ? period : null);

/** The contract's `month` or `term`. */
export const periodFields = (period: Period): { month: Month } | { term: AcademicTerm } => (isAcademicTerm(period) ? { term: period } : { month: period });

/** 同一月份、同一学期: the span in which a student is aided once by a programme. */
export const spanWord = (period: Period): '月份' | '学期' => (isAcademicTerm(period) ? '学期' : '月份');
/** 上月、上学期. */
export const previousWord = (period: Period): '上月' | '上学期' => (isAcademicTerm(period) ? '上学期' : '上月');

/** 其中，5月和12月份必须上传名单公示附件 (附件1 二); a term has no publicity. */
export const needsAttachment = (period: Period): boolean => isMonth(period) && inAttachmentMonths(period);

/** A period as a caller names it: the contract's `month` or `term`, never both. */
export type PeriodGiven = { month?: Month; term?: AcademicTerm };

/**
 * The period of a list of this programme.
 * @throws InputInvalid when the other kind was given, both or none.
 */
export function periodGiven(programme: Pick<Programme, 'name' | 'period'>, { month, term }: PeriodGiven): Period {
  const byTerm = programme.period === 'term';
  const [given, other] = byTerm ? [term, month] : [month, term];
  if (given !== undefined && other === undefined) return byTerm ? parseAcademicTerm(given) : parseMonth(given);
  throw new InputInvalid([byTerm
    ? { path: other === undefined ? 'term' : 'month', code: 'term-required', message: `${programme.name}按学年学期办理，请给出学年学期（如 2022-2023-spring），不要给月份。` }
    : { path: other === undefined ? 'month' : 'term', code: 'month-required', message: `${programme.name}按月份办理，请给出月份（如 2023-05），不要给学年学期。` }]);
}
