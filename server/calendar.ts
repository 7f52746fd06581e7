import { rows } from './database.js';
import { ticks } from './lib/clock.js';
import { workdayCalendar as calendarOf, type WorkdayCalendar } from './values/workday.js';

const FRESH_MS = 60_000;
let loaded: { at: number; calendar: WorkdayCalendar } | null = null;

/** The working-day calendar of the office, holidays and 调休 from the table. Read anew once a minute. */
export async function workdayCalendar(): Promise<WorkdayCalendar> {
  if (!loaded || ticks() - loaded.at > FRESH_MS) {
    const days = await rows<{ date: string; is_workday: number }>('SELECT day AS date, is_workday FROM workdays');
    loaded = { at: ticks(), calendar: calendarOf(days.map(({ date, is_workday }) => ({ date, isWorkday: is_workday === 1 }))) };
  }
  return loaded.calendar;
}

/** Forgets what was read, after the calendar was edited. */
export function forgetCalendar(): void {
  loaded = null;
}

/** The years the calendar has, the last first. Beyond them no period can be counted. */
export async function calendarYears(): Promise<string[]> {
  return (await rows<{ year: string }>('SELECT DISTINCT LEFT(day, 4) AS year FROM workdays ORDER BY year DESC')).map(({ year }) => year);
}
