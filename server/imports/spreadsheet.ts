import ExcelJS from 'exceljs';
import type { SheetError } from '../lib/sheet-table.js';

/** The errors of an import as a sheet beside which a person mends the file. Numbers come masked; every text is written as text. */
export async function errorSheet(errors: readonly SheetError[]): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('导入的错误', { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = [
    { header: '行', key: 'row', width: 8 }, { header: '列', key: 'column', width: 8 }, { header: '列名', key: 'header', width: 16 },
    { header: '您填的', key: 'given', width: 28 }, { header: '问题和改法', key: 'message', width: 70 }, { header: '建议改成', key: 'suggestion', width: 20 },
  ];
  sheet.getRow(1).font = { bold: true };
  for (const { row, column, header, given, message, suggestion = '' } of errors) sheet.addRow({ row, column, header, given, message, suggestion });
  return Buffer.from(await workbook.xlsx.writeBuffer());
}
