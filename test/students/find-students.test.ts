import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import { Student } from '../../server/students/student.js';
import type { StudentJson } from '../../server/students/presenter.js';
import { county, documentNumber, person, prefecture, school, student, students, type Place } from '../support/world.js';

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

type Page = { items: StudentJson[]; nextCursor: string | null; total?: number };
const find = async (by: Person, query: Record<string, string | number>): Promise<Page> => {
  const reply = await by.get(`/students?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))}`);
  if (reply.status !== 200) throw new Error(reply.text);
  return reply.body;
};
const names = async (by: Person, query: Record<string, string | number>): Promise<string[]> => (await find(by, query)).items.map(({ name }) => name);

describe('who sees which students', () => {
  it('a school its own, a county those of its schools, a prefecture those below, nobody those beside', async () => {
    const city = await prefecture();
    const [east, west] = [await county(city), await county(city)];
    const [first, second, third] = [await school(east), await school(east), await school(west)];
    await student(first, { name: '甲' });
    await student(second, { name: '乙' });
    await student(third, { name: '丙' });
    const seen = async (at: Place, role: Parameters<typeof person>[1]): Promise<string[]> => names(await Person.signedIn(product, await person(at, role)), {});
    expect(await seen(first, 'school-reviewer')).toEqual(['甲']);
    expect(await seen(east, 'authority-operator')).toEqual(['甲', '乙']);
    expect(await seen(east, 'authority-director')).toEqual(['甲', '乙']);
    expect(await seen(city, 'aid-centre-director')).toEqual(['甲', '乙', '丙']);
    expect(await seen(await county(), 'authority-operator')).toEqual([]);
    expect(await names(await Person.signedIn(product, await person(east, 'authority-operator')), { schoolId: second.id })).toEqual(['乙']);
    expect(await names(await Person.signedIn(product, await person(east, 'authority-operator')), { schoolId: third.id })).toEqual([]);
  });

  it('administrators have nothing to do with students', async () => {
    const id = await student(place);
    const administrator = await Person.signedIn(product, await person(authority, 'system-administrator'));
    expect((await administrator.get('/students')).status).toBe(403);
    expect((await administrator.get(`/students/${id}`)).status).toBe(404);
  });

  it.each(['0', '-1', '1.5', 'x', '4294967296'])('there is no student %s', async (id) => expect((await operator.get(`/students/${id}`)).status).toBe(404));

  it('sealed columns are not even read', async () => {
    await student(place, { card: '6222021234567890128' });
    const [found] = await Student.visibleTo(operator.actor).findAll();
    expect(Object.keys(found.get()).filter((name) => /Sealed|Index/.test(name))).toEqual([]);
    expect(found.school?.name).toBe(place.name);
  });
});

describe('the search box', () => {
  beforeEach(async () => {
    await student(place, { name: '张梓桐', document: '11010519491231002X' });
    await student(place, { name: '单雨桐' });
    await student(place, { name: '𠮷田' });
    await student(place, { name: '阿迪力·买买提' });
  });

  it.each([
    ['a name', '张梓桐', ['张梓桐']], ['part of a name', '桐', ['张梓桐', '单雨桐']], ['a name with a blank in it', '张　梓桐', ['张梓桐']], ['pinyin, the surname read as a surname', 'shanyu', ['单雨桐']],
    ['pinyin with capitals and blanks', 'Zhang Zi Tong', ['张梓桐']], ['initials', 'syt', ['单雨桐']], ['the last four of a number', '002X', ['张梓桐']], ['the last four with a small x', '002x', ['张梓桐']],
    ['the whole number', '11010519491231002X', ['张梓桐']], ['the whole number with full-width digits', '１１０１０５１９４９１２３１００２ｘ', ['张梓桐']], ['a four-byte character', '𠮷', ['𠮷田']],
    ['another four-byte character', '𡃁', []], ['another middle dot', '阿迪力•买买提', ['阿迪力·买买提']], ['a percent sign', '%', []], ['an underscore', '张_桐', []], ['a backslash', '\\', []], ['a quotation mark', "'", []],
    ['letters beside characters', '张z', []], ['part of a number', '491231', []],
  ])('%s finds', async (_what, q, expected) => expect(await names(operator, { q })).toEqual(expected));

  it('the whole number of somebody else’s student finds nothing, neither for another school nor for the authority', async () => {
    const officer = await Person.signedIn(product, await person(authority, 'authority-operator'));
    const stranger = await Person.signedIn(product, await person(await school(authority), 'school-operator'));
    expect(await names(officer, { q: '11010519491231002X' })).toEqual([]);
    expect(await names(stranger, { q: '11010519491231002X' })).toEqual([]);
    expect(await names(officer, { q: '002X' })).toEqual(['张梓桐']);
  });
});

describe('filters and pages', () => {
  it('grade, class and status narrow together', async () => {
    await student(place, { name: '甲', grade: '2022级', className: '1班' });
    await student(place, { name: '乙', grade: '2022级', className: '2班' });
    await student(place, { name: '丙', grade: '2021级', className: '1班', status: 'suspended' });
    expect(await names(operator, { grade: '2022级' })).toEqual(['甲', '乙']);
    expect(await names(operator, { grade: '2022级', className: '1班' })).toEqual(['甲']);
    expect(await names(operator, { enrolmentStatus: 'suspended' })).toEqual(['丙']);
    expect(await names(operator, { enrolmentStatus: 'suspended', q: '甲' })).toEqual([]);
    expect((await operator.get('/students?enrolmentStatus=在读')).status).toBe(400);
    expect((await operator.get('/students?class=1')).status).toBe(400);
  });

  it('pages follow one another without gap or repeat, also when somebody is added meanwhile', async () => {
    const ids = await students(place, 5);
    const first = await find(operator, { limit: 2, count: 'true' });
    expect([first.items.map(({ id }) => id), first.total]).toEqual([ids.slice(0, 2), 5]);
    const added = await student(place);
    const second = await find(operator, { limit: 2, cursor: first.nextCursor ?? '' });
    const third = await find(operator, { limit: 2, cursor: second.nextCursor ?? '' });
    expect([...second.items, ...third.items].map(({ id }) => id)).toEqual([...ids.slice(2), added]);
    expect([second.total, third.nextCursor]).toEqual([undefined, null]);
    expect((await operator.get('/students?cursor=nonsense')).status).toBe(400);
  });

  it('overdue is judged for the current month of the office', async () => {
    await student(place, { name: '应已毕业', entryMonth: '2020-05', months: 36 });
    await student(place, { name: '下月毕业', entryMonth: '2020-06', months: 36 });
    await student(place, { name: '休学', entryMonth: '2018-09', months: 36, status: 'suspended' });
    await student(place, { name: '没有入学年月', entryMonth: null });
    const overdue = async (): Promise<string[]> => (await find(operator, {})).items.filter((one) => one.overdue).map(({ name }) => name);
    expect(await overdue()).toEqual(['应已毕业']);
    await officeTime('2023-06-01T00:00:00+08:00');
    expect(await overdue()).toEqual(['应已毕业', '下月毕业']);
  });

  it('a number in use elsewhere is no hint', async () => {
    const number = documentNumber();
    await student(await school(authority), { document: number });
    expect((await find(operator, { q: number, count: 'true' })).total).toBe(0);
  });
});
