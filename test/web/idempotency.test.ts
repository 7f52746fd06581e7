import { createConnection } from 'mysql2/promise';
import { row, rows } from '../../server/database.js';
import { registerService } from '../../server/workflow/registry.js';
import { awardListServices } from '../../server/award-lists/services.js';
import { ratesPerMinute } from '../../server/web/rate-limit.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { workersTarget } from '../support/database.js';
import { newList, listOf } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { person, students } from '../support/world.js';

/* One intention, one effect: what a person or a script gets who sends the same thing again. */

const wire = new FaultProxy();
let product: Product;
let here: Office;
let keys = 0;
const key = (): { 'Idempotency-Key': string } => ({ 'Idempotency-Key': `intention-${(keys += 1)}` });
beforeAll(async () => {
  // The library warns in the log of the process when a COMMIT fails; here that is the point.
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  product = await startProduct({ through: (target) => wire.through(target) });
  here = await office(product);
});
afterAll(async () => { await product.stop(); await wire.close(); jest.restoreAllMocks(); });

const kept = (sent: { 'Idempotency-Key': string }) => row<{ status: number | null }>('SELECT status FROM operations WHERE operation_key = ?', [sent['Idempotency-Key']]);
let batch = 0;
const wanted = () => ({ programme: 'vocational-grant', month: '2023-05', batchNo: (batch += 1) });
const lists = async (batchNo: number): Promise<number> => (await rows('SELECT id FROM award_lists WHERE school_id = ? AND batch_no = ?', [here.place.id, batchNo])).length;

it('the same request with the same key gets the first answer again, word for word, and is done once', async () => {
  const [sent, body] = [key(), wanted()];
  const first = await here.operator.post('/award-lists', body, sent);
  const again = await here.operator.post('/award-lists', body, sent);
  expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
  expect([first.headers.get('idempotent-replay'), again.headers.get('idempotent-replay'), await lists(body.batchNo)]).toEqual([null, 'true', 1]);
});

it('a rule’s refusal is kept too: the same key is refused again although the rule would allow it by now', async () => {
  const list = await newList(here.operator, 'vocational-tuition-waiver', '2023-05', []);
  const sent = key();
  const refused = await here.operator.post(`/award-lists/${list.id}/submission`, {}, sent);
  expect([refused.status, refused.code]).toEqual([422, 'empty-list']);
  const [studentId] = await students(here.place, 1);
  await here.operator.post(`/award-lists/${list.id}/awards`, { studentId });
  const again = await here.operator.post(`/award-lists/${list.id}/submission`, {}, sent);
  expect([again.status, again.text, again.headers.get('content-type')]).toEqual([422, refused.text, expect.stringContaining('problem+json')]);
  expect((await here.operator.post(`/award-lists/${list.id}/submission`, {}, key())).status).toBe(200);
});

it('whoever deletes and does not hear the answer is told again that it is deleted, not that there is nothing', async () => {
  const list = await newList(here.operator, 'vocational-tuition-waiver', '2023-01', []);
  const sent = key();
  const remove = () => here.operator.call('DELETE', `/award-lists/${list.id}`, undefined, sent);
  expect([(await remove()).status, (await remove()).status, (await here.operator.delete(`/award-lists/${list.id}`)).status]).toEqual([204, 204, 404]);
  expect((await here.operator.call('DELETE', `/award-lists/${list.id + 1000}`, undefined, sent)).status).toBe(404);
  const colleague = await Person.signedIn(product, await person(here.place, 'school-operator'));
  expect((await colleague.call('DELETE', `/award-lists/${list.id}`, undefined, sent)).status).toBe(404);
});

it('somebody who was late is told so again under the same key', async () => {
  const list = await newList(here.operator, 'vocational-tuition-waiver', '2023-04', []);
  const sent = key();
  const late = await here.operator.call('PATCH', `/award-lists/${list.id}`, { version: list.version + 7, batchNo: 9 }, sent);
  const again = await here.operator.call('PATCH', `/award-lists/${list.id}`, { version: list.version + 7, batchNo: 9 }, sent);
  expect([late.status, late.code, again.status, again.headers.get('idempotent-replay')]).toEqual([409, 'stale-version', 409, 'true']);
});

it('a key used for one thing is refused for another body, another address, and means nothing to another person', async () => {
  const [sent, body] = [key(), wanted()];
  await here.operator.post('/award-lists', body, sent);
  for (const other of [await here.operator.post('/award-lists', wanted(), sent), await here.operator.post('/notifications/reads', { ids: 'all' }, sent)]) expect([other.status, other.code]).toEqual([409, 'key-reused']);
  const colleague = await Person.signedIn(product, await person(here.place, 'school-operator'));
  expect((await colleague.post('/award-lists', wanted(), sent)).status).toBe(201);
  expect((await here.operator.post('/award-lists', body, sent)).status).toBe(201);
});

