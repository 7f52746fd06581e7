import ExcelJS from 'exceljs';
import { EXAMPLE_MARK, readTable, type SheetError } from '../lib/sheet-table.js';
import { documentKindName, documentKinds, maskDocumentNumber } from '../values/identity-document.js';
import { enrolmentStatusNames, programmeYears } from '../values/enrolment.js';
import type { OfficeDate } from '../values/office-date.js';
import { readRosterRow, rosterColumns, type RosterColumn, type RosterRow } from './roster-row.js';

export type { RosterColumn, RosterRow } from './roster-row.js';

/** A roster file as a whole: the rows that can be taken and every error of all the others. */
export type RosterFile = {
  readonly sheetName: string;
  /** Rows with something in them, good and bad. */
  readonly total: number;
  readonly students: readonly RosterRow[];
  readonly errors: readonly SheetError[];
  /** Letter and header of each column found, for errors that only the database can find. */
  readonly columns: ReadonlyMap<RosterColumn, { readonly letter: string; readonly header: string }>;
  readonly ignoredHeaders: readonly string[];
};

export const ROSTER_ROWS = 20_000;

/**
 * Reads a roster workbook (.xlsx) through the zip gate.
 * @param today office date; birth dates after it are refused.
 * @throws TooLarge past 20,000 rows, UnsupportedMedia, RuleBroken for the file as a whole; errors of rows are returned, all of them.
 */
export async function readRoster(bytes: Buffer, today: OfficeDate): Promise<RosterFile> {
  const table = await readTable(bytes, { columns: rosterColumns, mostRows: ROSTER_ROWS });
  const students: RosterRow[] = [];
  const errors: SheetError[] = [];
  const seen = { documents: new Map<string, number>(), cards: new Map<string, number>() };
  for (const source of table.rows) {
    const read = readRosterRow(table, source, today);
    errors.push(...read.errors);
    if (!read.student) continue;
    const doubled = findDoubles(read.student, seen, table.columns);
    errors.push(...doubled);
    if (doubled.length === 0) students.push(read.student);
  }
  return { sheetName: table.sheetName, total: table.rows.length, students, errors, columns: table.columns, ignoredHeaders: table.ignoredHeaders };
}

function findDoubles(student: RosterRow, seen: { documents: Map<string, number>; cards: Map<string, number> }, columns: RosterFile['columns']): SheetError[] {
  const errors: SheetError[] = [];
  const note = (key: RosterColumn, code: string, message: string, given: string): void => {
    const { letter, header } = columns.get(key) ?? { letter: '', header: '' };
    errors.push({ row: student.row, column: letter, header, given: maskDocumentNumber(given), code, message });
  };
  const document = seen.documents.get(student.documentNumber);
  if (document !== undefined) note('documentNumber', 'same-student-twice', `与第 ${document} 行是同一名学生。请只留一行`, student.documentNumber);
  else seen.documents.set(student.documentNumber, student.row);
  if (!student.card || document !== undefined) return errors;
  const card = seen.cards.get(student.card);
  if (card !== undefined) note('card', 'same-card-twice', `与第 ${card} 行是同一张卡，资助卡必须是学生本人的。请核对后重填`, student.card);
  else seen.cards.set(student.card, student.row);
  return errors;
}

/** What the template says about each column, and the value of its example row. */
const guidance: Readonly<Record<RosterColumn, { width: number; note: string; example: string; choices?: readonly string[] }>> = {
  name: { width: 16, note: '与证件一致。少数民族姓名用 · 分隔', example: `${EXAMPLE_MARK}：张梓桐` },
  documentKind: { width: 18, note: '可以不填，不填就是居民身份证', example: '居民身份证', choices: documentKinds.map(documentKindName) },
  documentNumber: { width: 24, note: '文本格式。居民身份证填 18 位，末位 X 大小写都可以', example: '11010519491231002X' },
  gender: { width: 8, note: '男 或 女，与身份证一致', example: '女', choices: ['男', '女'] },
  grade: { width: 10, note: '入学年份加“级”，例如 2022级', example: '2022级' },
  major: { width: 20, note: '学校备案的专业名称', example: '护理' },
  className: { width: 14, note: '例如 2班', example: '2班' },
  enrolmentStatus: { width: 14, note: '从下拉框里选', example: '全日制在读', choices: Object.values(enrolmentStatusNames) },
  entryMonth: { width: 12, note: '例如 2022-09', example: '2022-09' },
  programmeYears: { width: 10, note: '单位是年，例如 3 或 2.5', example: '3', choices: programmeYears.map(String) },
  householdRegion: { width: 12, note: '可以不填。6 位区划代码，例如 411281', example: '411281' },
  card: { width: 24, note: '可以不填。文本格式，必须是学生本人的卡', example: '6222021234567890128' },
};

declare module 'exceljs' {
  interface Worksheet {
    /** Left out of the library's types: one validation for a whole range. */
    readonly dataValidations: { add(range: string, validation: ExcelJS.DataValidation): void };
  }
}

/** The roster template: drop-downs, text format where digits must survive, an example row that is never imported, and a sheet of notes. */
export async function rosterTemplate(): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('学生名册', { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = rosterColumns.map(({ key, header }) => ({ key, header, width: guidance[key].width, style: { numFmt: '@' } }));
  sheet.getRow(1).font = { bold: true };
  rosterColumns.forEach(({ key, required }, place) => {
    const heading = sheet.getRow(1).getCell(place + 1);
    heading.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: required ? 'FFFDF0D3' : 'FFEFF1F4' } };
    heading.note = `${required ? '必填。' : ''}${guidance[key].note}`;
    const example = sheet.getRow(2).getCell(place + 1);
    example.value = guidance[key].example;
    example.font = { italic: true, color: { argb: 'FF5C6875' } };
    const { choices } = guidance[key];
    if (!choices) return;
    sheet.dataValidations.add(`${heading.address.replace('1', '2')}:${heading.address.replace('1', String(ROSTER_ROWS + 2))}`, {
      type: 'list', allowBlank: !required, formulae: [`"${choices.join(',')}"`], showErrorMessage: true, errorTitle: '请从下拉框里选', error: `可填：${choices.join('、')}`,
    });
  });
  addNotes(workbook);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

function addNotes(workbook: ExcelJS.Workbook): void {
  const notes = workbook.addWorksheet('填写说明');
  notes.columns = [{ header: '列名', width: 16 }, { header: '是否必填', width: 10 }, { header: '怎么填', width: 60 }];
  notes.getRow(1).font = { bold: true };
  for (const { key, header, required } of rosterColumns) notes.addRow([header, required ? '必填' : '可以不填', guidance[key].note]);
  notes.addRow([]);
  notes.addRow(['', '', `一次最多 ${ROSTER_ROWS.toLocaleString('en-US')} 行。以“${EXAMPLE_MARK}”开头的行不会导入。表头不要改动，可以调换列的先后。`]);
  notes.addRow(['', '', '从别处复制时请用“选择性粘贴—数值”，公式不会被采用。']);
}
