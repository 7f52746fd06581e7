import ExcelJS from 'exceljs';
import { rows } from '../../server/database.js';
import type { ListJson } from '../../server/award-lists/presenter.js';
import { makeXlsx, makeZip, textRow, type Part } from '../lib/make-zip.js';
import { rosterLine, XLSX } from '../students/roster-file.js';
import { handIn } from '../support/jobs.js';
import { newList } from '../support/list-walk.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { county, documentNumber, person, school, student, type Place } from '../support/world.js';

/* Files as people really send them, each handed in as a roster and as an award list: what it is answered, by row and column, and what stands in the books afterwards. */

let product: Product;
let place: Place;
let operator: Person;
let list: ListJson;

beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => {
  place = await school(await county());
  operator = await Person.signedIn(product, await person(place, 'school-operator'));
  list = await newList(operator, 'vocational-grant', '2023-05', []);
});

/** A table as lines of named cells; the header stands above them. */
type Line = Record<string, string>;
type Kind = { readonly name: string; readonly most: number; path(): string; header: readonly string[]; /** A line of this kind about this document number. */ line(number: string, change?: Line): Line; /** Before it is handed in: who must be there. */ known(number: string): Promise<unknown>; stored(): Promise<number> };

const roster: Kind = {
  name: 'a roster', most: 100_000, path: () => '/students/imports',
  header: ['姓名', '证件号码', '性别', '年级', '专业', '班级', '学籍状态', '入学年月', '学制(年)'],
  line: (number, change = {}) => ({ ...rosterLine({ 证件号码: number }), ...change }) as Line,
  known: async () => undefined,
  stored: async () => (await rows('SELECT id FROM students WHERE school_id = ?', [place.id])).length,
};
const awards: Kind = {
  name: 'an award list', most: 20_000, path: () => `/award-lists/${list.id}/imports`,
  header: ['姓名', '证件号码', '档次'],
  line: (number, change = {}) => ({ 姓名: '张梓桐', 证件号码: number, ...change }),
  known: (number) => student(place, { name: '张梓桐', document: number }),
  stored: async () => (await rows('SELECT id FROM awards WHERE list_id = ?', [list.id])).length,
};
const kinds = [roster, awards];

const values = ({ header }: Kind, line: Line): string[] => header.map((name) => line[name] ?? '');
const sheetRows = (kind: Kind, lines: readonly Line[], first = 1): string => [textRow(first, kind.header), ...lines.map((line, at) => textRow(first + 1 + at, values(kind, line)))].join('');
const plain = (kind: Kind, lines: readonly Line[]): Buffer => makeXlsx([{ name: '表', rows: sheetRows(kind, lines) }]);
const csv = (kind: Kind, lines: readonly Line[], separator = ','): string => [kind.header, ...lines.map((line) => values(kind, line))].map((fields) => `${fields.join(separator)}\r\n`).join('');