it('while the first is still at work the second is told to wait, and that is not kept', async () => {
  const [sent, body] = [key(), wanted()];
  const target = await workersTarget();
  const other = await createConnection({ socketPath: target.socketPath, user: target.user, database: target.database });
  await other.beginTransaction();
  await other.query("INSERT INTO operations (user_id, operation_key, route, body_hash) VALUES (?, ?, 'POST /api/v1/award-lists', '')", [here.operator.actor.userId, sent['Idempotency-Key']]);
  const answer = await here.operator.post('/award-lists', body, sent);
  expect([answer.status, answer.code, await lists(body.batchNo)]).toEqual([409, 'in-progress', 0]);
  await other.rollback();
  await other.end();
  expect((await here.operator.post('/award-lists', body, sent)).status).toBe(201);
});

it('a double click is one list, and both clicks are answered', async () => {
  const [sent, body] = [key(), wanted()];
  const answers = await Promise.all([1, 2, 3].map(() => here.operator.post('/award-lists', body, sent)));
  expect(await lists(body.batchNo)).toBe(1);
  expect(answers.map(({ status, code }) => code ?? status).filter((one) => one !== 201 && one !== 'in-progress')).toEqual([]);
});

it('a process that failed is not kept: the same key does it after the repair', async () => {
  const list = await newList(here.operator, 'vocational-tuition-waiver', '2023-03', await students(here.place, 1));
  const sent = key();
  registerService('submitList', async () => { throw new Error('broken'); });
  expect((await here.operator.post(`/award-lists/${list.id}/submission`, {}, sent)).code).toBe('process-incident');
  expect(await kept(sent)).toBeUndefined();
  registerService('submitList', awardListServices.submitList);
  expect((await here.operator.post(`/award-lists/${list.id}/submission`, {}, sent)).status).toBe(200);
});

it('who is not signed in, or signs in, leaves no key behind', async () => {
  const sent = key();
  expect((await fetch(`${product.url}/api/v1/award-lists`, { method: 'POST', headers: { 'Content-Type': 'application/json', ...sent }, body: JSON.stringify(wanted()) })).status).toBe(401);
  expect((await fetch(`${product.url}/api/v1/sessions`, { method: 'POST', headers: { 'Content-Type': 'application/json', ...sent }, body: JSON.stringify({ login: 'nobody', password: 'wrong-password' }) })).status).toBe(401);
  expect(await kept(sent)).toBeUndefined();
});

it('a key that is too short or strange is refused', async () => {
  for (const bad of ['short', 'x'.repeat(65), 'with space']) expect((await here.operator.post('/award-lists', wanted(), { 'Idempotency-Key': bad })).status).toBe(400);
});

describe('the wire to the database is cut at the COMMIT', () => {
  it.each(['before', 'after'] as const)('%s it was done: with a key the list is there once, and the answer is the ordinary one', async (when) => {
    const [sent, body] = [key(), wanted()];
    wire.next = when;
    const cuts = wire.cuts;
    const answer = await here.operator.post('/award-lists', body, sent);
    expect([wire.cuts - cuts, answer.status, await lists(body.batchNo)]).toEqual([1, 201, 1]);
    expect((await here.operator.post('/award-lists', body, sent)).text).toBe(answer.text);
    expect((await listOf(here.operator, (answer.body as { id: number }).id)).batchNo).toBe(body.batchNo);
    expect(await rows("SELECT seq FROM audit_events WHERE object_kind = 'award-list' AND object_id = ?", [(answer.body as { id: number }).id])).toHaveLength(1);
  });

  it.each([['before', 0], ['after', 1]] as const)('%s it was done: without a key nothing is repeated, and the person is told that it is not known', async (when, done) => {
    const body = wanted();
    wire.next = when;
    const answer = await here.operator.post('/award-lists', body);
    expect([answer.status, answer.code, answer.headers.get('retry-after') !== null, answer.text.includes('不能确定')]).toEqual([503, 'try-later', true, true]);
    expect(await lists(body.batchNo)).toBe(done);
  });

  it('a decision cut after the COMMIT is one decision: one task done, one row of audit, one next step', async () => {
    const list = await newList(here.operator, 'vocational-grant', '2023-02', await students(here.place, 1));
    wire.next = 'after';
    expect((await here.operator.post(`/award-lists/${list.id}/submission`, {}, key())).status).toBe(200);
    expect((await rows<{ task_key: string; state: string }>('SELECT task_key, state FROM tasks WHERE subject_id = ? ORDER BY id', [list.id])).map(({ task_key, state }) => `${task_key} ${state}`)).toEqual(['enter-list done', 'school-review open']);
    expect(await rows("SELECT id FROM audit_events WHERE object_kind = 'award-list' AND object_id = ? AND action = '提交名单'", [list.id])).toHaveLength(1);
  });
});

it('too many requests are told when to come back, and that is not kept', async () => {
  const hasty = await Person.signedIn(product, await person(here.place, 'school-operator'));
  // Ten times the figure on loopback outside production.
  let asked = 0;
  for (let refused = false; !refused && asked < ratesPerMinute.write * 10 + 100; asked += 20) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => hasty.post('/notifications/reads', { no: 'sense' })));
    refused = answers.some(({ status }) => status === 429);
  }
  expect(asked).toBeGreaterThan(ratesPerMinute.write * 10 - 20);
  const sent = key();
  const answer = await hasty.post('/award-lists', wanted(), sent);
  expect([answer.status, answer.code, Number(answer.headers.get('retry-after')) > 0]).toEqual([429, 'too-many-requests', true]);
  expect(await kept(sent)).toBeUndefined();
});
