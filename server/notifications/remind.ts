import { workdayCalendar } from '../calendar.js';
import { officeNow, row, rows, run, transact } from '../database.js';
import { addDays, formatDay, officeDateOf, officeTimeOfDay, startOfOfficeDay, type OfficeDate } from '../values/office-date.js';
import { workdaysLeft, type WorkdayCalendar } from '../values/workday.js';
import { dueDay, dueWords } from '../web/time-words.js';
import { queueForWechat, tasksOnPhone } from '../wechat/queue.js';
import { wechatTime } from '../wechat/send-message.js';
import { stepOfTask } from '../filing-calendar/task-deadlines.js';
import { restsSql } from '../workflow/rest.js';
import { listsToFile, type ListToFile } from './lists-to-file.js';

/** The day's reminders go out once the offices open. */
const FROM = '08:30';
/** So many working days before a deadline its people are told. */
const AHEAD_WORKDAYS = 3;
const BATCH = 500;

type Waiting = { task_id: number; task_key: string; name: string; month: string | null; due_at: Date | null; filing_on: OfficeDate | null; user_id: number };
type Reminder = [userId: number, source: string, title: string, body: string, href: string, at: Date];

/**
 * 每日提醒, on working days from 08:30: each person's open tasks in one sentence; and each task three working days before its
 * deadline, on it, and after it, each once. The deadline is the task's own or the day 填报日历 sets for its step, whichever is
 * earlier; a school that has not begun a list is told of the day for entering it. The row of the day is put by one server only,
 * and each reminder is its own row, so whichever of two servers ticks, nobody gets the same twice.
 * @returns how many reminders were written.
 */
export async function remindOfDeadlines(): Promise<number> {
  const now = await officeNow();
  const today = officeDateOf(now);
  if (officeTimeOfDay(now) < FROM) return 0;
  const calendar = await workdayCalendar();
  if (!(calendar.isWorkday(today) ?? isWeekday(today))) return 0;
  if (await row('SELECT 1 AS found FROM reminder_days WHERE day = ?', [today])) return 0;
  return transact(async (tx) => {
    const { affected } = await run('INSERT IGNORE INTO reminder_days (day, reminded_at) VALUES (?, ?)', [today, tx.now]);
    if (affected === 0) return 0;
    const waiting = await waitingTasks();
    const digests = digestsOf(waiting, today, tx.now);
    const toFile = (await listsToFile(today)).flatMap((one) => filingReminder(one, today, calendar, tx.now));
    const reminders = [...waiting.flatMap((one) => deadlineReminder(one, today, calendar, tx.now)), ...toFile, ...digests];
    let written = 0;
    for (let from = 0; from < reminders.length; from += BATCH) written += (await run('INSERT IGNORE INTO notifications (user_id, source, title, body, href, created_at) VALUES ?', [reminders.slice(from, from + BATCH)])).affected;
    // On WeChat a day's reminders are one message: each costs the person a consent.
    await queueForWechat([...digests, ...toFile].map(([userId, source, title, body]) => ({ userId, source, what: title, where: body, at: wechatTime(tx.now), page: tasksOnPhone })));
    return written;
  });
}

const steps = Object.entries(stepOfTask);

/** Every open task for everybody it waits for, with the day of the filing calendar that holds for the office that does it. */
async function waitingTasks(): Promise<Waiting[]> {
  return rows<Waiting>(
    `SELECT DISTINCT t.id AS task_id, t.task_key, t.name, t.month, t.due_at, p.user_id,
            (SELECT MIN(d.due_on) FROM award_lists l JOIN organisations own ON own.id = t.organisation_id JOIN filing_deadlines d ON d.programme = l.programme AND d.period = l.period
               AND d.step = CASE t.task_key ${steps.map(() => 'WHEN ? THEN ?').join(' ')} END JOIN organisations o ON o.id = d.organisation_id
              WHERE t.subject_kind = 'award-list' AND l.id = t.subject_id AND own.path LIKE CONCAT(o.path, '%')) AS filing_on
       FROM tasks t JOIN task_candidates c ON c.task_id = t.id JOIN posts p ON p.organisation_id = c.organisation_id AND p.role = c.role
       JOIN users u ON u.id = p.user_id AND u.status = 'active' WHERE t.state = 'open' AND t.optional = 0 AND NOT ${restsSql()} ORDER BY t.id`, steps.flat());
}

