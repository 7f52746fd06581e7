import { rows } from '../database.js';
import { stepsOf, type FilingStep } from '../filing-calendar/rules.js';
import { endOfOfficeDay, officeDateOf, type OfficeDate } from '../values/office-date.js';
import type { Period } from '../values/period.js';
import { listProgrammeKeys, programmeOf, type ListProgrammeKey } from '../values/programme.js';
import { periodsWithin, type Span } from './span.js';
import { stepTimes, telling, type ListEvent, type StepTimes } from './step-times.js';

/** A school as it stood in the tree. */
export type SchoolPlace = { id: number; stage: string | null; path: string };
export type Outcome = 'on-time' | 'late' | 'missing';
/** 应办环节: one step of one school's list of a period whose day has come. */
export type Fact = { schoolId: number; programme: ListProgrammeKey; period: Period; step: FilingStep; dueOn: OfficeDate; doneAt: Date | null; outcome: Outcome; listId: number | null };

/**
 * What schools had to do within a span and what they had done, as of a moment, from what is stored: the deadlines as they held
 * then (正文三, set by the authorities above each school), and the acts' own records. A school's first list of the period counts,
 * further batches do not. A step without a deadline, or whose day has not ended, is nobody's duty yet.
 */
export async function countFacts(schools: readonly SchoolPlace[], span: Span, asOf: Date): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (const key of listProgrammeKeys) {
    const programme = programmeOf(key);
    const theirs = schools.filter(({ stage }) => programme.stages.some((one) => one === stage));
    const periods = periodsWithin(programme, span);
    if (theirs.length === 0 || periods.length === 0) continue;
    const days = await daysHeld(key, periods, asOf);
    if (days.size === 0) continue;
    const lists = await firstLists(theirs, key, periods, asOf);
    const today = officeDateOf(asOf);
    for (const school of theirs) {
      for (const period of periods) {
        const list = lists.get(`${school.id}:${period}`);
        for (const step of stepsOf(programme)) {
          const dueOn = dayFor(days, school.path, period, step);
          if (dueOn === null || dueOn >= today) continue;
          const doneAt = list?.times[step] ?? null;
          facts.push({ schoolId: school.id, programme: key, period, step, dueOn, doneAt, outcome: outcomeOf(dueOn, doneAt), listId: list?.id ?? null });
        }
      }
    }
  }
  return facts;
}

/** On time until the end of the day in the office. */
export const outcomeOf = (dueOn: OfficeDate, doneAt: Date | null): Outcome => (doneAt === null ? 'missing' : doneAt < endOfOfficeDay(dueOn) ? 'on-time' : 'late');

/** organisation:period:step → day, as it held then. */
async function daysHeld(programme: ListProgrammeKey, periods: readonly Period[], asOf: Date): Promise<Map<string, OfficeDate>> {
  const found = await rows<{ organisation_id: number; period: Period; step: FilingStep; due_on: OfficeDate | null }>(
    'SELECT organisation_id, period, step, due_on FROM filing_deadline_changes WHERE programme = ? AND period IN (?) AND set_at <= ? ORDER BY id', [programme, [...periods], asOf]);
  const held = new Map<string, OfficeDate>();
  for (const { organisation_id, period, step, due_on } of found) {
    if (due_on === null) held.delete(`${organisation_id}:${period}:${step}`);
    else held.set(`${organisation_id}:${period}:${step}`, due_on);
  }
  return held;
}

/** The earliest day set by the school's own authorities, as in the calendar itself. */
function dayFor(days: ReadonlyMap<string, OfficeDate>, path: string, period: Period, step: FilingStep): OfficeDate | null {
  let first: OfficeDate | null = null;
  for (const above of path.split('/').filter(Boolean)) {
    const day = days.get(`${above}:${period}:${step}`);
    if (day && (first === null || day < first)) first = day;
  }
  return first;
}

const AT_ONCE = 500;

/** school:period → its first list that there was at the moment, with the times of its steps. */
async function firstLists(schools: readonly SchoolPlace[], programme: ListProgrammeKey, periods: readonly Period[], asOf: Date): Promise<Map<string, { id: number; times: StepTimes }>> {
  const first = new Map<string, { id: number; times: StepTimes }>();
  for (let from = 0; from < schools.length; from += AT_ONCE) {
    const ids = schools.slice(from, from + AT_ONCE).map(({ id }) => id);
    const lists = await rows<{ id: number; school_id: number; period: Period }>(
      `SELECT id, school_id, period FROM award_lists WHERE school_id IN (?) AND programme = ? AND period IN (?) AND created_at <= ?
       UNION ALL SELECT id, school_id, period FROM deleted_award_lists WHERE school_id IN (?) AND programme = ? AND period IN (?) AND deleted_at > ? ORDER BY id`, [ids, programme, [...periods], asOf, ids, programme, [...periods], asOf]);
    const events = await eventsOf(lists.map(({ id }) => id), asOf);
    for (const { id, school_id, period } of lists) {
      const key = `${school_id}:${period}`;
      if (!first.has(key)) first.set(key, { id, times: stepTimes(events.get(id) ?? []) });
    }
  }
  return first;
}

async function eventsOf(lists: readonly number[], asOf: Date): Promise<Map<number, ListEvent[]>> {
  const found = new Map<number, ListEvent[]>();
  for (let from = 0; from < lists.length; from += AT_ONCE) {
    const ids = lists.slice(from, from + AT_ONCE);
    const told = await rows<{ list_id: number; word: string; at: Date }>(
      `SELECT object_id AS list_id, action AS word, office_at AS at FROM audit_events WHERE object_kind = 'award-list' AND object_id IN (?) AND outcome = 'done' AND action IN (?) AND office_at <= ? ORDER BY object_id, id`, [ids, [...telling], asOf]);
    const ended = await rows<{ list_id: number; at: Date }>("SELECT subject_id AS list_id, done_at AS at FROM tasks WHERE subject_kind = 'award-list' AND subject_id IN (?) AND state = 'done' AND task_key = 'manage-disbursement' AND done_at <= ? ORDER BY id", [ids, asOf]);
    for (const { list_id, word, at } of told) found.set(list_id, [...(found.get(list_id) ?? []), { word, at }]);
    // The task ends in the moment of the last payment; what undid it came later.
    for (const { list_id, at } of ended) found.set(list_id, [...(found.get(list_id) ?? []), { word: '发放办结', at }].sort((a, b) => a.at.getTime() - b.at.getTime()));
  }
  return found;
}
