import { streamedWorkbook, writeRow, writeRows } from '../lib/spreadsheet.js';
import { formatInstant } from '../values/office-date.js';
import type { Bulletin } from './bulletin.js';
import { shareOf, shareWords } from './figures.js';
import type { BulletinTable } from './tables.js';

/** A bulletin's table as a workbook, with its 口径 on a second sheet. Figures are numbers; rates are words, cut to one decimal as on the page. */
export async function bulletinSheet(bulletin: Bulletin, { rows, total }: BulletinTable, notes: readonly string[], rowName: string): Promise<Buffer> {
  const { workbook, finish } = streamedWorkbook();
  const sheet = workbook.addWorksheet('通报', { views: [{ state: 'frozen', ySplit: 2, xSplit: 1 }], pageSetup: { orientation: 'landscape', fitToPage: true, fitToHeight: 0, printTitlesRow: '1:2' } });
  const heads = [rowName, '应办（件）', '已办（件）', '按时办结（件）', '逾期办结（件）', '逾期未办（件）', '没有名单（份）', '完整率', '及时率', '同级同类名次', '参加排名的单位数'];
  sheet.columns = heads.map((_, at) => ({ width: at === 0 ? 32 : 15 }));
  writeRow(sheet, [`${bulletin.organisation.name}　${bulletin.title}　数据截至 ${formatInstant(bulletin.asOf)}`], { bold: true, size: 14 });
  writeRow(sheet, heads, { bold: true });
  const cells = (name: string, { figures, rank }: { figures: BulletinTable['total']; rank: BulletinTable['rows'][number]['rank'] }) => [name, figures.due, figures.done, figures.onTime, figures.late, figures.missing, figures.unlisted, shareWords(shareOf(figures.done, figures.due)), shareWords(shareOf(figures.onTime, figures.due)), rank?.place ?? null, rank?.of ?? null];
  await writeRows(sheet, rows.map((one) => cells(one.name, one)));
  writeRow(sheet, cells('合计', { figures: total, rank: null }), { bold: true });
  sheet.commit();
  const words = workbook.addWorksheet('口径');
  words.columns = [{ width: 100 }];
  await writeRows(words, notes.map((note) => [note]));
  words.commit();
  return finish();
}
