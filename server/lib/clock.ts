/**
 * The only place that reads the time.
 * Office time = database clock + the stored offset, read once per transaction: months, working days, publicity,
 * due dates, timers, reminders. Sessions, password age, leases, rate limits and `recordedAt` use the real clock.
 */
export const realNow = (): Date => new Date();

/** Milliseconds that only go forward, for measuring how long something took. */
export const ticks = (): number => performance.now();

/** SQL that reads the database clock (UTC) and the offset in one row; used by `database.ts` at the start of an act. */
export const CLOCK_SQL = `SELECT UTC_TIMESTAMP(3) AS now, (SELECT value FROM settings WHERE name = 'clock-offset-ms') AS offset_ms`;
export const CLOCK_SETTING = 'clock-offset-ms';

/** @param row the row of `CLOCK_SQL`. */
export function officeTime(row: { now: Date; offset_ms: string | null }): Date {
  return new Date(row.now.getTime() + Number(row.offset_ms ?? 0));
}
