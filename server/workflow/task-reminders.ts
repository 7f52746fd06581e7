import { requireTx, row, run } from '../database.js';
import { workdayCalendar } from '../calendar.js';
import { enqueue } from '../outbox.js';
import { addDays, startOfOfficeDay, type OfficeDate } from '../values/office-date.js';
import { addWorkdays } from '../values/workday.js';
import { roleNames, type Role } from '../values/actor.js';
import { seatsOf } from './candidates.js';
import type { Reminder } from './definition-model.js';
import { appendHistory } from './history.js';
import type { SubjectFacts } from './registry.js';
import type { LockedInstance } from './step.js';

const NINE = 9 * 3_600_000;
type Set = { instanceId: number; taskId: number; due: OfficeDate; now: Date };

/** The ladder of a task's diagram as timer rows: before, at and after its due date, at 9:00 of a working day. What is past already is left out. */
export async function setReminders({ instanceId, taskId, due, now }: Set, reminders: readonly Reminder[], facts: SubjectFacts): Promise<void> {
  for (const [index, { workdays, to }] of reminders.entries()) {
    const day = await workdaysFrom(due, workdays);
    const at = day && new Date(startOfOfficeDay(day).getTime() + NINE);
    if (!at || at <= now) continue;
    const told = seatsOf(to, facts).map(({ role, organisationId }) => `${role}@${organisationId}`).join(',');
    await run('INSERT INTO timers (instance_id, execution_id, element_id, due_at, task_id, told) SELECT instance_id, ?, task_key, ?, id, ? FROM tasks WHERE id = ? AND instance_id = ?', [`reminder-${taskId}-${index}`, at, told || null, taskId, instanceId]);
  }
}

/** A task that is closed reminds nobody any more. */
export const dropReminders = async (taskId: number): Promise<void> => void (await run("UPDATE timers SET state = 'cancelled' WHERE task_id = ? AND state IN ('waiting', 'incident')", [taskId]));

/** Tells those who handle the task, or those the diagram names above them, once; the message leaves after the commit. */
export async function remind(instance: LockedInstance, timer: { id: number; taskId: number; elementId: string; told: string | null }, name: string | undefined): Promise<void> {
  const { now } = requireTx();
  if (!(await row("SELECT 1 AS found FROM tasks WHERE id = ? AND state = 'open'", [timer.taskId]))) return;
  const seats = (timer.told ?? '').split(',').filter((word) => word !== '').map((word) => { const [role, organisation] = word.split('@'); return { role, organisationId: Number(organisation) }; });
  await enqueue('task-reminder', `task-reminder:${timer.id}`, { taskId: timer.taskId, timerId: timer.id, seats });
  const told = seats.map(({ role }) => roleNames[role as Role]).join('、');
  await appendHistory(instance.id, instance.historySeq, [{ kind: 'reminded', elementId: timer.elementId, elementName: name, remark: told ? `已提醒${told}` : '已提醒办理人' }], now);
  await run('UPDATE process_instances SET history_seq = history_seq + 1 WHERE id = ?', [instance.id]);
}

async function workdaysFrom(due: OfficeDate, count: number): Promise<OfficeDate | null> {
  const calendar = await workdayCalendar();
  if (count >= 0) return count === 0 ? due : addWorkdays(calendar, due, count, false);
  // Backwards: the day from which so many working days lead to the due date.
  for (let day = addDays(due, count), steps = 0; steps < 60; day = addDays(day, -1), steps += 1) if (calendar.isWorkday(day) && addWorkdays(calendar, day, -count, false) === due) return day;
  return null;
}
