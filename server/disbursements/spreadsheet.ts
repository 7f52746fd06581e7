import { formatYuan, sumFen } from '../lib/money.js';
import { streamedWorkbook, writeRow, writeRows } from '../lib/spreadsheet.js';

/** One payment as the bank wants it. `amount` in fen. */
export type BankLine = { readonly name: string; readonly card: string; readonly amount: number; readonly summary: string };

const HEADER = ['序号', '户名', '账号', '金额', '摘要'] as const;

/** Numbers of cards are text, so that no digit is lost; nothing in a name is ever calculated. */
export async function bankSheet(lines: readonly BankLine[]): Promise<Buffer> {
  const { workbook, finish } = streamedWorkbook();
  const sheet = workbook.addWorksheet('代发', { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = [{ width: 8 }, { width: 16 }, { width: 26, style: { numFmt: '@' } }, { width: 14, style: { numFmt: '0.00' } }, { width: 28 }];
  writeRow(sheet, HEADER, { bold: true });
  await writeRows(sheet, lines.map(({ name, card, amount, summary }, at) => [at + 1, name, card, amount / 100, summary]));
  writeRow(sheet, ['合计', `${lines.length} 人`, '', sumFen(lines.map(({ amount }) => amount)) / 100, ''], { bold: true });
  sheet.commit();
  return finish();
}

/** The same for banks that take text: UTF-8 with a mark, so that Excel and WPS read the names; no total, the bank reads every line. */
export function bankCsv(lines: readonly BankLine[]): Buffer {
  const rows = [HEADER, ...lines.map(({ name, card, amount, summary }, at) => [String(at + 1), name, card, formatYuan(amount), summary])];
  return Buffer.from(`\ufeff${rows.map((cells) => cells.map(csvCell).join(',')).join('\r\n')}\r\n`, 'utf8');
}

/** What could be taken for a formula is made a text; the rules for names let none of it through anyway. */
const csvCell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
