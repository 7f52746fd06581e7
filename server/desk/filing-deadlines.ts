import { rows } from '../database.js';
import { stepNames, type FilingStep } from '../filing-calendar/rules.js';
import type { Actor, Role } from '../values/actor.js';
import { addDays, type OfficeDate } from '../values/office-date.js';
import { shortPeriod, type Period } from '../values/period.js';
import { programmeOf, type ListProgrammeKey } from '../values/programme.js';
import { isEducationStage } from '../values/stage.js';
import type { WorkdayCalendar } from '../values/workday.js';
import type { Deadline } from '../web/components/todo-card.js';
import { deadlineOf } from './deadlines.js';

/** Whose steps they are; leaders read them in the calendar. */
const stepsOfRole: Partial<Record<Role, readonly FilingStep[]>> = { 'school-operator': ['entry', 'publicity', 'disbursement'], 'school-reviewer': ['review'], 'authority-operator': ['review', 'confirmation'] };
const AHEAD_DAYS = 31;
const SHOWN = 3;

/** The nearest days of the filing calendar for the viewer's own steps; what has passed is told by the tasks that are late. */
export async function filingDeadlines(actor: Actor, today: OfficeDate, calendar: WorkdayCalendar): Promise<{ at: OfficeDate; deadline: Deadline }[]> {
  const steps = stepsOfRole[actor.role];
  if (!steps) return [];
  const found = await rows<{ programme: ListProgrammeKey; period: Period; step: FilingStep; due_on: OfficeDate; stage: string | null }>(
    `SELECT d.programme, d.period, d.step, MIN(d.due_on) AS due_on, own.stage FROM filing_deadlines d JOIN organisations o ON o.id = d.organisation_id JOIN organisations own ON own.id = ?
      WHERE own.path LIKE CONCAT(o.path, '%') AND d.step IN (?) GROUP BY d.programme, d.period, d.step, own.stage HAVING MIN(d.due_on) BETWEEN ? AND ? ORDER BY due_on, d.period, d.programme, d.step`, [actor.organisation.id, [...steps], today, addDays(today, AHEAD_DAYS)]);
  return found.filter(({ programme, stage }) => stage === null || (isEducationStage(stage) && programmeOf(programme).stages.includes(stage))).slice(0, SHOWN)
    .map(({ programme, period, step, due_on }) => ({ at: due_on, deadline: deadlineOf(due_on, `${shortPeriod(period)}${programmeOf(programme).name}：${stepNames[step]}期限`, today, calendar) }));
}
