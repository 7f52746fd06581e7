import { officeNow, row, rows } from '../database.js';
import type { Actor } from '../values/actor.js';
import { officeDateOf } from '../values/office-date.js';
import type { Period } from '../values/period.js';
import type { ListProgrammeKey } from '../values/programme.js';
import { currentPeriod, programmesOfStage } from './offered-programmes.js';
import { periodToCopy } from './propose-copy.js';

/** A programme the school has no list of yet this month or term, and the period whose lists a new one may be made from. */
export type ListToBegin = { programme: ListProgrammeKey; period: Period; copyPeriod: Period | null };

/** The lists a school operator has not begun yet; nothing for anybody else. */
export async function listsToBegin(actor: Actor): Promise<ListToBegin[]> {
  const today = officeDateOf(await officeNow());
  const missing: ListToBegin[] = [];
  for (const programme of await programmesToBegin(actor)) {
    const period = currentPeriod(programme, today);
    const there = await rows<{ id: number }>('SELECT id FROM award_lists WHERE school_id = ? AND programme = ? AND period = ? LIMIT 1', [actor.organisation.id, programme, period]);
    if (there.length === 0) missing.push({ programme, period, copyPeriod: await periodToCopy(actor.organisation.id, programme, period) });
  }
  return missing;
}

/** The programmes whose lists this person opens: a school operator those of their school's stage. */
export async function programmesToBegin(actor: Actor): Promise<ListProgrammeKey[]> {
  if (actor.role !== 'school-operator') return [];
  return programmesOfStage((await row<{ stage: string | null }>('SELECT stage FROM organisations WHERE id = ?', [actor.organisation.id]))?.stage ?? null);
}

export const mayBeginLists = async (actor: Actor): Promise<boolean> => (await programmesToBegin(actor)).length > 0;