/** The day a task is to be done by: its own, or an earlier one of the filing calendar. */
function lastDay({ due_at, filing_on }: Pick<Waiting, 'due_at' | 'filing_on'>): OfficeDate | null {
  const days = [...(due_at ? [dueDay(due_at)] : []), ...(filing_on ? [filing_on] : [])].sort();
  return days[0] ?? null;
}

/** `今天有 3 项待办`, `1 项今天到期，1 项已逾期`: no name, no amount. */
function digestsOf(waiting: readonly Waiting[], today: OfficeDate, at: Date): Reminder[] {
  const people = new Map<number, { open: number; today: number; late: number }>();
  for (const one of waiting) {
    const counted = people.get(one.user_id) ?? { open: 0, today: 0, late: 0 };
    const day = lastDay(one);
    people.set(one.user_id, { open: counted.open + 1, today: counted.today + (day === today ? 1 : 0), late: counted.late + (day !== null && day < today ? 1 : 0) });
  }
  return [...people].map(([userId, { open, today: due, late }]) => {
    const parts = [...(due > 0 ? [`${due} 项今天到期`] : []), ...(late > 0 ? [`${late} 项已逾期`] : [])];
    return [userId, `digest:${today}`, `今天有 ${open} 项待办`, parts.length > 0 ? `${parts.join('，')}。` : '没有今天到期的。', '/tasks', at];
  });
}

type Rung = 'due-soon' | 'due-today' | 'overdue';
const rungWords: Readonly<Record<Rung, string>> = { overdue: '逾期', 'due-today': '今天到期', 'due-soon': '快到期' };

/** Which step of the ladder a day stands on; null for one farther away. */
function rungOf(day: OfficeDate, today: OfficeDate, calendar: WorkdayCalendar): Rung | null {
  if (day <= today) return day < today ? 'overdue' : 'due-today';
  const left = workdaysLeft(calendar, today, day);
  return left !== null && left <= AHEAD_WORKDAYS ? 'due-soon' : null;
}

function deadlineReminder(task: Waiting, today: OfficeDate, calendar: WorkdayCalendar, at: Date): Reminder[] {
  const day = lastDay(task);
  const rung = day && rungOf(day, today, calendar);
  if (!rung) return [];
  return [[task.user_id, `${rung}:${task.task_id}`, `${rungWords[rung]}：${task.name}`, `“${task.name}”${task.month ? `（${Number(task.month.slice(5))}月名单）` : ''}期限 ${formatDay(day)}，${leftWords(day, today, calendar)}。点开办理。`, `/tasks/${task.task_id}`, at]];
}

function filingReminder({ userId, programme, period, what, dueOn }: ListToFile, today: OfficeDate, calendar: WorkdayCalendar, at: Date): Reminder[] {
  const rung = rungOf(dueOn, today, calendar);
  if (!rung) return [];
  return [[userId, `${rung}:entry:${programme}:${period}`, `${rungWords[rung]}：名单录入`, `${what}名单录入期限 ${formatDay(dueOn)}，${leftWords(dueOn, today, calendar)}，还没有新建名单。`, `/filing-calendar?programme=${programme}&period=${period}`, at]];
}

const leftWords = (day: OfficeDate, today: OfficeDate, calendar: WorkdayCalendar): string => dueWords(startOfOfficeDay(addDays(day, 1)), today, calendar).words.split('，').at(-1) ?? formatDay(day);

/** Where the calendar of a year is not known yet, Monday to Friday. */
const isWeekday = (day: OfficeDate): boolean => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
