import { row, rows } from '../../server/database.js';
import type { StudentJson } from '../../server/students/presenter.js';
import { county, documentNumber, person, school, type Place } from '../support/world.js';
import { Person, startProduct, type Product, type Reply } from '../support/product.js';
import { genderOf } from '../../server/values/resident-id.js';

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

const entered = (change: Record<string, unknown> = {}): Record<string, unknown> => {
  const number = String(change.documentNumber ?? documentNumber());
  return { name: '张梓桐', documentNumber: number, gender: /^\d{17}/.test(number) ? genderOf(number) : 'female', grade: '2022级', major: '护理', className: '2班', enrolmentStatus: 'full-time', entryMonth: '2022-09', programmeMonths: 36, ...change };
};
const add = (change: Record<string, unknown> = {}, by: Person = operator): Promise<Reply> => by.post('/students', entered(change));
const problems = (reply: Reply): string[] => ((reply.body as { errors?: { path: string; code: string }[] }).errors ?? []).map(({ path, code }) => `${path} ${code}`);

describe('adding a student to the roster', () => {
  it('shows the student with the number masked, and where and since when', async () => {
    const reply = await add({ documentNumber: '11010519491231002X', card: '6222 0212 3456 7890 128', householdRegion: '411821' });
    expect(reply.status).toBe(201);
    expect(reply.body).toEqual({
      id: expect.any(Number), name: '张梓桐', maskedId: '1101**********002X', documentKind: 'resident-id', gender: 'female', grade: '2022级', major: '护理', className: '2班', enrolmentStatus: 'full-time',
      enrolmentStatusName: '全日制在读', entryMonth: '2022-09', programmeMonths: 36, householdRegion: '411821', cardTail: '0128', school: { id: place.id, name: place.name }, overdue: false, version: 0,
    });
    expect(await operator.get(`/students/${(reply.body as StudentJson).id}`)).toMatchObject({ status: 200, body: reply.body });
  });

  it.each([
    ['full-width digits and a small x', { documentNumber: '１１０１０５１９４９１２３１００２ｘ' }, { maskedId: '1101**********002X' }],
    ['blanks in the number', { documentNumber: ' 1101 0519 4912 3100 2X ' }, { maskedId: '1101**********002X' }],
    ['another kind of document', { documentKind: 'hk-macao-permit', documentNumber: 'h12345678' }, { documentKind: 'hk-macao-permit', maskedId: 'H1*****78' }],
    ['a grade without its word', { grade: '2022' }, { grade: '2022级' }],
    ['a name with another dot', { name: '阿迪力•买买提' }, { name: '阿迪力·买买提' }],
    ['a name with a four-byte character', { name: '𠮷田' }, { name: '𠮷田' }],
    ['no major, as in a senior high school', { major: '' }, { major: '' }],
    ['entry and programme length not yet known', { entryMonth: null, programmeMonths: null }, { entryMonth: null, programmeMonths: null, overdue: false }],
  ])('%s is taken', async (_what, change, expected) => expect(await add(change)).toMatchObject({ status: 201, body: expected }));

  it.each([
    ['11010519491231002', 'wrong-length'], ['1101051949123100A2', 'wrong-character'], ['990105194912310021', 'unknown-region'], ['110105200602300021', 'impossible-birth-date'],
    ['110105203012310020', 'impossible-birth-date'], ['110105194912310021', 'wrong-check-digit'],
  ])('the number %s is refused because of its %s', async (number, reason) => {
    const reply = await add({ documentNumber: number, gender: 'female' });
    expect([reply.status, reply.code, problems(reply)]).toEqual([422, 'document-invalid', [`documentNumber ${reason}`]]);
    expect(reply.text).not.toContain(number);
  });

  it('everything wrong in the form is said at once', async () => {
    const reply = await add({ name: '张3', grade: ' ', className: '　', card: '6222021234567890127' });
    expect([reply.status, problems(reply)]).toEqual([400, ['name not-a-name', 'grade missing', 'className missing', 'card wrong-card-number']]);
    expect(problems(await add({ programmeMonths: 37, householdRegion: '991821', entryMonth: '2022-13', enrolmentStatus: '在读', nickname: '桐' })).map((one) => one.split(' ')[0]).sort()).toEqual(['enrolmentStatus', 'entryMonth', 'householdRegion', 'nickname', 'programmeMonths']);
  });

  it('a gender the resident id contradicts is refused', async () => expect(problems(await add({ documentNumber: '11010519491231002X', gender: 'male' }))).toEqual(['gender gender-mismatch']));

  it('a name longer than its column is refused in words, not by the database', async () => expect(problems(await add({ name: '葛\u{E0100}'.repeat(40) }))).toEqual(['name too-long']));

  it('a very long name is kept whole and found by the beginning of its letters', async () => {
    const name = '双庄床'.repeat(16);
    expect(await add({ name })).toMatchObject({ status: 201, body: { name } });
    expect((await operator.get('/students?q=shuangzhuang')).text).toContain(name);
  });

  it('a student already on the roster is not added again; the refusal names the class', async () => {
    await add({ documentNumber: '11010519491231002X' });
    const again = await add({ documentNumber: '11010519491231002x', name: '张子桐', className: '5班' });
    expect([again.status, again.code]).toEqual([422, 'student-exists']);
    expect(again.text).toContain('张梓桐，2022级 2班');
  });

  it('two people adding the same student at once add one', async () => {
    const number = documentNumber();
    const colleague = await Person.signedIn(product, await person(place, 'school-operator'));
    const replies = await Promise.all([add({ documentNumber: number }), add({ documentNumber: number }, colleague)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 422]);
    expect((await operator.get('/students?count=true')).body).toMatchObject({ total: 1 });
  });

  it('the same person at two schools is two students and one person', async () => {
    const number = documentNumber();
    const other = await school(authority);
    expect((await add({ documentNumber: number })).status).toBe(201);
    expect((await add({ documentNumber: number }, await Person.signedIn(product, await person(other, 'school-operator')))).status).toBe(201);
    expect(await rows('SELECT COUNT(*) AS students, COUNT(DISTINCT person_id) AS persons FROM students WHERE school_id IN (?)', [[place.id, other.id]])).toEqual([{ students: 2, persons: 1 }]);
  });

  it.each(['school-reviewer', 'authority-operator', 'authority-director', 'aid-centre-director'] as const)('a %s adds nobody', async (role) => {
    expect(await add({}, await Person.signedIn(product, await person(role === 'school-reviewer' ? place : authority, role)))).toMatchObject({ status: 403, code: 'role-not-allowed' });
  });

  it('no number lies readable in any table', async () => {
    const number = '11010519491231002X';
    const card = '6222021234567890128';
    await add({ documentNumber: number, card });
    await add({ documentNumber: number, card });
    const kept = await Promise.all(['students', 'persons', 'audit_events', 'operations', 'imports'].map((table) => rows<Record<string, unknown>>(`SELECT * FROM ${table}`)));
    const everything = kept.flat(2).flatMap((one) => Object.values(one)).map((value) => (Buffer.isBuffer(value) ? `${value.toString('latin1')} ${value.toString('hex')}` : String(value))).join('\n');
    for (const secret of [number, card]) for (const form of [secret, Buffer.from(secret).toString('hex'), Buffer.from(secret).toString('base64').slice(0, 20)]) expect(everything).not.toContain(form);
    expect(everything).toContain('1101**********002X');
  });

  it('leaves a trace that names the student and no value', async () => {
    const student: StudentJson = (await add()).body;
    expect(await row("SELECT action, object_kind, object_organisation_id, after_values FROM audit_events WHERE object_kind = 'student' AND object_id = ?", [student.id]))
      .toEqual({ action: '添加学生', object_kind: 'student', object_organisation_id: place.id, after_values: '{"enrolmentStatus":"全日制在读"}' });
  });
});
