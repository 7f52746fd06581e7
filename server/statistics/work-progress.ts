import { officeNow, rows } from '../database.js';
import { stages, stageSql, type Stage } from '../award-lists/status.js';
import type { Actor } from '../values/actor.js';
import type { Month } from '../values/month.js';
import { officeDateOf } from '../values/office-date.js';
import { programmeOf, type ProgrammeKey } from '../values/programme.js';
import { planRows, planSql, type RowPlan, type RowsBy } from './row-organisations.js';
import { byMonth, snapshotFor, type Snapshot } from './snapshot.js';
import { BASIS, sumOf, type Statistic, type StatisticColumn } from './statistic.js';

/** 附件1 三, word for word. */
export const enrolledColumns: readonly StatisticColumn[] = [
  { key: 'enrolled', name: '在校学生人数', unit: '人', drill: true, definition: { text: '学籍状态为全日制在读的学生人数。', basis: BASIS } },
  { key: 'overdue', name: '逾期学生人数', unit: '人', drill: true, definition: { text: '学籍状态为全日制在读，且根据入学年月及学制信息可判定为应毕业的学生人数。', example: '某学生入学年月为2021年9月、学制为2年，则2023年9月起系统判定该生为逾期学生。', basis: BASIS } },
  { key: 'current', name: '当期学生人数', unit: '人', drill: true, definition: { text: '等于在校学生人数减去逾期学生人数。', basis: BASIS } },
  { key: 'gaps', name: '数据缺失', unit: '人', drill: true, definition: { text: '入学年月或学制没有填写的在校学生，判定不了是否逾期，计入当期学生人数，请学校补全。' } },
];
const listColumns: readonly StatisticColumn[] = [
  { key: 'lists', name: '名单', unit: '份', definition: { text: '统计月份的资助名单份数，不分环节。' } },
  { key: 'entered', name: '已录入', unit: '人', definition: { text: '统计月份已提交的资助名单上的人数。' } },
  { key: 'reviewed', name: '已审核', unit: '人', definition: { text: '学校和主管部门都已审核通过的名单上的人数。' } },
  { key: 'published', name: '已公示', unit: '人', definition: { text: '学校公示状态为“学校已公示”的名单上的人数。' } },
];

export type WorkProgressAsked = { programme?: ProgrammeKey; month?: Month; by?: RowsBy; organisation?: number };
export type WorkProgress = Statistic & { listsByStage: Map<string, Record<Stage, number>> };

export const progressProgrammes = ['vocational-grant', 'vocational-tuition-waiver'] as const satisfies readonly ProgrammeKey[];

/** The number of a month as the column `graduation` has it: 202309. */
export const monthNumberOf = (month: Month): number => Number(month.replace('-', ''));

/**
 * 工作进展查看, 资助业务工作进展查看 (附件1 三): the three counts of vocational students in a month, beside the lists of the
 * programme (of both where none is given). In every row and in the total 在校 = 逾期 + 当期.
 */
export async function workProgress(actor: Actor, asked: WorkProgressAsked): Promise<WorkProgress> {
  const plan = await planRows(actor, { organisation: asked.organisation, by: asked.by ?? 'below', stage: 'vocational' });
  const snapshot = await snapshotFor(plan.root.path, asked.month);
  const counted = await studentsByRow(plan, snapshot);
  const lists = await listsByRow(plan, snapshot.asked, asked.programme ? [asked.programme] : [...progressProgrammes]);
  const found = plan.rows.map((one) => {
    const people = counted.get(one.id) ?? { enrolled: 0, overdue: 0, gaps: 0 };
    const { byStage: _stages, ...entered } = lists.get(one.id) ?? noLists();
    return { key: String(one.id), organisation: one, name: one.direct ? `${one.name}（直属学校）` : one.name, figures: { enrolled: people.enrolled, overdue: people.overdue, current: people.enrolled - people.overdue, gaps: people.gaps, ...entered } };
  });
  return {
    title: asked.programme ? '工作进展查看' : '资助业务工作进展查看', place: [asked.programme && programmeOf(asked.programme).name, plan.root.name].filter(Boolean).join('　'), month: snapshot.asked, stored: snapshot.stored, countedAt: snapshot.countedAt, waiting: snapshot.waiting,
    columns: [...enrolledColumns, ...listColumns], rows: found, total: { ...noFigures(), ...sumOf(found) }, listsByStage: new Map([...lists].map(([id, { byStage }]) => [String(id), byStage])),
  };
}

