import { inflateRawSync } from 'node:zlib';
import ExcelJS from 'exceljs';
import { row, rows, run } from '../../server/database.js';
import { protection } from '../../server/protection.js';
import { addDays } from '../../server/values/office-date.js';
import { checkCharacterOf } from '../../server/values/resident-id.js';
import { makeDocx } from '../lib/make-zip.js';
import { handIn, workJobs } from '../support/jobs.js';
import { Person, startProduct, type Product, type Reply } from '../support/product.js';
import { county, documentNumber, person, school, student, type Place } from '../support/world.js';
import { rosterFile, rosterLine, XLSX, type RosterLine } from './roster-file.js';

let product: Product;
let authority: Place;
let place: Place;
let operator: Person;

beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => {
  authority = await county();
  place = await school(authority);
  operator = await Person.signedIn(product, await person(place, 'school-operator'));
});

type Received = { importId: number; state: string; total: number; ok: number; errors: { row: number; column: string; given: string; code: string }[] };
const hand = (lines: readonly RosterLine[], query = '', by: Person = operator): Promise<Reply> => handIn(by, `/students/imports${query}`, '学生名册.xlsx', rosterFile(lines), XLSX);
const received = async (lines: readonly RosterLine[], query = ''): Promise<Received> => {
  const reply = await hand(lines, query);
  if (reply.status !== 202) throw new Error(reply.text);
  return reply.body;
};
const roster = (): Promise<{ name: string; class_name: string; enrolment_status: string; version: number }[]> => rows('SELECT name, class_name, enrolment_status, version FROM students WHERE school_id = ? ORDER BY id', [place.id]);
/** Another valid number for each. */
function numberOf(at: number): string {
  const seventeen = `411821${addDays('2005-01-01', at % 1000).replaceAll('-', '')}${String(Math.floor(at / 1000)).padStart(3, '0')}`;
  return `${seventeen}${checkCharacterOf(`${seventeen}0`)}`;
}
const places = (one: Received): string[] => one.errors.map(({ row: line, column, code }) => `${column}${line} ${code}`);

