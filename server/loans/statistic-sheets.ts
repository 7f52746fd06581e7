import { formatYuan } from '../lib/money.js';
import type { GroupedBars } from '../web/components/grouped-bars.js';
import { bookOf } from './spreadsheet.js';
import { chartGroups, issuedRepaidDefinition, type IssuedRepaid, type LoanTable } from './statistics.js';

/** A table as a workbook: two columns, count and yuan, for each of its own. */
export const tableBook = ({ title, definition, rowName, year, columns, rows, total }: LoanTable): Promise<Buffer> => bookOf({
  name: title.replace('：', ' ').slice(0, 30), title: `${title}${year === null ? '' : `（${year}年）`}　口径：${definition}`, columns: [rowName, ...columns.flatMap(({ name }) => [`${name}（笔）`, `${name}（元）`])],
  rows: rows.map((one) => [one.name, ...columns.flatMap(({ key }) => [one.cells[key].loans, formatYuan(one.cells[key].amount)])]), total: ['合计', ...columns.flatMap(({ key }) => [total[key].loans, formatYuan(total[key].amount)])],
});

export const chartBook = ({ by, rows, total }: IssuedRepaid): Promise<Buffer> => bookOf({
  name: '贷款发放和还款', title: `贷款发放和还款　口径：${issuedRepaidDefinition}`, columns: [chartGroups[by], '发放（笔）', '发放（元）', '还款（笔）', '还款（元）'],
  rows: rows.map((one) => [one.name, one.issued.loans, formatYuan(one.issued.amount), one.repaid.loans, formatYuan(one.repaid.amount)]), total: ['合计', total.issued.loans, formatYuan(total.issued.amount), total.repaid.loans, formatYuan(total.repaid.amount)],
});

/** 附件1 四5 as a picture: issued beside repaid, in yuan. */
/** @param at where a bar's rows are shown, for a picture in a page. */
export const issuedRepaidChart = ({ by, rows }: IssuedRepaid, at?: (row: string, column: 'issued' | 'repaid') => string): GroupedBars => ({
  title: `贷款发放和还款，按${chartGroups[by]}`, unit: '元', series: ['发放', '还款'], rows: rows.map((one) => ({ name: one.name, values: [one.issued.amount / 100, one.repaid.amount / 100], ...(at ? { hrefs: [one.issued.loans > 0 ? at(one.key, 'issued') : undefined, one.repaid.loans > 0 ? at(one.key, 'repaid') : undefined] as const } : {}) })),
});
