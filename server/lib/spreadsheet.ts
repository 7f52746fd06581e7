import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate as breathe } from 'node:timers/promises';
import ExcelJS from 'exceljs';

export type WorkbookWriter = ExcelJS.stream.xlsx.WorkbookWriter;
/** Words become text cells, so nothing in a name is ever calculated; figures stay figures. */
export type CellValue = string | number | null;

const ROWS_AT_ONCE = 200;

/** A workbook that lets go of each row as soon as it is written: thousands of rows neither fill the memory nor hold up the thread. */
export function streamedWorkbook(): { workbook: WorkbookWriter; finish(): Promise<Buffer> } {
  const stream = new PassThrough();
  const collected = buffer(stream);
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ stream, useStyles: true, useSharedStrings: false });
  return {
    workbook,
    async finish() {
      await workbook.commit();
      return collected;
    },
  };
}

/** One row, written at once. */
export function writeRow(sheet: ExcelJS.Worksheet, cells: readonly CellValue[], font?: Partial<ExcelJS.Font>): void {
  const row = sheet.addRow([...cells]);
  if (font) row.font = font;
  row.commit();
}

/** Many rows; on the thread of the requests others get their turn in between. */
export async function writeRows(sheet: ExcelJS.Worksheet, rows: Iterable<readonly CellValue[]>): Promise<void> {
  let at = 0;
  for (const cells of rows) {
    writeRow(sheet, cells);
    at += 1;
    if (at % ROWS_AT_ONCE === 0) await breathe();
  }
}

/** Excel takes 31 characters and none of these. */
export const sheetName = (name: string, otherwise: string): string => name.replace(/[\\/?*[\]:']/g, ' ').slice(0, 31).trim() || otherwise;