describe('a roster file', () => {
  it('without errors is taken at once: new students are added, known ones brought up to date', async () => {
    const known = documentNumber();
    await student(place, { document: known, name: '李玉', className: '1班' });
    expect(await received([rosterLine({ 姓名: '单雨桐' }), rosterLine({ 姓名: '李玉', 证件号码: known, 班级: '4班' }), rosterLine({ 姓名: '𠮷田' })])).toMatchObject({ state: 'committed', total: 3, ok: 3, errors: [] });
    expect((await roster()).map((one) => `${one.name} ${one.class_name} ${one.version}`)).toEqual(['李玉 4班 1', '单雨桐 2班 0', '𠮷田 2班 0']);
    expect((await operator.get('/students?q=syt&count=true')).body).toMatchObject({ total: 1 });
    expect(await row("SELECT after_values FROM audit_events WHERE object_kind = 'roster' AND object_id = ?", [place.id])).toEqual({ after_values: '{"added":2,"changed":1,"unchanged":0}' });
  });

  it('with a single error changes nothing and says every error there is', async () => {
    const known = documentNumber();
    const twice = documentNumber();
    await student(place, { document: known, className: '1班' });
    const one = await received([
      rosterLine({ 证件号码: known, 班级: '4班' }), rosterLine({ 姓名: '张3', 学籍状态: '在读' }), rosterLine({ 证件号码: '110105194912310021' }), rosterLine({ 证件号码: twice }), rosterLine({ 证件号码: twice }),
      rosterLine({ 入学年月: '2022-13', 资助卡号: '6222021234567890127' }), rosterLine({ 姓名: '葛\u{E0100}'.repeat(40) }),
    ]);
    expect([one.state, one.total, one.ok]).toEqual(['failed', 7, 2]);
    expect(places(one)).toEqual(['A3 not-a-name', 'H3 unknown-enrolment-status', 'C4 wrong-check-digit', 'C6 same-student-twice', 'I7 not-a-month', 'L7 wrong-card-number', 'A8 too-long']);
    expect(await roster()).toMatchObject([{ class_name: '1班', version: 0 }]);
    expect((await operator.get(`/imports/${one.importId}`)).body).toMatchObject({ id: one.importId, kind: 'students', state: 'failed', errors: one.errors, createdAt: expect.stringMatching(/^2023-05-10T.*\+08:00$/) });
    expect(await operator.post(`/imports/${one.importId}/commit`)).toMatchObject({ status: 422, code: 'import-has-errors' });
  });

  it('is written whole or not at all, also when the database gives up half-way', async () => {
    const lines = Array.from({ length: 1500 }, (_, at) => rosterLine(at === 1400 ? { 姓名: '停' } : {}));
    await run("CREATE TRIGGER stop_half_way BEFORE INSERT ON students FOR EACH ROW IF NEW.name = '停' THEN SIGNAL SQLSTATE '45000'; END IF");
    try {
      await expect(hand(lines)).rejects.toMatchObject({ errno: 1644 });
    } finally {
      await run('DROP TRIGGER stop_half_way');
    }
    expect(await row('SELECT COUNT(*) AS students FROM students WHERE school_id = ?', [place.id])).toEqual({ students: 0 });
    expect(await row('SELECT state FROM imports WHERE school_id = ?', [place.id])).toEqual({ state: 'received' });
    await run('UPDATE jobs SET due_at = CURRENT_TIMESTAMP(3) WHERE due_at IS NOT NULL');
    await workJobs();
    expect(await row('SELECT state FROM imports WHERE school_id = ?', [place.id])).toEqual({ state: 'committed' });
    expect(await received(lines)).toMatchObject({ state: 'committed', ok: 1500 });
  });

  it('of more than twenty thousand is written a thousand an act, and after a crash gone on with where it stopped', async () => {
    const lines = Array.from({ length: 20_500 }, (_, at) => rosterLine({ 证件号码: numberOf(at), ...(at === 10_400 ? { 姓名: '停' } : {}) }));
    await run("CREATE TRIGGER stop_half_way BEFORE INSERT ON students FOR EACH ROW IF NEW.name = '停' THEN SIGNAL SQLSTATE '45000'; END IF");
    try {
      await expect(hand(lines)).rejects.toMatchObject({ errno: 1644 });
    } finally {
      await run('DROP TRIGGER stop_half_way');
    }
    const counted = (): Promise<unknown> => row('SELECT COUNT(*) AS students, MAX(version) AS version FROM students WHERE school_id = ?', [place.id]);
    expect(await counted()).toEqual({ students: 10_000, version: 0 });
    const found = await row<{ id: number; state: string }>('SELECT id, state FROM imports WHERE school_id = ?', [place.id]);
    expect(found?.state).toBe('writing');
    expect((await operator.get(`/imports/${found?.id}`)).body).toMatchObject({ state: 'writing', progress: { done: 10_000, total: 20_500 } });
    await run('UPDATE jobs SET due_at = CURRENT_TIMESTAMP(3) WHERE due_at IS NOT NULL');
    await workJobs();
    expect([await counted(), await row('SELECT state FROM imports WHERE school_id = ?', [place.id])]).toEqual([{ students: 20_500, version: 0 }, { state: 'committed' }]);
  }, 120_000);

  it('read twice changes nobody the second time', async () => {
    const lines = [rosterLine({ 户籍区划: '411821', 资助卡号: '6222021234567890128' }), rosterLine()];
    await received(lines);
    await received(lines);
    expect((await roster()).map(({ version }) => version)).toEqual([0, 0]);
    expect(await rows("SELECT after_values FROM audit_events WHERE object_kind = 'roster' AND object_id = ? ORDER BY seq", [place.id])).toEqual([{ after_values: '{"added":2,"changed":0,"unchanged":0}' }, { after_values: '{"added":0,"changed":0,"unchanged":2}' }]);
  });

  it('that leaves out card and region lets them stand; a new card replaces the old', async () => {
    const line = rosterLine({ 户籍区划: '411821', 资助卡号: '6222021234567890128' });
    await received([line]);
    await received([{ ...line, 户籍区划: '', 资助卡号: '', 班级: '9班' }]);
    const kept = (): Promise<unknown> => row('SELECT class_name, household_region, card_tail, version FROM students WHERE school_id = ?', [place.id]);
    expect(await kept()).toEqual({ class_name: '9班', household_region: '411821', card_tail: '0128', version: 1 });
    await received([{ ...line, 户籍区划: '', 资助卡号: '4111111111111111', 班级: '9班' }]);
    expect(await kept()).toEqual({ class_name: '9班', household_region: '411821', card_tail: '1111', version: 2 });
    const found = await row<{ uid: string; card_sealed: string }>('SELECT uid, card_sealed FROM students WHERE school_id = ?', [place.id]);
    expect(protection().cipher.open(found?.card_sealed ?? '', `students.card:${found?.uid}`)).toBe('4111111111111111');
  });

  it('that says a student has left keeps the status before and after, student by student', async () => {
    const number = documentNumber();
    const id = await student(place, { document: number });
    await received([rosterLine({ 证件号码: number, 学籍状态: '退学' }), rosterLine()]);
    expect(await rows("SELECT before_values, after_values FROM audit_events WHERE object_kind = 'student' AND object_id = ?", [id])).toEqual([{ before_values: '{"enrolmentStatus":"全日制在读"}', after_values: '{"enrolmentStatus":"退学"}' }]);
  });

  it('touches nobody at another school, though they are the same person', async () => {
    const number = documentNumber();
    const elsewhere = await student(await school(authority), { document: number, className: '1班' });
    await received([rosterLine({ 证件号码: number, 班级: '4班' })]);
    expect(await row('SELECT class_name, version FROM students WHERE id = ?', [elsewhere])).toEqual({ class_name: '1班', version: 0 });
    expect(await row('SELECT COUNT(*) AS students, COUNT(DISTINCT person_id) AS persons FROM students WHERE document_index = ?', [protection().cipher.blindIndex('document', number)])).toEqual({ students: 2, persons: 1 });
  });

  it('handed in twice at once by two people enters everybody once', async () => {
    const lines = Array.from({ length: 50 }, () => rosterLine());
    const colleague = await Person.signedIn(product, await person(place, 'school-operator'));
    const replies = await Promise.all([hand(lines), hand([...lines].reverse(), '', colleague)]);
    expect(replies.map(({ status }) => status)).toEqual([202, 202]);
    expect(await roster()).toHaveLength(50);
  });

  it('sent again with the same submission number is answered again and not read again', async () => {
    const form = (): FormData => { const one = new FormData(); one.append('file', new Blob([new Uint8Array(file)], { type: XLSX }), '名册.xlsx'); return one; };
    const file = rosterFile([rosterLine()]);
    const [first, second] = [await operator.post('/students/imports', form(), { 'Idempotency-Key': 'roster-2023-05' }), await operator.post('/students/imports', form(), { 'Idempotency-Key': 'roster-2023-05' })];
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('Idempotent-Replay')).toBe('true');
  });
});

