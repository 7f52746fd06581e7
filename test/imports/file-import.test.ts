import ExcelJS from 'exceljs';
import { row, rows } from '../../server/database.js';
import { sweepImports } from '../../server/imports/sweep.js';
import { errorFile } from '../../server/imports/error-file.js';
import { makeXlsx, makeZip, textRow } from '../lib/make-zip.js';
import { rosterFile, rosterLine, XLSX, type RosterLine } from '../students/roster-file.js';
import { handIn, workJobs } from '../support/jobs.js';
import { words } from '../support/page-words.js';
import { officeTime, Person, startProduct, type Product, type Reply } from '../support/product.js';
import { county, person, school, type Place } from '../support/world.js';

let product: Product;
let place: Place;
let operator: Person;

beforeAll(async () => {
  product = await startProduct();
  place = await school(await county());
  operator = await Person.signedIn(product, await person(place, 'school-operator'));
});
afterAll(() => product.stop());

type Standing = { importId: number; state: string; total: number; ok: number; errors: { row: number; column: string; code: string; suggestion?: string }[] };
const upload = (lines: readonly RosterLine[], query = ''): Promise<Reply> => operator.upload(`/students/imports${query}`, '名册.xlsx', rosterFile(lines), XLSX);
const hand = async (lines: readonly RosterLine[], query = ''): Promise<Standing> => (await handIn(operator, `/students/imports${query}`, '名册.xlsx', rosterFile(lines), XLSX)).body;
const stored = async (): Promise<number> => (await rows('SELECT id FROM students WHERE school_id = ?', [place.id])).length;
const parts = async (id: number): Promise<string[]> => (await rows<{ what: string }>('SELECT DISTINCT what FROM import_parts WHERE import_id = ? ORDER BY what', [id])).map(({ what }) => what);

it('handing in answers at once; until it is checked the page says where it stands, and nothing can be committed', async () => {
  const reply = await upload([rosterLine()], '?preview=true');
  const { importId } = reply.body as { importId: number };
  expect([reply.status, reply.body]).toMatchObject([202, { state: 'received', total: 1, progress: { done: 0, total: 1 } }]);
  const page = await operator.page(`/imports/${importId}`);
  expect([words(page).includes('排队等候检查'), page.text.includes('every 1s')]).toEqual([true, true]);
  expect(await operator.post(`/imports/${importId}/commit`)).toMatchObject({ status: 409, code: 'in-progress' });
  await workJobs();
  expect(await operator.get(`/imports/${importId}`)).toMatchObject({ body: { state: 'checked', ok: 1, progress: null } });
  expect(await operator.post(`/imports/${importId}/cancellation`)).toMatchObject({ status: 200, body: { state: 'cancelled' } });
  expect([await operator.post(`/imports/${importId}/commit`), await parts(importId), await stored()]).toMatchObject([{ status: 422, code: 'import-ended' }, [], 0]);
});

it('cancelled before anybody looked at it, nothing happens and nothing of the file is kept', async () => {
  const { importId } = (await upload([rosterLine()])).body as { importId: number };
  expect(await parts(importId)).toEqual(['file']);
  await operator.submit(`/imports/${importId}/cancellation`, {});
  await workJobs();
  expect([await stored(), await parts(importId), (await operator.get(`/imports/${importId}`)).body]).toMatchObject([0, [], { state: 'cancelled' }]);
  expect(await operator.post(`/imports/${importId}/cancellation`)).toMatchObject({ status: 409, code: 'already-done' });
});

