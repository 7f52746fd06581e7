import { rows } from '../database.js';
import type { MembershipSource } from '../priority-groups/membership.js';
import type { Actor } from '../values/actor.js';
import type { Month } from '../values/month.js';
import { priorityGroups, type PriorityGroupKey } from '../values/priority-group.js';
import { educationStageNames, educationStages, type EducationStage } from '../values/stage.js';
import { planRows, planSql, type RowPlan, type RowsBy } from './row-organisations.js';
import { byMonth, snapshotFor, type Snapshot } from './snapshot.js';
import type { Statistic, StatisticColumn, StatisticRow } from './statistic.js';

export type GroupAsked = { month?: Month; by?: RowsBy; organisation?: number; source?: MembershipSource; stage?: EducationStage; groups?: Partial<Record<PriorityGroupKey, 'yes' | 'no'>> };
/** 其他受助情况统计: six stages, the provinces, the stages together. */
export type StageTab = EducationStage | 'provinces' | 'stages';
export const stageTabs: readonly StageTab[] = [...educationStages, 'provinces', 'stages'];
export const stageTabNames: Readonly<Record<StageTab, string>> = { ...educationStageNames, provinces: '各省汇总统计', stages: '学段汇总统计' };

const ONCE = '同时属于几类的学生，在每一类各计一次，在合计中只计一次；同时在几所学校有全日制学籍的，上级合计中只计一次。';
const IN_GROUP = '学籍状态为全日制在读、统计月份在有效期内、未被学校核实为“不属实”的学生人数。';

const groupColumns = (aided: boolean): StatisticColumn[] => priorityGroups.map(({ key, label, name, sharedBy }) => ({
  key: aided ? `aided-${key}` : key, name: label, unit: '人' as const, drill: true,
  definition: { text: aided ? `属于“${name}”且本学年实发金额大于 0 的学生人数。` : `属于“${name}”（${sharedBy}共享，或学校自采集）：${IN_GROUP}` },
}));

/** Columns of 十一类特殊困难学生综合统计. */
export const comprehensiveColumns: readonly StatisticColumn[] = [
  { key: 'people', name: '合计', unit: '人', drill: true, definition: { text: `属于十一类中任何一类的学生人数。${ONCE}` } },
  { key: 'aided', name: '已受助', unit: '人', drill: true, definition: { text: '合计中本学年（9月至次年8月）任何资助项目实发金额大于 0 的学生人数。' } },
  { key: 'unaided', name: '应助未助', unit: '人', drill: true, definition: { text: '合计中本学年没有受过任何资助的学生人数。', basis: '正文二：确保家庭经济困难学生应助尽助' } },
  ...groupColumns(false),
];
/** Columns of 其他受助情况统计. */
export const aidColumns: readonly StatisticColumn[] = [
  { key: 'enrolled', name: '在校学生', unit: '人', definition: { text: '学籍状态为全日制在读的学生人数，一人计一次。' } },
  { key: 'aided', name: '受助学生', unit: '人', drill: true, definition: { text: '其中本学年（9月至次年8月）任何资助项目实发金额大于 0 的学生人数，一人计一次。' } },
  { key: 'paid', name: '实发金额', unit: '元', definition: { text: '这些学生本学年的实发金额合计。' } },
  ...groupColumns(true),
];

/** 十一类特殊困难学生综合统计 (附件1 一(一)2(1)、一(二)2(1)). */
export async function groupStatistics(actor: Actor, asked: GroupAsked): Promise<Statistic> {
  const plan = await planRows(actor, { organisation: asked.organisation, by: asked.by ?? 'below', stage: asked.stage });
  return statisticOf(plan, asked, { title: '十一类特殊困难学生综合统计', columns: comprehensiveColumns, figures: comprehensive });
}

/** 其他受助情况统计 (附件1 一(一)2(2)、一(二)2(2)), one of its eight tabs. The rows of 学段汇总统计 are the totals of the six stages. */
export async function aidByStage(actor: Actor, tab: StageTab, asked: Omit<GroupAsked, 'stage'>): Promise<Statistic> {
  const title = `其他受助情况统计（${stageTabNames[tab]}）`;
  const look = { title, columns: aidColumns, figures: aidFigures };
  if (tab !== 'stages') return statisticOf(await planRows(actor, { organisation: asked.organisation, by: tab === 'provinces' ? 'province' : asked.by ?? 'below', ...(tab === 'provinces' ? {} : { stage: tab }) }), asked, look);
  const plan = await planRows(actor, { organisation: asked.organisation, by: 'below' });
  const snapshot = await snapshotFor(plan.root.path, asked.month);
  const whole = await statisticOf(plan, asked, look, snapshot);
  const parts: StatisticRow[] = [];
  for (const stage of educationStages) {
    const { total } = await statisticOf(await planRows(actor, { organisation: asked.organisation, by: 'below', stage }), asked, look, snapshot);
    parts.push({ key: stage, organisation: null, name: educationStageNames[stage], figures: total });
  }
  return { ...whole, rows: parts };
}