describe('looking before importing', () => {
  it('a preview writes nothing; its commit writes everything, once', async () => {
    const one = await received([rosterLine(), rosterLine()], '?preview=true');
    expect(one).toMatchObject({ state: 'checked', total: 2, ok: 2 });
    expect(await roster()).toEqual([]);
    expect(await operator.post(`/imports/${one.importId}/commit`)).toMatchObject({ status: 200, body: { id: one.importId, state: 'committed' } });
    expect(await roster()).toHaveLength(2);
    expect(await operator.post(`/imports/${one.importId}/commit`)).toMatchObject({ status: 409, code: 'already-done' });
    expect(await roster()).toHaveLength(2);
  });

  it('two commits at once write once', async () => {
    const one = await received([rosterLine()], '?preview=true');
    const colleague = await Person.signedIn(product, await person(place, 'school-operator'));
    const replies = await Promise.all([operator, colleague].map((by) => by.post(`/imports/${one.importId}/commit`)));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('a preview with errors cannot be committed', async () => {
    const one = await received([rosterLine(), rosterLine({ 姓名: '' })], '?preview=true');
    expect([one.state, one.ok, places(one)]).toEqual(['checked', 1, ['A3 missing']]);
    expect(await operator.post(`/imports/${one.importId}/commit`)).toMatchObject({ status: 422, code: 'import-has-errors', body: { errors: [{ row: 3, column: 'A', code: 'missing' }] } });
    expect(await roster()).toEqual([]);
  });

  it('file and waiting rows are sealed, and gone once written', async () => {
    const number = documentNumber();
    const { importId } = await received([rosterLine({ 证件号码: number })], '?preview=true');
    const parts = (): Promise<{ what: string; bytes: Buffer }[]> => rows('SELECT what, bytes FROM import_parts WHERE import_id = ? ORDER BY what', [importId]);
    const [file, waiting] = await parts();
    expect([file.what, waiting.what, file.bytes.includes('[Content_Types].xml'), waiting.bytes.includes(number)]).toEqual(['file', 'rows', false, false]);
    expect(inflateRawSync(protection().cipher.openBytes(waiting.bytes, `import_parts.rows:${importId}:0`)).toString()).toContain(number);
    await operator.post(`/imports/${importId}/commit`);
    expect(await parts()).toEqual([]);
  });

  it('an import is the school’s own: others do not find it, its reviewer reads it', async () => {
    const { importId } = await received([rosterLine()], '?preview=true');
    const others = [await person(await school(authority), 'school-operator'), await person(authority, 'authority-operator'), await person(authority, 'system-administrator')];
    for (const actor of others) {
      const other = await Person.signedIn(product, actor);
      expect([(await other.get(`/imports/${importId}`)).status, (await other.get(`/imports/${importId}/errors.xlsx`)).status, (await other.post(`/imports/${importId}/commit`)).status, (await other.post(`/imports/${importId}/cancellation`)).status]).toEqual([404, 404, 404, 404]);
    }
    const reviewer = await Person.signedIn(product, await person(place, 'school-reviewer'));
    expect([(await reviewer.get(`/imports/${importId}`)).status, (await reviewer.post(`/imports/${importId}/commit`)).status]).toEqual([200, 403]);
    expect((await operator.get('/imports/4294967296')).status).toBe(404);
  });
});

describe('what is kept and shown of a file', () => {
  it('a number typed into the wrong column is shown masked and kept nowhere in clear', async () => {
    const one = await received([rosterLine({ 姓名: '11010519491231002X', 性别: '1101 0519 4912 3100 2X', 学籍状态: '6222021234567890128' })]);
    expect(one.errors.map(({ given }) => given)).toEqual(['1101**********002X', '1101**********002X', '6222***********0128']);
    expect(JSON.stringify(await rows('SELECT * FROM imports WHERE id = ?', [one.importId]))).not.toMatch(/1101 ?0519|62220212/);
  });

  it('the errors can be taken along as a sheet', async () => {
    const one = await received([rosterLine({ 姓名: '' }), rosterLine({ 学籍状态: '在读' })]);
    const reply = await operator.get(`/imports/${one.importId}/errors.xlsx`);
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, XLSX]);
    expect(reply.text.slice(0, 2)).toBe('PK');
  });
});

