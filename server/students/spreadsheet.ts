import { importTemplate } from '../imports/template/spreadsheet.js';
import type { NamedHeaders } from '../lib/sheet-headers.js';
import { openTable, type CellRepair, type SheetError, type SheetTable, type TableRules } from '../lib/sheet-table.js';
import { documentKindName, documentKinds, maskDocumentNumber } from '../values/identity-document.js';
import { enrolmentStatusNames, programmeYears } from '../values/enrolment.js';
import type { OfficeDate } from '../values/office-date.js';
import { readRosterRow, rosterColumns, type RosterColumn, type RosterRow } from './roster-row.js';

export type { RosterColumn, RosterRow } from './roster-row.js';

/** A roster file whose rows are read when they are asked for: those that can be taken, and every error of all the others. */
export type RosterFile = SheetTable<RosterColumn> & { batches(): AsyncGenerator<RosterBatch> };
/** @param rows with something in them, good and bad. */
export type RosterBatch = { readonly rows: number; readonly students: readonly RosterRow[]; readonly errors: readonly SheetError[] };

export const ROSTER_ROWS = 100_000;
/** More than these are written a thousand at a time, each thousand an act. */
export const ROWS_AT_ONCE = 20_000;
export const rosterTable: TableRules<RosterColumn> = { columns: rosterColumns, mostRows: ROSTER_ROWS };

/**
 * Opens a roster (.xlsx, .csv) and reads it in batches.
 * @param today office date; birth dates after it are refused.
 * @param repairs what shall stand instead of what was typed.
 * @param named what was said of its headers.
 * @throws TooLarge past 100,000 rows, UnsupportedMedia, RuleBroken for the file as a whole; errors of rows are returned, all of them.
 */
export async function openRoster(bytes: Buffer, today: OfficeDate, repairs: readonly CellRepair[] = [], named?: NamedHeaders): Promise<RosterFile> {
  const table = await openTable(bytes, { ...rosterTable, named }, repairs);
  const seen: Seen = { documents: new Map(), cards: new Map() };
  return {
    ...table,
    async *batches() {
      for await (const batch of table.batches()) {
        const students: RosterRow[] = [];
        const errors: SheetError[] = [];
        for (const source of batch) {
          const read = readRosterRow(table, source, today);
          const found = read.student ? [...read.errors, ...findDoubles(read.student, seen, table.columns)] : read.errors;
          for (const one of found) errors.push(one);
          if (read.student && found.length === 0) students.push(read.student);
        }
        yield { rows: batch.length, students, errors };
      }
    },
  };
}

/** In which row a number stood first. */
type Seen = { documents: Map<string, number>; cards: Map<string, number> };

function findDoubles(student: RosterRow, seen: Seen, columns: RosterFile['columns']): SheetError[] {
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
  name: { width: 16, note: '与证件一致。少数民族姓名用 · 分隔', example: '张梓桐' },
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

/** The roster template. */
export const rosterTemplate = (): Promise<Buffer> => importTemplate('学生名册', rosterColumns, (key) => guidance[key], ROSTER_ROWS);
