import { currentTx, officeNow, row } from '../database.js';
import { NotFound, RuleBroken } from '../lib/errors.js';
import { academicTermOf } from '../values/academic-term.js';
import type { Actor } from '../values/actor.js';
import { monthOf } from '../values/month.js';
import { officeDateOf, type OfficeDate } from '../values/office-date.js';
import { addPeriods, periodName, type Period } from '../values/period.js';
import { listProgrammeKeys, programmeOf, type ListProgrammeKey, type ProgrammeKey } from '../values/programme.js';
import { educationStageNames, isEducationStage, type EducationStage } from '../values/stage.js';

/** Programmes whose lists are filed monthly through publicity (附件1 二). */
export const monthlyProgrammes: readonly ProgrammeKey[] = ['vocational-grant', 'vocational-tuition-waiver'];
const MONTHS_AHEAD = 12;
const TERMS_AHEAD = 1;

/** The list programmes a school of this stage files. */
export const programmesOfStage = (stage: string | null): ListProgrammeKey[] => listProgrammeKeys.filter((key) => programmeOf(key).stages.some((one) => one === stage));

/** The period a new list of the programme would be for: this month, or this academic term. */
export const currentPeriod = (programme: ProgrammeKey, today: OfficeDate): Period => (programmeOf(programme).period === 'term' ? academicTermOf(today) : monthOf(today));

/** The latest period one may begin a list for. */
export const latestPeriod = (programme: ProgrammeKey, today: OfficeDate): Period => addPeriods(currentPeriod(programme, today), programmeOf(programme).period === 'term' ? TERMS_AHEAD : MONTHS_AHEAD);

/**
 * The actor's school, if it may begin a list of the programme and period; inside an act its row is locked, so that one list of
 * a school is begun after the other.
 * @throws NotFound for who has no school; RuleBroken `programme-not-offered`, `month-too-far`, `term-too-far`.
 */
export async function demandOffered(actor: Actor, { programme, period }: { programme: ProgrammeKey; period: Period }): Promise<{ id: number; name: string; parent_id: number }> {
  const school = await row<{ id: number; name: string; stage: string | null; parent_id: number | null }>(`SELECT id, name, stage, parent_id FROM organisations WHERE id = ?${currentTx() ? ' FOR UPDATE' : ''}`, [actor.organisation.id]);
  if (!school?.parent_id) throw new NotFound();
  const { stages, name, period: kind } = programmeOf(programme);
  if (!programmesOfStage(school.stage).some((key) => key === programme)) throw new RuleBroken('programme-not-offered', `${school.name}不是${stages.map(stageName).join('、')}学校，没有${name}名单。`, `附件1 ${kind === 'term' ? '五' : '二'} 涉及学段：${stages.map(stageName).join('、')}`);
  const latest = latestPeriod(programme, officeDateOf(await officeNow()));
  if (period > latest) throw new RuleBroken(kind === 'term' ? 'term-too-far' : 'month-too-far', `${kind === 'term' ? '学年学期' : '月份'}最晚选${periodName(latest)}。`);
  return { id: school.id, name: school.name, parent_id: school.parent_id };
}

const stageName = (stage: EducationStage | string): string => (isEducationStage(stage) ? { ...educationStageNames, vocational: '中等职业' }[stage] : stage);