/** The same table as WPS saves it: texts shared, some in runs and with their reading, its own parts beside. */
function wps(kind: Kind, lines: readonly Line[]): Buffer {
  const texts: string[] = [];
  const cell = (text: string, row: number, column: number): string => (text === '' ? `<c r="${String.fromCharCode(65 + column)}${row}" s="1"/>` : `<c r="${String.fromCharCode(65 + column)}${row}" s="1" t="s"><v>${texts.push(text) - 1}</v></c>`);
  const table = [[...kind.header], ...lines.map((line) => values(kind, line))].map((fields, row) => `<row r="${row + 1}" spans="1:${fields.length}">${fields.map((text, column) => cell(text, row + 1, column)).join('')}</row>`).join('');
  const parts: Part[] = [
    { name: 'docProps/custom.xml', content: '<Properties><property name="KSOProductBuildVer"><vt:lpwstr>2052-11.1.0</vt:lpwstr></property></Properties>' }, { name: 'xl/cellimages.xml', content: '<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"/>' },
  ];
  const sharedStrings = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><sst>${texts.map((text) => `<si><r><rPr><charset val="134"/></rPr><t xml:space="preserve">${text.slice(0, 1)}</t></r><r><t>${text.slice(1)}</t></r><phoneticPr fontId="1"/></si>`).join('')}</sst>`;
  return makeXlsx([{ name: 'Sheet1', rows: table }, { name: 'WpsReserved_CellImgList', rows: '', state: 'veryHidden' }], { sharedStrings, styles: '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="49"/></cellXfs></styleSheet>', parts });
}

async function excel(kind: Kind, lines: readonly Line[]): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('Sheet1');
  sheet.addRow([...kind.header]);
  for (const line of lines) sheet.addRow(values(kind, line));
  sheet.autoFilter = 'A1:C1';
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

/** GB 18030 bytes of the characters these tables need. */
const GBK: Readonly<Record<string, string>> = Object.fromEntries('姓d0d5名c3fb证d6a4件bcfe号bac5码c2eb性d0d4别b1f0年c4ea级bcb6专d7a8业d2b5班b0e0学d1a7籍bcae状d7b4态ccac入c8eb月d4c2制d6c6男c4d0女c5ae护bba4理c0ed全c8ab日c8d5在d4da读b6c1档b5b5次b4ce张d5c5梓e8f7桐cda9'.match(/.[0-9a-f]{4}/gu)?.map((one) => [one[0], one.slice(1)]) ?? []);
const gbk = (text: string): Buffer => Buffer.concat([...text].map((one) => (GBK[one] ? Buffer.from(GBK[one], 'hex') : Buffer.from(one, 'latin1'))));

/** What is answered: committed with so many rows, refused row by row, or refused as a whole. */
type Answer = { rows: number } | { errors: string[]; says: string } | { status: number; says: string };
type Case = [what: string, make: (kind: Kind, number: string, other: string) => Buffer | Promise<Buffer>, answer: Answer | ((kind: Kind) => Answer)];

const wide = (number: string): string => number.replace(/[0-9X]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0));
const columnOf = (kind: Kind, name: string): string => String.fromCharCode(65 + kind.header.indexOf(name));
/** A cell put into the second line as XML of its own, in the place of what stands there. */
const withCell = (kind: Kind, number: string, name: string, cell: (address: string) => string, more: Parameters<typeof makeXlsx>[1] = {}): Buffer => {
  const address = `${columnOf(kind, name)}2`;
  return makeXlsx([{ name: '表', rows: sheetRows(kind, [kind.line(number)]).replace(new RegExp(`<c r="${address}".*?</c>`), cell(address)) }], more);
};

const cases: readonly Case[] = [
  ['saved by WPS', (kind, number) => wps(kind, [kind.line(number)]), { rows: 1 }],
  ['saved by Excel', (kind, number) => excel(kind, [kind.line(number)]), { rows: 1 }],
  ['with a document number that was saved as a number and lost its last digits', (kind, number) => withCell(kind, number, '证件号码', (at) => `<c r="${at}"><v>1.10105194912310E+17</v></c>`), { errors: ['B2 number-cell'], says: 'B2 是数字格式，超过 15 位的末几位已经丢失' }],
  ['with such a number turned into text', (kind, number) => withCell(kind, number, '证件号码', (at) => `<c r="${at}" t="inlineStr"><is><t>110105194912310000</t></is></c>`), { errors: ['B2 digits-lost'], says: '末三位是 000' }],
  ['with full-width digits', (kind, number) => plain(kind, [kind.line(number, { 证件号码: wide(number) })]), { rows: 1 }],
  ['with a small x', (kind, number) => plain(kind, [kind.line(number, { 证件号码: number.toLowerCase() })]), { rows: 1 }],
  ['with blanks of every kind in the number', (kind, number) => plain(kind, [kind.line(number, { 证件号码: ` ${number.slice(0, 6)}\u00a0${number.slice(6, 14)}\u3000${number.slice(14)}\u200b` })]), { rows: 1 }],
  ['with blank rows between and after', (kind, number, other) => makeXlsx([{ name: '表', rows: `${textRow(1, kind.header)}${textRow(2, ['', '', ''])}${textRow(3, values(kind, kind.line(number)))}<row r="4"/>${textRow(9, values(kind, kind.line(other)))}${textRow(10, [' ', '\u3000', ''])}` }]), { rows: 2 }],
  ['with the same student twice', (kind, number, other) => plain(kind, [kind.line(number), kind.line(other), kind.line(number)]), { errors: ['B4 same-student-twice'], says: '与第 2 行是同一名学生' }],
  ['with a merged title above', (kind, number) => makeXlsx([{ name: '表', rows: textRow(1, ['某校某月名单']) + sheetRows(kind, [kind.line(number)], 3), after: '<mergeCells count="1"><mergeCell ref="A1:XFD2"/></mergeCells>' }]), { rows: 1 }],
  ['with a header over two rows, cells merged', (kind, number) => makeXlsx([{ name: '表', rows: `${textRow(1, [kind.header[0], '基本信息'])}${textRow(2, ['', ...kind.header.slice(1)])}${textRow(3, values(kind, kind.line(number)))}`, after: '<mergeCells count="2"><mergeCell ref="A1:A2"/><mergeCell ref="B1:I1"/></mergeCells>' }]), { rows: 1 }],
  ['with a header merged away', (kind, number) => makeXlsx([{ name: '表', rows: `${textRow(1, ['基本信息', '其他'])}${textRow(2, values(kind, kind.line(number)))}` }]), { status: 422, says: '没有找到完整的表头' }],
  ['with two sheets that both look right', (kind, number) => makeXlsx(['3班', '4班'].map((name) => ({ name, rows: sheetRows(kind, [kind.line(number)]) }))), { status: 422, says: '有 2 张工作表都像要导入的表：“3班”、“4班”' }],
  ['with a second sheet of notes and a hidden one', (kind, number) => makeXlsx([{ name: '说明', rows: textRow(1, ['姓名', '怎么填']) }, { name: '表', rows: sheetRows(kind, [kind.line(number)]) }, { name: '旧', rows: sheetRows(kind, [kind.line(number)]), state: 'hidden' }]), { rows: 1 }],
  ['with a name of four-byte characters', (kind, number) => plain(kind, [kind.line(number, { 姓名: '𠮷㛃' })]), (kind) => (kind === roster ? { rows: 1 } : { errors: ['A2 name-mismatch'], says: '张梓桐' })],
  ['with a formula', (kind, number) => withCell(kind, number, '姓名', (at) => `<c r="${at}" t="str"><f>HYPERLINK("http://x")</f><v>张梓桐</v></c>`), { errors: ['A2 formula-cell'], says: 'A2 是公式' }],
  ['with an error value', (kind, number) => withCell(kind, number, '姓名', (at) => `<c r="${at}" t="e"><v>#REF!</v></c>`), { errors: ['A2 error-cell'], says: 'A2 是出错的值（#REF!）' }],
  ['with a cell at XFD1048576', (kind, number) => makeXlsx([{ name: '表', rows: `${sheetRows(kind, [kind.line(number)])}<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>远</t></is></c></row>` }]), { rows: 1 }],
  ['with a cell in the last row', (kind, number) => makeXlsx([{ name: '表', rows: `${sheetRows(kind, [kind.line(number)])}<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>张梓桐</t></is></c></row>` }]),
    (kind) => (kind === roster ? { errors: ['B1048576', 'C1048576', 'D1048576', 'E1048576', 'F1048576', 'G1048576', 'H1048576', 'I1048576'].map((at) => `${at} missing`), says: '没有填证件号码' } : { errors: ['A1048576 ambiguous-name'], says: '本校有 2 名学生叫张梓桐' })],
  ['as GBK csv', (kind, number) => gbk(csv(kind, [kind.line(number)])), { rows: 1 }],
  ['as UTF-8 csv', (kind, number) => Buffer.from(csv(kind, [kind.line(number)])), { rows: 1 }],
  ['as UTF-8 csv with its mark', (kind, number) => Buffer.from(`\ufeff${csv(kind, [kind.line(number)])}`), { rows: 1 }],
  ['as Unicode text with tabs', (kind, number) => Buffer.from(`\ufeff${csv(kind, [kind.line(number)], '\t')}`, 'utf16le'), { rows: 1 }],
  ['as csv with semicolons', (kind, number) => Buffer.from(csv(kind, [kind.line(number)], ';')), { rows: 1 }],
  ['as csv whose numbers Excel has shortened', (kind, number) => Buffer.from(csv(kind, [kind.line(number, { 证件号码: '1.10105E+17' })])), { errors: ['B2 number-cell'], says: 'B2 是数字格式' }],
  ['as csv with a formula', (kind, number) => Buffer.from(csv(kind, [kind.line(number, { 姓名: '=1+1' })])), { errors: ['A2 formula-cell'], says: 'A2 是公式' }],
  ['as csv with a quote that is not closed', (kind, number) => Buffer.from(csv(kind, [kind.line(number, { 姓名: '"张梓桐' })])), { status: 422, says: '第 2 行第 1 列的引号没有成对' }],
  ['as a text file that is no table', () => Buffer.from('今天的会议改到下午三点。'), { status: 422, says: '没有找到完整的表头' }],
  ['as a web page named .xls', () => Buffer.from('<html><table><tr><td>姓名</td></tr></table></html>'), { status: 415, says: '其实是网页或 XML' }],
  ['as an old workbook', () => Buffer.from('d0cf11e0a1b11ae10000', 'hex'), { status: 415, says: '旧格式' }],
  ['as a picture', () => Buffer.from('ffd8ffe000104a46494600010100', 'hex'), { status: 415, says: '另存为' }],
  ['as an empty file', () => Buffer.alloc(0), { status: 415, says: '另存为' }],
  ['cut short', (kind, number) => plain(kind, [kind.line(number)]).subarray(0, -30), { status: 422, says: '没有传完整' }],
  ['as a zip bomb that says so', () => makeZip([{ name: 'xl/workbook.xml', content: Buffer.alloc(70 * 1024 * 1024) }]), { status: 413, says: '展开后超过 64 MB' }],
  ['as a zip bomb that lies', (kind, number) => makeZip([...bombParts(kind, number), { name: 'xl/worksheets/sheet1.xml', content: Buffer.alloc(30 * 1024 * 1024, ' '), claimedSize: 1000 }]), { status: 422, says: '损坏' }],
  ['with a DOCTYPE', (kind, number) => makeXlsx([{ name: '表', rows: sheetRows(kind, [kind.line(number)]) }], { sharedStrings: '<!DOCTYPE sst [<!ENTITY a "aaaa">]><sst/>' }), { status: 422, says: 'DOCTYPE' }],
  ['with more rows than its limit', (kind) => makeXlsx([{ name: '表', rows: textRow(1, kind.header) + Array.from({ length: kind.most + 1 }, (_, at) => textRow(at + 2, [`张${at}`])).join('') }]), ({ most }) => ({ status: 413, says: `一次最多导入 ${most.toLocaleString('en-US')} 行` })],
];

