import { currentTx, officeNow, row } from '../database.js';
import { NotFound, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { addMonths, compareMonths, monthOf, type Month } from '../values/month.js';
import { officeDateOf } from '../values/office-date.js';
import type { ProgrammeKey } from '../values/programme.js';

/** Programmes whose lists are filed monthly through publicity (附件1 二). */
export const monthlyProgrammes: readonly ProgrammeKey[] = ['vocational-grant', 'vocational-tuition-waiver'];
const MONTHS_AHEAD = 12;

/**
 * The actor's school, if it may begin a list of the programme and month; inside an act its row is locked, so that one list of
 * a school is begun after the other.
 * @throws NotFound for who has no school; RuleBroken `programme-not-offered`, `month-too-far`.
 */
export async function demandOffered(actor: Actor, { programme, month }: { programme: ProgrammeKey; month: Month }): Promise<{ id: number; name: string; parent_id: number }> {
  const school = await row<{ id: number; name: string; stage: string | null; parent_id: number | null }>(`SELECT id, name, stage, parent_id FROM organisations WHERE id = ?${currentTx() ? ' FOR UPDATE' : ''}`, [actor.organisation.id]);
  if (!school?.parent_id) throw new NotFound();
  if (!monthlyProgrammes.includes(programme) || school.stage !== 'vocational') throw new RuleBroken('programme-not-offered', `${school.name}不是中等职业学校，没有这个项目的名单。`, '附件1 二 涉及学段：中职');
  const latest = addMonths(monthOf(officeDateOf(await officeNow())), MONTHS_AHEAD);
  if (compareMonths(month, latest) > 0) throw new RuleBroken('month-too-far', `月份最晚选${latest}。`);
  return { id: school.id, name: school.name, parent_id: school.parent_id };
}
