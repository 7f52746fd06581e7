import { complete, newList, walkTo } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { officeTime, startProduct, type Product } from '../support/product.js';
import { student } from '../support/world.js';

let product: Product;
let here: Office;
beforeAll(async () => { product = await startProduct(); here = await office(product); });
afterAll(() => product.stop());

const open = async (token: string | undefined, accept = 'application/json'): Promise<{ status: number; text: string }> => {
  const answer = await fetch(`${product.url}/publicity/${token}`, { headers: { Accept: accept } });
  return { status: answer.status, text: await answer.text() };
};

it('the public notice opens at 00:00 of its first day, closes after 24:00 of its last, and then holds no name', async () => {
  const list = await newList(here.operator, 'vocational-grant', '2023-04', [await student(here.place, { name: '欧阳小花', className: '3班' }), await student(here.place, { name: '马超' })]);
  const { publicity } = await walkTo(here, list.id, 'published', { start: '2023-05-12', end: '2023-05-18' });
  expect((await open(publicity?.token)).status).toBe(404);
  await officeTime('2023-05-11T23:59:59+08:00');
  expect((await open(publicity?.token)).status).toBe(404);
  await officeTime('2023-05-12T00:00:00+08:00');
  const shown = await open(publicity?.token);
  expect(JSON.parse(shown.text).people).toEqual([{ position: 1, name: '欧阳*花', grade: '2022级', major: '护理', className: '3班' }, { position: 2, name: '马*', grade: '2022级', major: '护理', className: '1班' }]);
  const page = await open(publicity?.token, 'text/html');
  expect([page.status, page.text.includes('欧阳*花'), page.text.includes('欧阳小花'), page.text.includes('noindex')]).toEqual([200, true, false, true]);
  await officeTime('2023-05-18T23:59:59+08:00');
  expect((await open(publicity?.token)).status).toBe(200);
  await officeTime('2023-05-19T00:00:00+08:00');
  for (const accept of ['application/json', 'text/html']) {
    const closed = await open(publicity?.token, accept);
    expect([closed.status, /欧阳|马/.test(closed.text)]).toEqual([410, false]);
  }
  expect((await open('0'.repeat(32))).status).toBe(404);
});

it('the sheet for the wall shows names in full, to the school and its authority only', async () => {
  const list = await newList(here.operator, 'vocational-grant', '2023-03', [await student(here.place, { name: '欧阳小花' })]);
  await walkTo(here, list.id, 'published', { start: '2023-05-19', end: '2023-05-25' });
  const sheet = await here.operator.page(`/award-lists/${list.id}/wall-sheet`);
  expect([sheet.status, sheet.text.includes('欧阳小花')]).toEqual([200, true]);
  const stranger = await office(product);
  expect((await stranger.operator.page(`/award-lists/${list.id}/wall-sheet`)).status).toBe(404);
});

it('a granted withdrawal closes the page at once', async () => {
  const list = await newList(here.operator, 'vocational-grant', '2023-02', [await student(here.place)]);
  const { publicity } = await walkTo(here, list.id, 'confirmed', { start: '2023-05-19', end: '2023-05-25' });
  expect((await open(publicity?.token)).status).toBe(200);
  await here.operator.post(`/award-lists/${list.id}/withdrawal-requests`, { reason: '有误' });
  await complete(here.officer, list.id, 'review-withdrawal', { decision: 'grant' });
  expect((await open(publicity?.token)).status).toBe(410);
});
