import { setImmediate as breathe } from 'node:timers/promises';
import type ExcelJS from 'exceljs';
import { sheetName, streamedWorkbook, type WorkbookWriter } from '../lib/spreadsheet.js';
import { tableSheet, type CellRepair, type SheetError, type TableRules } from '../lib/sheet-table.js';
import { columnNumber } from '../lib/sheet-columns.js';
import type { SheetRow } from '../lib/worksheet.js';

const WRONG = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFFBE3DF' } } as const;
/** More notes than these make Excel slow; the words stand in the last column anyway. */
const MOST_NOTES = 2000;
/** A row far below the others is not kept at its place: Excel would show a million empty ones. */
const FURTHEST = 30_000;

/**
 * The file as it was handed in, with its errors marked: wrong cells coloured and with a note, all that is wrong with a row in words behind
 * it. Mended there, it can be handed in again. A second sheet lists the errors. Every text is written as text.
 */
export async function markedFile(bytes: Buffer, table: TableRules<string>, repairs: readonly CellRepair[], errors: readonly SheetError[]): Promise<Buffer> {
  const { sheet, headerRow, lastColumn, widths } = await tableSheet(bytes, table);
  const { workbook, finish } = streamedWorkbook();
  const marked = workbook.addWorksheet(sheetName(sheet.name, '导入的表'), { views: [{ state: 'frozen', ySplit: headerRow }] });
  const last = lastColumn + 1;
  marked.columns = Array.from({ length: last }, (_, at) => ({ width: at + 1 === last ? 60 : Math.min(30, Math.max(10, (widths.get(at + 1) ?? 0) * 2 + 4)) }));
  const byRow = groupedByRow(errors);
  const repaired = groupedByRow(repairs);
  let at = 0;
  let notes = 0;
  for await (const rows of sheet.rows()) {
    for (const row of rows) {
      at = row.row > at && row.row <= FURTHEST ? row.row : at + 1;
      const written = marked.getRow(at);
      writeCells(written, row, repaired.get(row.row) ?? []);
      if (row.row === headerRow) {
        written.font = { bold: true };
        written.getCell(last).value = '有什么问题';
      }
      const wrong = byRow.get(row.row) ?? [];
      for (const { column, message, suggestion } of wrong) {
        if (column === '') continue;
        const cell = written.getCell(columnNumber(column));
        cell.fill = WRONG;
        if (notes < MOST_NOTES && (notes += 1)) cell.note = suggestion ? `${message}（可改成 ${suggestion}）` : message;
      }
      if (wrong.length > 0) written.getCell(last).value = wrong.map(({ column, header: name, message }) => `${[column, name].filter(Boolean).join(' ')}：${message}`).join('；');
      written.commit();
    }
  }
  marked.commit();
  await listErrors(workbook, errors);
  return finish();
}

function groupedByRow<T extends { readonly row: number }>(items: readonly T[]): Map<number, T[]> {
  const grouped = new Map<number, T[]>();
  for (const one of items) {
    const there = grouped.get(one.row);
    if (there) there.push(one);
    else grouped.set(one.row, [one]);
  }
  return grouped;
}

function writeCells(written: ExcelJS.Row, { cells }: SheetRow, repairs: readonly CellRepair[]): void {
  for (const { column, kind, text } of cells) {
    const cell = written.getCell(column);
    cell.value = text;
    // A number that lost its digits must not become one again.
    if (kind !== 'number' || text.length > 11) cell.numFmt = '@';
  }
  for (const { column, value } of repairs) written.getCell(columnNumber(column)).value = value;
}

/** The errors of an import alone, when the file itself is no longer kept. Numbers come masked. */
export async function errorSheet(errors: readonly SheetError[]): Promise<Buffer> {
  const { workbook, finish } = streamedWorkbook();
  await listErrors(workbook, errors);
  return finish();
}

async function listErrors(workbook: WorkbookWriter, errors: readonly SheetError[]): Promise<void> {
  const sheet = workbook.addWorksheet('导入的错误', { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = [
    { header: '行', key: 'row', width: 8 }, { header: '列', key: 'column', width: 8 }, { header: '列名', key: 'header', width: 16 },
    { header: '您填的', key: 'given', width: 28 }, { header: '问题和改法', key: 'message', width: 70 }, { header: '建议改成', key: 'suggestion', width: 20 },
  ];
  sheet.getRow(1).font = { bold: true };
  for (const [at, { row, column, header, given, message, suggestion = '' }] of errors.entries()) {
    sheet.addRow({ row, column, header, given, message, suggestion }).commit();
    // The list alone is written on the thread of the requests: others get their turn in between.
    if (at % 500 === 499) await breathe();
  }
  sheet.commit();
}
