import { RowReader, plainCode, plainWords } from '../lib/row-reader.js';
import type { SheetColumn, SheetError, SheetTable, TableRow } from '../lib/sheet-table.js';
import { checkDocumentNumber, documentKindNamed, maskDocumentNumber, normaliseDocumentNumber, type DocumentKind } from '../values/identity-document.js';
import { enrolmentStatusNamed, enrolmentStatusNames, programmeMonthsOf, programmeYears, type EnrolmentStatus } from '../values/enrolment.js';
import { passesLuhn } from '../values/bank-card.js';
import { isMonth, type Month } from '../values/month.js';
import type { OfficeDate } from '../values/office-date.js';
import { checkPersonName, nameMessages, normalisePersonName } from '../values/person-name.js';
import { isRegionCode, type RegionCode } from '../values/region.js';
import { genderOf } from '../values/resident-id.js';

export type RosterColumn =
  | 'name' | 'documentKind' | 'documentNumber' | 'gender' | 'grade' | 'major' | 'className' | 'enrolmentStatus' | 'entryMonth' | 'programmeYears' | 'householdRegion' | 'card';

export const rosterColumns: readonly SheetColumn<RosterColumn>[] = [
  { key: 'name', header: '姓名', aliases: ['学生姓名'], required: true },
  { key: 'documentKind', header: '证件类型', aliases: ['身份证件类型'], required: false },
  { key: 'documentNumber', header: '证件号码', aliases: ['身份证号', '身份证号码', '身份证件号', '证件号'], required: true },
  { key: 'gender', header: '性别', required: true },
  { key: 'grade', header: '年级', required: true },
  { key: 'major', header: '专业', aliases: ['专业名称'], required: true },
  { key: 'className', header: '班级', aliases: ['班级名称'], required: true },
  { key: 'enrolmentStatus', header: '学籍状态', required: true },
  { key: 'entryMonth', header: '入学年月', required: true },
  { key: 'programmeYears', header: '学制(年)', required: true },
  { key: 'householdRegion', header: '户籍区划', aliases: ['户籍区划代码', '户籍所在地区划'], required: false },
  { key: 'card', header: '资助卡号', aliases: ['银行卡号', '资助卡'], required: false },
];

/** One student as the roster file gives him. Months of 学制; the card is digits only. */
export type RosterRow = {
  readonly row: number;
  readonly name: string;
  readonly documentKind: DocumentKind;
  readonly documentNumber: string;
  readonly gender: 'male' | 'female';
  readonly grade: string;
  readonly major: string;
  readonly className: string;
  readonly enrolmentStatus: EnrolmentStatus;
  readonly entryMonth: Month;
  readonly programmeMonths: number;
  readonly householdRegion: RegionCode | null;
  readonly card: string | null;
};

type Reader = RowReader<RosterColumn>;

/** Reads one row; it is a student only when nothing is wrong with it. @param today birth dates after it are refused. */
export function readRosterRow(table: SheetTable<RosterColumn>, source: TableRow<RosterColumn>, today: OfficeDate): { student: RosterRow | null; errors: SheetError[] } {
  const reader = new RowReader(table, source);
  const name = readName(reader);
  const documentKind = readDocumentKind(reader);
  const documentNumber = readDocumentNumber(reader, documentKind ?? 'other', today);
  const gender = readGender(reader, documentKind === 'resident-id' ? documentNumber : null);
  const grade = readGrade(reader);
  const major = reader.words('major', { required: true, longest: 60 });
  const className = reader.words('className', { required: true, longest: 40 });
  const enrolmentStatus = readStatus(reader);
  const entryMonth = readEntryMonth(reader);
  const programmeMonths = readProgrammeMonths(reader);
  const householdRegion = readRegion(reader);
  const card = readCard(reader);
  if (reader.errors.length > 0 || !name || !documentKind || !documentNumber || !gender || !grade || !major || !className || !enrolmentStatus || !entryMonth || !programmeMonths) {
    return { student: null, errors: reader.errors };
  }
  return {
    student: { row: source.row, name, documentKind, documentNumber, gender, grade, major, className, enrolmentStatus, entryMonth, programmeMonths, householdRegion, card },
    errors: [],
  };
}

function readName(reader: Reader): string | null {
  const cell = reader.cell('name');
  if (!cell && reader.filled('name')) return null;
  const name = normalisePersonName(cell?.text ?? '');
  const problem = checkPersonName(name);
  if (problem) reader.refuse('name', problem, nameMessages[problem]);
  return problem ? null : name;
}

function readDocumentKind(reader: Reader): DocumentKind | null {
  const kind = documentKindNamed(plainWords(reader.cell('documentKind')?.text ?? ''));
  if (!kind) reader.refuse('documentKind', 'unknown-document-kind', '没有这种证件类型。请从下拉框里选，身份证可以不填');
  return kind;
}

function readDocumentNumber(reader: Reader, kind: DocumentKind, today: OfficeDate): string | null {
  const cell = reader.cell('documentNumber');
  if (!cell) {
    if (!reader.filled('documentNumber')) reader.missing('documentNumber');
    return null;
  }
  if (cell.kind !== 'text') {
    reader.refuse('documentNumber', 'number-cell', `${cell.address} 是数字格式，超过 15 位的末几位已经丢失。请把这一列设为“文本”，照证件重填`, { given: maskDocumentNumber(cell.text) });
    return null;
  }
  const number = normaliseDocumentNumber(cell.text);
  const problem = checkDocumentNumber(kind, number, today);
  if (!problem) return number;
  reader.refuse('documentNumber', problem.code, problem.message, { given: maskDocumentNumber(number) });
  return null;
}

