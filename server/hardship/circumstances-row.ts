import { readYuan } from '../lib/money.js';
import { plainCode, RowReader } from '../lib/row-reader.js';
import type { SheetColumn, SheetError, SheetTable, TableRow, TableRules } from '../lib/sheet-table.js';
import type { Guidance } from '../imports/template/spreadsheet.js';
import { maskDocumentNumber, normaliseDocumentNumber } from '../values/identity-document.js';
import { isPriorityGroupKey, priorityGroupOf, priorityGroups, type PriorityGroupKey } from '../values/priority-group.js';
import type { CircumstancesFields } from './circumstances.js';
import { factorNames, factors, type Factor } from './level.js';

export type CircumstancesColumn = 'name' | 'documentNumber' | PriorityGroupKey | 'householdSize' | 'annualIncome' | `factor-${Factor}`;

/** 填报项 of 家庭经济信息录入: the eleven of the notice, each 是 or 否 (附件1 一(一)6(1)、一(二)6(1)). */
export const circumstancesColumns: readonly SheetColumn<CircumstancesColumn>[] = [
  { key: 'name', header: '姓名', aliases: ['学生姓名'], required: true },
  { key: 'documentNumber', header: '证件号码', aliases: ['身份证号', '身份证号码', '身份证件号'], required: true },
  ...priorityGroups.map(({ key, label, name }): SheetColumn<CircumstancesColumn> => ({ key, header: `是否${label}`, aliases: [label, ...(name === label ? [] : [name, `是否${name}`])], required: true })),
  { key: 'householdSize', header: '家庭人口', aliases: ['家庭人口（人）', '家庭人口数'], required: true },
  { key: 'annualIncome', header: '家庭年收入（元）', aliases: ['家庭年收入', '家庭年收入(元)'], required: true },
  ...factors.map((key): SheetColumn<CircumstancesColumn> => ({ key: `factor-${key}`, header: factorNames[key], required: false })),
];
export const CIRCUMSTANCES_ROWS = 20_000;
export const circumstancesTable: TableRules<CircumstancesColumn> = { columns: circumstancesColumns, mostRows: CIRCUMSTANCES_ROWS };

/** What the template says about a column. */
export function circumstancesGuidance(key: CircumstancesColumn): Guidance {
  if (isPriorityGroupKey(key)) return { width: 14, note: `家庭或本人是不是“${priorityGroupOf(key).name}”，逐项填`, example: key === 'orphan' ? '是' : '否', choices: ['是', '否'] };
  switch (key) {
    case 'name': return { width: 16, note: '与名册一致，用来核对', example: '张梓桐' };
    case 'documentNumber': return { width: 24, note: '文本格式，须是本校名册里的学生', example: '11010519491231002X' };
    case 'householdSize': return { width: 10, note: '包括学生本人，1 至 30', example: '4' };
    case 'annualIncome': return { width: 16, note: '全家一年的收入，单位是元', example: '18000' };
    default: return { width: 26, note: '可以不填，最多 200 字', example: key === 'factor-economy' ? '父母务农' : '' };
  }
}

/** What one row says of one student, still to be found on the roster. */
export type CircumstancesRecord = CircumstancesFields & { row: number; name: string; documentNumber: string };
type Reader = RowReader<CircumstancesColumn>;

/** Reads one row; it is a record only when nothing is wrong with it: nothing is assumed that was not answered. */
export function readCircumstancesRow(table: SheetTable<CircumstancesColumn>, source: TableRow<CircumstancesColumn>): { record: CircumstancesRecord | null; errors: SheetError[] } {
  const reader: Reader = new RowReader(table, source);
  const name = reader.words('name', { required: true, longest: 60 });
  const typed = reader.code('documentNumber', { required: true });
  const groups = priorityGroups.filter(({ key }) => readYes(reader, key)).map(({ key }) => key);
  const householdSize = readSize(reader);
  const annualIncome = readIncome(reader);
  const told = Object.fromEntries(factors.flatMap((key) => { const words = reader.words(`factor-${key}`, { required: false, longest: 200 }); return words ? [[key, words]] : []; }));
  if (reader.errors.length > 0 || !name || !typed || householdSize === null || annualIncome === null) return { record: null, errors: reader.errors };
  return { record: { row: reader.row, name, documentNumber: normaliseDocumentNumber(typed), groups, householdSize, annualIncome, factors: told }, errors: [] };
}

export const maskedGiven = (record: CircumstancesRecord): string => maskDocumentNumber(record.documentNumber);

function readYes(reader: Reader, key: PriorityGroupKey): boolean {
  const words = reader.words(key, { required: true, longest: 10 });
  if (words === null || words === '否' || words === '不是' || words === '无') return false;
  if (words === '是' || words === '√') return true;
  reader.refuse(key, 'not-yes-or-no', `“${reader.header(key)}”只能填“是”或“否”`);
  return false;
}

function readSize(reader: Reader): number | null {
  const code = reader.code('householdSize', { required: true });
  if (code === null) return null;
  if (/^\d{1,2}(\.0+)?$/.test(code) && Number(code) >= 1 && Number(code) <= 30) return Number(code);
  reader.refuse('householdSize', 'wrong-household-size', '家庭人口应为 1 至 30 的整数');
  return null;
}

function readIncome(reader: Reader): number | null {
  const code = reader.code('annualIncome', { required: true });
  if (code === null) return null;
  const read = readYuan(plainCode(code).replace(/元$/, ''));
  if ('fen' in read && read.fen >= 0) return read.fen;
  reader.refuse('annualIncome', 'not-an-amount', '家庭年收入应为数字，单位是元，最多两位小数，例如 18000');
  return null;
}
