import { rows } from '../../server/database.js';
import { startJobs, type Jobs } from '../../server/jobs/jobs.js';
import { newList } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { startProduct, type Product } from '../support/product.js';
import { students } from '../support/world.js';

/* The clockwork beside the requests, in one process, as a small office runs it (ROLE=all). */

let product: Product;
let here: Office;
let jobs: Jobs;
const failed: unknown[] = [];
beforeAll(async () => {
  product = await startProduct();
  here = await office(product);
  jobs = startJobs({ error: (fields) => failed.push(fields) }, { work: async () => undefined, receive: async () => undefined, stop: async () => undefined });
});
afterAll(async () => { await jobs.stop(); await product.stop(); });

it('an act wakes the messenger, who works as nobody: the reviewer has the reminder at the first try', async () => {
  const inbox = (): Promise<object[]> => rows("SELECT id FROM notifications WHERE user_id = ? AND title LIKE '待办%'", [here.reviewer.actor.userId]);
  // Several times: what another act or a tick has woken just now takes these messages along, and works as nobody anyway.
  for (let at = 1; at <= 4; at += 1) {
    const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1));
    await new Promise((resolve) => { setTimeout(resolve, 300); });
    expect((await here.operator.post(`/award-lists/${list.id}/submission`, {}, { 'Idempotency-Key': `submitted-once-${at}` })).status).toBe(200);
    while ((await inbox()).length < at && failed.length === 0) await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  expect([failed, (await inbox()).length, await rows('SELECT id FROM outbox WHERE attempts > 1')]).toEqual([[], 4, []]);
});
