import { sheetName, streamedWorkbook, writeRow, writeRows, type CellValue } from '../lib/spreadsheet.js';

/** Excel has 1,048,576 rows a sheet. */
const A_SHEET = 1_000_000;

type Columns = readonly { name: string; num?: boolean }[];

/**
 * Records as a page shows them; the mark of who took them and what for stands on top and on every printed page. Every word is a text cell.
 * @param parts rows, some at a time, so that a long list is never in memory whole; past a million they go on on another sheet.
 */
export async function recordsSheet(title: string, mark: string, columns: Columns, parts: Iterable<readonly (readonly string[])[]> | AsyncIterable<readonly (readonly string[])[]>): Promise<Buffer> {
  const { workbook, finish } = streamedWorkbook();
  const begin = (number: number) => {
    const sheet = workbook.addWorksheet(sheetName(number === 1 ? title : `${title.slice(0, 24)}（${number}）`, '记录'), { views: [{ state: 'frozen', xSplit: 1, ySplit: 2 }], headerFooter: { oddHeader: `&L${mark.replaceAll('&', '&&')}`, oddFooter: '&C第 &P 页，共 &N 页' } });
    sheet.columns = columns.map(({ name, num }, at) => ({ width: Math.max(name.length * 2 + 4, at === 0 ? 30 : 14), style: { numFmt: num ? '#,##0.##' : '@' } }));
    writeRow(sheet, [mark], { bold: true });
    writeRow(sheet, columns.map(({ name }) => name), { bold: true });
    return sheet;
  };
  let number = 1;
  let sheet = begin(number);
  let written = 0;
  for await (const rows of parts) {
    if (written + rows.length > A_SHEET) {
      sheet.commit();
      sheet = begin(number += 1);
      written = 0;
    }
    await writeRows(sheet, rows.map((cells) => cells.map((text, place): CellValue => (columns[place].num && /^[\d,]+(\.\d+)?$/.test(text) ? Number(text.replaceAll(',', '')) : text))));
    written += rows.length;
  }
  sheet.commit();
  return finish();
}
