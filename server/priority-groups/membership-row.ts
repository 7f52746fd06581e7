import { RowReader } from '../lib/row-reader.js';
import type { SheetColumn, SheetError, SheetTable, TableRow, TableRules } from '../lib/sheet-table.js';
import { checkDocumentNumber, documentKindName, documentKindNamed, documentKinds, maskDocumentNumber, normaliseDocumentNumber } from '../values/identity-document.js';
import { isMonth, type Month } from '../values/month.js';
import type { OfficeDate } from '../values/office-date.js';
import { normalisePersonName } from '../values/person-name.js';
import { priorityGroups, type PriorityGroupKey } from '../values/priority-group.js';
import { isRegionCode } from '../values/region.js';
import type { MembershipFields } from './keep-memberships.js';
import type { Area } from './membership.js';

export type MembershipColumn = 'name' | 'documentKind' | 'documentNumber' | 'group' | 'area' | 'validFrom' | 'validTo' | 'householdRegion' | 'studyRegion' | 'studySchool';

export const membershipColumns: readonly SheetColumn<MembershipColumn>[] = [
  { key: 'name', header: '姓名', aliases: ['学生姓名'], required: true },
  { key: 'documentKind', header: '证件类型', aliases: ['身份证件类型'], required: false },
  { key: 'documentNumber', header: '证件号码', aliases: ['身份证号', '身份证号码', '身份证件号', '公民身份号码'], required: true },
  { key: 'group', header: '人群类别', aliases: ['类别', '特殊群体类别', '重点保障人群'], required: true },
  { key: 'area', header: '城乡', aliases: ['城乡类型'], required: false },
  { key: 'validFrom', header: '起始年月', aliases: ['认定年月', '开始年月'], required: true },
  { key: 'validTo', header: '终止年月', aliases: ['结束年月'], required: false },
  { key: 'householdRegion', header: '户籍区划', aliases: ['户籍区划代码'], required: false },
  { key: 'studyRegion', header: '就读区划', aliases: ['就读区划代码'], required: false },
  { key: 'studySchool', header: '就读学校', required: false },
];
export const MEMBERSHIP_ROWS = 100_000;
export const membershipTable: TableRules<MembershipColumn> = { columns: membershipColumns, mostRows: MEMBERSHIP_ROWS };

/** One record of a file, with its row. */
export type MembershipRecord = MembershipFields & { row: number };
type Reader = RowReader<MembershipColumn>;

/** Reads one row; it is a record only when nothing is wrong with it. @param today birth dates after it are refused. */
export function readMembershipRow(table: SheetTable<MembershipColumn>, source: TableRow<MembershipColumn>, today: OfficeDate): { record: MembershipRecord | null; errors: SheetError[] } {
  const reader: Reader = new RowReader(table, source);
  const name = reader.words('name', { required: true, longest: 60 });
  const documentNumber = readDocument(reader, today);
  const group = readGroup(reader);
  const area = readArea(reader);
  const validFrom = readMonth(reader, 'validFrom', true);
  const validTo = readMonth(reader, 'validTo', false);
  if (validFrom && validTo && validTo < validFrom) reader.refuse('validTo', 'period-backwards', '终止年月早于起始年月。请核对两列');
  const householdRegion = readRegion(reader, 'householdRegion');
  const studyRegion = readRegion(reader, 'studyRegion');
  const studySchool = reader.words('studySchool', { required: false, longest: 120 }) ?? '';
  if (reader.errors.length > 0 || !name || !documentNumber || !group || area === null || !validFrom) return { record: null, errors: reader.errors };
  return { record: { row: reader.row, name: normalisePersonName(name), documentNumber, group, area, validFrom, validTo, householdRegion, studyRegion, studySchool }, errors: [] };
}

/** The number by the rule of its kind of document; a file that names no kind means the resident id. */
function readDocument(reader: Reader, today: OfficeDate): string | null {
  const word = reader.words('documentKind', { required: false, longest: 40 });
  const kind = documentKindNamed(word ?? '');
  if (!kind) reader.refuse('documentKind', 'unknown-document-kind', `没有“${word}”这种证件。可填：${documentKinds.map(documentKindName).join('、')}`);
  const code = reader.code('documentNumber', { required: true });
  if (code === null || !kind) return null;
  const number = normaliseDocumentNumber(code);
  const problem = checkDocumentNumber(kind, number, today);
  if (!problem) return number;
  reader.refuse('documentNumber', problem.code, problem.message, { given: maskDocumentNumber(number) });
  return null;
}

/** A group by its name in the table of eleven, or by the label of the menus. */
function readGroup(reader: Reader): PriorityGroupKey | null {
  const words = reader.words('group', { required: true, longest: 40 });
  if (words === null) return null;
  const plain = (text: string): string => text.normalize('NFKC').replace(/\s/g, '');
  const found = priorityGroups.find(({ key, name, label }) => plain(name) === plain(words) || plain(label) === plain(words) || key === words);
  if (!found) reader.refuse('group', 'unknown-group', `没有“${words}”这一类。可填：${priorityGroups.map(({ name }) => name).join('、')}`);
  return found?.key ?? null;
}

function readArea(reader: Reader): Area | null {
  const words = reader.words('area', { required: false, longest: 10 });
  if (words === null) return '';
  if (/^(农村|农|乡)$/.test(words)) return 'rural';
  if (/^(城市|城镇|城)$/.test(words)) return 'urban';
  reader.refuse('area', 'unknown-area', '城乡只能填“城市”或“农村”，不区分的不填');
  return null;
}

function readMonth(reader: Reader, key: 'validFrom' | 'validTo', required: boolean): Month | null {
  const code = reader.code(key, { required });
  if (code === null) return null;
  const parts = /^(\d{4})[-/.年]?(\d{1,2})月?([-/.]?\d{1,2}日?)?$/.exec(code);
  const month = parts ? `${parts[1]}-${parts[2].padStart(2, '0')}` : code;
  if (isMonth(month)) return month;
  reader.refuse(key, 'not-a-month', `${reader.header(key)}应写成 2022-09 这样`);
  return null;
}

function readRegion(reader: Reader, key: 'householdRegion' | 'studyRegion'): string | null {
  const code = reader.code(key, { required: false });
  if (code === null || isRegionCode(code)) return code;
  reader.refuse(key, 'not-a-region', `${reader.header(key)}应为 6 位区划代码，例如 411821`);
  return null;
}