function readGender(reader: Reader, residentId: string | null): 'male' | 'female' | null {
  const word = reader.words('gender', { required: true, longest: 10 });
  if (!word) return null;
  const gender = /^男性?$/.test(word) ? 'male' : /^女性?$/.test(word) ? 'female' : null;
  if (!gender) reader.refuse('gender', 'unknown-gender', '性别只能填“男”或“女”');
  else if (residentId && genderOf(residentId) !== gender) {
    reader.refuse('gender', 'gender-mismatch', '性别与身份证号不一致。请核对两处', { suggestion: genderOf(residentId) === 'male' ? '男' : '女' });
  }
  return gender;
}

/** 2022 and 2022级 are the same grade. */
function readGrade(reader: Reader): string | null {
  const grade = reader.words('grade', { required: true, longest: 20 });
  return grade && /^(19|20)\d{2}(级|届)?$/.test(plainCode(grade)) ? `${plainCode(grade).slice(0, 4)}级` : grade;
}

function readStatus(reader: Reader): EnrolmentStatus | null {
  const word = reader.words('enrolmentStatus', { required: true, longest: 20 });
  const status = word ? enrolmentStatusNamed(word) : null;
  if (word && !status) reader.refuse('enrolmentStatus', 'unknown-enrolment-status', `没有这种学籍状态，可填：${Object.values(enrolmentStatusNames).join('、')}`, word === '在读' ? { suggestion: '全日制在读' } : {});
  return status;
}

/** 2021-09, 2021年9月, 2021/9, 2021.9 (as text), 202109, and dates. */
function readEntryMonth(reader: Reader): Month | null {
  const cell = reader.cell('entryMonth');
  if (!cell) {
    if (!reader.filled('entryMonth')) reader.missing('entryMonth');
    return null;
  }
  const text = plainCode(cell.text);
  const parts = cell.kind === 'number' && text.includes('.') ? null : /^(\d{4})(?:[-/.年](\d{1,2})|(\d{2}))(?:月|(?:[-/.月]\d{1,2}日?))?$/.exec(text);
  const month = parts ? `${parts[1]}-${(parts[2] ?? parts[3]).padStart(2, '0')}` : '';
  if (isMonth(month)) return month;
  // The number 2021.1 may have been typed as 2021.10: only a month that cannot lose its last digit is proposed.
  const guess = /^(\d{4})\.([2-9])$/.exec(text);
  const suggestion = guess ? `${guess[1]}-0${guess[2]}` : englishMonth(text);
  reader.refuse('entryMonth', 'not-a-month', '入学年月写法不对。请写成 2021-09 这样的年月', suggestion ? { suggestion } : {});
  return null;
}

const ENGLISH_MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** SEP-22: what Excel writes into a text file for the month 2022-09. */
function englishMonth(text: string): string | null {
  const parts = /^([A-Z]{3})-(\d{2})$/.exec(text);
  const month = ENGLISH_MONTHS.indexOf(parts?.[1] ?? '') + 1;
  return parts && month > 0 ? `20${parts[2]}-${String(month).padStart(2, '0')}` : null;
}

const CHINESE_NUMBERS: Readonly<Record<string, string>> = { 一: '1', 两: '2', 二: '2', 三: '3', 四: '4', 五: '5' };

function readProgrammeMonths(reader: Reader): number | null {
  const code = reader.code('programmeYears', { required: true });
  if (!code) return null;
  const years = Number(code.replace(/年制?$/, '').replace(/^[一两二三四五]$/, (word) => CHINESE_NUMBERS[word]));
  if (programmeYears.includes(years)) return programmeMonthsOf(years);
  reader.refuse('programmeYears', 'unknown-programme-length', `没有这种学制，可填：${programmeYears.join('、')}（单位是年）`);
  return null;
}

function readRegion(reader: Reader): RegionCode | null {
  const code = reader.code('householdRegion', { required: false });
  if (!code || isRegionCode(code)) return code;
  reader.refuse('householdRegion', 'unknown-region', '户籍区划应为 6 位区划代码，例如 411281。请核对户口簿');
  return null;
}

function readCard(reader: Reader): string | null {
  const cell = reader.cell('card');
  if (!cell) return null;
  const card = plainCode(cell.text).replaceAll('-', '');
  const given = { given: maskDocumentNumber(card) };
  if (cell.kind !== 'text') reader.refuse('card', 'number-cell', `${cell.address} 是数字格式，超过 15 位的末几位已经丢失。请把这一列设为“文本”，照卡面重填`, given);
  else if (!/^\d{12,19}$/.test(card)) reader.refuse('card', 'wrong-card-number', '资助卡号应为 12 至 19 位数字。请照卡面重填', given);
  else if (!passesLuhn(card)) reader.refuse('card', 'wrong-card-number', '资助卡号校验不通过，多半有一位填错。请照卡面重填', given);
  else return card;
  return null;
}
