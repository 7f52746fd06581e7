import { setImmediate as breathe } from 'node:timers/promises';
import type ExcelJS from 'exceljs';
import { importTemplate } from '../imports/template/spreadsheet.js';
import { sumFen } from '../lib/money.js';
import { streamedWorkbook } from '../lib/spreadsheet.js';
import { RowReader } from '../lib/row-reader.js';
import type { NamedHeaders } from '../lib/sheet-headers.js';
import { openTable, type CellRepair, type SheetColumn, type SheetError, type TableRules } from '../lib/sheet-table.js';
import { maskDocumentNumber, normaliseDocumentNumber } from '../values/identity-document.js';
import { normalisePersonName } from '../values/person-name.js';
import { checkResidentId, residentIdMessages } from '../values/resident-id.js';
import { programmeOf, type ListProgrammeKey } from '../values/programme.js';

export type AwardColumn = 'documentNumber' | 'studentNumber' | 'name' | 'tier';

/** One person of an award file, named by document number, or by student number or name; who that is, the roster says. */
export type AwardFileRow = { readonly row: number; readonly documentNumber: string | null; readonly studentNumber: string | null; readonly name: string | null; readonly tier: string | null };

export type AwardFile = {
  readonly sheetName: string;
  readonly total: number;
  readonly rows: readonly AwardFileRow[];
  readonly errors: readonly SheetError[];
  /** Letter and header of each column found, for errors that only the roster can find. */
  readonly columns: ReadonlyMap<AwardColumn, { readonly letter: string; readonly header: string }>;
  readonly ignoredHeaders: readonly string[];
};

export const AWARD_ROWS = 20_000;

const awardColumns: readonly SheetColumn<AwardColumn>[] = [
  { key: 'documentNumber', header: '证件号码', aliases: ['身份证号', '身份证号码', '身份证件号', '证件号'], required: false },
  { key: 'studentNumber', header: '学号', aliases: ['学籍号'], required: false },
  { key: 'name', header: '姓名', aliases: ['学生姓名'], required: false },
  { key: 'tier', header: '档次', aliases: ['资助档次'], required: false },
];

/** The columns by which a row may say who it is. */
const naming: readonly AwardColumn[] = ['documentNumber', 'studentNumber', 'name'];
export const awardTable: TableRules<AwardColumn> = { columns: awardColumns, atLeastOneOf: naming, mostRows: AWARD_ROWS };

/**
 * Reads the people of an award list (.xlsx, .csv) in batches; what is kept of each is who and which tier. Amounts are not read: they come from the standards.
 * @throws TooLarge past 20,000 rows, UnsupportedMedia, RuleBroken for the file as a whole; errors of rows are returned, all of them.
 */
export async function readAwardFile(bytes: Buffer, repairs: readonly CellRepair[] = [], named?: NamedHeaders): Promise<AwardFile> {
  const table = await openTable(bytes, { ...awardTable, named }, repairs);
  let total = 0;
  const rows: AwardFileRow[] = [];
  const errors: SheetError[] = [];
  const seen = new Map<string, number>();
  for await (const batch of table.batches()) {
    total += batch.length;
    for (const source of batch) {
      const reader = new RowReader(table, source);
      const row = readAwardRow(reader);
      const earlier = row.documentNumber === null ? undefined : seen.get(row.documentNumber);
      if (earlier !== undefined) reader.refuse('documentNumber', 'same-student-twice', `与第 ${earlier} 行是同一名学生。请只留一行`, { given: maskDocumentNumber(row.documentNumber ?? '') });
      else if (row.documentNumber !== null) seen.set(row.documentNumber, row.row);
      errors.push(...reader.errors);
      if (reader.errors.length === 0) rows.push(row);
    }
  }
  return { sheetName: table.sheetName, total, rows, errors, columns: table.columns, ignoredHeaders: table.ignoredHeaders };
}

function readAwardRow(reader: RowReader<AwardColumn>): AwardFileRow {
  const row = {
    row: reader.row,
    documentNumber: readDocumentNumber(reader),
    studentNumber: readStudentNumber(reader),
    name: normalisePersonName(reader.words('name', { required: false, longest: 50 }) ?? '') || null,
    tier: reader.words('tier', { required: false, longest: 20 }),
  };
  if (reader.errors.length === 0 && !row.documentNumber && !row.studentNumber && !row.name) {
    const column = naming.find((key) => reader.hasColumn(key)) ?? 'documentNumber';
    reader.refuse(column, 'nobody-named', '这一行没有写是哪名学生。请填证件号码，或学号、姓名');
  }
  return row;
}

/** Which kind of document it is the roster knows; here it only must not have lost digits. */
function readDocumentNumber(reader: RowReader<AwardColumn>): string | null {
  const cell = reader.cell('documentNumber');
  if (!cell) return null;
  const number = normaliseDocumentNumber(cell.text);
  const lost = cell.kind === 'text' ? (checkResidentId(number) === 'digits-lost' ? residentIdMessages['digits-lost'] : null) : `${cell.address} 是数字格式，超过 15 位的末几位已经丢失。请把这一列设为“文本”，照证件重填`;
  if (lost === null) return number || null;
  reader.refuse('documentNumber', cell.kind === 'text' ? 'digits-lost' : 'number-cell', lost, { given: maskDocumentNumber(number) });
  return null;
}

