import { z } from 'zod';
import { decodeCursor } from '../lib/pagination.js';
import { formatYuan } from '../lib/money.js';
import { chartPicture } from '../web/chart-picture.js';
import { groupedBarsSvg } from '../web/components/grouped-bars.js';
import { json, route, type Answer, type Route } from '../web/route.js';
import { paging } from '../web/schemas.js';
import { loanShape, presentLoan, presentRepayment, repaymentShape } from './presenter.js';
import { findLoans, findRepayments } from './query.js';
import { behindBar, drillOf, issuedRepaid, issuedRepaidDefinition, loansBehind, loanTable, loanTableKeys, loanTables, type Cell, type LoanTable } from './statistics.js';
import { chartBook, issuedRepaidChart, tableBook } from './statistic-sheets.js';

/** 附件1 四5、四6 涉及用户：省级主管部门业务操作人员、业务主管领导. */
export const statisticReaders = { roles: ['authority-operator', 'authority-director'], level: 'province' } as const;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const cell = z.object({ loans: z.number(), amount: z.string() });
const cells = z.record(z.string(), cell);
const tableShape = z.object({ title: z.string(), definition: z.string(), year: z.number().nullable(), columns: z.array(z.object({ key: z.string(), name: z.string() })), rows: z.array(z.object({ key: z.string(), name: z.string(), cells })), total: cells });
const chartShape = z.object({ by: z.string(), definition: z.string(), rows: z.array(z.object({ key: z.string(), name: z.string(), issued: cell, repaid: cell })), total: z.object({ issued: cell, repaid: cell }) });
export const by = z.enum(['year', 'bank', 'school-kind', 'stage']).default('year');
export const year = z.coerce.number().int().min(1999).max(2199).optional();
/** `row:column`, e.g. `2022:outside`; `total:total` for everything. */
export const drill = z.string().max(120).regex(/^.+:[a-z]+$/, 'drill 应写成 行:列，例如 2022:outside。').optional();

const presentCell = ({ loans, amount }: Cell): z.infer<typeof cell> => ({ loans, amount: formatYuan(amount) });
const presentCells = (given: Record<string, Cell>): z.infer<typeof cells> => Object.fromEntries(Object.entries(given).map(([key, one]) => [key, presentCell(one)]));
const presentTable = ({ title, definition, year: shown, columns, rows, total }: LoanTable): z.infer<typeof tableShape> => ({ title, definition, year: shown, columns, rows: rows.map((one) => ({ key: one.key, name: one.name, cells: presentCells(one.cells) })), total: presentCells(total) });
const file = (name: string, bytes: Buffer): Answer => ({ kind: 'file', name, mime: XLSX, bytes });

/** The charts and tables of 附件1 四5、四6 for scripts. */
export const loanStatisticRoutes: Route[] = [
  route({
    method: 'get', path: '/api/v1/statistics/loans/issued-repaid', summary: '贷款发放和还款，按年度、银行、学校类型或学段；drill=行:列 看明细', policy: statisticReaders, audit: null, rate: 'read', query: z.strictObject({ by, drill, limit: paging.limit, cursor: paging.cursor }),
    answers: { 200: z.union([chartShape, z.object({ items: z.array(z.union([loanShape, repaymentShape])), nextCursor: z.string().nullable() })]) },
    async handler({ actor, query }) {
      if (!query.drill) {
        const found = await issuedRepaid(actor, query.by);
        return json(200, { by: found.by, definition: issuedRepaidDefinition, rows: found.rows.map((one) => ({ key: one.key, name: one.name, issued: presentCell(one.issued), repaid: presentCell(one.repaid) })), total: { issued: presentCell(found.total.issued), repaid: presentCell(found.total.repaid) } });
      }
      const asked = drillOf(query.drill);
      const filter = { ...behindBar(query.by, asked.row), status: 'passed' as const, limit: query.limit, after: decodeCursor(query.cursor) };
      if (asked.column === 'repaid') {
        const page = await findRepayments(actor, filter);
        return json(200, { items: page.items.map(presentRepayment), nextCursor: page.nextCursor });
      }
      const page = await findLoans(actor, filter);
      return json(200, { items: page.items.map(presentLoan), nextCursor: page.nextCursor });
    },
  }),
  route({ method: 'get', path: '/api/v1/statistics/loans/issued-repaid.xlsx', summary: '贷款发放和还款（Excel）', policy: statisticReaders, audit: null, rate: 'export', query: z.strictObject({ by }), answers: { 200: 'file' },
    handler: async ({ actor, query }) => file('贷款发放和还款.xlsx', await chartBook(await issuedRepaid(actor, query.by))) }),
  ...(['svg', 'png'] as const).map((kind) => route({ method: 'get', path: `/api/v1/statistics/loans/issued-repaid.${kind}`, summary: `贷款发放和还款，图（${kind}）`, policy: statisticReaders, audit: null, rate: 'export', query: z.strictObject({ by }), answers: { 200: 'file' }, refusals: ['no-chinese-font'],
    handler: async ({ actor, query }) => chartPicture('贷款发放和还款', groupedBarsSvg(issuedRepaidChart(await issuedRepaid(actor, query.by)), true), kind) })),
  ...loanTableKeys.flatMap((key) => [
    route({
      method: 'get', path: `/api/v1/statistics/loans/${key}`, summary: `${loanTables[key].title}；drill=行:列 看明细`, policy: statisticReaders, audit: null, rate: 'read', query: z.strictObject({ year, drill, limit: paging.limit, cursor: paging.cursor }),
      answers: { 200: z.union([tableShape, z.object({ items: z.array(loanShape), nextCursor: z.string().nullable(), total: z.number(), amount: z.string() })]) },
      async handler({ actor, query }) {
        if (!query.drill) return json(200, presentTable(await loanTable(actor, key, query.year)));
        const page = await loansBehind(actor, key, drillOf(query.drill), { year: query.year, after: decodeCursor(query.cursor), limit: query.limit });
        return json(200, { items: page.items.map(presentLoan), nextCursor: page.nextCursor, total: page.total.loans, amount: formatYuan(page.total.amount) });
      },
    }),
    route({ method: 'get', path: `/api/v1/statistics/loans/${key}.xlsx`, summary: `${loanTables[key].title}（Excel）`, policy: statisticReaders, audit: null, rate: 'export', query: z.strictObject({ year }), answers: { 200: 'file' },
      handler: async ({ actor, query }) => file(`${loanTables[key].title}.xlsx`, await tableBook(await loanTable(actor, key, query.year))) }),
  ]),
];
