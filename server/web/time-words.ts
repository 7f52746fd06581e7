import { addDays, formatDate, formatDay, officeDateOf, officeTimeOfDay, type OfficeDate } from '../values/office-date.js';
import { workdaysBetween, workdaysLeft, type WorkdayCalendar } from '../values/workday.js';

/** `今天 09:12`, `昨天 16:40`, `5月8日 08:55`; the year where it is another one. */
export function momentWords(instant: Date, today: OfficeDate): string {
  const date = officeDateOf(instant);
  return `${dayWords(date, today)} ${officeTimeOfDay(instant)}`;
}

/** The same for a day. */
export function dayWords(date: OfficeDate, today: OfficeDate): string {
  if (date === today) return '今天';
  if (date === addDays(today, -1)) return '昨天';
  return date.slice(0, 4) === today.slice(0, 4) ? formatDay(date) : formatDate(date);
}

/** `5月8日至5月12日`, with the years where it is not this one. */
export const periodWords = (start: OfficeDate, end: OfficeDate, today: OfficeDate): string =>
  `${start.slice(0, 4) === today.slice(0, 4) ? formatDay(start) : formatDate(start)}至${end.slice(0, 4) === start.slice(0, 4) ? formatDay(end) : formatDate(end)}`;

/** The last day of a term that ends at an instant: due at 24:00 of the 12th is due on the 12th. */
export const dueDay = (dueAt: Date): OfficeDate => officeDateOf(new Date(dueAt.getTime() - 1));

export type Due = { words: string; late?: boolean };

/** `5月12日，还有 2 个工作日`, `今天到期`, `逾期 4 个工作日`. */
export function dueWords(dueAt: Date | null, today: OfficeDate, calendar: WorkdayCalendar): Due {
  if (!dueAt) return { words: '—' };
  const day = dueDay(dueAt);
  if (day === today) return { words: '今天到期' };
  if (day > today) {
    const left = workdaysLeft(calendar, today, day);
    return { words: left === null ? `期限 ${dayWords(day, today)}` : `${dayWords(day, today)}，还有 ${left} 个工作日` };
  }
  const late = workdaysBetween(calendar, addDays(day, 1), today);
  return { words: late ? `逾期 ${late} 个工作日` : `${dayWords(day, today)}已到期`, late: true };
}
