import ExcelJS from 'exceljs';
import { streamedWorkbook, writeRow, writeRows } from '../lib/spreadsheet.js';
import { formatMonth } from '../values/month.js';
import { formatInstant } from '../values/office-date.js';
import type { Statistic } from './statistic.js';

/** One line of the board in words, as its page says them; figures stay figures. */
export type BoardSheetRow = { school: string; batch: string; people: number | null; stage: string; task: string; organisation: string; dueOn: string; workdaysLeft: number | null; workdaysLate: number | null; late: string };

const COLUMNS = [['学校', 28], ['批次', 8], ['人数（人）', 10], ['环节', 16], ['现在要办', 18], ['等谁办理', 28], ['期限', 13], ['还有（工作日）', 14], ['逾期（工作日）', 14], ['说明', 24]] as const;

/** 本月看板 as a workbook. Every word is a text cell, so nothing in a name is ever calculated. */
export async function boardSheet(title: string, rows: readonly BoardSheetRow[]): Promise<Buffer> {
  const { workbook, finish } = streamedWorkbook();
  const sheet = workbook.addWorksheet('本月看板', { views: [{ state: 'frozen', ySplit: 2 }], pageSetup: { orientation: 'landscape', fitToPage: true, fitToHeight: 0, printTitlesRow: '1:2' } });
  sheet.columns = COLUMNS.map(([, width]) => ({ width }));
  sheet.autoFilter = { from: { row: 2, column: 1 }, to: { row: 2 + rows.length, column: COLUMNS.length } };
  writeRow(sheet, [title], { bold: true, size: 14 });
  writeRow(sheet, COLUMNS.map(([name]) => name), { bold: true });
  await writeRows(sheet, rows.map((one) => [one.school, one.batch, one.people, one.stage, one.task, one.organisation, one.dueOn, one.workdaysLeft, one.workdaysLate, one.late]));
  writeRow(sheet, [`合计 ${new Set(rows.map(({ school }) => school)).size.toLocaleString('en-US')} 所学校`, '', rows.reduce((sum, { people }) => sum + (people ?? 0), 0)], { bold: true });
  sheet.commit();
  return finish();
}

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A statistic as shown, with its 口径 on a second sheet. Numbers are numbers; amounts in yuan. */
export async function statisticSheet(statistic: Statistic, rowName: string): Promise<Buffer> {
  const { title, place, month, stored, countedAt, waiting, columns, rows, total } = statistic;
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('统计', { views: [{ state: 'frozen', ySplit: 2, xSplit: 1 }] });
  sheet.addRow([`${place}　${title}　统计月份：${formatMonth(month)}${stored ? '（当月月末快照）' : ''}${countedAt ? `　数据截至 ${formatInstant(countedAt)}` : ''}${waiting > 0 ? `（另有 ${waiting} 所学校的变动正在统计）` : ''}`]);
  sheet.addRow([rowName, ...columns.map(({ name, unit }) => `${name}（${unit}）`)]).font = { bold: true };
  const valueOf = (figures: Record<string, number>) => columns.map(({ key, unit }) => (unit === '元' ? (figures[key] ?? 0) / 100 : figures[key] ?? 0));
  for (const { name, figures } of rows) sheet.addRow([name, ...valueOf(figures)]);
  sheet.addRow(['合计', ...valueOf(total)]).font = { bold: true };
  sheet.columns.forEach((column, at) => { column.width = at === 0 ? 32 : 16; });
  columns.forEach(({ unit }, at) => { if (unit === '元') sheet.getColumn(at + 2).numFmt = '#,##0.00'; });
  const notes = workbook.addWorksheet('口径');
  notes.columns = [{ header: '统计项', width: 30 }, { header: '口径', width: 80 }, { header: '依据', width: 40 }];
  notes.getRow(1).font = { bold: true };
  for (const { name, definition } of columns) if (definition) notes.addRow([name, [definition.text, definition.example && `例：${definition.example}`].filter(Boolean).join(''), definition.basis ?? '']);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}
