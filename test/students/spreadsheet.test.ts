import ExcelJS from 'exceljs';
import type { SheetError } from '../../server/lib/sheet-table.js';
import type { RosterRow } from '../../server/students/roster-row.js';
import { openRoster, ROSTER_ROWS, rosterTemplate, type RosterFile } from '../../server/students/spreadsheet.js';
import { checkCharacterOf } from '../../server/values/resident-id.js';
import { makeXlsx, makeZip, textRow } from '../lib/make-zip.js';

const TODAY = '2023-05-10';
const HEADER = ['姓名', '证件类型', '证件号码', '性别', '年级', '专业', '班级', '学籍状态', '入学年月', '学制(年)', '户籍区划', '资助卡号'];
type Value = string | number | Date | null;
const resident = (sequence: number): string => { const body = `41128120060228${String(sequence).padStart(3, '0')}`; return body + checkCharacterOf(body); };
const student = (change: Partial<Record<string, Value>> = {}): Value[] => {
  const usual: Record<string, Value> = { 姓名: '张梓桐', 证件类型: null, 证件号码: resident(2), 性别: '女', 年级: '2022级', 专业: '护理', 班级: '2班', 学籍状态: '全日制在读', 入学年月: '2022-09', '学制(年)': '3', 户籍区划: null, 资助卡号: null };
  return HEADER.map((header) => { const value = header in change ? change[header] : usual[header]; return value ?? null; });
};
type Whole = Omit<RosterFile, 'batches'> & { total: number; students: RosterRow[]; errors: SheetError[] };
async function readRoster(bytes: Buffer, today: string): Promise<Whole> {
  const file = await openRoster(bytes, today);
  const whole: Whole = { ...file, total: 0, students: [], errors: [] };
  for await (const { rows, students, errors } of file.batches()) {
    whole.total += rows;
    whole.students.push(...students);
    whole.errors.push(...errors);
  }
  return whole;
}
async function roster(...rows: Value[][]): Promise<Whole> {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('名册');
  sheet.addRow(HEADER);
  rows.forEach((row) => sheet.addRow(row));
  return readRoster(Buffer.from(await workbook.xlsx.writeBuffer()), TODAY);
}
const errorsOf = async (change: Partial<Record<string, Value>>): Promise<string[]> => (await roster(student(change))).errors.map(({ column, row, code }) => `${column}${row} ${code}`);

