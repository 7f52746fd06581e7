import { row, rows } from '../../server/database.js';
import { workJobs } from '../support/jobs.js';
import { formOf, links, tableRows, words } from '../support/page-words.js';
import { Person, startProduct, type Product, type Reply } from '../support/product.js';
import { county, documentNumber, person, school, student, students, type Place } from '../support/world.js';
import { genderOf } from '../../server/values/resident-id.js';
import { rosterFile, rosterLine, XLSX, type RosterLine } from './roster-file.js';

let product: Product;
let authority: Place;
let place: Place;
let operator: Person;
let officer: Person;

beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => {
  authority = await county();
  place = await school(authority);
  operator = await Person.signedIn(product, await person(place, 'school-operator'));
  officer = await Person.signedIn(product, await person(authority, 'authority-operator'));
});

const typed = (change: Record<string, string> = {}): Record<string, string> => {
  const number = change.documentNumber ?? documentNumber();
  return { name: '张梓桐', documentKind: 'resident-id', documentNumber: number, gender: /^\d{17}/.test(number) ? genderOf(number) : 'female', grade: '2022', major: '护理', className: '2班', enrolmentStatus: 'full-time', entryMonth: '2022-09', programmeYears: '2.5', householdRegion: '', card: '', ...change };
};
const upload = async (lines: readonly RosterLine[]): Promise<Reply> => {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(rosterFile(lines))], { type: XLSX }), '名册.xlsx');
  const reply = await operator.submit('/students/imports', form);
  expect(words(await operator.page(reply.headers.get('location') ?? ''))).toContain(`排队等候检查`);
  await workJobs();
  return reply;
};

describe('the roster at the desk', () => {
  it('is searched by name, pinyin and last digits, narrowed by grade and status, fifty a page', async () => {
    const document = documentNumber();
    await student(place, { name: '欧阳晨', document, grade: '2021级', status: 'suspended' });
    await students(place, 51, { name: '某某' });
    await student(await school(authority), { name: '欧阳外' });
    const shown = async (query: string, who = operator): Promise<number> => tableRows(await who.page(`/students?${query}`), '学生').length;
    expect([await shown('q=ouyang'), await shown(`q=${document.slice(-4)}`), await shown('grade=2021级'), await shown('enrolmentStatus=suspended&q='), await shown('q=ouyang', officer)]).toEqual([1, 1, 1, 1, 2]);
    expect([await shown(''), await shown('page=2')]).toEqual([50, 2]);
    expect(words(await operator.page('/students'))).toContain('共 52 人');
    expect(words(await operator.page('/students'))).not.toContain(document);
  });

  it('a student is added; a refused one keeps everything typed with every reason at its field', async () => {
    const bad = await operator.submit('/students', typed({ documentNumber: '411821200501011235', gender: '', className: '', householdRegion: '999' }));
    expect(bad.status).toBe(400);
    expect(formOf(bad, '/students')?.fields).toMatchObject({ name: '张梓桐', documentNumber: '411821200501011235', householdRegion: '999', programmeYears: '2.5' });
    expect(formOf(bad, '/students')?.errors).toEqual(['请选择性别。', '户籍区划应为 6 位区划代码，例如 411281。']);
    const wrong = await operator.submit('/students', typed({ documentNumber: '411821200501011235' }));
    expect([wrong.status, formOf(wrong, '/students')?.errors.length]).toEqual([422, 1]);
    const empty = await operator.submit('/students', typed({ documentNumber: '' }));
    expect([empty.status, formOf(empty, '/students')?.errors]).toEqual([400, ['没有填证件号码。']]);
    const number = documentNumber();
    const added = await operator.submit('/students', typed({ documentNumber: number }));
    const page = await operator.page(added.headers.get('location') ?? '');
    expect(words(page)).toMatch(/张梓桐.*2022级 护理 2班.*2.5 年/);
    expect(page.text).not.toContain(number);
    const twice = await operator.submit('/students', typed({ documentNumber: number }));
    expect([twice.status, formOf(twice, '/students')?.errors[0]]).toEqual([422, expect.stringContaining('这个证件号码已在本校名册里')]);
  });

  it('is put right by its own school; numbers left empty stay as they are, a page out of date is refused with what was typed', async () => {
    const id = await student(place, { name: '张三', card: '6222021234567890128' });
    const before = await row<{ document_index: Buffer; card_tail: string }>('SELECT document_index, card_tail FROM students WHERE id = ?', [id]);
    const form = formOf(await operator.page(`/students/${id}`), `/students/${id}`);
    expect(form?.fields).toMatchObject({ name: '张三', documentNumber: '', card: '', version: '0', enrolmentStatus: 'full-time' });
    const sent = { ...form?.fields, name: '张叁', enrolmentStatus: 'suspended' };
    expect((await operator.submit(`/students/${id}`, sent)).headers.get('location')).toBe(`/students/${id}`);
    expect(await row('SELECT name, enrolment_status, document_index, card_tail FROM students WHERE id = ?', [id])).toEqual({ name: '张叁', enrolment_status: 'suspended', ...before });
    const stale = await operator.submit(`/students/${id}`, { ...sent, _key: 'another-sending', name: '张肆' });
    expect([stale.status, formOf(stale, `/students/${id}`)?.fields.name]).toEqual([409, '张肆']);
  });

  it('is read by the authority without a form and not found by another school', async () => {
    const id = await student(place, { name: '李四' });
    const page = await officer.page(`/students/${id}`);
    expect([page.status, formOf(page, `/students/${id}`), formOf(await officer.page('/students'), '/students/imports')]).toEqual([200, null, null]);
    expect((await officer.submit(`/students/${id}`, typed({ version: '0' }))).status).toBe(403);
    expect((await officer.submit('/students', typed())).status).toBe(403);
    const stranger = await Person.signedIn(product, await person(await school(authority), 'school-operator'));
    expect([(await stranger.page(`/students/${id}`)).status, (await stranger.submit(`/students/${id}`, typed({ version: '0' }))).status]).toEqual([404, 404]);
  });

  it('a file is checked as a whole first: every error is told, nothing is written until somebody says so', async () => {
    const none = await operator.submit('/students/imports', new FormData());
    expect([none.status, formOf(none, '/students/imports')?.errors]).toEqual([400, ['请选择要上传的文件。']]);
    const bad = await upload([rosterLine(), rosterLine({ 姓名: '' }), rosterLine({ 入学年月: '2021.9.', 班级: '' })]);
    const report = await operator.page(bad.headers.get('location') ?? '');
    expect(tableRows(report, '导入的错误').map(({ text }) => text.slice(0, 1))).toEqual(['3', '4', '4']);
    expect(words(report)).toContain('2 行有错误，共 3 处');
    const good = await upload([rosterLine(), rosterLine({ 姓名: '李四' })]);
    expect(await rows('SELECT id FROM students WHERE school_id = ?', [place.id])).toHaveLength(0);
    const address = good.headers.get('location') ?? '';
    expect(words(await operator.page(address))).toContain('下一步：导入 2 行');
    expect((await operator.submit(`${address}/commit`, {})).headers.get('location')).toBe('/students');
    expect(await rows('SELECT id FROM students WHERE school_id = ?', [place.id])).toHaveLength(2);
    expect(links(await operator.page('/students'))).toContain('/templates/roster.xlsx');
    expect((await operator.page('/templates/roster.xlsx')).status).toBe(200);
    expect((await operator.page('/templates/nothing.xlsx')).status).toBe(404);
  });
});
