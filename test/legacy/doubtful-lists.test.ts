import { row } from '../../server/database.js';
import { office, type Office } from '../support/office.js';
import { doubtfulList } from '../support/doubtful-list.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { county, person, school, students, type Place } from '../support/world.js';

type Doubt = { id: number; version: number; state: string; listId: number | null; can: Record<string, { allowed: boolean }> };
let product: Product;
let high: Place;
let authority: Place;
let operator: Person;
let officer: Person;
let reviewer: Person;
let stranger: Office;
beforeAll(async () => {
  product = await startProduct();
  authority = await county();
  high = await school(authority, { stage: 'senior-high', name: '示范高级中学' });
  [operator, reviewer, officer] = [await Person.signedIn(product, await person(high, 'school-operator')), await Person.signedIn(product, await person(high, 'school-reviewer')), await Person.signedIn(product, await person(authority, 'authority-operator'))];
  stranger = await office(product);
});
afterAll(() => product.stop());

const SPRING = { term: '2021-2022-spring', remark: '银行回单 2022 年 5 月' };
const told = async (who: Person, id: number): Promise<Doubt> => (await who.get(`/doubtful-lists/${id}`)).body;

it('the school says the term; the list stands where it stood, with its money and its answers, and has left 待核实', async () => {
  const id = await doubtfulList(high, authority, await students(high, 3), { paid: 40_001 });
  const doubt = await told(operator, id);
  expect([doubt.state, doubt.can.settle.allowed, doubt.can['set-aside'].allowed]).toEqual(['open', true, false]);
  const settled = await operator.post(`/doubtful-lists/${id}/period`, { version: doubt.version, ...SPRING });
  expect([settled.status, (settled.body as Doubt).state]).toEqual([200, 'settled']);
  const list = await operator.get(`/award-lists/${(settled.body as Doubt).listId}`);
  expect(list.body).toMatchObject({ term: '2021-2022-spring', people: 3, payable: '1276.50', paid: '1200.03', stage: 'disbursed' });
  const lifted = await reviewer.page(`/fee-waivers/disbursements/${(settled.body as Doubt).listId}?lifted=yes`);
  expect(lifted.text).toContain('共 2 人');
  expect(await row("SELECT outcome, new_id FROM brought_rows WHERE kind = 'lists' AND new_id = ?", [(settled.body as Doubt).listId])).toEqual({ outcome: 'taken', new_id: (settled.body as Doubt).listId });
});

it('a list that was not paid yet waits for its payment', async () => {
  const id = await doubtfulList(high, authority, await students(high, 2));
  const settled = await officer.post(`/doubtful-lists/${id}/period`, { version: 0, term: '2021-2022-autumn', remark: '上报文件' });
  expect((await operator.get(`/award-lists/${(settled.body as Doubt).listId}`)).body).toMatchObject({ stage: 'to-disburse', paid: null });
});

it('needs its ground, a term of its own, and nobody to stand twice', async () => {
  const people = await students(high, 2);
  const id = await doubtfulList(high, authority, people);
  expect((await operator.post(`/doubtful-lists/${id}/period`, { version: 0, term: SPRING.term, remark: ' ' })).code).toBe('remark-required');
  expect([(await operator.post(`/doubtful-lists/${id}/period`, { version: 0, month: '2022-03', remark: 'x' })).status, (await operator.post(`/doubtful-lists/${id}/period`, { version: 0, remark: 'x' })).status]).toEqual([400, 400]);
  expect((await operator.post(`/doubtful-lists/${id}/period`, { version: 9, ...SPRING })).code).toBe('stale-version');
  expect((await operator.post(`/doubtful-lists/${id}/period`, { version: 0, ...SPRING })).status).toBe(200);
  const again = await doubtfulList(high, authority, people);
  expect((await operator.post(`/doubtful-lists/${again}/period`, { version: 0, ...SPRING })).code).toBe('student-on-other-list');
  expect((await told(operator, again)).state).toBe('open');
});

it('is settled once, whoever comes second', async () => {
  const id = await doubtfulList(high, authority, await students(high, 1));
  const both = await Promise.all([operator.post(`/doubtful-lists/${id}/period`, { version: 0, ...SPRING }), officer.post(`/doubtful-lists/${id}/exclusion`, { version: 0, remark: '重复' })]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
});

it('only its direct authority sets one aside; it stays to be seen and is on no list', async () => {
  const id = await doubtfulList(high, authority, await students(high, 1));
  expect((await operator.post(`/doubtful-lists/${id}/exclusion`, { version: 0, remark: '重复' })).status).toBe(403);
  expect((await officer.post(`/doubtful-lists/${id}/exclusion`, { version: 0, remark: '与秋季那份重复' })).body).toMatchObject({ state: 'aside', listId: null });
  expect((await officer.page('/doubtful-lists?state=aside')).text).toContain('示范高级中学');
});

it('is nobody else’s: another school or authority finds nothing, a reviewer only reads', async () => {
  const id = await doubtfulList(high, authority, await students(high, 1));
  for (const who of [stranger.operator, stranger.officer]) {
    expect([(await who.get(`/doubtful-lists/${id}`)).status, (await who.post(`/doubtful-lists/${id}/period`, { version: 0, ...SPRING })).status, (await who.page(`/doubtful-lists/${id}`)).status, (await who.page('/doubtful-lists')).text.includes('示范高级中学')]).toEqual([404, 404, 404, false]);
  }
  expect([(await reviewer.get(`/doubtful-lists/${id}`)).status, (await reviewer.post(`/doubtful-lists/${id}/period`, { version: 0, ...SPRING })).status]).toEqual([200, 403]);
});

it('the page keeps what was typed when it is refused, and never says 年份', async () => {
  const id = await doubtfulList(high, authority, await students(high, 1));
  const refused = await operator.submit(`/doubtful-lists/${id}/period`, { version: '0', term: '2021-2022-autumn', remark: '' });
  expect([refused.status, /value="2021-2022-autumn" selected/.test(refused.text), refused.text.includes('请写明依据什么核实的'), refused.text.includes('年份')]).toEqual([422, true, true, false]);
  const done = await operator.submit(`/doubtful-lists/${id}/period`, { version: '0', term: '2021-2022-autumn', remark: '发放凭证' });
  expect(done.status).toBe(303);
  expect((await operator.page(`/doubtful-lists/${id}`)).text).toContain('已转入');
});

it('administrators have the report and no list', async () => {
  const admin = await Person.signedIn(product, await person(authority, 'system-administrator'));
  expect([(await admin.page('/upgrade-report')).status, (await admin.page('/doubtful-lists')).status, (await admin.get('/doubtful-lists')).status, (await operator.page('/upgrade-report')).status]).toEqual([200, 403, 403, 403]);
});