const bombParts = (kind: Kind, number: string): Part[] => {
  const rels = '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>';
  return [{ name: 'xl/workbook.xml', content: `<workbook><sheets><sheet name="${kind.name}${number.length}" r:id="rId1"/></sheets></workbook>` }, { name: 'xl/_rels/workbook.xml.rels', content: rels }];
};

/** A number that ends in X, so that a small x is something. */
function endingInX(): string {
  let number = documentNumber();
  while (!number.endsWith('X')) number = documentNumber();
  return number;
}

type Standing = { state: string; total: number; errors: { row: number; column: string; code: string; message: string }[] };

describe.each(kinds.map((kind) => [kind.name, kind] as const))('%s', (_name, kind) => {
  it.each(cases)('%s is answered', async (_what, make, expected) => {
    const [number, other] = [endingInX(), documentNumber()];
    await kind.known(number);
    await kind.known(other);
    const before = await kind.stored();
    const answer = typeof expected === 'function' ? expected(kind) : expected;
    const reply = await handIn(operator, kind.path(), '文件', await make(kind, number, other), XLSX);
    if ('status' in answer) {
      expect([reply.status, reply.text]).toEqual([answer.status, expect.stringContaining(answer.says)]);
    } else {
      const { state, total, errors } = reply.body as Standing;
      if ('rows' in answer) expect({ state, total, errors }).toEqual({ state: 'committed', total: answer.rows, errors: [] });
      else expect({ state, places: errors.map(({ column, row, code }) => `${column}${row} ${code}`), says: errors[0]?.message }).toEqual({ state: 'failed', places: answer.errors, says: expect.stringContaining(answer.says) });
    }
    expect(await kind.stored()).toBe(before + ('rows' in answer ? answer.rows : 0));
  });
});

