import { verifyChains } from '../../server/audit/verify.js';
import { row, rows, run } from '../../server/database.js';
import { complete, newList, walkTo } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { documentNumber, person, student } from '../support/world.js';

let product: Product;
let here: Office;
let document: string;
const card = '6217991234567890123';
beforeAll(async () => {
  product = await startProduct();
  here = await office(product);
  document = documentNumber();
  const list = await newList(here.operator, 'vocational-grant', '2023-05', [await student(here.place, { document, card, name: '欧阳小花' })]);
  await walkTo(here, list.id, 'published');
  await complete(here.officer, list.id, 'confirm-publicity', { decision: 'confirm', remark: '欧阳小花情况属实' });
  await here.operator.get(`/award-lists/${list.id}/export.xlsx`);
});
afterAll(() => product.stop());

it('an untouched record of acts verifies from its first row', async () => {
  expect(await verifyChains()).toBeNull();
  expect(await verifyChains(3)).toBeNull();
});

it.each([
  ['altered', (id: number) => run("UPDATE audit_events SET after_values = '{}' WHERE id = ?", [id]), '内容被改过'],
  ['given to somebody else', (id: number) => run("UPDATE audit_events SET actor_name = '别人' WHERE id = ?", [id]), '内容被改过'],
  ['deleted', (id: number) => run('DELETE FROM audit_events WHERE id = ?', [id]), '前面少了一条'],
])('a row that was %s is found', async (_word, harm, reason) => {
  const victim = await row<{ id: number; chain: string }>("SELECT id, chain FROM audit_events WHERE action = '学校审核通过'");
  const [before] = await rows('SELECT * FROM audit_events WHERE id = ?', [victim?.id ?? 0]);
  await harm(victim?.id ?? 0);
  expect(await verifyChains()).toMatchObject({ chain: victim?.chain, reason });
  await run('DELETE FROM audit_events WHERE id = ?', [victim?.id ?? 0]);
  await run(`INSERT INTO audit_events (${Object.keys(before).join(', ')}) VALUES (${Object.keys(before).map(() => '?').join(', ')})`, Object.values(before) as string[]);
  expect(await verifyChains()).toBeNull();
});

it('the auditor sees who did what and which fields changed, and no personal value', async () => {
  const auditor = await Person.signedIn(product, await person(here.authority, 'auditor'));
  const answer = await auditor.get('/audit-events?limit=200');
  const page = await auditor.page('/audit');
  expect([answer.status, page.status]).toEqual([200, 200]);
  expect((answer.body as { items: { action: string; fields: string[] }[] }).items.find(({ action }) => action === '公示通过')?.fields).toEqual(['authorityPublicity']);
  for (const text of [answer.text, page.text]) for (const secret of ['欧阳小花', document, document.slice(-6), card]) expect(text.includes(secret)).toBe(false);
  expect((await here.operator.get('/audit-events')).code).toBe('role-not-allowed');
});

it('no document number, card number, password or token stands in any table in clear', async () => {
  const columns = await rows<{ t: string; c: string }>("SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = DATABASE() AND data_type IN ('varchar', 'char', 'text', 'mediumtext', 'longtext', 'tinytext')");
  expect(columns.length).toBeGreaterThan(80);
  for (const { t, c } of columns) {
    const found = await row<{ n: number }>(`SELECT COUNT(*) AS n FROM \`${t}\` WHERE \`${c}\` LIKE ? OR \`${c}\` LIKE ?`, [`%${document}%`, `%${card}%`]);
    expect([t, c, found?.n]).toEqual([t, c, 0]);
  }
});

it('the public page shows neither the whole name nor anything but number, grade, major and class', async () => {
  const { token } = (await row<{ token: string }>('SELECT token FROM publicity_rounds ORDER BY id DESC LIMIT 1')) ?? { token: '' };
  for (const accept of ['text/html', 'application/json']) {
    const answer = await fetch(`${product.url}/publicity/${token}`, { headers: { Accept: accept } });
    const text = await answer.text();
    expect([answer.status, text.includes('欧阳*花'), text.includes('欧阳小花'), text.includes('200.00'), text.includes(document.slice(-4))]).toEqual([200, true, false, false, false]);
    expect([answer.headers.get('x-robots-tag'), answer.headers.get('cache-control')]).toEqual([expect.stringContaining('noindex'), 'no-store']);
  }
});
