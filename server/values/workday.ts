import { NOTICE_PUBLICITY_WORKDAYS, publicityWorkdays } from './province-rules.js';
import { addDays, type OfficeDate } from './office-date.js';

/**
 * Working days by the State Council's calendar, adjusted rest days (调休) included. The calendar is given, never guessed:
 * a day it does not know makes the answer null, shown as 待定 (design ruling on calendar gaps).
 */
export type WorkdayCalendar = { isWorkday(date: OfficeDate): boolean | undefined };

/** 不少于5个工作日. */
export const MINIMUM_PUBLICITY_WORKDAYS = NOTICE_PUBLICITY_WORKDAYS;

/** Far longer than any period of the office; ends a search that a calendar without working days would never end. */
const FARTHEST_DAYS = 1000;

/** A calendar from the rows of the calendar table. */
export function workdayCalendar(rows: Iterable<{ date: OfficeDate; isWorkday: boolean }>): WorkdayCalendar {
  const days = new Map<OfficeDate, boolean>();
  for (const { date, isWorkday } of rows) days.set(date, isWorkday);
  return { isWorkday: (date) => days.get(date) };
}

/**
 * The n-th working day from `start`. Counting the start, the start is the first one when it is a working day itself
 * (学校公示的习惯算法); not counting it, the day after is the first that may count (民法典第二百零一条).
 * @param n at least 1. @returns null when the calendar has no data for a day on the way.
 */
export function addWorkdays(calendar: WorkdayCalendar, start: OfficeDate, n: number, countStart: boolean): OfficeDate | null {
  if (!Number.isInteger(n) || n < 1) throw new RangeError('the number of working days must be a whole number from 1');
  let date = countStart ? start : addDays(start, 1);
  let left = n;
  for (let walked = 0; walked < FARTHEST_DAYS; walked += 1, date = addDays(date, 1)) {
    const works = calendar.isWorkday(date);
    if (works === undefined) return null;
    if (works) left -= 1;
    if (left === 0) return date;
  }
  return null;
}

/** How many working days lie in a period, both ends included; 0 when it ends before it starts. Null when the calendar has a gap in it. */
export function workdaysBetween(calendar: WorkdayCalendar, start: OfficeDate, end: OfficeDate): number | null {
  let count = 0;
  let date = start;
  for (let walked = 0; date <= end; walked += 1, date = addDays(date, 1)) {
    const works = walked < FARTHEST_DAYS ? calendar.isWorkday(date) : undefined;
    if (works === undefined) return null;
    if (works) count += 1;
  }
  return count;
}

/** Working days still to come after today up to and including `end` (还有 2 个工作日). */
export const workdaysLeft = (calendar: WorkdayCalendar, today: OfficeDate, end: OfficeDate): number | null => workdaysBetween(calendar, addDays(today, 1), end);

/** The end the office proposes for a publicity period: the fifth working day (or the one the province demands), counting the start when it is one. Null: 待定. */
export const defaultPublicityEnd = (calendar: WorkdayCalendar, start: OfficeDate): OfficeDate | null =>
  addWorkdays(calendar, start, publicityWorkdays(start), true);

/** The working day a day counts to: itself, or on a rest day the last one before. A day the calendar does not know counts to itself. */
export function workdayOf(calendar: WorkdayCalendar, day: OfficeDate): OfficeDate {
  for (let date = day, walked = 0; walked < FARTHEST_DAYS; walked += 1, date = addDays(date, -1)) {
    const works = calendar.isWorkday(date);
    if (works === undefined) return day;
    if (works) return date;
  }
  return day;
}

/** 放假安排 of a coming year are published in November: from the middle of it on they are missed, when this is the last year that is known. */
export const calendarMissedFrom = (lastYear: string): OfficeDate => `${lastYear}-11-15`;
