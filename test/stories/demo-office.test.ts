import { demoActor } from '../../server/seeding/demo-people.js';
import { DEMO_MORNING, seedDemo } from '../../server/seeding/seed.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';

/* The office around the lists, on the first morning of the demo world. */

let product: Product;
const sit = async (login: string): Promise<Person> => Person.signedIn(product, await demoActor(login));
beforeAll(async () => {
  product = await startProduct();
  await seedDemo(() => undefined);
  await officeTime(DEMO_MORNING);
}, 240_000);
afterAll(() => product.stop());

it('has circulars that were read and circulars that were not, for the sender and for the schools', async () => {
  const province = (await (await sit('province.operator')).get('/circulars?box=sent')).body as { items: { recipients: number; read: number }[] };
  expect(province.items.map(({ recipients, read }) => [recipients > read, read > 0])).toEqual([[true, false], [true, true]]);
  const school = await sit('school1.operator');
  expect((((await school.get('/circulars?unread=true')).body) as { items: { title: string }[] }).items.map(({ title }) => title)).toEqual(['公示照片请拍清楚公示栏和日期', '关于按时完成5月名单录入、审核和公示的通知']);
  expect((await school.page('/circulars')).text).toContain('待确认');
});

it('has the days of May 2023, one of them earlier in county1, and they stand on the calendar and on the board', async () => {
  const days = async (login: string): Promise<unknown[]> => (((await (await sit(login)).get('/filing-calendar?programme=vocational-grant&month=2023-05')).body) as { items: { dueOn: string }[] }).items.map(({ dueOn }) => dueOn);
  expect([await days('school1.operator'), await days('school3.operator')]).toEqual([['2023-05-15', '2023-05-19', '2023-05-26', '2023-05-31', '2023-06-15'], ['2023-05-16', '2023-05-19', '2023-05-26', '2023-05-31', '2023-06-15']]);
  expect((await (await sit('county1.operator')).page('/board?programme=vocational-grant')).text).toContain('5月15日');
});

it('changes nothing of the to-dos of the first morning', async () => {
  const todos = async (login: string): Promise<number[]> => (((await (await sit(login)).get('/todos')).body) as { items: { currentMonth: number }[] }).items.map(({ currentMonth }) => currentMonth);
  expect([await todos('school1.operator'), await todos('county1.operator')]).toEqual([[1, 1, 1, 1], [1, 1, 1, 1, 1, 1]]);
});
