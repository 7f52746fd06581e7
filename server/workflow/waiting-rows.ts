import { later, rows, run } from '../database.js';
import { workdayCalendar } from '../calendar.js';
import { addWorkdays } from '../values/workday.js';
import { officeDateOf, endOfOfficeDay, type OfficeDate } from '../values/office-date.js';
import { enqueue } from '../outbox.js';
import type { Wait } from './engine.js';
import { seatsOf } from './candidates.js';
import type { ElementModel } from './definition-model.js';
import type { Version } from './definition.js';
import type { HistoryEntry } from './history.js';
import { subjectProvider, type SubjectFacts } from './registry.js';
import type { LockedInstance } from './step.js';
import { syncExternal } from './external-waits.js';
import { dropReminders, setReminders } from './task-reminders.js';
import { dueAt } from './timer-due.js';

type Settling = {
  instance: LockedInstance; version: Version; facts: SubjectFacts; values: Record<string, string | number | boolean | null>;
  waits: readonly Wait[];
  /** The first step: there are no rows yet. */
  begins: boolean; now: Date; entries: HistoryEntry[];
  /** Where the step is, for the incident should it fail here: no date for a timer, nobody for a task. */
  progress: { element: string | null };
};
type Open = { of: 'task' | 'timer' | 'message' | 'external'; id: number; execution_id: string; element: string };

/**
 * Makes the rows equal what the engine waits for: a new wait becomes a task, timer, message or external task row, a vanished one is
 * cancelled. The execution id is the key, so a wait that the engine tells twice is one row.
 */
export async function syncWaits(settling: Settling): Promise<void> {
  const { id } = settling.instance;
  const open = settling.begins ? [] : await rows<Open>(
    `(SELECT 'task' AS of, id, execution_id, task_key AS element FROM tasks WHERE instance_id = ? AND state = 'open' FOR UPDATE) UNION ALL
     (SELECT 'timer', id, execution_id, element_id FROM timers WHERE instance_id = ? AND task_id IS NULL AND state IN ('waiting', 'incident') FOR UPDATE) UNION ALL
     (SELECT 'message', id, execution_id, element_id FROM message_waits WHERE instance_id = ? AND state = 'waiting' FOR UPDATE) UNION ALL
     (SELECT 'external', id, execution_id, element_id FROM external_tasks WHERE instance_id = ? AND state IN ('waiting', 'failed') FOR UPDATE)`, [id, id, id, id]);
  await syncTasks(settling, open.filter(({ of }) => of === 'task'));
  await syncTimers(settling, open.filter(({ of }) => of === 'timer'));
  await syncMessages(settling, open.filter(({ of }) => of === 'message'));
  await syncExternal(id, settling.version.model, settling.waits, { ...settling, open: open.filter(({ of }) => of === 'external') });
}

async function syncTasks({ instance, version, facts, waits, now, entries, progress }: Settling, open: readonly Open[]): Promise<void> {
  const { fresh, gone } = difference(open, waits.filter(({ kind }) => kind === 'task'));
  if (gone.length > 0) {
    await later("UPDATE tasks t JOIN task_candidates c ON c.task_id = t.id SET t.state = 'cancelled', t.done_at = ?, t.version = t.version + 1, c.open = 0 WHERE t.id IN (?)", [now, gone.map(({ id }) => id)]);
    for (const { id, element } of gone) if (version.model.elements[element]?.reminders) await dropReminders(id);
  }
  for (const { element } of gone) entries.push({ kind: 'task-cancelled', elementId: element, elementName: version.model.elements[element]?.name });
  for (const wait of fresh) {
    const element = version.model.elements[wait.elementId];
    progress.element = wait.elementId;
    await openTask(instance, facts, element, wait, now);
    entries.push({ kind: 'task-opened', elementId: element.id, elementName: element.name });
  }
}

