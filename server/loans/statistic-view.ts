import { formatThousands } from '../lib/money.js';
import type { Actor } from '../values/actor.js';
import type { OfferedAct } from '../web/components/act.js';
import { canDrawChinese } from '../web/chart-picture.js';
import type { DetailLine, LoanStatisticsPageProps, StatisticFigure } from '../web/pages/loan-statistics-page.js';
import type { Loan } from './loan.js';
import { findLoans, findRepayments, type Repayment } from './query.js';
import { loanStageNames, schoolKindNames } from './rules.js';
import { issuedRepaidChart } from './statistic-sheets.js';
import { behindBar, chartGroups, drillOf, issuedRepaid, issuedRepaidDefinition, latestYear, loansBehind, loanTable, type Cell, type ChartGroup, type LoanTable, type LoanTableKey } from './statistics.js';

const ROWS_A_PAGE = 50;
type Asked = { drill?: string; after?: number };

const count = (value: number): string => value.toLocaleString('en-US');
const link = (key: string, label: string, href: string): OfferedAct => ({ key, label, href, icon: 'down', allowed: true, unmet: [] });
const figure = (cell: Cell, href: string): StatisticFigure => ({ loans: count(cell.loans), amount: formatThousands(cell.amount), ...(cell.loans > 0 ? { href } : {}) });

/** 贷款信息查看 (附件1 四5). */
export async function overviewView(actor: Actor, by: ChartGroup, asked: Asked): Promise<LoanStatisticsPageProps> {
  const found = await issuedRepaid(actor, by);
  const here = `/loans/overview?by=${by}`;
  const at = (row: string, column: string): string => `${here}&drill=${encodeURIComponent(`${row}:${column}`)}#detail`;
  const cells = (row: string, one: { issued: Cell; repaid: Cell }): Record<string, StatisticFigure> => ({ issued: figure(one.issued, at(row, 'issued')), repaid: figure(one.repaid, at(row, 'repaid')) });
  return {
    title: '贷款信息查看', subtitle: `${actor.organisation.name}　贷款发放和还款`, definition: issuedRepaidDefinition, rowName: chartGroups[by], chart: issuedRepaidChart(found, (row, column) => at(row, column)),
    acts: [link('xlsx', '导出 Excel', `/loans/overview.xlsx?by=${by}`), ...(await canDrawChinese() ? [link('png', '下载图片', `/loans/overview.png?by=${by}`)] : []), link('svg', '下载矢量图（SVG）', `/loans/overview.svg?by=${by}`)],
    tabs: { label: '按什么统计', tabs: Object.entries(chartGroups).map(([key, label]) => ({ label: `按${label}`, href: `/loans/overview?by=${key}`, current: key === by })) },
    columns: [{ key: 'issued', name: '发放' }, { key: 'repaid', name: '还款' }], rows: found.rows.map((one) => ({ key: one.key, name: one.name, cells: cells(one.key, one) })), total: cells('total', found.total),
    empty: { icon: 'list', title: '还没有审核通过的贷款', text: '贷款信息录入并审核通过后，这里会有图和表。' },
    ...(asked.drill ? { detail: await barDetail(actor, by, asked.drill, asked.after, here) } : {}),
  };
}

async function barDetail(actor: Actor, by: ChartGroup, drill: string, after: number | undefined, here: string): Promise<LoanStatisticsPageProps['detail']> {
  const { row, column } = drillOf(drill);
  const filter = { ...behindBar(by, row), status: 'passed' as const, limit: ROWS_A_PAGE, after };
  const more = (ids: readonly { id: number }[], next: string | null): { text: string; next?: string } => ({ text: `${ids.length} 行`, ...(next ? { next: `${here}&drill=${encodeURIComponent(drill)}&after=${ids[ids.length - 1].id}#detail` } : {}) });
  if (column === 'repaid') {
    const page = await findRepayments(actor, filter);
    return { title: '还款明细', columns: repaymentColumns, rows: page.items.map(repaymentLine), pager: more(page.items, page.nextCursor) };
  }
  const page = await findLoans(actor, filter);
  return { title: '贷款明细', columns: loanColumns, rows: page.items.map(loanLine), pager: more(page.items, page.nextCursor) };
}

/** Where each table stands in the notice's menu, and its twin: history and single year. */
export const tablePaths: Readonly<Record<LoanTableKey, string>> = {
  'handled-history': '/loans/handled-history', 'handled-year': '/loans/handled-year', 'studying-history': '/loans/studying-history', 'studying-year': '/loans/studying-year', 'entry-progress': '/loans/entry-progress',
};
const tableNames: Readonly<Record<LoanTableKey, { module: string; name: string }>> = {
  'handled-history': { module: '本省办理助学贷款信息查看', name: '历年助学贷款情况查看' }, 'handled-year': { module: '本省办理助学贷款信息查看', name: '年度发放情况查看' },
  'studying-history': { module: '本省就读学生助学贷款信息查看', name: '历年助学贷款情况查看' }, 'studying-year': { module: '本省就读学生助学贷款信息查看', name: '年度发放情况查看' }, 'entry-progress': { module: '省级贷款信息管理', name: '录入进展查看' },
};
export const tableName = (key: LoanTableKey): { module: string; name: string } => tableNames[key];

