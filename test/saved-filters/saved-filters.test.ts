import { run } from '../../server/database.js';
import { office, type Office } from '../support/office.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { county, person } from '../support/world.js';

let product: Product;
let here: Office;
beforeAll(async () => {
  product = await startProduct();
  here = await office(product);
});
afterAll(() => product.stop());

const officer = async (): Promise<Person> => Person.signedIn(product, await person(here.authority, 'authority-operator'));
type Saved = { id: number; name: string; conditions: string; href: string; isDefault: boolean };
const keep = (who: Person, name: string, conditions: string, more: object = {}) => who.post('/saved-filters', { page: 'board', name, conditions, ...more });
const of = async (who: Person): Promise<Saved[]> => ((await who.get('/saved-filters?page=board')).body as { items: Saved[] }).items;

it('conditions are kept from the page that shows them, open again under their name, and page and call see the same', async () => {
  const who = await officer();
  expect((await who.page('/board?month=2023-05')).text).toContain('把现在的条件存成常用筛选');
  const saved = await who.submit('/saved-filters', { page: 'board', name: '五月逾期', conditions: 'page=3&late=true&month=2023-05&q=' });
  expect([saved.status, saved.headers.get('location')]).toEqual([303, '/board?late=true&month=2023-05']);
  expect(await of(who)).toEqual([expect.objectContaining({ name: '五月逾期', conditions: 'late=true&month=2023-05', isDefault: false })]);
  const page = await who.page('/board?late=true&month=2023-05');
  expect([page.text.includes('五月逾期'), page.text.includes('把现在的条件存成常用筛选')]).toEqual([true, false]);
});

it('one of a page opens by itself, the whole page one click away, until it is no longer the default', async () => {
  const who = await officer();
  const first: Saved = (await keep(who, '一', 'late=true', { isDefault: true })).body;
  const second: Saved = (await keep(who, '二', 'stage=none', { isDefault: true })).body;
  expect((await of(who)).map(({ isDefault }) => isDefault)).toEqual([false, true]);
  const opened = await who.page('/board');
  expect([opened.status, opened.headers.get('location')]).toEqual([303, '/board?stage=none']);
  expect([(await who.page('/board?view=all')).status, (await who.page('/award-lists')).status]).toEqual([200, 200]);
  expect((await who.page('/board?stage=none')).text).toContain('view=all');
  await who.patch(`/saved-filters/${second.id}`, { isDefault: false });
  expect((await who.page('/board')).status).toBe(200);
  // What a page no longer understands does not stand in the way.
  await run("UPDATE saved_filters SET default_flag = 1, conditions = 'stage=abolished' WHERE id = ?", [first.id]);
  expect((await who.page('/board')).status).toBe(200);
});

it('is renamed and deleted, each name once, by its owner alone', async () => {
  const who = await officer();
  const one: Saved = (await keep(who, '一', 'late=true')).body;
  await keep(who, '二', 'stage=none');
  expect([(await keep(who, '一', 'stage=entry')).code, (await who.patch(`/saved-filters/${one.id}`, { name: '二' })).code]).toEqual(['in-use', 'in-use']);
  expect(((await who.patch(`/saved-filters/${one.id}`, { name: '三' })).body as Saved).name).toBe('三');
  const other = await officer();
  expect([(await other.patch(`/saved-filters/${one.id}`, { name: '四' })).status, (await other.delete(`/saved-filters/${one.id}`)).status, (await of(other)).length]).toEqual([404, 404, 0]);
  expect((await who.submit(`/saved-filters/${one.id}/removal`, {})).status).toBe(303);
  const managed = await who.page('/saved-filters');
  expect([managed.text.includes('value="三"'), managed.text.includes('value="二"')]).toEqual([false, true]);
});

it('grants nothing: it is words of an address, judged when it is opened, and a page one’s post lacks takes none', async () => {
  const who = await officer();
  const elsewhere = await county();
  const saved: Saved = (await keep(who, '别处', `organisationId=${elsewhere.id}`)).body;
  const opened = await who.page(saved.href);
  expect([opened.status, opened.text.includes(elsewhere.name)]).toEqual([200, false]);
  expect((await here.operator.post('/saved-filters', { page: 'board', name: '看板', conditions: 'late=true' })).code).toBe('role-not-allowed');
  // Somebody who became a school's operator meanwhile is no longer offered it.
  await run('INSERT INTO saved_filters (user_id, page, name, conditions, saved_at) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(3))', [here.operator.actor.userId, 'board', '旧的', 'late=true']);
  expect((await here.operator.get('/saved-filters')).body).toEqual({ items: [] });
});

it.each([['', 'nothing-to-save'], ['page=2', 'nothing-to-save'], ['nonsense=1', 'input-invalid'], ['stage=elsewhere', 'input-invalid'], ['q=411821200501011234', 'number-in-filter']])('refuses to keep “%s”', async (conditions, code) => {
  expect((await keep(await officer(), '一', conditions)).code).toBe(code);
});
