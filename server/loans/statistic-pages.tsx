import { z } from 'zod';
import { deskPage } from '../web/desk-page.js';
import { chartPicture } from '../web/chart-picture.js';
import { groupedBarsSvg } from '../web/components/grouped-bars.js';
import { LoanStatisticsPage } from '../web/pages/loan-statistics-page.js';
import { route, type Route } from '../web/route.js';
import { blankable, id } from '../web/schemas.js';
import { loanCrumbs } from './crumbs.js';
import { by, drill, statisticReaders, year } from './statistic-routes.js';
import { chartBook, issuedRepaidChart, tableBook } from './statistic-sheets.js';
import { overviewView, tableName, tablePaths, tableView } from './statistic-view.js';
import { issuedRepaid, loanTable, loanTableKeys, loanTables } from './statistics.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const asked = { drill: blankable(drill), after: blankable(id) };

/** 贷款信息查看 and the five tables of 附件1 四6 at the desk. */
export const loanStatisticPages: Route[] = [
  route({
    method: 'get', path: '/loans/overview', summary: '贷款信息查看（页面）', policy: statisticReaders, audit: null, rate: 'read', query: z.strictObject({ by, ...asked }), answers: { 200: 'html' },
    handler: async (input) => deskPage(input, { title: '贷款信息查看', crumbs: loanCrumbs({ label: '省级贷款信息管理' }, { label: '贷款信息查看' }) }, <LoanStatisticsPage {...await overviewView(input.actor, input.query.by, input.query)} />),
  }),
  route({ method: 'get', path: '/loans/overview.xlsx', summary: '贷款发放和还款（页面导出 Excel）', policy: statisticReaders, audit: null, rate: 'export', query: z.strictObject({ by }), answers: { 200: 'file' },
    handler: async ({ actor, query }) => ({ kind: 'file', name: '贷款发放和还款.xlsx', mime: XLSX, bytes: await chartBook(await issuedRepaid(actor, query.by)) }) }),
  ...(['svg', 'png'] as const).map((kind) => route({ method: 'get', path: `/loans/overview.${kind}`, summary: `贷款发放和还款（页面下载图片，${kind}）`, policy: statisticReaders, audit: null, rate: 'export', query: z.strictObject({ by }), answers: { 200: 'file' }, refusals: ['no-chinese-font'],
    handler: async ({ actor, query }) => chartPicture('贷款发放和还款', groupedBarsSvg(issuedRepaidChart(await issuedRepaid(actor, query.by)), true), kind) })),
  ...loanTableKeys.flatMap((key) => [
    route({
      method: 'get', path: tablePaths[key], summary: `${loanTables[key].title}（页面）`, policy: statisticReaders, audit: null, rate: 'read', query: z.strictObject({ year: blankable(year), ...asked }), answers: { 200: 'html' },
      handler: async (input) => deskPage(input, { title: tableName(key).name, crumbs: loanCrumbs({ label: tableName(key).module }, { label: tableName(key).name }) }, <LoanStatisticsPage {...await tableView(input.actor, key, input.query)} />),
    }),
    route({ method: 'get', path: `${tablePaths[key]}.xlsx`, summary: `${loanTables[key].title}（页面导出 Excel）`, policy: statisticReaders, audit: null, rate: 'export', query: z.strictObject({ year: blankable(year) }), answers: { 200: 'file' },
      handler: async ({ actor, query }) => ({ kind: 'file', name: `${loanTables[key].title}.xlsx`, mime: XLSX, bytes: await tableBook(await loanTable(actor, key, query.year)) }) }),
  ]),
];
