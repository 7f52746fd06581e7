import { row, rows, run } from '../../server/database.js';
import type { ListJson } from '../../server/award-lists/presenter.js';
import { makeXlsx, textRow } from '../lib/make-zip.js';
import { listOf, newList } from '../support/list-walk.js';
import { handIn } from '../support/jobs.js';
import { Person, startProduct, type Product, type Reply } from '../support/product.js';
import { county, documentNumber, person, school, student, students, type Place } from '../support/world.js';

let product: Product;
let authority: Place;
let place: Place;
let operator: Person;
let list: ListJson;

beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => {
  authority = await county();
  place = await school(authority);
  operator = await Person.signedIn(product, await person(place, 'school-operator'));
  list = await newList(operator, 'vocational-grant', '2023-05', []);
});

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const HEADER = ['证件号码', '学号', '姓名', '档次'] as const;
type Line = Partial<Record<(typeof HEADER)[number], string>>;
type Received = { importId: number; state: string; total: number; ok: number; errors: { row: number; column: string; given: string; code: string; message: string; suggestion?: string }[] };

const awardFile = (lines: readonly Line[]): Buffer => makeXlsx([{ name: '名单', rows: [textRow(1, HEADER), ...lines.map((line, at) => textRow(at + 2, HEADER.map((header) => line[header] ?? '')))].join('') }]);
const hand = (lines: readonly Line[], query = '', by: Person = operator, id: number = list.id): Promise<Reply> => handIn(by, `/award-lists/${id}/imports${query}`, '名单.xlsx', awardFile(lines), XLSX);
const received = async (lines: readonly Line[], query = ''): Promise<Received> => {
  const reply = await hand(lines, query);
  if (reply.status !== 202) throw new Error(reply.text);
  return reply.body;
};
const places = (one: Received): string[] => one.errors.map(({ row: line, column, code }) => `${column}${line} ${code}`);
const people = async (): Promise<string[]> => (await rows<{ name: string }>('SELECT name FROM awards WHERE list_id = ? ORDER BY id', [list.id])).map(({ name }) => name);

describe('entering a list by file', () => {
  it('people are found by document number, by the student number that contains it, or by a name only one has; amounts come from the standards', async () => {
    const [first, second] = [documentNumber(), documentNumber()];
    await student(place, { name: '甲', document: first });
    await student(place, { name: '乙', document: second });
    await student(place, { name: '𠮷田' });
    expect(await received([{ 证件号码: first, 姓名: '甲' }, { 学号: `G${second}` }, { 姓名: '𠮷　田' }])).toMatchObject({ state: 'committed', total: 3, ok: 3, errors: [] });
    expect(await people()).toEqual(['甲', '乙', '𠮷田']);
    expect(await listOf(operator, list.id)).toMatchObject({ people: 3, payable: '600.00', stage: 'entry' });
    expect(await row("SELECT after_values FROM audit_events WHERE action = '名单导入学生' AND object_id = ?", [list.id])).toEqual({ after_values: '{"added":3}' });
  });

  it('every error of file, roster and rules is said at once by row and column, and nobody is entered', async () => {
    const [suspended, elsewhere, twice, named] = [documentNumber(), documentNumber(), documentNumber(), documentNumber()];
    await student(place, { name: '休学生', document: suspended, status: 'suspended' });
    await student(await school(authority), { document: elsewhere });
    await student(place, { name: '同名', className: '1班' });
    await student(place, { name: '同名', className: '2班' });
    await student(place, { name: '两次', document: twice });
    await student(place, { name: '名册里的名字', document: named });
    await student(place, { name: '档次不对' });
    await student(place, { name: '好的' });
    const one = await received([
      { 姓名: '好的' }, { 证件号码: suspended }, { 证件号码: elsewhere }, { 姓名: '同名' }, { 姓名: '查无此人' }, { 证件号码: twice }, { 姓名: '两次' }, { 证件号码: named, 姓名: '文件里的名字' },
      { 学号: '2022010203' }, { 姓名: '档次不对', 档次: '九档' }, { 档次: '二档' },
    ]);
    expect([one.state, one.total, one.ok]).toEqual(['failed', 11, 2]);
    expect(places(one)).toEqual([
      'A3 not-enrolled', 'A4 no-such-student', 'C5 ambiguous-name', 'C6 no-such-student', 'C8 same-student-twice', 'C9 name-mismatch', 'B10 student-number-unknown', 'D11 unknown-tier', 'A12 nobody-named',
    ]);
    expect(one.errors[0].message).toContain('休学');
    expect(one.errors[0].given).toMatch(/^\d{4}\*{10}/);
    expect(one.errors[2].message).toContain('2022级 1班、2022级 2班');
    expect(one.errors[4].message).toContain('第 7 行');
    expect(one.errors[5].suggestion).toBe('名册里的名字');
    expect(await people()).toEqual([]);
    expect(await listOf(operator, list.id)).toMatchObject({ people: 0, version: list.version });
  });

  it('a student who already has the aid of the month is refused, whoever entered them', async () => {
    const number = documentNumber();
    const id = await student(place, { name: '已受助', document: number });
    const other = await newList(operator, 'vocational-grant', '2023-05', [id]);
    await run('UPDATE awards SET active_flag = 1 WHERE list_id = ?', [other.id]);
    expect(places(await received([{ 证件号码: number }]))).toEqual(['A2 student-on-other-list']);
  });

  it('names that look alike to the database are different people', async () => {
    await student(place, { name: '𠮷田' });
    expect(places(await received([{ 姓名: '𡃁田' }]))).toEqual(['C2 no-such-student']);
    await student(place, { name: '𡃁田' });
    expect(await received([{ 姓名: '𡃁田' }])).toMatchObject({ state: 'committed' });
    expect(await people()).toEqual(['𡃁田']);
  });
});

