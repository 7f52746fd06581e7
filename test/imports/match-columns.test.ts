import { rows } from '../../server/database.js';
import { maskSample } from '../../server/imports/mask-sample.js';
import { sweepImports } from '../../server/imports/sweep.js';
import { loanTable } from '../../server/loans/file-columns.js';
import { openTable } from '../../server/lib/sheet-table.js';
import { makeXlsx, textRow } from '../lib/make-zip.js';
import { rosterLine, XLSX } from '../students/roster-file.js';
import { workJobs } from '../support/jobs.js';
import { words } from '../support/page-words.js';
import { officeTime, Person, startProduct, type Product, type Reply } from '../support/product.js';
import { county, documentNumber, person, province, school, type Place } from '../support/world.js';

/* A file whose headers are other words than ours: its sender says which column is which, and does not hand it in again. */

let product: Product;
let place: Place;
let operator: Person;

beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => {
  place = await school(await county());
  operator = await Person.signedIn(product, await person(place, 'school-operator'));
});

/** A roster whose columns of names and numbers are called something else, with a column nobody asked for. */
function strange(names: Record<string, string> = { 姓名: '人员', 证件号码: '身份号' }, line = rosterLine()): Buffer {
  const ours = Object.keys(line) as (keyof typeof line)[];
  return makeXlsx([{ name: '表', rows: textRow(1, ['某校学生信息']) + textRow(2, [...ours.map((name) => names[name] ?? name), '备注说明']) + textRow(3, [...ours.map((name) => line[name] ?? ''), '无']) }]);
}
const formOf = (bytes: Buffer, fields: Record<string, string> = {}): FormData => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(bytes)], { type: XLSX }), '名册.xlsx');
  return form;
};
const toPage = async (by: Person, path: string, bytes: Buffer): Promise<string> => {
  const reply = await by.submit(path, formOf(bytes));
  expect(reply.status).toBe(303);
  return reply.headers.get('location') ?? '';
};
const idIn = (path: string): number => Number(/\d+/.exec(path)?.[0]);
const stored = async (): Promise<number> => (await rows('SELECT id FROM students WHERE school_id = ?', [place.id])).length;
/** The key of the column that is chosen for a header. */
function optionOf(page: Reply, letter: string): string | undefined {
  const select = new RegExp(`name="column-${letter}">(.*?)</select>`, 's').exec(page.text)?.[1];
  return select && (/<option value="([^"]+)" selected/.exec(select)?.[1] ?? '');
}

it('on the page the file stays, its headers stand with masked values below them and the likeliest column chosen, and the import goes on without a second upload', async () => {
  const number = documentNumber();
  const to = await toPage(operator, '/students/imports', strange(undefined, rosterLine({ 证件号码: number })));
  const page = await operator.page(to);
  const said = words(page);
  expect([said.includes('请对应一下'), said.includes('人员'), said.includes('张*桐'), said.includes('张梓桐'), page.text.includes(number)]).toEqual([true, true, true, false, false]);
  expect([optionOf(page, 'B'), optionOf(page, 'J')]).toEqual(['documentNumber', '']);
  expect(said).toContain('系统提议，请核对');
  expect((await operator.get(to)).body).toMatchObject({ state: 'unmatched', total: 0 });
  expect(await operator.post(`${to}/commit`)).toMatchObject({ status: 422, code: 'columns-missing' });
  const done = await operator.submit(`${to}/columns`, { 'column-A': 'name', 'column-B': 'documentNumber', 'column-J': '' });
  expect([done.status, done.headers.get('location')]).toEqual([303, to]);
  await workJobs();
  expect((await operator.get(to)).body).toMatchObject({ state: 'checked', total: 1, ok: 1, errors: [] });
  expect([(await operator.post(`${to}/commit`)).status, await stored()]).toEqual([200, 1]);
});

it('what is missing after all is said with the choices as they were made, and the file is still there', async () => {
  const to = await toPage(operator, '/students/imports', strange());
  const refused = await operator.submit(`${to}/columns`, { 'column-A': '', 'column-B': 'documentNumber', 'column-J': '' });
  expect([refused.status, words(refused).includes('缺少“姓名”列'), optionOf(refused, 'A')]).toEqual([422, true, '']);
  const twice = await operator.submit(`${to}/columns`, { 'column-A': 'name', 'column-B': 'name', 'column-J': '' });
  expect([twice.status, words(twice).includes('“姓名”已经对应“人员”')]).toEqual([400, true]);
  expect((await operator.submit(`${to}/columns`, { 'column-A': 'name', 'column-B': 'documentNumber', 'column-J': '' })).status).toBe(303);
});

it('what was said is proposed to the same school for the next file of that kind, and to no other', async () => {
  const to = await toPage(operator, '/students/imports', strange());
  await operator.submit(`${to}/columns`, { 'column-A': 'name', 'column-B': 'documentNumber', 'column-J': '' });
  const next = await operator.page(await toPage(operator, '/students/imports', strange()));
  expect([optionOf(next, 'A'), words(next).includes('上次没有导入')]).toEqual(['name', true]);
  const elsewhere = await Person.signedIn(product, await person(await school(await county()), 'school-operator'));
  expect(optionOf(await elsewhere.page(await toPage(elsewhere, '/students/imports', strange())), 'A')).toBe('');
});

