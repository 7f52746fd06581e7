import { NotFound } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { isPriorityGroupKey } from '../values/priority-group.js';
import type { StageTab, GroupAsked } from './group-statistics.js';
import type { PopulationAsked } from './population.js';
import { planRows, type RowPlan } from './row-organisations.js';
import type { WorkProgressAsked } from './work-progress.js';

/*
 * What stands behind a cell: the same conditions as the number, as a population. Behind a month that is over stands the
 * roster as it is today.
 */

/** Behind a cell of 工作进展查看. @throws NotFound for a row outside the statistic. */
export async function behindProgress(actor: Actor, asked: WorkProgressAsked, cell: { drill: NonNullable<PopulationAsked['progress']>; row?: number }): Promise<PopulationAsked> {
  const plan = await planRows(actor, { organisation: asked.organisation, by: asked.by ?? 'below', stage: 'vocational' });
  return { progress: cell.drill, month: asked.month, schools: schoolsBehind(plan, cell.row) };
}

/** Behind a cell of 十一类特殊困难学生综合统计. */
export async function behindGroups(actor: Actor, asked: GroupAsked, cell: { drill: string; row?: number }): Promise<PopulationAsked> {
  const plan = await planRows(actor, { organisation: asked.organisation, by: asked.by ?? 'below', stage: asked.stage });
  const { drill } = cell;
  return {
    month: asked.month, schools: schoolsBehind(plan, cell.row), source: asked.source, groups: asked.groups,
    group: isPriorityGroupKey(drill) ? drill : 'any', ...(drill === 'aided' ? { aided: 'yes' } : drill === 'unaided' ? { aided: 'no' } : {}),
  };
}

/** Behind a cell of 其他受助情况统计: people who were aided. */
export async function behindStage(actor: Actor, tab: StageTab, asked: Omit<GroupAsked, 'stage'>, cell: { drill: string; row?: number }): Promise<PopulationAsked> {
  const plan = await planRows(actor, { organisation: asked.organisation, by: tab === 'provinces' ? 'province' : asked.by ?? 'below', ...(tab === 'provinces' || tab === 'stages' ? {} : { stage: tab }) });
  const group = cell.drill.replace(/^aided-/, '');
  return { month: asked.month, schools: schoolsBehind(plan, tab === 'stages' ? undefined : cell.row), groups: asked.groups, aided: 'yes', ...(isPriorityGroupKey(group) ? { group, source: asked.source } : asked.groups && Object.keys(asked.groups).length > 0 ? { source: asked.source } : {}) };
}

function schoolsBehind(plan: RowPlan, row: number | undefined): number[] {
  if (row === undefined) return plan.schools.map(({ schoolId }) => schoolId);
  if (!plan.rows.some(({ id }) => id === row)) throw new NotFound();
  return plan.schools.filter(({ rowId }) => rowId === row).map(({ schoolId }) => schoolId);
}
