import { formatMonth, type Month } from '../values/month.js';
import { programmeOf } from '../values/programme.js';
import { deskPage, type Asking } from '../web/desk-page.js';
import type { Crumb } from '../web/layout.js';
import { exportForm } from '../web/export-records.js';
import { exportRoute } from '../web/record-lists.js';
import { RecordsPage } from '../web/pages/records-page.js';
import { StatisticPage } from '../web/pages/statistic-page.js';
import { route, type Answer, type Route } from '../web/route.js';
import { currentMonth } from './count-rosters.js';
import { behindGroups, behindProgress, behindStage } from './drill.js';
import { aidByStage, aidColumns, comprehensiveColumns, groupStatistics, stageTabNames } from './group-statistics.js';
import { pagerOf, peopleWords } from './people-view.js';
import type { PopulationAsked } from './population.js';
import { groupsAsked } from '../priority-groups/schemas.js';
import { groupPageQuery, progressPageQuery, stagePageQuery } from './schemas.js';
import { XLSX, statisticSheet } from './spreadsheet.js';
import type { Statistic } from './statistic.js';
import { statisticPicture } from './statistic-routes.js';
import { behindPage, columnName, groupReaders, progressReaders, statisticLists } from './record-lists.js';
import { addressOf, groupView, progressView, stageView, type Address } from './statistic-view.js';
import { enrolledColumns, workProgress } from './work-progress.js';

const home: Crumb = { label: '首页', href: '/' };

type Behind = { title: string; path: string; address: Address; month?: Month };

/** The students behind a number, with the number's own words as heading. */
async function showBehind(input: Asking, population: PopulationAsked, look: Behind & { crumbs: Crumb[]; back: string; page?: number }): Promise<Answer> {
  const page = look.page ?? 1;
  const month = look.month ?? (await currentMonth());
  const { total, atLeast, ...shown } = await behindPage(input.actor, population, look, page);
  return deskPage(input, { title: look.title, crumbs: look.crumbs }, (
    <RecordsPage
      subtitle={`统计月份 ${formatMonth(month)}　共 ${peopleWords({ total, atLeast })}`} caption={look.title} {...shown}
      acts={[{ key: 'back', label: '返回统计表', icon: 'back', href: look.back, allowed: true, unmet: [] }]} exporting={exportForm(`${look.path}/people.xlsx`, look.address)}
      pager={pagerOf({ total, atLeast }, shown.rows.length, page, (to) => addressOf(look.path, { ...look.address, page: to }))} empty={{ icon: 'find', title: '没有学生', text: '这个数字后面现在没有学生，可能名册刚有变动。' }}
    />
  ));
}

const excel = async (statistic: Statistic, rowName = '单位'): Promise<Answer> => ({ kind: 'file', name: `${statistic.title}${statistic.month}.xlsx`, mime: XLSX, bytes: await statisticSheet(statistic, rowName) });

