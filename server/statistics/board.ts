import { officeNow, rows } from '../database.js';
import { findLists } from '../award-lists/query.js';
import { stageOfList, type AwardList } from '../award-lists/award-list.js';
import type { Stage } from '../award-lists/status.js';
import { workdayCalendar } from '../calendar.js';
import type { Actor } from '../values/actor.js';
import type { Month } from '../values/month.js';
import { addDays, officeDateOf } from '../values/office-date.js';
import type { ProgrammeKey } from '../values/programme.js';
import { scopeSql } from '../values/scope.js';
import { workdaysBetween, workdaysLeft } from '../values/workday.js';

/** One school's list of a month, and how far it is; `list` null: the school has not begun one. */
export type BoardLine = {
  school: { id: number; name: string };
  list: AwardList | null;
  stage: Stage | null;
  /** Who has it now and until when; null where nobody is waited for. */
  waits: { organisationId: number; organisation: string; role: string; dueOn: string | null; workdaysLeft: number | null; workdaysLate: number | null } | null;
};

const MOST = 2000;

/**
 * 本月看板: every vocational school of the actor's subtree beside its lists of one programme and month, schools in the order of
 * the tree. Days are working days; a year without a calendar gives none.
 */
export async function boardOf(actor: Actor, programme: ProgrammeKey, month: Month): Promise<BoardLine[]> {
  const scope = scopeSql(actor);
  const schools = await rows<{ id: number; name: string }>(`SELECT o.id, o.name FROM organisations o WHERE ${scope.sql} AND o.level = 'school' AND o.stage = 'vocational' AND o.status = 'active' ORDER BY o.path LIMIT ?`, [...scope.params, MOST]);
  const lists = [...(await findLists(actor, { programme, month, limit: MOST }, { count: false })).items].reverse();
  const waiting = new Map((await openSteps(lists.map(({ id }) => id))).map((one) => [one.subject_id, one]));
  const today = officeDateOf(await officeNow());
  const calendar = await workdayCalendar();
  return schools.flatMap((school): BoardLine[] => {
    const own = lists.filter((list) => list.school.id === school.id);
    if (own.length === 0) return [{ school, list: null, stage: null, waits: null }];
    return own.map((list) => {
      const step = waiting.get(list.id);
      // A due instant is the end of its day: midnight belongs to the day before.
      const dueOn = step?.due_at ? officeDateOf(new Date(step.due_at.getTime() - 1)) : null;
      const late = dueOn !== null && dueOn < today;
      return {
        school, list, stage: stageOfList(list, today),
        waits: step ? { organisationId: step.organisation_id, organisation: step.organisation, role: step.role, dueOn, workdaysLeft: dueOn && !late ? workdaysLeft(calendar, today, dueOn) : null, workdaysLate: dueOn && late ? workdaysBetween(calendar, addDays(dueOn, 1), today) : null } : null,
      };
    });
  });
}

async function openSteps(ids: readonly number[]): Promise<{ subject_id: number; organisation_id: number; organisation: string; role: string; due_at: Date | null }[]> {
  if (ids.length === 0) return [];
  return rows("SELECT t.subject_id, t.organisation_id, o.name AS organisation, (SELECT MIN(c.role) FROM task_candidates c WHERE c.task_id = t.id) AS role, t.due_at FROM tasks t JOIN organisations o ON o.id = t.organisation_id WHERE t.subject_kind = 'award-list' AND t.state = 'open' AND t.optional = 0 AND t.subject_id IN (?) ORDER BY t.id DESC", [[...ids]]);
}
