import { streamedWorkbook, writeRow, writeRows } from '../lib/spreadsheet.js';
import { formatInstant } from '../values/office-date.js';
import type { HandedLink } from './account-batches.js';

/** The links of a file of accounts as a sheet to hand out, one person a row. @param origin where this installation is reached: `https://…` */
export async function linksSheet(links: readonly HandedLink[], origin: string): Promise<Buffer> {
  const { workbook, finish } = streamedWorkbook();
  const sheet = workbook.addWorksheet('激活链接', { views: [{ state: 'frozen', ySplit: 2 }] });
  sheet.columns = [{ width: 32 }, { width: 14 }, { width: 24 }, { width: 24 }, { width: 80 }, { width: 18 }];
  writeRow(sheet, ['激活链接只在这一份表里，系统不保存。请逐人单独交给本人，用完删除；丢了重新下载，原来的随即失效。'], { bold: true });
  writeRow(sheet, ['单位', '姓名', '账号', '岗位', '激活链接', '有效到'], { bold: true });
  await writeRows(sheet, links.map(({ organisation, name, login, posts, token, until }) => [organisation, name, login, posts, `${origin}/activate/${token}`, formatInstant(until)]));
  sheet.commit();
  return finish();
}
