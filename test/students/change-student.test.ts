import { row, rows, run } from '../../server/database.js';
import { onPersonCorrected } from '../../server/students/person.js';
import { protection } from '../../server/protection.js';
import type { StudentJson } from '../../server/students/presenter.js';
import { moveAwards } from '../../server/award-lists/follow-person.js';
import { newList } from '../support/list-walk.js';
import { Person, startProduct, type Product, type Reply } from '../support/product.js';
import { county, documentNumber, person, school, student, type Place } from '../support/world.js';

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

/** A number whose holder is a woman, as every student of the test world is. */
function womansNumber(): string {
  for (;;) {
    const number = documentNumber();
    if (Number(number[16]) % 2 === 0) return number;
  }
}
const change = (id: number, fields: Record<string, unknown>, by: Person = operator): Promise<Reply> => by.patch(`/students/${id}`, { version: 0, ...fields });
const traces = (id: number): Promise<{ before_values: string | null; after_values: string | null }[]> => rows("SELECT before_values, after_values FROM audit_events WHERE object_kind = 'student' AND object_id = ? ORDER BY seq", [id]);
const personOf = async (id: number): Promise<number> => (await row<{ person_id: number }>('SELECT person_id FROM students WHERE id = ?', [id]))?.person_id ?? 0;