it('by the API the mapping goes with the file; without it the refusal names each unknown header and what it may be', async () => {
  const refused = await operator.call('POST', '/students/imports', formOf(strange()));
  expect(refused).toMatchObject({ status: 422, code: 'columns-missing', body: { errors: [{ column: 'A', path: '人员', code: 'unknown-header' }, { column: 'B', code: 'unknown-header', message: '表头“身份号”没有认出，可能是“证件号码”。' }, { column: 'J' }] } });
  const taken = await operator.call('POST', '/students/imports', formOf(strange(), { columns: JSON.stringify({ 人员: '姓名', 身份号: '证件号码', 备注说明: '' }) }));
  await workJobs();
  const { importId } = taken.body as { importId: number };
  expect([taken.status, (await operator.get(`/imports/${importId}`)).body]).toMatchObject([202, { state: 'committed', ok: 1 }]);
  expect(await stored()).toBe(1);
  expect(await operator.call('POST', '/students/imports', formOf(strange()))).toMatchObject({ body: { errors: [{ message: '表头“人员”没有认出，可能是“姓名”。' }, {}, { message: '表头“备注说明”没有认出，上次没有导入这一列。' }] } });
  for (const [columns, code] of [['[1]', 'malformed'], ['{"人员":"名字们"}', 'unknown-column'], ['{"人员":"姓名","身份号":"姓名"}', 'column-twice'], ['{', 'malformed']]) {
    expect(await operator.call('POST', '/students/imports', formOf(strange(), { columns }))).toMatchObject({ status: 400, body: { errors: [{ code }] } });
  }
});

it('a checked file tells which columns it did without, and they can still be said to be something', async () => {
  const { importId } = (await operator.call('POST', '/students/imports?preview=true', formOf(strange({}, rosterLine({ 资助卡号: '6228480402564890018' }))))).body as { importId: number };
  await workJobs();
  const page = await operator.page(`/imports/${importId}`);
  expect([words(page).includes('有 1 列没有用到：备注说明'), page.text.includes('6228480402564890018')]).toEqual([true, false]);
  expect((await operator.get(`/imports/${importId}/columns`)).body).toMatchObject({ headers: expect.arrayContaining([expect.objectContaining({ header: '备注说明', column: null, proposed: null }), expect.objectContaining({ header: '姓名', column: '姓名', samples: ['张*桐'] })]) });
  expect(await operator.post(`/imports/${importId}/columns`, { columns: { 备注说明: '户籍区划' } })).toMatchObject({ status: 202, body: { state: 'received' } });
  await workJobs();
  expect((await operator.get(`/imports/${importId}`)).body).toMatchObject({ state: 'checked', errors: [{ given: '无' }] });
});

it('a bank’s loans and repayments are matched the same way, and the loans that are missing are read from the matched file', async () => {
  const bank = await Person.signedIn(product, await person(await province(), 'authority-operator'));
  const header = ['客户', '证号', '银行', '金额', '时间', '合同号'];
  const file = makeXlsx([{ name: '还款', rows: textRow(1, header) + textRow(2, ['张梓桐', documentNumber(), '河南省农村信用社', '100.00', '2023-04-18 00:00:00', 'HT1']) }]);
  const to = await toPage(bank, '/repayments/imports', file);
  await bank.submit(`${to}/columns`, { 'column-A': 'name', 'column-B': 'documentNumber', 'column-D': 'amount', 'column-E': 'repaidAt' });
  await workJobs();
  expect((await bank.get(to)).body).toMatchObject({ state: 'checked', errors: [{ code: 'no-such-loan' }] });
  expect((await bank.get(`/imports/${idIn(to)}/missing-loans.xlsx`)).status).toBe(200);
  const begun = await fetch(`${product.url}/imports/${idIn(to)}/missing-loans.xlsx`, { headers: { Cookie: `sid=${bank.sid}` } });
  const names: string[] = [];
  for await (const batch of (await openTable(Buffer.from(await begun.arrayBuffer()), loanTable)).batches()) names.push(...batch.map(({ cells }) => cells.get('name')?.text ?? ''));
  expect(names).toEqual(['张梓桐']);
});

it('a file that has too few columns, or is no table, is refused as before', async () => {
  const reply = await operator.submit('/students/imports', formOf(makeXlsx([{ name: '表', rows: textRow(1, ['甲', '乙']) + textRow(2, ['1', '2']) }])));
  expect([reply.status, words(reply).includes('没有找到完整的表头')]).toEqual([422, true]);
});

it('a file nobody matched is given up after a week, and can be cancelled before', async () => {
  const cancelled = await toPage(operator, '/students/imports', strange());
  expect(await operator.post(`${cancelled}/cancellation`)).toMatchObject({ status: 200, body: { state: 'cancelled' } });
  expect(await operator.post(`${cancelled}/columns`, { columns: {} })).toMatchObject({ status: 422, code: 'import-ended' });
  const left = idIn(await toPage(operator, '/students/imports', strange()));
  await officeTime('2023-05-18T10:00:00+08:00');
  await sweepImports();
  expect([(await operator.get(`/imports/${left}`)).body, await rows('SELECT seq FROM import_parts WHERE import_id = ?', [left])]).toMatchObject([{ state: 'cancelled' }, []]);
});

it.each([['张梓桐', '张*桐'], ['阿迪力·买买提', '阿迪力·*买提'], ['11010519491231002X', '1101**********002X'], ['13800138000', '13*******00'], ['2022-09-20', '2022-09-20'], ['12000.00', '12000.00'], ['中职', '中职'], ['6228 4804 0256 4890 018', '6228***********0018']])('below a header %s stands as %s', (value, shown) => {
  expect(maskSample(value)).toBe(shown);
});