describe('looking before entering', () => {
  it('a preview enters nobody, its commit everybody, once', async () => {
    await students(place, 2);
    await student(place, { name: '甲' });
    const one = await received([{ 姓名: '甲' }], '?preview=true');
    expect(one).toMatchObject({ state: 'checked', ok: 1 });
    expect(await listOf(operator, list.id)).toMatchObject({ people: 0, version: list.version });
    expect(await operator.post(`/imports/${one.importId}/commit`)).toMatchObject({ status: 200, body: { kind: 'awards', state: 'committed' } });
    expect(await people()).toEqual(['甲']);
    expect(await operator.post(`/imports/${one.importId}/commit`)).toMatchObject({ status: 409, code: 'already-done' });
  });

  it('a commit that the rules refuse by now writes nothing and may be tried again', async () => {
    const id = await student(place, { name: '甲' });
    await student(place, { name: '乙' });
    const one = await received([{ 姓名: '甲' }, { 姓名: '乙' }], '?preview=true');
    await operator.post(`/award-lists/${list.id}/awards`, { studentId: id });
    expect(await operator.post(`/imports/${one.importId}/commit`)).toMatchObject({ status: 422, code: 'rows-refused', body: { errors: [{ row: 2 }] } });
    expect(await people()).toEqual(['甲']);
    await run('DELETE FROM awards WHERE list_id = ?', [list.id]);
    expect((await operator.post(`/imports/${one.importId}/commit`)).status).toBe(200);
  });
});

describe('who may', () => {
  it('another school’s list does not exist, for reviewer and authority it is not theirs to enter', async () => {
    const stranger = await Person.signedIn(product, await person(await school(authority), 'school-operator'));
    expect((await hand([{ 姓名: '甲' }], '', stranger)).status).toBe(404);
    expect((await hand([{ 姓名: '甲' }], '', await Person.signedIn(product, await person(place, 'school-reviewer')))).status).toBe(403);
    expect((await hand([{ 姓名: '甲' }], '', await Person.signedIn(product, await person(authority, 'authority-operator')))).status).toBe(403);
  });

  it('a submitted list takes no file', async () => {
    await student(place, { name: '甲' });
    await received([{ 姓名: '甲' }]);
    await operator.post(`/award-lists/${list.id}/submission`);
    expect(await hand([{ 姓名: '甲' }])).toMatchObject({ status: 422, code: 'not-draft' });
    expect(await hand([{ 姓名: '甲' }], '?preview=true')).toMatchObject({ status: 422, code: 'not-draft' });
  });

  it('files of the wrong kind or size are refused at once', async () => {
    expect((await operator.upload(`/award-lists/${list.id}/imports`, '名单.xlsx', Buffer.from('d0cf11e0a1b11ae10000', 'hex'), XLSX)).status).toBe(415);
    expect(await hand(Array.from({ length: 20_001 }, () => ({ 姓名: '甲' })))).toMatchObject({ status: 413, code: 'too-large' });
    expect(await hand([])).toMatchObject({ status: 422, code: 'nothing-to-import' });
  });
});
