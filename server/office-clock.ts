import { row, run } from './database.js';
import { CLOCK_SETTING, CLOCK_SQL } from './lib/clock.js';

/**
 * Sets office time anew: the offset from the database clock is stored with the data, so every process agrees and time
 * runs on over restarts. It never goes back behind the last recorded act.
 * @returns the office time that now is.
 */
export async function setOfficeClock(wanted: Date): Promise<Date> {
  const last = await row<{ at: Date | null }>('SELECT MAX(office_at) AS at FROM audit_events');
  const start = last?.at && last.at > wanted ? last.at : wanted;
  const clock = await row<{ now: Date; offset_ms: string | null }>(CLOCK_SQL);
  if (!clock) throw new Error('the database clock did not answer');
  const offset = start.getTime() - clock.now.getTime();
  await run('INSERT INTO settings (name, value) VALUES (?, ?) ON DUPLICATE KEY UPDATE value = VALUES(value)', [CLOCK_SETTING, String(offset)]);
  return start;
}

/** The stored offset in milliseconds; null while office time is the real time. Pages show 演示时间 while there is one. */
export async function clockOffset(): Promise<number | null> {
  const found = await row<{ value: string }>('SELECT value FROM settings WHERE name = ?', [CLOCK_SETTING]);
  return found ? Number(found.value) : null;
}