function readStudentNumber(reader: RowReader<AwardColumn>): string | null {
  const code = reader.code('studentNumber', { required: false });
  if (!code) return null;
  if (reader.cell('studentNumber')?.kind === 'number' && !/^\d{1,15}$/.test(code)) {
    reader.refuse('studentNumber', 'number-cell', '学号是数字格式，末几位已经丢失。请把这一列设为“文本”后重填', { given: maskDocumentNumber(code) });
    return null;
  }
  return code;
}

/** An award list as the exported sheet shows it. Amounts in fen; `paid` null: nothing paid yet. Document numbers come masked. */
export type AwardListSheet = {
  readonly schoolName: string;
  readonly programme: ListProgrammeKey;
  /** `2023年5月` or `2022-2023学年春季学期`. */
  readonly periodName: string;
  readonly batchNo: number;
  readonly people: Iterable<{
    readonly name: string; readonly maskedId: string; readonly grade: string; readonly major: string; readonly className: string;
    readonly tierName: string; readonly payable: number; readonly paid: number | null;
  }>;
};

const MONEY_FORMAT = '#,##0.00';
const EXPORT_WIDTHS = [8, 14, 22, 10, 22, 12, 12, 16, 16];

/** The list as a workbook: title, frozen header, people, totals. Every text is written as text, so nothing in a name is ever calculated. */
export async function exportAwardList(list: AwardListSheet): Promise<Buffer> {
  const { name, payableWord } = programmeOf(list.programme);
  const { workbook, finish } = streamedWorkbook();
  const sheet = workbook.addWorksheet('资助名单', { views: [{ state: 'frozen', ySplit: 2 }], pageSetup: { orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0, printTitlesRow: '1:2' } });
  sheet.columns = EXPORT_WIDTHS.map((width) => ({ width }));
  sheet.mergeCells(1, 1, 1, EXPORT_WIDTHS.length);
  const title = sheet.getCell('A1');
  title.value = `${list.schoolName} ${list.periodName}${name}资助名单（第${list.batchNo}批）`;
  title.font = { bold: true, size: 14 };
  title.alignment = { horizontal: 'center' };
  const header = sheet.addRow(['序号', '姓名', '证件号码', '年级', '专业', '班级', '档次', `${payableWord}金额（元）`, '实发金额（元）']);
  header.font = { bold: true };
  header.commit();
  const payable: number[] = [];
  const paid: number[] = [];
  for (const person of list.people) {
    payable.push(person.payable);
    if (person.paid !== null) paid.push(person.paid);
    addMoneyRow(sheet, [payable.length, person.name, person.maskedId, person.grade, person.major, person.className, person.tierName], person.payable, person.paid);
    // Thousands of rows on the request thread: others get their turn in between.
    if (payable.length % 500 === 0) await breathe();
  }
  addMoneyRow(sheet, ['合计', `${payable.length.toLocaleString('en-US')} 人`, '', '', '', '', ''], sumFen(payable), paid.length > 0 ? sumFen(paid) : null, true);
  sheet.commit();
  return finish();
}

function addMoneyRow(sheet: ExcelJS.Worksheet, words: readonly (string | number)[], payable: number, paid: number | null, bold = false): void {
  // Excel shows two places exactly for every amount this system can hold; sums are made in fen before.
  const row = sheet.addRow([...words, payable / 100, paid === null ? '—' : paid / 100]);
  row.getCell(8).numFmt = MONEY_FORMAT;
  row.getCell(9).numFmt = MONEY_FORMAT;
  row.getCell(9).alignment = { horizontal: 'right' };
  if (bold) row.font = { bold: true };
  row.commit();
}

const guidance: Readonly<Record<AwardColumn, { width: number; note: string; example: string }>> = {
  documentNumber: { width: 24, note: '文本格式，与学籍一致。填了证件号码，学号和姓名可以不填', example: '11010519491231002X' },
  studentNumber: { width: 22, note: '可以不填。没有证件号码时用它认人', example: '2022010203' },
  name: { width: 16, note: '可以不填。填了就与学籍里的姓名核对', example: '张梓桐' },
  tier: { width: 12, note: '可以不填，不填按学校的标准。金额由标准算出，不用填', example: '二档' },
};

/** The template for entering an award list by file. @param tiers the tiers in force for this programme, offered as a drop-down. */
export const awardTemplate = (tiers: readonly string[] = []): Promise<Buffer> => importTemplate('资助名单', awardColumns, (key) => ({ ...guidance[key], ...(key === 'tier' && tiers.length > 0 ? { choices: tiers, example: tiers[0] } : {}) }), AWARD_ROWS,
  { remarks: ['证件号码、学号、姓名至少填一列；只填姓名的，名册里要只有一人叫这个名字。'] });
