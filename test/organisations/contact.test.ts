import { row } from '../../server/database.js';
import { contactProblems } from '../../server/organisations/change-contact.js';
import { office, type Office } from '../support/office.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { person } from '../support/world.js';

let product: Product;
let here: Office;
beforeAll(async () => {
  product = await startProduct();
  here = await office(product);
});
afterAll(() => product.stop());

type Shown = { office: string; telephone: string; version: number; can: Record<string, { allowed: boolean }> };
const shown = async (who: Person, id: number): Promise<Shown> => (await who.get(`/organisations/${id}`)).body as Shown;

it('the school’s operator keeps the school’s office and telephone, the authority’s operator its own; page and call say the same, and it leaves a record', async () => {
  const called = await here.operator.patch(`/organisations/${here.place.id}`, { office: ' 学生科 ', telephone: '0398-6200001 转 802', version: 0 });
  expect([called.status, called.body]).toEqual([200, expect.objectContaining({ office: '学生科', telephone: '0398-6200001 转 802', version: 1 })]);
  const page = await here.operator.page('/contact');
  expect([page.text.includes('value="学生科"'), page.text.includes('action="/contact"'), (await shown(here.operator, here.place.id)).can['change-contact'].allowed]).toEqual([true, true, true]);
  const sent = await here.officer.submit('/contact', { office: '资助中心', telephone: '0398-6200002', version: '0' });
  expect([sent.status, await shown(here.officer, here.authority.id)]).toEqual([303, expect.objectContaining({ office: '资助中心', version: 1 })]);
  // Only the telephone is changed: the office stays.
  expect((await here.operator.patch(`/organisations/${here.place.id}`, { telephone: '6200009' })).body).toEqual(expect.objectContaining({ office: '学生科', telephone: '6200009', version: 2 }));
  const record = await row<{ action: string; organisation_name: string }>("SELECT action, organisation_name FROM audit_events WHERE object_kind = 'organisation' AND object_id = ? ORDER BY id LIMIT 1", [here.authority.id]);
  expect(record).toEqual({ action: '修改单位联系方式', organisation_name: here.authority.name });
});

it('reviewers and leaders read it and are told who keeps it; nobody changes another organisation’s, and one elsewhere is not found', async () => {
  const director = await Person.signedIn(product, await person(here.authority, 'authority-director'));
  const elsewhere = await office(product);
  const change = { telephone: '0398-6200003' };
  expect([(await here.reviewer.patch(`/organisations/${here.place.id}`, change)).code, (await director.patch(`/organisations/${here.authority.id}`, change)).code]).toEqual(['role-not-allowed', 'role-not-allowed']);
  expect((await here.officer.patch(`/organisations/${here.place.id}`, change)).code).toBe('role-not-allowed');
  expect([(await shown(here.officer, here.place.id)).can['change-contact'].allowed, (await here.operator.patch(`/organisations/${elsewhere.place.id}`, change)).status]).toEqual([false, 404]);
  const page = await director.page('/contact');
  expect([page.status, page.text.includes('由本单位的主管部门业务操作人员维护'), page.text.includes('action="/contact"')]).toEqual([200, true, false]);
  expect((await director.submit('/contact', { office: '', telephone: '0398-6200003', version: '0' })).status).toBe(403);
});

it('what a colleague saved meanwhile is not lost: the second is told what it is now and keeps what was typed', async () => {
  const { place, operator } = await office(product);
  await operator.patch(`/organisations/${place.id}`, { office: '教务科', telephone: '0398-6200005' });
  const second = await operator.submit('/contact', { office: '学生科', telephone: '0398-6200006', version: '0' });
  expect([second.status, second.text.includes('教务科 0398-6200005'), second.text.includes('value="学生科"'), (await shown(operator, place.id)).office]).toEqual([409, true, true, '教务科']);
  const wrong = await operator.submit('/contact', { office: '学生科', telephone: '问门卫', version: '1' });
  expect([wrong.status, wrong.text.includes('value="问门卫"')]).toEqual([400, true]);
});

it.each([['学生科', '0398-6200001', []], ['', '6200001、6200002', []], ['学生科', '', ['telephone']], ['学生科', '问门卫', ['telephone']], ['学生科', '12345', ['telephone']], ['411821200501011234', '0398-6200001', ['office']], ['学生科', '411821200501011234', ['telephone']], ['科'.repeat(61), '1'.repeat(41), ['office', 'telephone']]])('office “%s”, telephone “%s”: wrong are %j', (given, telephone, wrong) => {
  expect(contactProblems({ office: given, telephone }).map(({ path }) => path)).toEqual(wrong);
});
