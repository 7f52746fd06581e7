import { officeNow, row, rows } from '../database.js';
import type { Actor } from '../values/actor.js';
import { monthOf, type Month } from '../values/month.js';
import { officeDateOf } from '../values/office-date.js';
import type { ProgrammeKey } from '../values/programme.js';
import { monthlyProgrammes } from './offered-programmes.js';
import { monthToCopy } from './propose-copy.js';

/** A programme the school has no list of yet this month, and the month whose list a new one may be made from. */
export type ListToBegin = { programme: ProgrammeKey; month: Month; copyMonth: Month | null };

/** The lists a school operator has not begun this month; nothing for anybody else. */
export async function listsToBegin(actor: Actor): Promise<ListToBegin[]> {
  if (!(await mayBeginLists(actor))) return [];
  const month = monthOf(officeDateOf(await officeNow()));
  const there = new Set((await rows<{ programme: string }>('SELECT DISTINCT programme FROM award_lists WHERE school_id = ? AND month = ?', [actor.organisation.id, month])).map(({ programme }) => programme));
  const missing: ListToBegin[] = [];
  for (const programme of monthlyProgrammes) if (!there.has(programme)) missing.push({ programme, month, copyMonth: await monthToCopy(actor.organisation.id, programme, month) });
  return missing;
}

/** A school operator of a vocational school opens lists. */
export async function mayBeginLists(actor: Actor): Promise<boolean> {
  if (actor.role !== 'school-operator') return false;
  return (await row<{ stage: string | null }>('SELECT stage FROM organisations WHERE id = ?', [actor.organisation.id]))?.stage === 'vocational';
}