describe('files that are not taken', () => {
  it('more rows than the limit are refused at once, naming it', async () => {
    const reply = await hand(Array.from({ length: 100_001 }, () => ({ 姓名: '张梓桐' })));
    expect([reply.status, reply.code]).toEqual([413, 'too-large']);
    expect(reply.text).toContain('一次最多导入 100,000 行');
    expect(await row('SELECT COUNT(*) AS imports FROM imports WHERE school_id = ?', [place.id])).toEqual({ imports: 0 });
  });

  it.each([['an old workbook', Buffer.from('d0cf11e0a1b11ae10000', 'hex')], ['a Word document', makeDocx(['名册'])], ['an empty file', Buffer.alloc(0)]])('%s is the wrong kind', async (_what, bytes) => {
    expect(await operator.upload('/students/imports', '名册.xlsx', bytes, XLSX)).toMatchObject({ status: 415, code: 'unsupported-media' });
  });

  it('a sheet without its columns, without a row, and no file at all are refused with the way out', async () => {
    expect(await hand([])).toMatchObject({ status: 422, code: 'nothing-to-import' });
    expect(await operator.post('/students/imports', new FormData())).toMatchObject({ status: 400, code: 'input-invalid' });
    const workbook = new ExcelJS.Workbook();
    workbook.addWorksheet('名册').addRow(['姓名', '证件号码']);
    expect(await operator.upload('/students/imports', '名册.xlsx', Buffer.from(await workbook.xlsx.writeBuffer()), XLSX)).toMatchObject({ status: 422, code: 'columns-missing' });
  });

  it.each(['school-reviewer', 'authority-operator'] as const)('a %s hands in no roster', async (role) => {
    expect(await hand([rosterLine()], '', await Person.signedIn(product, await person(role === 'school-reviewer' ? place : authority, role)))).toMatchObject({ status: 403, code: 'role-not-allowed' });
  });
});

describe('templates', () => {
  it.each(['roster', 'award-list'])('the template %s can be downloaded', async (kind) => {
    const reply = await operator.get(`/templates/${kind}.xlsx`);
    expect([reply.status, reply.headers.get('content-type'), reply.text.slice(0, 2)]).toEqual([200, XLSX, 'PK']);
    expect(decodeURIComponent(reply.headers.get('content-disposition') ?? '')).toContain('导入模板.xlsx');
  });
  it('there is no other', async () => expect((await operator.get('/templates/no-such.xlsx')).status).toBe(404));
});
