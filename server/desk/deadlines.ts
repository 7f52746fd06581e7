import { formatDay, startOfOfficeDay, addDays, type OfficeDate } from '../values/office-date.js';
import { shortPeriod } from '../values/period.js';
import type { WorkdayCalendar } from '../values/workday.js';
import type { Deadline } from '../web/components/todo-card.js';
import { dueDay, dueWords } from '../web/time-words.js';
import type { TaskAhead } from './tasks-ahead.js';

const SHOWN = 5;

/** One day by which something is due, with the working days that are left. */
export function deadlineOf(day: OfficeDate, what: string, today: OfficeDate, calendar: WorkdayCalendar): Deadline {
  const { words, late } = dueWords(startOfOfficeDay(addDays(day, 1)), today, calendar);
  return { day: String(Number(day.slice(8))), month: `${Number(day.slice(5, 7))}月`, left: late ? words.replace(/^逾期/, '已逾期') : words.split('，').at(-1) ?? formatDay(day), what, ...(late ? { late } : {}) };
}

/** The nearest days something is due on: own tasks by day and kind, and other days worth knowing. */
export function deadlines(tasks: readonly TaskAhead[], others: readonly { at: OfficeDate; deadline: Deadline }[], today: OfficeDate, calendar: WorkdayCalendar): Deadline[] {
  const byDay = new Map<string, { day: OfficeDate; tasks: TaskAhead[] }>();
  for (const task of tasks) {
    if (!task.dueAt) continue;
    const day = dueDay(task.dueAt);
    const same = byDay.get(`${day}${task.key}`) ?? { day, tasks: [] };
    same.tasks.push(task);
    byDay.set(`${day}${task.key}`, same);
  }
  return [...[...byDay.values()].map(({ day, tasks: same }) => ({ at: day, deadline: deadlineOf(day, whatWords(same), today, calendar) })), ...others]
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).slice(0, SHOWN).map(({ deadline }) => deadline);
}

function whatWords(tasks: readonly TaskAhead[]): string {
  const [{ name, list, subject }] = tasks;
  if (tasks.length === 1 && subject) return `${name}：${subject}`;
  if (tasks.length > 1 || !list) return `${name}，${tasks.length} ${list ? '份' : '件'}`;
  return `${name}：${list.school} ${shortPeriod(list.period)}${list.programme.name} 第${list.batchNo}批`;
}