/** One of the five tables of 附件1 四6 with the rows behind a figure. */
export async function tableView(actor: Actor, key: LoanTableKey, asked: Asked & { year?: number }): Promise<LoanStatisticsPageProps> {
  // Who names no year sees the latest one with loans, not an empty table of a year that has just begun.
  const table = await loanTable(actor, key, asked.year ?? (await latestYear(actor, key)) ?? undefined);
  const here = `${tablePaths[key]}${table.year === null ? '' : `?year=${table.year}`}`;
  const at = (row: string, column: string): string => `${here}${here.includes('?') ? '&' : '?'}drill=${encodeURIComponent(`${row}:${column}`)}#detail`;
  const cells = (row: string, given: Record<string, Cell>): Record<string, StatisticFigure> => Object.fromEntries(Object.entries(given).map(([column, cell]) => [column, figure(cell, at(row, column))]));
  const { module, name } = tableNames[key];
  return {
    title: name, subtitle: `${actor.organisation.name}　${module}${table.year === null ? '' : `　${table.year}年`}`, definition: table.definition, rowName: table.rowName, columns: table.columns,
    acts: [link('xlsx', '导出 Excel', `${tablePaths[key]}.xlsx${table.year === null ? '' : `?year=${table.year}`}`)],
    tabs: { label: module, tabs: Object.entries(tableNames).filter(([, one]) => one.module === module).map(([other, one]) => ({ label: one.name, href: tablePaths[other as LoanTableKey], current: other === key })) },
    ...(table.year === null ? {} : { filters: { action: tablePaths[key], filters: [{ name: 'year', label: '年度', kind: 'select', value: String(table.year), options: years(table.year) }] } }),
    rows: table.rows.map((one) => ({ key: one.key, name: one.name, cells: cells(one.key, one.cells) })), total: cells('total', table.total), empty: { icon: 'list', title: table.year === null ? '还没有贷款信息' : `${table.year}年没有贷款信息` },
    ...(asked.drill ? { detail: await cellDetail(actor, table, asked.drill, asked, here) } : {}),
  };
}

const years = (shown: number): { value: string; label: string }[] => [...new Set([shown, ...Array.from({ length: 12 }, (_, at) => shown + 2 - at)])].sort((a, b) => b - a).map((year) => ({ value: String(year), label: `${year}年` }));

async function cellDetail(actor: Actor, table: LoanTable, drill: string, asked: Asked, here: string): Promise<LoanStatisticsPageProps['detail']> {
  const wanted = drillOf(drill);
  const page = await loansBehind(actor, table.key, wanted, { year: table.year ?? undefined, after: asked.after, limit: ROWS_A_PAGE });
  const row = wanted.row === 'total' ? '合计' : table.rows.find(({ key }) => key === wanted.row)?.name ?? wanted.row;
  return {
    title: `明细：${row}，${table.columns.find(({ key }) => key === wanted.column)?.name ?? ''}，共 ${count(page.total.loans)} 笔 ${formatThousands(page.total.amount)} 元`, columns: loanColumns, rows: page.items.map(loanLine),
    pager: { text: `${page.items.length} 笔`, ...(page.nextCursor ? { next: `${here}${here.includes('?') ? '&' : '?'}drill=${encodeURIComponent(drill)}&after=${page.items[page.items.length - 1].id}#detail` } : {}), note: '证件号只显示前四位和后四位' },
  };
}

const loanColumns = [{ key: 'name', name: '姓名' }, { key: 'id', name: '证件号码' }, { key: 'stage', name: '学段' }, { key: 'school', name: '学校' }, { key: 'kind', name: '学校类型' }, { key: 'bank', name: '经办银行' }, { key: 'year', name: '年度' }, { key: 'issued', name: '发放日期' }, { key: 'amount', name: '发放金额（元）', num: true }];
const loanLine = (one: Loan): DetailLine => ({ id: one.id, cells: { name: one.name, id: one.maskedId, stage: loanStageNames[one.stage], school: one.schoolName, kind: schoolKindNames[one.schoolKind], bank: one.bank, year: String(one.year), issued: one.issuedOn, amount: formatThousands(one.amount) } });
const repaymentColumns = [{ key: 'name', name: '姓名' }, { key: 'id', name: '证件号码' }, { key: 'bank', name: '经办银行' }, { key: 'loan', name: '所属贷款' }, { key: 'at', name: '还款时间' }, { key: 'early', name: '提前还款' }, { key: 'amount', name: '还款金额（元）', num: true }];
const repaymentLine = (one: Repayment): DetailLine => ({ id: one.id, cells: { name: one.name, id: one.maskedId, bank: one.bank, loan: `${one.loanYear}年 ${formatThousands(one.loanAmount)} 元`, at: one.repaidAt, early: one.early ? '是' : '否', amount: formatThousands(one.amount) } });