async function openTask(instance: LockedInstance, facts: SubjectFacts, element: ElementModel, wait: Wait, now: Date): Promise<void> {
  const candidates = seatsOf(element.candidates, facts);
  if (candidates.length === 0) throw new Error(`nobody can handle ${element.id}: no organisation of the level named in its lane`);
  const drawn = element.dueWorkdays ? addWorkdays(await workdayCalendar(), officeDateOf(now), element.dueWorkdays, false) : null;
  const wanted = element.optional ? null : (await subjectProvider(instance.subject.kind).deadline?.(instance.subject.id, element.id, candidates[0].organisationId)) ?? null;
  const due = drawn && wanted ? (wanted < drawn ? wanted : drawn) : drawn ?? wanted;
  const endOf = (day: OfficeDate | null): Date | null => (day && !element.optional ? endOfOfficeDay(day) : null);
  const { insertId } = await run(
    `INSERT INTO tasks (instance_id, execution_id, task_key, name, optional, subject_kind, subject_id, subject_organisation_id, programme, month, organisation_id, opened_at, due_at, drawn_due_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [instance.id, wait.executionId, element.id, element.name, element.optional ? 1 : 0, instance.subject.kind, instance.subject.id, facts.organisationId, facts.programme, facts.month, candidates[0].organisationId, now, endOf(due), endOf(drawn)]);
  await later('INSERT INTO task_candidates (task_id, role, organisation_id) VALUES ?', [candidates.map(({ role, organisationId }) => [insertId, role, organisationId])]);
  if (due && element.reminders) await setReminders({ instanceId: instance.id, taskId: insertId, due, now }, element.reminders, facts);
  if (!element.optional) await enqueue('task-opened', `task-opened:${insertId}`, { taskId: insertId });
}

async function syncTimers({ instance, version, values, waits, now, entries, progress }: Settling, open: readonly Open[]): Promise<void> {
  const { fresh, gone } = difference(open, waits.filter(({ kind }) => kind === 'timer'));
  if (gone.length > 0) await later("UPDATE timers SET state = 'cancelled' WHERE id IN (?)", [gone.map(({ id }) => id)]);
  if (fresh.length === 0) return;
  const calendar = await workdayCalendar();
  for (const wait of fresh) {
    const element = version.model.elements[wait.elementId];
    progress.element = wait.elementId;
    if (!element.timer) throw new Error(`${element.id} waits for a timer it does not have`);
    const due = dueAt(element.timer, now, values, (start, days) => addWorkdays(calendar, start, days, false));
    await later('INSERT INTO timers (instance_id, execution_id, element_id, due_at) VALUES (?, ?, ?, ?)', [instance.id, wait.executionId, element.id, due]);
    entries.push({ kind: 'timer-set', elementId: element.id, elementName: element.name });
  }
}

async function syncMessages({ instance, version, waits }: Settling, open: readonly Open[]): Promise<void> {
  const { fresh, gone } = difference(open, waits.filter(({ kind }) => kind === 'message' || kind === 'signal'));
  if (gone.length > 0) await later("UPDATE message_waits SET state = 'cancelled' WHERE id IN (?)", [gone.map(({ id }) => id)]);
  if (fresh.length === 0) return;
  await later('INSERT INTO message_waits (instance_id, execution_id, element_id, kind, message) VALUES ?', [
    fresh.map((wait) => {
      const element = version.model.elements[wait.elementId];
      return [instance.id, wait.executionId, element.id, wait.kind, (wait.kind === 'signal' ? element.signal : element.message) ?? ''];
    }),
  ]);
}

function difference(open: readonly Open[], waits: readonly Wait[]): { fresh: Wait[]; gone: Open[] } {
  const waiting = new Set(waits.map(({ executionId }) => executionId));
  const known = new Set(open.map(({ execution_id }) => execution_id));
  return { fresh: waits.filter(({ executionId }) => !known.has(executionId)), gone: open.filter(({ execution_id }) => !waiting.has(execution_id)) };
}