it('adopted repairs take the place of what was typed, and the file is checked again before anything is written', async () => {
  const before = await stored();
  const other = rosterLine();
  const right = other['性别'] ?? '';
  const one = await hand([rosterLine({ 学籍状态: '在读' }), { ...other, 性别: right === '男' ? '女' : '男' }], '?preview=true');
  expect(one.errors.map(({ column, suggestion }) => [column, suggestion])).toEqual([['H', '全日制在读'], ['D', right]]);
  const page = await operator.page(`/imports/${one.importId}`);
  expect(words(page)).toContain('采用全部 2 处建议');
  await operator.submit(`/imports/${one.importId}/repairs`, { cell: 'H2' });
  await workJobs();
  expect((await operator.get(`/imports/${one.importId}`)).body).toMatchObject({ state: 'checked', errors: [{ row: 3, column: 'D' }] });
  expect((await operator.post(`/imports/${one.importId}/repairs`, { repairs: 'all' })).status).toBe(202);
  await workJobs();
  expect((await operator.get(`/imports/${one.importId}`)).body).toMatchObject({ state: 'checked', ok: 2, errors: [] });
  expect(await operator.post(`/imports/${one.importId}/repairs`, { repairs: 'all' })).toMatchObject({ status: 422, code: 'nothing-to-repair' });
  expect([await stored(), (await operator.post(`/imports/${one.importId}/commit`)).status]).toEqual([before, 200]);
  expect(await rows('SELECT enrolment_status, gender FROM students WHERE school_id = ? ORDER BY id DESC LIMIT 2', [place.id])).toMatchObject([{ gender: right === '男' ? 'male' : 'female' }, { enrolment_status: 'full-time' }]);
});

it('the file comes back with its wrong cells marked, can be mended there and handed in again', async () => {
  const one = await hand([rosterLine(), rosterLine({ 姓名: '=1+1', 班级: '' })]);
  const { bytes, name } = await errorFile(operator.actor, one.importId);
  expect([one.state, name]).toEqual(['failed', '标出错误-名册.xlsx']);
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(new Uint8Array(bytes).buffer);
  const [sheet, list] = workbook.worksheets;
  const wrong = sheet.getCell('A3');
  expect([wrong.value, wrong.type, JSON.stringify(wrong.fill).includes('FBE3DF'), JSON.stringify(sheet.getCell('G3').fill ?? '').includes('FBE3DF'), JSON.stringify(sheet.getCell('A2').fill ?? '').includes('FBE3DF')]).toEqual(['=1+1', ExcelJS.ValueType.String, true, true, false]);
  expect([String(sheet.getCell('M1').value), String(sheet.getCell('M3').value).includes('没有填班级'), list.name]).toEqual(['有什么问题', true, '导入的错误']);
  wrong.value = '张梓桐';
  sheet.getCell('G3').value = '3班';
  expect((await handIn(operator, '/students/imports', '名册.xlsx', Buffer.from(await workbook.xlsx.writeBuffer()), XLSX)).body).toMatchObject({ state: 'committed', total: 2, ok: 2 });
  expect(await row("SELECT COUNT(*) AS n FROM audit_events WHERE action = '下载标出错误的文件'")).toEqual({ n: 1 });
});

it.each<[string, () => Buffer, number, string]>([
  ['a zip bomb', () => makeZip([{ name: 'xl/workbook.xml', content: Buffer.alloc(70 * 1024 * 1024) }]), 413, 'MB'],
  ['a file cut short', () => rosterFile([rosterLine()]).subarray(0, 900), 422, '另存'],
  ['two sheets that both look right', () => makeXlsx(['甲', '乙'].map((name) => ({ name, rows: sheetRows() }))), 422, '两张|2 张'],
])('%s is answered at the door', async (_what, make, status, said) => {
  const reply = await operator.upload('/students/imports', '名册.xlsx', make(), XLSX);
  expect([reply.status, new RegExp(said).test(reply.text)]).toEqual([status, true]);
});

const sheetRows = (): string => {
  const line = rosterLine();
  return [textRow(1, Object.keys(line)), textRow(2, Object.values(line))].join('');
};

it('a cell in the farthest corner and characters of four bytes are no matter', async () => {
  const line = rosterLine({ 姓名: '𠮷田' });
  const far = `${textRow(1, Object.keys(line))}${textRow(2, Object.values(line))}<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>远</t></is></c></row>`;
  expect((await handIn(operator, '/students/imports', '名册.xlsx', makeXlsx([{ name: '名册', rows: far }]), XLSX)).body).toMatchObject({ state: 'committed', total: 1 });
});

it('what was not committed within a week is given up', async () => {
  const one = await hand([rosterLine()], '?preview=true');
  await sweepImports();
  expect(await parts(one.importId)).toEqual(['file', 'rows']);
  await officeTime('2023-05-18T10:00:00+08:00');
  await sweepImports();
  expect([await parts(one.importId), (await operator.get(`/imports/${one.importId}`)).body]).toMatchObject([[], { state: 'cancelled' }]);
});
