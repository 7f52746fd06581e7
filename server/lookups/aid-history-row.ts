import { readYuan } from '../lib/money.js';
import { RowReader } from '../lib/row-reader.js';
import type { SheetColumn, SheetError, SheetTable, TableRow, TableRules } from '../lib/sheet-table.js';
import type { Guidance } from '../imports/template/spreadsheet.js';
import { normaliseDocumentNumber } from '../values/identity-document.js';
import { isMonth, type Month } from '../values/month.js';
import { educationStageNames, educationStages, type EducationStage } from '../values/stage.js';

export type AidColumn = 'name' | 'documentNumber' | 'programme' | 'stage' | 'school' | 'month' | 'paid';

export const aidColumns: readonly SheetColumn<AidColumn>[] = [
  { key: 'name', header: '姓名', aliases: ['学生姓名'], required: true }, { key: 'documentNumber', header: '证件号码', aliases: ['身份证号', '身份证号码', '身份证件号'], required: true },
  { key: 'programme', header: '资助项目', aliases: ['资助项目名称'], required: true }, { key: 'stage', header: '学段', required: true }, { key: 'school', header: '就读学校', aliases: ['学校'], required: true },
  { key: 'month', header: '受助年月', aliases: ['发放年月'], required: true }, { key: 'paid', header: '实发金额（元）', aliases: ['实发金额', '实发金额(元)'], required: true },
];
export const AID_ROWS = 100_000;
export const aidTable: TableRules<AidColumn> = { columns: aidColumns, mostRows: AID_ROWS };

export const aidGuidance: Readonly<Record<AidColumn, Guidance>> = {
  name: { width: 16, note: '与名册一致，用来核对', example: '张梓桐' }, documentNumber: { width: 24, note: '文本格式，须是名册里的学生，在哪所学校都可以', example: '11010519491231002X' },
  programme: { width: 30, note: '例如 义务教育生活补助。本系统办理过的月份不用导入', example: '义务教育生活补助' }, stage: { width: 10, note: '当时的学段', example: '义教', choices: Object.values(educationStageNames) },
  school: { width: 30, note: '当时就读的学校', example: '安陵县实验小学' }, month: { width: 12, note: '例如 2020-12', example: '2020-12' }, paid: { width: 16, note: '单位是元，最多两位小数', example: '500.00' },
};

export type AidRecord = { row: number; name: string; documentNumber: string; programme: string; stage: EducationStage; school: string; month: Month; paid: number };
type Reader = RowReader<AidColumn>;

/** Reads one row of 历年受助; it is a record only when nothing is wrong with it. @param now months after it are refused. */
export function readAidRow(table: SheetTable<AidColumn>, source: TableRow<AidColumn>, now: Month): { record: AidRecord | null; errors: SheetError[] } {
  const reader: Reader = new RowReader(table, source);
  const name = reader.words('name', { required: true, longest: 60 });
  const documentNumber = reader.code('documentNumber', { required: true });
  const programme = reader.words('programme', { required: true, longest: 60 });
  const stage = readStage(reader);
  const school = reader.words('school', { required: true, longest: 120 });
  const month = readMonth(reader, now);
  const paid = readPaid(reader);
  if (reader.errors.length > 0 || !name || !documentNumber || !programme || !stage || !school || !month || paid === null) return { record: null, errors: reader.errors };
  return { record: { row: reader.row, name, documentNumber: normaliseDocumentNumber(documentNumber), programme, stage, school, month, paid }, errors: [] };
}

function readStage(reader: Reader): EducationStage | null {
  const words = reader.words('stage', { required: true, longest: 10 });
  if (words === null) return null;
  const found = educationStages.find((stage) => educationStageNames[stage] === words);
  if (!found) reader.refuse('stage', 'unknown-stage', `没有“${words}”这个学段。可填：${Object.values(educationStageNames).join('、')}`);
  return found ?? null;
}

function readMonth(reader: Reader, now: Month): Month | null {
  const code = reader.code('month', { required: true });
  if (code === null) return null;
  const parts = /^(\d{4})[-/.年]?(\d{1,2})月?([-/.]?\d{1,2}日?)?$/.exec(code);
  const month = parts ? `${parts[1]}-${parts[2].padStart(2, '0')}` : code;
  if (!isMonth(month)) reader.refuse('month', 'not-a-month', '受助年月应写成 2020-12 这样');
  else if (month > now) reader.refuse('month', 'in-future', `受助年月不能晚于 ${now}`);
  else return month;
  return null;
}

function readPaid(reader: Reader): number | null {
  const code = reader.code('paid', { required: true });
  if (code === null) return null;
  const read = readYuan(code.replace(/元$/, ''));
  if ('fen' in read && read.fen > 0) return read.fen;
  reader.refuse('paid', 'not-an-amount', '实发金额应为大于 0 的数字，单位是元，最多两位小数，例如 500.00');
  return null;
}
