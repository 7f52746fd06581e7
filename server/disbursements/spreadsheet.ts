import { setImmediate as breathe } from 'node:timers/promises';
import ExcelJS from 'exceljs';
import { formatYuan, sumFen } from '../lib/money.js';

/** One payment as the bank wants it. `amount` in fen. */
export type BankLine = { readonly name: string; readonly card: string; readonly amount: number; readonly summary: string };

const HEADER = ['序号', '户名', '账号', '金额', '摘要'] as const;

/** Numbers of cards are text, so that no digit is lost; nothing in a name is ever calculated. */
export async function bankSheet(lines: readonly BankLine[]): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('代发', { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = [{ width: 8 }, { width: 16 }, { width: 26, style: { numFmt: '@' } }, { width: 14, style: { numFmt: '0.00' } }, { width: 28 }];
  sheet.addRow([...HEADER]).font = { bold: true };
  for (const [at, { name, card, amount, summary }] of lines.entries()) {
    sheet.addRow([at + 1, name, card, amount / 100, summary]);
    if (at % 500 === 499) await breathe();
  }
  sheet.addRow(['合计', `${lines.length} 人`, '', sumFen(lines.map(({ amount }) => amount)) / 100, '']).font = { bold: true };
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

/** The same for banks that take text: UTF-8 with a mark, so that Excel and WPS read the names; no total, the bank reads every line. */
export function bankCsv(lines: readonly BankLine[]): Buffer {
  const rows = [HEADER, ...lines.map(({ name, card, amount, summary }, at) => [String(at + 1), name, card, formatYuan(amount), summary])];
  return Buffer.from(`\ufeff${rows.map((cells) => cells.map(csvCell).join(',')).join('\r\n')}\r\n`, 'utf8');
}

/** What could be taken for a formula is made a text; the rules for names let none of it through anyway. */
const csvCell = (text: string): string => {
  const safe = /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
