import { row, rows, run, transact } from '../../server/database.js';
import { registerDeliverer, sendOutbox } from '../../server/jobs/outbox-worker.js';
import { enqueue } from '../../server/outbox.js';
import { newList } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { person, students } from '../support/world.js';

let product: Product;
let here: Office;
beforeAll(async () => { product = await startProduct(); here = await office(product); });
afterAll(() => product.stop());
const inbox = async (who: Person): Promise<{ items: { title: string; body: string; href: string }[]; unread: number }> => (await who.get('/notifications')).body;

it('everybody in the post is told once of a new task, though two workers look at the same time', async () => {
  const colleague = await Person.signedIn(product, await person(here.place, 'school-reviewer'));
  const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1));
  await here.operator.post(`/award-lists/${list.id}/submission`);
  await Promise.all([sendOutbox(), sendOutbox(), sendOutbox()]);
  for (const who of [here.reviewer, colleague]) {
    const { items, unread } = await inbox(who);
    expect([unread, items.map(({ title }) => title)]).toEqual([1, ['待办：学校审核']]);
    expect(items[0].body).not.toMatch(/张|元|\d{6}/);
  }
  expect((await inbox(here.officer)).items).toEqual([]);
  await run("UPDATE outbox SET sent_at = NULL WHERE kind = 'task-opened'");
  await sendOutbox();
  expect((await inbox(here.reviewer)).items).toHaveLength(1);
  await here.reviewer.post('/notifications/reads', { ids: 'all' });
  expect([(await inbox(here.reviewer)).unread, (await inbox(colleague)).unread]).toEqual([0, 1]);
});

it('a task that is done before the reminder is sent reminds nobody', async () => {
  const other = await office(product);
  const list = await newList(other.operator, 'vocational-grant', '2023-05', await students(other.place, 1));
  await other.operator.post(`/award-lists/${list.id}/submission`);
  await other.operator.delete(`/award-lists/${list.id}/submission`);
  await sendOutbox();
  expect((await inbox(other.reviewer)).items).toEqual([]);
});

it('a delivery that fails is tried again later, and a worker that died is taken over', async () => {
  let works = false;
  registerDeliverer('test', async () => { if (!works) throw new Error('nobody answers'); });
  await transact(() => enqueue('test', 'test:1', {}));
  await transact(() => enqueue('test', 'test:1', {}));
  expect(await sendOutbox()).toBe(0);
  const failed = await row<{ attempts: number; last_error: string; later: number }>("SELECT attempts, last_error, not_before > CURRENT_TIMESTAMP(3) AS later FROM outbox WHERE dedupe_key = 'test:1'");
  expect(failed).toEqual({ attempts: 1, last_error: 'nobody answers', later: 1 });
  works = true;
  await run("UPDATE outbox SET not_before = CURRENT_TIMESTAMP(3), lease_owner = 'a worker that died', lease_until = CURRENT_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE dedupe_key = 'test:1'");
  expect(await sendOutbox()).toBe(1);
  expect(await rows("SELECT id FROM outbox WHERE dedupe_key = 'test:1' AND sent_at IS NOT NULL")).toHaveLength(1);
});

it('an act that is undone leaves no message', async () => {
  await expect(transact(async () => { await enqueue('test', 'test:undone', {}); throw new Error('undone'); })).rejects.toThrow('undone');
  expect(await row("SELECT 1 AS found FROM outbox WHERE dedupe_key = 'test:undone'")).toBeUndefined();
});