/** 工作进展查看 (two programmes), 资助业务工作进展查看, 十一类特殊困难学生综合统计, 其他受助情况统计 at the desk. */
export const statisticPages: Route[] = [
  route({
    method: 'get', path: '/statistics/work-progress', summary: '工作进展查看（页面）', policy: { roles: progressReaders }, audit: null, rate: 'read', query: progressPageQuery, answers: { 200: 'html' },
    async handler({ query: { drill, row, page, ...asked }, ...input }) {
      const path = '/statistics/work-progress';
      const crumbs: Crumb[] = asked.programme ? [home, { label: '资助项目管理' }, { label: '国家资助' }, { label: programmeOf(asked.programme).menuName }] : [home, { label: '综合查询' }];
      if (drill) return showBehind(input, await behindProgress(input.actor, asked, { drill, row }), { title: `${columnName(enrolledColumns, drill)}：学生明细`, crumbs: [...crumbs, { label: '工作进展查看', href: addressOf(path, asked) }, { label: '明细' }], back: addressOf(path, asked), path, address: { ...asked, drill, row }, month: asked.month, page });
      const statistic = await workProgress(input.actor, asked);
      return deskPage(input, { title: statistic.title, crumbs: [...crumbs, { label: statistic.title }] }, <StatisticPage {...await progressView(input.actor, statistic, asked)} />);
    },
  }),
  ...statisticLists.map(exportRoute),
  route({ method: 'get', path: '/statistics/work-progress.xlsx', summary: '工作进展查看，Excel（页面）', policy: { roles: progressReaders }, audit: null, rate: 'export', query: progressPageQuery, answers: { 200: 'file' }, handler: async ({ actor, query }) => excel(await workProgress(actor, query)) }),
  ...(['svg', 'png'] as const).map((kind) => route({ method: 'get', path: `/statistics/work-progress.${kind}`, summary: `工作进展查看，图（页面，${kind}）`, policy: { roles: progressReaders }, audit: null, rate: 'export', query: progressPageQuery, answers: { 200: 'file' }, handler: async ({ actor, query }) => statisticPicture(await workProgress(actor, query), kind) })),
  route({
    method: 'get', path: '/statistics/priority-groups', summary: '十一类特殊困难学生综合统计（页面）', policy: { roles: groupReaders }, audit: null, rate: 'read', query: groupPageQuery, answers: { 200: 'html' },
    async handler({ query: { drill, row, page, ...asked }, ...input }) {
      const path = '/statistics/priority-groups';
      const crumbs: Crumb[] = [home, { label: '综合查询' }, { label: '重点保障人群受助情况统计' }];
      const wanted = { ...asked, groups: groupsAsked(asked) };
      if (drill) return showBehind(input, await behindGroups(input.actor, wanted, { drill, row }), { title: `${columnName(comprehensiveColumns, drill)}：学生明细`, crumbs: [...crumbs, { label: '十一类特殊困难学生综合统计', href: addressOf(path, asked) }, { label: '明细' }], back: addressOf(path, asked), path, address: { ...asked, drill, row }, month: asked.month, page });
      const statistic = await groupStatistics(input.actor, wanted);
      return deskPage(input, { title: statistic.title, crumbs: [...crumbs, { label: statistic.title }] }, <StatisticPage {...await groupView(input.actor, statistic, asked)} />);
    },
  }),
  route({ method: 'get', path: '/statistics/priority-groups.xlsx', summary: '十一类特殊困难学生综合统计，Excel（页面）', policy: { roles: groupReaders }, audit: null, rate: 'export', query: groupPageQuery, answers: { 200: 'file' }, handler: async ({ actor, query }) => excel(await groupStatistics(actor, { ...query, groups: groupsAsked(query) })) }),
  ...(['svg', 'png'] as const).map((kind) => route({ method: 'get', path: `/statistics/priority-groups.${kind}`, summary: `十一类特殊困难学生综合统计，图（页面，${kind}）`, policy: { roles: groupReaders }, audit: null, rate: 'export', query: groupPageQuery, answers: { 200: 'file' }, handler: async ({ actor, query }) => statisticPicture(await groupStatistics(actor, { ...query, groups: groupsAsked(query) }), kind) })),
  route({
    method: 'get', path: '/statistics/aid-by-stage', summary: '其他受助情况统计（页面）', policy: { roles: groupReaders }, audit: null, rate: 'read', query: stagePageQuery, answers: { 200: 'html' },
    async handler({ query: { tab = 'preschool', drill, row, page, ...asked }, ...input }) {
      const path = '/statistics/aid-by-stage';
      const crumbs: Crumb[] = [home, { label: '综合查询' }, { label: '重点保障人群受助情况统计' }];
      const wanted = { ...asked, groups: groupsAsked(asked) };
      if (drill) return showBehind(input, await behindStage(input.actor, tab, wanted, { drill, row }), { title: `${stageTabNames[tab]}受助学生${drill === 'aided' ? '' : `（${columnName(aidColumns, drill)}）`}：明细`, crumbs: [...crumbs, { label: '其他受助情况统计', href: addressOf(path, { tab, ...asked }) }, { label: '明细' }], back: addressOf(path, { tab, ...asked }), path, address: { tab, ...asked, drill, row }, month: asked.month, page });
      const statistic = await aidByStage(input.actor, tab, wanted);
      return deskPage(input, { title: statistic.title, crumbs: [...crumbs, { label: '其他受助情况统计' }] }, <StatisticPage {...await stageView(input.actor, statistic, tab, asked)} />);
    },
  }),
  route({ method: 'get', path: '/statistics/aid-by-stage.xlsx', summary: '其他受助情况统计，Excel（页面）', policy: { roles: groupReaders }, audit: null, rate: 'export', query: stagePageQuery, answers: { 200: 'file' }, handler: async ({ actor, query }) => excel(await aidByStage(actor, query.tab ?? 'preschool', { ...query, groups: groupsAsked(query) }), query.tab === 'stages' ? '学段' : '单位') }),
  ...(['svg', 'png'] as const).map((kind) => route({ method: 'get', path: `/statistics/aid-by-stage.${kind}`, summary: `其他受助情况统计，图（页面，${kind}）`, policy: { roles: groupReaders }, audit: null, rate: 'export', query: stagePageQuery, answers: { 200: 'file' }, handler: async ({ actor, query }) => statisticPicture(await aidByStage(actor, query.tab ?? 'preschool', { ...query, groups: groupsAsked(query) }), kind) })),
];