type Students = { enrolled: number; overdue: number; gaps: number };

async function studentsByRow(plan: RowPlan, snapshot: Snapshot): Promise<Map<number, Students>> {
  const found = new Map<number, Students>();
  for (const part of byMonth(plan, snapshot)) {
    const division = planSql(part.plan);
    const counted = await rows<{ row_id: number } & Students>(
      `SELECT d.row_id, CAST(SUM(c.people) AS SIGNED) AS enrolled, CAST(SUM(IF(c.graduation > 0 AND c.graduation <= ?, c.people, 0)) AS SIGNED) AS overdue, CAST(SUM(IF(c.graduation = 0, c.people, 0)) AS SIGNED) AS gaps
         FROM ${division.sql} d JOIN roster_counts c ON c.school_id = d.school_id AND c.month = ? GROUP BY d.row_id`, [monthNumberOf(snapshot.asked), ...division.params, part.month]);
    for (const { row_id, enrolled, overdue, gaps } of counted) {
      const before = found.get(row_id) ?? { enrolled: 0, overdue: 0, gaps: 0 };
      found.set(row_id, { enrolled: before.enrolled + enrolled, overdue: before.overdue + overdue, gaps: before.gaps + gaps });
    }
  }
  return found;
}

type Lists = { lists: number; entered: number; reviewed: number; published: number; byStage: Record<Stage, number> };
const zeroStages = (): Record<Stage, number> => ({ entry: 0, 'school-review': 0, 'authority-review': 0, 'to-publish': 0, 'awaiting-confirmation': 0, 'in-publicity': 0, 'to-disburse': 0, disbursed: 0, finished: 0, 'withdrawal-pending': 0 });
const noLists = (): Lists => ({ lists: 0, entered: 0, reviewed: 0, published: 0, byStage: zeroStages() });
const noFigures = (): Record<string, number> => ({ enrolled: 0, overdue: 0, current: 0, gaps: 0, lists: 0, entered: 0, reviewed: 0, published: 0 });

async function listsByRow(plan: RowPlan, month: Month, programmes: ProgrammeKey[]): Promise<Map<number, Lists>> {
  const today = officeDateOf(await officeNow());
  const conditions = stages.map((stage) => ({ stage, ...stageSql(stage, today) }));
  const division = planSql(plan);
  const found = await rows<{ row_id: number; lists: number; entered: number; reviewed: number; published: number } & Record<string, number>>(
    `SELECT d.row_id, COUNT(*) AS lists, CAST(SUM(IF(l.submission = 'submitted', l.people, 0)) AS SIGNED) AS entered, CAST(SUM(IF(l.school_review = 'passed' AND l.authority_review = 'passed', l.people, 0)) AS SIGNED) AS reviewed,
       CAST(SUM(IF(l.school_publicity = 'published', l.people, 0)) AS SIGNED) AS published, ${conditions.map(({ stage, sql }) => `CAST(SUM(IF(${sql}, 1, 0)) AS SIGNED) AS \`${stage}\``).join(', ')}
       FROM ${division.sql} d JOIN award_lists l ON l.school_id = d.school_id AND l.month = ? AND l.programme IN (?) GROUP BY d.row_id`, [...conditions.flatMap(({ params }) => params), ...division.params, month, programmes]);
  return new Map(found.map((one) => {
    const byStage = zeroStages();
    for (const stage of stages) byStage[stage] = one[stage] ?? 0;
    return [one.row_id, { lists: one.lists, entered: one.entered, reviewed: one.reviewed, published: one.published, byStage }];
  }));
}