type Cube = { central: number; local: number; aided: 'yes' | 'no'; people: number; paid: number };
type Figures = (cube: Cube, asked: GroupAsked) => Record<string, number> | null;

async function statisticOf(plan: RowPlan, asked: GroupAsked, look: { title: string; columns: readonly StatisticColumn[]; figures: Figures }, known?: Snapshot): Promise<Statistic> {
  const snapshot = known ?? (await snapshotFor(plan.root.path, asked.month));
  const cubes: (Cube & { row_id: number })[] = [];
  for (const part of byMonth(plan, snapshot)) {
    const division = planSql(part.plan);
    cubes.push(...await rows<Cube & { row_id: number }>(
      `SELECT d.row_id, c.central, c.local, c.aided, CAST(SUM(c.people) AS SIGNED) AS people, CAST(SUM(c.paid_fen) AS SIGNED) AS paid FROM ${division.sql} d JOIN group_counts c ON c.school_id = d.school_id AND c.month = ? GROUP BY d.row_id, c.central, c.local, c.aided`, [...division.params, part.month]));
  }
  const empty = (): Record<string, number> => Object.fromEntries(look.columns.map(({ key }) => [key, 0]));
  const byRow = new Map(plan.rows.map(({ id }) => [id, empty()]));
  const total = empty();
  const add = (figures: Record<string, number> | undefined, cube: Cube, times: number): void => {
    for (const [key, value] of Object.entries(look.figures(cube, asked) ?? {})) if (figures) figures[key] = (figures[key] ?? 0) + value * times;
  };
  for (const cube of cubes) for (const figures of [byRow.get(cube.row_id), total]) add(figures, cube, 1);
  for (const { cube, inTotal, inRows } of await doubles(plan, snapshot)) {
    add(total, cube, 1 - inTotal);
    for (const [rowId, times] of inRows) add(byRow.get(rowId), cube, 1 - times);
  }
  return {
    title: look.title, place: plan.root.name, month: snapshot.asked, stored: snapshot.stored, countedAt: snapshot.countedAt, waiting: snapshot.waiting, columns: [...look.columns], total,
    rows: plan.rows.map((one) => ({ key: String(one.id), organisation: one, name: one.direct ? `${one.name}（直属学校）` : one.name, figures: byRow.get(one.id) ?? empty() })),
  };
}

/** Persons counted at more than one school of the plan: how often in the total, and in which rows. */
async function doubles(plan: RowPlan, snapshot: Snapshot): Promise<{ cube: Cube; inTotal: number; inRows: Map<number, number> }[]> {
  const found: (Omit<Cube, 'people'> & { person_id: number; row_id: number })[] = [];
  for (const part of byMonth(plan, snapshot)) {
    const division = planSql(part.plan);
    found.push(...await rows<Omit<Cube, 'people'> & { person_id: number; row_id: number }>(
      `SELECT x.person_id, d.row_id, x.central, x.local, x.aided, x.paid_fen AS paid FROM ${division.sql} d JOIN double_enrolments x ON x.school_id = d.school_id AND x.month = ?`, [...division.params, part.month]));
  }
  const persons = new Map<number, { cube: Cube; inTotal: number; inRows: Map<number, number> }>();
  for (const { person_id, row_id, ...one } of found) {
    const person = persons.get(person_id) ?? { cube: { ...one, people: 1 }, inTotal: 0, inRows: new Map<number, number>() };
    person.inTotal += 1;
    person.inRows.set(row_id, (person.inRows.get(row_id) ?? 0) + 1);
    persons.set(person_id, person);
  }
  return [...persons.values()];
}

/** The groups of a cell by the source asked for, as bits in the notice's order. */
const groupsIn = (cube: Cube, source?: MembershipSource): number => (source === 'central' ? cube.central : source === 'local' ? cube.local : cube.central | cube.local);
const has = (groups: number, order: number): boolean => (groups & (1 << (order - 1))) !== 0;
const meets = (groups: number, wanted: GroupAsked['groups']): boolean => priorityGroups.every(({ key, order }) => wanted?.[key] === undefined || has(groups, order) === (wanted[key] === 'yes'));

function comprehensive(cube: Cube, asked: GroupAsked): Record<string, number> | null {
  const groups = groupsIn(cube, asked.source);
  if (groups === 0 || !meets(groups, asked.groups)) return null;
  return { people: cube.people, aided: cube.aided === 'yes' ? cube.people : 0, unaided: cube.aided === 'no' ? cube.people : 0, ...Object.fromEntries(priorityGroups.filter(({ order }) => has(groups, order)).map(({ key }) => [key, cube.people])) };
}

function aidFigures(cube: Cube, asked: GroupAsked): Record<string, number> | null {
  const groups = groupsIn(cube, asked.source);
  if (!meets(groups, asked.groups)) return null;
  const aided = cube.aided === 'yes' ? cube.people : 0;
  return { enrolled: cube.people, aided, paid: cube.paid, ...Object.fromEntries(priorityGroups.filter(({ order }) => has(groups, order)).map(({ key }) => [`aided-${key}`, aided])) };
}