describe('a roster file', () => {
  test('a student is read as the roster keeps him', async () => {
    const { students, errors, total } = await roster(student({ 资助卡号: '6222 0212 3456 7890 128', 户籍区划: '411281' }));
    expect(errors).toEqual([]);
    expect(total).toBe(1);
    expect(students).toEqual([{
      row: 2, name: '张梓桐', documentKind: 'resident-id', documentNumber: resident(2), gender: 'female', grade: '2022级', major: '护理', className: '2班', enrolmentStatus: 'full-time',
      entryMonth: '2022-09', programmeMonths: 36, householdRegion: '411281', card: '6222021234567890128',
    }]);
  });

  test.each<[string, Partial<Record<string, Value>>, object]>([
    ['full-width digits and a small x', { 证件号码: '１１０１０５１９４９１２３１００２ｘ' }, { documentNumber: '11010519491231002X' }],
    ['blanks inside the number', { 证件号码: ' 1101 0519 4912 3100 2X ' }, { documentNumber: '11010519491231002X' }],
    ['another kind of document', { 证件类型: '港澳居民来往内地通行证', 证件号码: 'h12345678' }, { documentKind: 'hk-macao-permit', documentNumber: 'H12345678' }],
    ['a month as a date', { 入学年月: new Date(Date.UTC(2022, 8, 1)) }, { entryMonth: '2022-09' }],
    ['a month as a number', { 入学年月: 202209 }, { entryMonth: '2022-09' }],
    ['a month in Chinese', { 入学年月: '2022年9月' }, { entryMonth: '2022-09' }],
    ['a month with a dot, as text', { 入学年月: '2022.9' }, { entryMonth: '2022-09' }],
    ['a day of the month', { 入学年月: '2022/9/1' }, { entryMonth: '2022-09' }],
    ['half years', { '学制(年)': 2.5 }, { programmeMonths: 30 }],
    ['years in Chinese', { '学制(年)': '三年' }, { programmeMonths: 36 }],
    ['a grade as a number', { 年级: 2022 }, { grade: '2022级' }],
    ['a region as a number', { 户籍区划: 411281 }, { householdRegion: '411281' }],
    ['a name with a wide blank', { 姓名: '张　桐' }, { name: '张桐' }],
    ['a name with another dot', { 姓名: '阿迪力•买买提' }, { name: '阿迪力·买买提' }],
    ['a four-byte character', { 姓名: '𠮷田' }, { name: '𠮷田' }],
    ['the long word for the gender', { 性别: '女性' }, { gender: 'female' }],
  ])('%s is understood', async (_what, change, expected) => {
    const { students, errors } = await roster(student(change));
    expect(errors).toEqual([]);
    expect(students[0]).toMatchObject(expected);
  });

  test.each<[Partial<Record<string, Value>>, string[]]>([
    [{ 姓名: null }, ['A2 missing']], [{ 姓名: '张3' }, ['A2 not-a-name']], [{ 证件类型: '驾驶证' }, ['B2 unknown-document-kind']], [{ 证件号码: null }, ['C2 missing']],
    [{ 证件号码: '11010519491231002' }, ['C2 wrong-length']], [{ 证件号码: '110105194912310021' }, ['C2 wrong-check-digit']], [{ 证件号码: '412902200602310337' }, ['C2 impossible-birth-date']],
    [{ 证件号码: 110105194912310000 }, ['C2 number-cell']], [{ 证件类型: '护照', 证件号码: 12345678 }, ['C2 number-cell']], [{ 证件类型: '护照', 证件号码: 'ABCDE' }, ['C2 wrong-document-number']],
    [{ 性别: '男' }, ['D2 gender-mismatch']], [{ 性别: 'F' }, ['D2 unknown-gender']], [{ 专业: '长'.repeat(61) }, ['F2 too-long']], [{ 班级: ' ' }, ['G2 missing']],
    [{ 学籍状态: '在读' }, ['H2 unknown-enrolment-status']], [{ 入学年月: '2022.13' }, ['I2 not-a-month']], [{ 入学年月: 2022.1 }, ['I2 not-a-month']], [{ 入学年月: '去年' }, ['I2 not-a-month']],
    [{ '学制(年)': 6 }, ['J2 unknown-programme-length']], [{ 户籍区划: '4112' }, ['K2 unknown-region']], [{ 户籍区划: '安陵县' }, ['K2 unknown-region']],
    [{ 资助卡号: '6222021234567890127' }, ['L2 wrong-card-number']], [{ 资助卡号: '123' }, ['L2 wrong-card-number']], [{ 资助卡号: 6222021234567890000 }, ['L2 number-cell']],
    [{ 姓名: null, 性别: null, 年级: null, 入学年月: 'x' }, ['A2 missing', 'D2 missing', 'E2 missing', 'I2 not-a-month']],
  ])('%j is refused at %j', async (change, expected) => expect(await errorsOf(change)).toEqual(expected));

  test('every error of the file comes at once, with row, column, what was typed and what to do, and the good rows beside them', async () => {
    const { students, errors, total } = await roster(student(), student({ 证件号码: resident(4), 入学年月: 2021.9 }), student({ 证件号码: resident(6), 学籍状态: '在读' }), student({ 证件号码: resident(8) }));
    expect({ total, good: students.map(({ row }) => row) }).toEqual({ total: 4, good: [2, 5] });
    expect(errors).toEqual([
      { row: 3, column: 'I', header: '入学年月', given: '2021.9', code: 'not-a-month', message: '入学年月写法不对。请写成 2021-09 这样的年月', suggestion: '2021-09' },
      { row: 4, column: 'H', header: '学籍状态', given: '在读', code: 'unknown-enrolment-status', message: expect.stringContaining('全日制在读'), suggestion: '全日制在读' },
    ]);
  });

  test('no error repeats a whole protected number', async () => {
    const { errors } = await roster(student({ 证件号码: '110105194912310021', 资助卡号: '6222021234567890127' }), student({ 证件号码: 110105194912310000 }));
    expect(JSON.stringify(errors)).not.toMatch(/\d{9}/);
    expect(errors[0].given).toBe('1101**********0021');
  });

  test('the same student twice and the same card twice are refused at the later row, naming the earlier', async () => {
    const { errors, students } = await roster(student({ 资助卡号: '6222021234567890128' }), student(), student({ 证件号码: resident(4), 资助卡号: '6222021234567890128' }));
    expect(errors.map(({ row, column, code, message }) => [row, column, code, message.slice(0, 12)])).toEqual([[3, 'C', 'same-student-twice', '与第 2 行是同一名学生。'.slice(0, 12)], [4, 'L', 'same-card-twice', '与第 2 行是同一张卡，'.slice(0, 12)]]);
    expect(students.map(({ row }) => row)).toEqual([2]);
  });

  test('a formula is refused even where its result looks right', async () => {
    const cells = student().map((value, at) => `<c r="${String.fromCharCode(65 + at)}2" t="str">${at === 4 ? '<f>A1</f>' : ''}<v>${value ?? ''}</v></c>`).join('');
    const { errors } = await readRoster(makeXlsx([{ name: 's', rows: `${textRow(1, HEADER)}<row r="2">${cells}</row>` }]), TODAY);
    expect(errors.map(({ column, code, message }) => [column, code, message.slice(0, 2)])).toEqual([['E', 'formula-cell', 'E2']]);
  });

  test('a hundred thousand rows pass, one more is refused with the limit', async () => {
    const file = (count: number): Buffer => makeXlsx([{ name: 's', rows: textRow(1, HEADER) + Array.from({ length: count }, (_, at) => `<row r="${at + 2}"><c t="inlineStr"><is><t>张</t></is></c></row>`).join('') }]);
    expect((await readRoster(file(ROSTER_ROWS), TODAY)).total).toBe(100_000);
    await expect(readRoster(file(ROSTER_ROWS + 1), TODAY)).rejects.toMatchObject({ status: 413, message: expect.stringContaining('100,000') });
  });

  test('a bomb is refused before it is read', async () => expect(readRoster(makeZip([{ name: 'xl/workbook.xml', content: Buffer.alloc(70 * 1024 * 1024) }]), TODAY)).rejects.toMatchObject({ status: 413 }));
});

describe('the roster template', () => {
  test('it can be sent back unchanged without importing its example', async () => {
    const file = await readRoster(await rosterTemplate(), TODAY);
    expect({ total: file.total, errors: file.errors, sheet: file.sheetName, columns: file.columns.size, ignored: file.ignoredHeaders }).toEqual({ total: 0, errors: [], sheet: '学生名册', columns: 12, ignored: [] });
  });

  test('its example is itself in order, numbers are text cells, and lists have drop-downs for every row', async () => {
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(Uint8Array.from(await rosterTemplate()).buffer);
    const sheet = workbook.worksheets[0];
    const example = HEADER.map((_header, at) => sheet.getRow(2).getCell(at + 1).text);
    const { errors } = await roster(example.map((value, at) => (at === 0 ? value.replace('示例：', '') : value)));
    expect(errors).toEqual([]);
    expect(sheet.getColumn(3).numFmt).toBe('@');
    expect(sheet.getCell('H2').dataValidation.formulae[0]).toContain('全日制在读');
    expect(sheet.getCell(`D${ROSTER_ROWS + 2}`).dataValidation.formulae).toEqual(['"男,女"']);
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
    expect(workbook.worksheets[1].name).toBe('填写说明');
  });
});
