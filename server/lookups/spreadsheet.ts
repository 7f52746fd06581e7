import ExcelJS from 'exceljs';
import { sheetName, streamedWorkbook, writeRow, writeRows } from '../lib/spreadsheet.js';

export type PersonLine = { name: string; maskedId: string; school: string; grade: string; major: string; className: string; sources: string; area: string; verification: string };

const COLUMNS = [['姓名', 14], ['证件号码', 22], ['学校', 30], ['年级', 10], ['专业', 20], ['班级', 10], ['来源', 18], ['城乡', 10], ['核实情况', 16]] as const;

/** People as a workbook; the mark of who took it and what for stands on top and on every printed page. */
export async function peopleSheet(title: string, mark: string, lines: readonly PersonLine[]): Promise<Buffer> {
  const { workbook, finish } = streamedWorkbook();
  const sheet = workbook.addWorksheet(sheetName(title, '学生'), { views: [{ state: 'frozen', ySplit: 2 }], headerFooter: { oddHeader: `&L${mark.replaceAll('&', '&&')}`, oddFooter: '&C第 &P 页，共 &N 页' } });
  sheet.columns = COLUMNS.map(([, width]) => ({ width }));
  writeRow(sheet, [mark], { bold: true });
  writeRow(sheet, COLUMNS.map(([name]) => name), { bold: true });
  await writeRows(sheet, lines.map((one) => [one.name, one.maskedId, one.school, one.grade, one.major, one.className, one.sources, one.area, one.verification]));
  sheet.commit();
  return finish();
}

export type ReadingLine = { at: string; who: string; role: string; organisation: string; action: string; object: string; people: number | null; purpose: string };

/** 未成年人个人信息查看与导出情况: every reading and export of a year with its purpose, and how many by each office. */
export async function readingsSheet(year: number, lines: readonly ReadingLine[]): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  const sum = workbook.addWorksheet('汇总');
  sum.columns = [{ header: '单位', width: 36 }, { header: '做了什么', width: 24 }, { header: '次数', width: 10 }, { header: '涉及人次', width: 12 }];
  const counted = new Map<string, { times: number; people: number }>();
  for (const { organisation, action, people } of lines) {
    const key = `${organisation}\t${action}`;
    const known = counted.get(key) ?? { times: 0, people: 0 };
    counted.set(key, { times: known.times + 1, people: known.people + (people ?? 1) });
  }
  for (const [key, { times, people }] of counted) sum.addRow([...key.split('\t'), times, people]);
  const sheet = workbook.addWorksheet(`${year}年明细`);
  sheet.columns = [{ header: '时间', width: 18 }, { header: '谁', width: 14 }, { header: '岗位', width: 24 }, { header: '单位', width: 36 }, { header: '做了什么', width: 24 }, { header: '对象', width: 20 }, { header: '人数', width: 8 }, { header: '用途', width: 50 }];
  for (const one of lines) sheet.addRow([one.at, one.who, one.role, one.organisation, one.action, one.object, one.people, one.purpose]);
  for (const each of [sum, sheet]) each.getRow(1).font = { bold: true };
  return Buffer.from(await workbook.xlsx.writeBuffer());
}
