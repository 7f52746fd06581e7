import { z } from 'zod';
import { decodeCursor } from '../lib/pagination.js';
import type { Actor, Role } from '../values/actor.js';
import { barChartSvg } from '../web/components/bar-chart.js';
import { chartPicture } from '../web/chart-picture.js';
import { json, route, type Answer, type Route } from '../web/route.js';
import { listOf } from '../web/schemas.js';
import { chartOf } from './chart.js';
import { behindGroups, behindProgress, behindStage } from './drill.js';
import { aidByStage, groupStatistics } from './group-statistics.js';
import { peopleFound, presentPeople } from './people-found.js';
import { personShape } from './person-shape.js';
import { findPopulation, type PopulationAsked } from './population.js';
import { presentProgress, presentStatistic } from './presenter.js';
import { groupsAsked } from '../priority-groups/schemas.js';
import { groupQuery, progressQuery, progressShape, stageQuery, statisticShape } from './schemas.js';
import { XLSX, statisticSheet } from './spreadsheet.js';
import type { Statistic } from './statistic.js';
import { workProgress } from './work-progress.js';

/** 附件1 三: 各级主管部门业务操作人员、资助中心领导. The 业务主管领导 is not among them. */
const progressReaders: readonly Role[] = ['authority-operator', 'aid-centre-director'];
/** 附件1 一(一)2: 各级主管部门业务操作人员、业务主管领导、资助中心领导. */
const groupReaders: readonly Role[] = ['authority-operator', 'authority-director', 'aid-centre-director'];
const base = '/api/v1/statistics';

/** Who stands behind a cell, instead of the table, when `drill` is given. */
const people = listOf(personShape);

async function behind(actor: Actor, population: PopulationAsked, page: { limit: number; cursor?: string; count?: string }): Promise<Answer> {
  const { ids, nextCursor, total, atLeast } = await findPopulation(actor, population, { limit: page.limit, after: decodeCursor(page.cursor) }, { count: page.count !== 'false' });
  return json(200, { items: await presentPeople(await peopleFound(ids, { aid: false })), nextCursor, ...(total === undefined || atLeast ? {} : { total }) });
}
const excel = async (statistic: Statistic, rowName = '单位'): Promise<Answer> => ({ kind: 'file', name: `${statistic.title}${statistic.month}.xlsx`, mime: XLSX, bytes: await statisticSheet(statistic, rowName) });
export const statisticPicture = (statistic: Statistic, kind: 'svg' | 'png'): Promise<Answer> => chartPicture(`${statistic.title}${statistic.month}`, barChartSvg(chartOf(statistic), true), kind);

const pictureKinds = ['svg', 'png'] as const;

/** Statistics as data, as Excel and as pictures. */
export const statisticRoutes: Route[] = [
  route({
    method: 'get', path: `${base}/work-progress`, summary: '工作进展：在校、逾期、当期学生人数与名单进展（中职）；drill 给出一个数字后面的学生', policy: { roles: progressReaders }, audit: null, rate: 'read', query: progressQuery, answers: { 200: z.union([progressShape, people]) },
    handler: async ({ actor, query: { drill, row, limit, cursor, count, ...asked } }) => (drill ? behind(actor, await behindProgress(actor, asked, { drill, row }), { limit, cursor, count }) : json(200, presentProgress(await workProgress(actor, asked)))),
  }),
  route({ method: 'get', path: `${base}/work-progress.xlsx`, summary: '工作进展，Excel', policy: { roles: progressReaders }, audit: null, rate: 'export', query: progressQuery, answers: { 200: 'file' }, handler: async ({ actor, query }) => excel(await workProgress(actor, query)) }),
  ...pictureKinds.map((kind) => route({ method: 'get', path: `${base}/work-progress.${kind}`, summary: `工作进展，图（${kind}）`, policy: { roles: progressReaders }, audit: null, rate: 'read', query: progressQuery, answers: { 200: 'file' }, refusals: ['no-chinese-font'], handler: async ({ actor, query }) => statisticPicture(await workProgress(actor, query), kind) })),
  route({
    method: 'get', path: `${base}/priority-groups`, summary: '十一类特殊困难学生综合统计', policy: { roles: groupReaders }, audit: null, rate: 'read', query: groupQuery, answers: { 200: z.union([statisticShape, people]) },
    handler: async ({ actor, query: { drill, row, limit, cursor, count, ...asked } }) => (drill ? behind(actor, await behindGroups(actor, { ...asked, groups: groupsAsked(asked) }, { drill, row }), { limit, cursor, count }) : json(200, presentStatistic(await groupStatistics(actor, { ...asked, groups: groupsAsked(asked) })))),
  }),
  route({ method: 'get', path: `${base}/priority-groups.xlsx`, summary: '十一类特殊困难学生综合统计，Excel', policy: { roles: groupReaders }, audit: null, rate: 'export', query: groupQuery, answers: { 200: 'file' }, handler: async ({ actor, query }) => excel(await groupStatistics(actor, { ...query, groups: groupsAsked(query) })) }),
  ...pictureKinds.map((kind) => route({ method: 'get', path: `${base}/priority-groups.${kind}`, summary: `十一类特殊困难学生综合统计，图（${kind}）`, policy: { roles: groupReaders }, audit: null, rate: 'read', query: groupQuery, answers: { 200: 'file' }, refusals: ['no-chinese-font'], handler: async ({ actor, query }) => statisticPicture(await groupStatistics(actor, { ...query, groups: groupsAsked(query) }), kind) })),
  route({
    method: 'get', path: `${base}/aid-by-stage`, summary: '其他受助情况统计，八个页签', policy: { roles: groupReaders }, audit: null, rate: 'read', query: stageQuery, answers: { 200: z.union([statisticShape, people]) },
    handler: async ({ actor, query: { tab, drill, row, limit, cursor, count, ...asked } }) => (drill ? behind(actor, await behindStage(actor, tab, { ...asked, groups: groupsAsked(asked) }, { drill, row }), { limit, cursor, count }) : json(200, presentStatistic(await aidByStage(actor, tab, { ...asked, groups: groupsAsked(asked) })))),
  }),
  route({ method: 'get', path: `${base}/aid-by-stage.xlsx`, summary: '其他受助情况统计，Excel', policy: { roles: groupReaders }, audit: null, rate: 'export', query: stageQuery, answers: { 200: 'file' }, handler: async ({ actor, query }) => excel(await aidByStage(actor, query.tab, { ...query, groups: groupsAsked(query) }), query.tab === 'stages' ? '学段' : '单位') }),
  ...pictureKinds.map((kind) => route({ method: 'get', path: `${base}/aid-by-stage.${kind}`, summary: `其他受助情况统计，图（${kind}）`, policy: { roles: groupReaders }, audit: null, rate: 'read', query: stageQuery, answers: { 200: 'file' }, refusals: ['no-chinese-font'], handler: async ({ actor, query }) => statisticPicture(await aidByStage(actor, query.tab, { ...query, groups: groupsAsked(query) }), kind) })),
];
