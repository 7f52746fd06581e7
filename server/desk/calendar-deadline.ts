import { calendarYears } from '../calendar.js';
import { whyNotTheirs } from '../rule-changes/change.js';
import type { Actor } from '../values/actor.js';
import type { OfficeDate } from '../values/office-date.js';
import { calendarMissedFrom, type WorkdayCalendar } from '../values/workday.js';
import type { Deadline } from '../web/components/todo-card.js';
import { deadlineOf } from './deadlines.js';

/** The day by which whoever keeps the calendar has to enter the coming year's holidays: after it nobody's period can be counted. */
export async function calendarDeadline(actor: Actor, today: OfficeDate, calendar: WorkdayCalendar): Promise<{ at: OfficeDate; deadline: Deadline }[]> {
  if (actor.role !== 'authority-operator' || (await whyNotTheirs(actor)) !== null) return [];
  const [latest] = await calendarYears();
  if (!latest || today < calendarMissedFrom(latest)) return [];
  const by = `${latest}-12-31`;
  return [{ at: by, deadline: deadlineOf(by, `录入${Number(latest) + 1}年的放假安排（办理规则 › 规则调整）`, today, calendar) }];
}
