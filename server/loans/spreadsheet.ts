import { importTemplate, type Guidance } from '../imports/template/spreadsheet.js';
import { streamedWorkbook, writeRow, writeRows } from '../lib/spreadsheet.js';
import { BANK_FILE_ROWS, loanColumns, repaymentColumns, type FileColumn, type LoanColumn } from './file-columns.js';

/* The notice's two import templates, and what is handed out of the books. Document numbers go out masked only. */

export const loanTemplate = (): Promise<Buffer> => loanTemplateWith([]);
export const repaymentTemplate = (): Promise<Buffer> => importTemplate('还款信息', repaymentColumns, guidanceOf(repaymentColumns), BANK_FILE_ROWS);

/** The loan template with rows begun: 还款信息所属的贷款信息不存在的，先录入对应的贷款信息 (附件1 四3). */
export const loanTemplateWith = (begun: readonly Partial<Record<LoanColumn, string>>[]): Promise<Buffer> => importTemplate('贷款信息', loanColumns, guidanceOf(loanColumns), BANK_FILE_ROWS, { begun });

function guidanceOf<K extends string>(columns: readonly FileColumn<K>[]): (key: K) => Guidance {
  const byKey = new Map(columns.map((column) => [column.key, column]));
  return (key) => byKey.get(key) ?? { width: 12, note: '', example: '' };
}

export type Sheet = { name: string; title: string; columns: readonly string[]; rows: readonly (readonly (string | number)[])[]; total?: readonly (string | number)[] };

/** A statistic or list as a workbook: its title and definition above, a sum below. Text that would be a formula stays text. */
export async function bookOf({ name, title, columns, rows, total }: Sheet): Promise<Buffer> {
  const { workbook, finish } = streamedWorkbook();
  const sheet = workbook.addWorksheet(name);
  sheet.columns = columns.map(() => ({ width: 18 }));
  writeRow(sheet, [title], { bold: true, size: 13 });
  writeRow(sheet, columns, { bold: true });
  await writeRows(sheet, rows);
  if (total) writeRow(sheet, total, { bold: true });
  sheet.commit();
  return finish();
}
