import ExcelJS from 'exceljs';
import { awardTemplate, exportAwardList, readAwardFile, type AwardListSheet } from '../../server/award-lists/spreadsheet.js';
import { readZipParts } from '../../server/lib/zip-gate.js';
import { makeXlsx, textRow } from '../lib/make-zip.js';

const file = (...rows: string[][]): Buffer => makeXlsx([{ name: '名单', rows: rows.map((row, at) => textRow(at + 1, row)).join('') }]);
const person = { name: '张梓桐', maskedId: '4129**********1624', grade: '2022级', major: '护理', className: '2班', tierName: '二档', payable: 20_000, paid: 20_000 };
const list = (people: AwardListSheet['people'], programme: AwardListSheet['programme'] = 'vocational-grant'): AwardListSheet =>
  ({ schoolName: '安陵县职业教育中心', programme, periodName: '2023年5月', batchNo: 1, people });
async function opened(bytes: Buffer): Promise<ExcelJS.Worksheet> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(Uint8Array.from(bytes).buffer);
  return workbook.worksheets[0];
}
const texts = (sheet: ExcelJS.Worksheet, row: number): string[] => Array.from({ length: 9 }, (_, at) => sheet.getRow(row).getCell(at + 1).text);

describe('an award file', () => {
  test('people are named by document number, by student number or by name, with a tier or without', async () => {
    const { rows, errors } = await readAwardFile(file(['证件号码', '学号', '姓名', '资助档次'], ['11010519491231002x', '', '', '二档'], ['', '２０２２０１', '张　三', ''], ['', '', '阿迪力•买买提', '']));
    expect(errors).toEqual([]);
    expect(rows).toEqual([
      { row: 2, documentNumber: '11010519491231002X', studentNumber: null, name: null, tier: '二档' },
      { row: 3, documentNumber: null, studentNumber: '202201', name: '张三', tier: null },
      { row: 4, documentNumber: null, studentNumber: null, name: '阿迪力·买买提', tier: null },
    ]);
  });

  test('the document number alone is enough', async () => expect((await readAwardFile(file(['身份证号'], ['11010519491231002X']))).rows).toHaveLength(1));
  test('a file that names nobody is refused with the columns it needs', async () => expect(readAwardFile(file(['档次'], ['二档']))).rejects.toThrow('证件号码或学号或姓名'));

  test('numbers that lost digits, formulas, doubles and rows without a person are refused, all at once', async () => {
    const rows = `${textRow(1, ['证件号码', '学号', '姓名', '档次'])}<row r="2"><c r="A2"><v>110105194912310000</v></c></row><row r="3"><c r="B3"><v>1.23E+20</v></c></row><row r="4"><c r="C4" t="str"><f>A1</f><v>张三</v></c></row>`
      + `${textRow(5, ['11010519491231002X'])}${textRow(6, ['11010519491231002x'])}<row r="7"><c r="D7" t="inlineStr"><is><t>二档</t></is></c></row><row r="8"><c r="B8"><v>2022010203</v></c></row>`;
    const read = await readAwardFile(makeXlsx([{ name: '名单', rows }]));
    expect(read.errors.map(({ row, column, code }) => `${column}${row} ${code}`)).toEqual(['A2 number-cell', 'B3 number-cell', 'C4 formula-cell', 'A6 same-student-twice', 'A7 nobody-named']);
    expect(read.rows.map(({ row }) => row)).toEqual([5, 8]);
    expect(read.total).toBe(7);
  });

  test('where there is no column of document numbers, a row without a person is shown at a column that exists', async () => {
    const { errors } = await readAwardFile(file(['姓名', '档次'], ['', '二档']));
    expect(errors).toMatchObject([{ row: 2, column: 'A', code: 'nobody-named' }]);
  });

  test('the template can be sent back unchanged', async () => {
    expect(await readAwardFile(await awardTemplate(['一档', '二档']))).toMatchObject({ total: 0, errors: [], sheetName: '资助名单' });
    expect(await readAwardFile(await awardTemplate())).toMatchObject({ total: 0, errors: [] });
  });
});

describe('an exported award list', () => {
  test('it has its title, its header, its people and its totals', async () => {
    const sheet = await opened(await exportAwardList(list([person, { ...person, name: '马超', paid: null }])));
    expect(sheet.getCell('A1').text).toBe('安陵县职业教育中心 2023年5月中职国家助学金资助名单（第1批）');
    expect(texts(sheet, 2)).toEqual(['序号', '姓名', '证件号码', '年级', '专业', '班级', '档次', '应发金额（元）', '实发金额（元）']);
    expect(texts(sheet, 3)).toEqual(['1', '张梓桐', '4129**********1624', '2022级', '护理', '2班', '二档', '200', '200']);
    expect(sheet.getCell('I4').text).toBe('—');
    expect([sheet.getCell('A5').text, sheet.getCell('B5').text, sheet.getCell('H5').value, sheet.getCell('I5').value]).toEqual(['合计', '2 人', 400, 200]);
    expect(sheet.getCell('H5').numFmt).toBe('#,##0.00');
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 2 });
    expect(sheet.getColumn(3).width).toBe(22);
  });

  test('the waiver says 应免, and an empty list has a total of nothing', async () => {
    const sheet = await opened(await exportAwardList(list([], 'vocational-tuition-waiver')));
    expect(sheet.getCell('H2').text).toBe('应免金额（元）');
    expect([sheet.getCell('B3').text, sheet.getCell('H3').value, sheet.getCell('I3').value]).toEqual(['0 人', 0, '—']);
  });

  test('nothing in a name is ever calculated', async () => {
    const evil = ['=HYPERLINK("http://evil","x")', '+1+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '<f>1</f>', 'a\u0001b'];
    const bytes = await exportAwardList(list(evil.map((name) => ({ ...person, name, className: name }))));
    const parts = await readZipParts(bytes);
    const xml = [...parts].filter(([name]) => name.endsWith('.xml')).map(([, content]) => content.toString('utf8')).join('');
    expect(xml).not.toMatch(/<f[ >]/);
    expect(xml).not.toMatch(/[\u0000-\u0008]/);
    const sheet = await opened(bytes);
    expect(evil.slice(0, 4).map((_name, at) => sheet.getCell(at + 3, 2).type)).toEqual(Array.from({ length: 4 }, () => ExcelJS.ValueType.String));
    expect(sheet.getCell('B3').text).toBe(evil[0]);
  });

  test('five thousand people sum to the fen', async () => {
    const sheet = await opened(await exportAwardList(list(Array.from({ length: 5000 }, () => ({ ...person, payable: 10_01, paid: null })))));
    expect(sheet.getCell('H5003').value).toBe(50_050);
  });
});