describe('changing what the roster says', () => {
  it('a new class and a leave of absence are kept, the status before and after in words', async () => {
    const id = await student(place);
    const reply = await change(id, { className: '3班', enrolmentStatus: 'suspended', card: '6222021234567890128' });
    expect(reply).toMatchObject({ status: 200, body: { className: '3班', enrolmentStatus: 'suspended', enrolmentStatusName: '休学', cardTail: '0128', version: 1 } });
    expect(await traces(id)).toEqual([{ before_values: '{"enrolmentStatus":"全日制在读"}', after_values: '{"enrolmentStatus":"休学","changed":["班级","学籍状态","资助卡号"]}' }]);
  });

  it('a new name is found by its letters, the old one no longer', async () => {
    const id = await student(place, { name: '张梓桐' });
    expect((await change(id, { name: '单　雨' })).body).toMatchObject({ name: '单雨' });
    expect((await operator.get('/students?q=shanyu&count=true')).body).toMatchObject({ total: 1 });
    expect((await operator.get('/students?q=zhangzitong&count=true')).body).toMatchObject({ total: 0 });
  });

  it('what is said again changes nothing and leaves no trace', async () => {
    const id = await student(place, { className: '3班' });
    expect(await change(id, { className: ' 3班 ', enrolmentStatus: 'full-time' })).toMatchObject({ status: 200, body: { version: 0 } });
    expect(await traces(id)).toEqual([]);
  });

  it('a card can be taken off', async () => {
    const id = await student(place, { card: '6222021234567890128' });
    expect((await change(id, { card: null })).body).toMatchObject({ cardTail: null, version: 1 });
    expect(await row('SELECT card_sealed, card_index FROM students WHERE id = ?', [id])).toEqual({ card_sealed: null, card_index: null });
  });

  it('whoever saw an older version is told so', async () => {
    const id = await student(place);
    await change(id, { className: '3班' });
    expect(await change(id, { className: '4班' })).toMatchObject({ status: 409, code: 'stale-version' });
    expect((await operator.get(`/students/${id}`)).body).toMatchObject({ className: '3班', version: 1 });
  });

  it('of two people changing at once one is first', async () => {
    const id = await student(place);
    const colleague = await Person.signedIn(product, await person(place, 'school-operator'));
    const replies = await Promise.all([change(id, { className: '3班' }), change(id, { className: '4班' }, colleague)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await traces(id)).toHaveLength(1);
  });

  it('a student of another school does not exist, for those who only read it is not theirs to change', async () => {
    const id = await student(place);
    const stranger = await Person.signedIn(product, await person(await school(authority), 'school-operator'));
    expect(await change(id, { className: '3班' }, stranger)).toMatchObject({ status: 404, code: 'not-found' });
    expect((await change(id, { className: '3班' }, await Person.signedIn(product, await person(authority, 'authority-operator')))).status).toBe(403);
    expect((await change(id, { className: '3班' }, await Person.signedIn(product, await person(await county(), 'authority-operator')))).status).toBe(404);
    expect((await change(id, { className: '3班' }, await Person.signedIn(product, await person(authority, 'system-administrator')))).status).toBe(404);
  });

  it('a gender the number contradicts is refused, also when the number is not given again', async () => {
    const id = await student(place, { document: womansNumber() });
    expect(await change(id, { gender: 'male' })).toMatchObject({ status: 400, body: { errors: [{ path: 'gender', code: 'gender-mismatch' }] } });
    expect((await change(id, { gender: 'female' })).status).toBe(200);
  });
});

describe('putting a document number right', () => {
  beforeAll(() => onPersonCorrected(moveAwards));

  it('the student is found by the new number and no longer by the old; the person stays the same', async () => {
    const [wrong, right] = [womansNumber(), womansNumber()];
    const id = await student(place, { document: wrong });
    const before = await personOf(id);
    const reply = await change(id, { documentNumber: right });
    expect(reply).toMatchObject({ status: 200, body: { version: 1 } });
    expect((reply.body as StudentJson).maskedId.slice(-4)).toBe(right.slice(-4));
    expect((await operator.get(`/students?q=${right}&count=true`)).body).toMatchObject({ total: 1 });
    expect((await operator.get(`/students?q=${wrong}&count=true`)).body).toMatchObject({ total: 0 });
    expect(await personOf(id)).toBe(before);
    expect(await traces(id)).toEqual([{ before_values: null, after_values: '{"changed":["证件号码"]}' }]);
    const kept = await row<{ uid: string; document_sealed: string }>('SELECT uid, document_sealed FROM students WHERE id = ?', [id]);
    expect(protection().cipher.open(kept?.document_sealed ?? '', `students.document:${kept?.uid}`)).toBe(right);
  });

  it('a wrong check digit is refused with the reason', async () => {
    const id = await student(place);
    expect(await change(id, { documentNumber: '110105194912310021' })).toMatchObject({ status: 422, code: 'document-invalid', body: { errors: [{ path: 'documentNumber', code: 'wrong-check-digit' }] } });
  });

  it('the number of a classmate is refused', async () => {
    const taken = womansNumber();
    await student(place, { document: taken, name: '王小明', className: '7班' });
    const reply = await change(await student(place), { documentNumber: taken });
    expect([reply.status, reply.code]).toEqual([422, 'student-exists']);
    expect(reply.text).toContain('王小明，2022级 7班');
  });

  it('another kind of document comes with its number', async () => {
    const id = await student(place);
    expect(await change(id, { documentKind: 'passport' })).toMatchObject({ status: 400, body: { errors: [{ path: 'documentNumber', code: 'required' }] } });
    expect(await change(id, { documentKind: 'passport', documentNumber: 'e1234567' })).toMatchObject({ status: 200, body: { documentKind: 'passport', maskedId: 'E1****67' } });
  });

  it('a student entered under somebody else’s number becomes the right person, and the aid goes along', async () => {
    const somebodys = womansNumber();
    await student(await school(authority), { document: somebodys });
    const id = await student(place, { document: somebodys });
    const list = await newList(operator, 'vocational-grant', '2023-05', [id]);
    const before = await personOf(id);
    expect((await change(id, { documentNumber: womansNumber() })).status).toBe(200);
    const after = await personOf(id);
    expect(after).not.toBe(before);
    expect(await rows('SELECT person_id FROM awards WHERE list_id = ?', [list.id])).toEqual([{ person_id: after }]);
  });

  it('a number whose person has the aid of the same month is refused, and nothing has changed', async () => {
    const right = womansNumber();
    const other = await school(authority);
    const there = await student(other, { document: right });
    const theirs = await newList(await Person.signedIn(product, await person(other, 'school-operator')), 'vocational-grant', '2023-05', [there]);
    const id = await student(place);
    const ours = await newList(operator, 'vocational-grant', '2023-05', [id]);
    await run('UPDATE awards SET active_flag = 1 WHERE list_id IN (?)', [[theirs.id, ours.id]]);
    const before = await personOf(id);
    expect(await change(id, { documentNumber: right })).toMatchObject({ status: 422, code: 'student-on-other-list' });
    expect(await personOf(id)).toBe(before);
    expect((await operator.get(`/students/${id}`)).body).toMatchObject({ version: 0 });
  });
});