describe('months in a roster', () => {
  const styles = '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>';
  it.each<[string, () => Buffer, string]>([
    ['a date as text', () => plain(roster, [roster.line(documentNumber(), { 入学年月: '2022年9月1日' })]), '2022-09'],
    ['a date', () => withCell(roster, documentNumber(), '入学年月', (at) => `<c r="${at}" s="1"><v>44805</v></c>`, { styles }), '2022-09'],
    ['a date counted from 1904', () => withCell(roster, documentNumber(), '入学年月', (at) => `<c r="${at}" s="1"><v>43343</v></c>`, { styles, workbookPr: '<workbookPr date1904="1"/>' }), '2022-09'],
    ['a date as csv shows it', () => Buffer.from(csv(roster, [roster.line(documentNumber(), { 入学年月: '2022/9/1' })])), '2022-09'],
  ])('%s is the month it says', async (_what, make, month) => {
    expect((await handIn(operator, '/students/imports', '名册.xlsx', make(), XLSX)).body).toMatchObject({ state: 'committed', errors: [] });
    expect(await rows('SELECT entry_month FROM students WHERE school_id = ?', [place.id])).toEqual([{ entry_month: month }]);
  });

  it('a month Excel has turned round is proposed the right way round', async () => {
    const one = (await handIn(operator, '/students/imports', '名册.csv', Buffer.from(csv(roster, [roster.line(documentNumber(), { 入学年月: 'Sep-22' })])), 'text/csv')).body as { errors: { suggestion?: string }[] };
    expect(one.errors).toMatchObject([{ row: 2, column: 'H', code: 'not-a-month', suggestion: '2022-09' }]);
  });
});
