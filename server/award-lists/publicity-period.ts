import type { ErrorItem } from '../lib/errors.js';
import { RuleBroken } from '../lib/errors.js';
import { addDays, daysBetween, formatDay, type OfficeDate } from '../values/office-date.js';
import { publicityWorkdays } from '../values/province-rules.js';
import { addWorkdays, workdaysBetween, type WorkdayCalendar } from '../values/workday.js';

/** Contract: `start` today or at most 15 days ahead, at least 5 working days, `end` at most 60 days after `start`. */
export const FARTHEST_START_DAYS = 15;
export const LONGEST_DAYS = 60;

/**
 * Whether a publicity period is one the office may announce: 不少于5个工作日, both ends included, by the State Council's calendar.
 * @throws RuleBroken `publicity-in-past`, `publicity-too-far`, `publicity-too-short` or `workdays-unknown`, every problem at once.
 */
export function checkPublicityPeriod(period: { start: OfficeDate; end: OfficeDate }, today: OfficeDate, calendar: WorkdayCalendar): void {
  const problems = periodProblems(period, today, calendar);
  if (problems.length > 0) throw new RuleBroken(problems[0].code, problems[0].message, '资助名单公示不少于5个工作日', problems);
}

/** The same, as a list: empty when the period is good. */
export function periodProblems({ start, end }: { start: OfficeDate; end: OfficeDate }, today: OfficeDate, calendar: WorkdayCalendar): ErrorItem[] {
  const problems: ErrorItem[] = [];
  if (start < today) problems.push({ path: 'start', code: 'publicity-in-past', message: `公示开始日期${formatDay(start)}已经过去，最早选今天（${formatDay(today)}）。` });
  const latest = addDays(today, FARTHEST_START_DAYS);
  if (start > latest) problems.push({ path: 'start', code: 'publicity-too-far', message: `公示开始日期最晚选${formatDay(latest)}（15 天内）。` });
  if (daysBetween(start, end) > LONGEST_DAYS) problems.push({ path: 'end', code: 'publicity-too-far', message: `公示期最长 60 天，结束日期最晚选${formatDay(addDays(start, LONGEST_DAYS))}。` });
  const workdays = workdaysBetween(calendar, start, end);
  const least = publicityWorkdays(start);
  const earliest = addWorkdays(calendar, start, least, true);
  if (workdays === null && daysBetween(start, end) <= LONGEST_DAYS) problems.push({ path: 'end', code: 'workdays-unknown', message: `${end.slice(0, 4)}年的放假安排还没有录入，算不出工作日，请联系省级管理人员补录后再公示。` });
  else if (workdays !== null && workdays < least) problems.push({ path: 'end', code: 'publicity-too-short', message: `只有 ${workdays} 个工作日，至少 ${least} 个${earliest ? `，结束日期最早选${formatDay(earliest)}` : ''}。` });
  return problems;
}
