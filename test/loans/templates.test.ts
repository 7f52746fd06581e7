import ExcelJS from 'exceljs';
import { loanColumns, loanTable, repaymentColumns, repaymentTable } from '../../server/loans/file-columns.js';
import { countRows } from '../../server/lib/sheet-table.js';
import { loanOffice, type LoanOffice } from './bank-file.js';
import { startProduct, type Product } from '../support/product.js';

/* 附件1 四1、四3: 下载导入模板，填写后导入. */

let product: Product;
let here: LoanOffice;
beforeAll(async () => { product = await startProduct(); here = await loanOffice(product); });
afterAll(() => product.stop());

it.each([['loans', loanColumns, loanTable], ['repayments', repaymentColumns, repaymentTable]] as const)('the template of %s names every column the import knows, explains each, and its example row is not imported', async (kind, columns, table) => {
  const answer = await fetch(`${product.url}/templates/${kind}.xlsx`, { headers: { Cookie: `sid=${here.operator.sid}` } });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(new Uint8Array(bytes).buffer);
  const [sheet, notes] = workbook.worksheets;
  const headers = (sheet.getRow(1).values as string[]).slice(1);
  expect([answer.status, headers, await countRows(bytes, table as Parameters<typeof countRows>[1])]).toEqual([200, columns.map(({ header }) => header), 0]);
  expect(headers.every((header) => notes.getColumn(1).values.includes(header))).toBe(true);
  expect(String(sheet.getCell('A2').value)).toMatch(/^示例/);
});
