import { row, rows, run, transact } from '../server/database.js';
import { registerDeliverer, registerLetter, sendOutbox } from '../server/jobs/outbox-worker.js';
import { deliverTaskOpened } from '../server/notifications/deliver.js';
import { enqueue } from '../server/outbox.js';
import { newList, openTask } from './support/list-walk.js';
import { office, type Office } from './support/office.js';
import { Person, startProduct, type Product } from './support/product.js';
import { person, students } from './support/world.js';

let product: Product;
let here: Office;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => { await run('DELETE FROM outbox'); here = await office(product); });
afterEach(() => registerDeliverer('task-opened', deliverTaskOpened));

/** Everything that is due goes out, as a worker does. */
async function sendAll(failed: unknown[] = []): Promise<void> {
  while ((await sendOutbox((error) => failed.push(error))) > 0);
}
const reminders = (taskId: number): Promise<{ user_id: number; title: string; body: string }[]> => rows('SELECT user_id, title, body FROM notifications WHERE source = ? ORDER BY user_id', [`task-opened:${taskId}`]);
async function submitted(): Promise<number> {
  const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1));
  expect((await here.operator.post(`/award-lists/${list.id}/submission`)).status).toBe(200);
  return (await openTask(here.reviewer, list.id, 'school-review'))?.id ?? 0;
}

it('everybody who may do a task is reminded of it once, and nobody else is', async () => {
  const second = await Person.signedIn(product, await person(here.place, 'school-reviewer'));
  const gone = await person(here.place, 'school-reviewer');
  await run("UPDATE users SET status = 'frozen' WHERE id = ?", [gone.userId]);
  const task = await submitted();
  expect(await reminders(task)).toEqual([]);
  await sendAll();
  const sent = await reminders(task);
  expect(sent.map(({ user_id }) => user_id)).toEqual([here.reviewer.actor.userId, second.actor.userId]);
  expect(sent[0].body).toContain('您有 1 条待办');
  expect(((await second.get('/notifications')).body as { unread: number }).unread).toBe(1);
});

it('two workers at once deliver each message once', async () => {
  const delivered: number[] = [];
  registerDeliverer<{ taskId: number }>('task-opened', async (payload) => { delivered.push(payload.taskId); await deliverTaskOpened(payload); });
  await transact(async () => { for (let at = 1; at <= 30; at += 1) await enqueue('task-opened', `race:${at}`, { taskId: 3_000_000 + at }); });
  await Promise.all([sendAll(), sendAll(), sendAll()]);
  expect([...delivered].sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, at) => 3_000_001 + at));
  expect((await row<{ n: number }>('SELECT COUNT(*) AS n FROM outbox WHERE sent_at IS NULL'))?.n).toBe(0);
});

it('a worker that dies after it has delivered is taken over when its minute is up, and the person still has one reminder', async () => {
  const task = await submitted();
  const [message] = await rows<{ id: number }>('SELECT id FROM outbox WHERE dedupe_key = ?', [`task-opened:${task}`]);
  // What a worker leaves that was killed between delivering and writing so down.
  await run("UPDATE outbox SET lease_owner = 'a worker that died', lease_until = CURRENT_TIMESTAMP(3) + INTERVAL 60 SECOND, attempts = 1 WHERE id = ?", [message.id]);
  await deliverTaskOpened({ taskId: task });
  await sendAll();
  expect((await row<{ sent_at: Date | null }>('SELECT sent_at FROM outbox WHERE id = ?', [message.id]))?.sent_at).toBeNull();
  await run('UPDATE outbox SET lease_until = CURRENT_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = ?', [message.id]);
  await Promise.all([sendAll(), sendAll()]);
  expect(await row<object>('SELECT attempts, sent_at IS NOT NULL AS sent FROM outbox WHERE id = ?', [message.id])).toEqual({ attempts: 2, sent: 1 });
  expect(await reminders(task)).toHaveLength(1);
});

it('a delivery that fails is tried again, later each time, and its reason is kept', async () => {
  const task = await submitted();
  registerDeliverer('task-opened', async () => { throw new Error('the inbox is closed'); });
  const failed: unknown[] = [];
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await sendAll(failed);
    await sendAll(failed);
    const left = await row<{ wait: number; last_error: string; attempts: number }>('SELECT TIMESTAMPDIFF(SECOND, CURRENT_TIMESTAMP(3), not_before) AS wait, last_error, attempts FROM outbox WHERE dedupe_key = ?', [`task-opened:${task}`]);
    expect(left).toMatchObject({ last_error: 'the inbox is closed', attempts: attempt });
    waits.push(left?.wait ?? 0);
    await run('UPDATE outbox SET not_before = CURRENT_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE dedupe_key = ?', [`task-opened:${task}`]);
  }
  // Five seconds, then four times as long each time; the test itself takes a moment.
  expect(waits.map((wait, at) => [5, 20, 80][at] - wait).filter((gone) => gone < 0 || gone > 3)).toEqual([]);
  registerDeliverer('task-opened', deliverTaskOpened);
  await sendAll();
  expect([(await reminders(task)).length, (await row<{ last_error: string | null }>('SELECT last_error FROM outbox WHERE dedupe_key = ?', [`task-opened:${task}`]))?.last_error]).toEqual([1, null]);
});

it('one message that cannot be delivered does not hold up the others', async () => {
  await transact(() => enqueue('nobody-knows-this-kind', 'strange:1', {}));
  const task = await submitted();
  await sendAll();
  expect(await reminders(task)).toHaveLength(1);
});

it('a reminder of a task that was done before it went out is not sent', async () => {
  const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1));
  const entry = await openTask(here.operator, list.id, 'enter-list');
  await here.operator.post(`/award-lists/${list.id}/submission`);
  await sendAll();
  expect(await reminders(entry?.id ?? 0)).toEqual([]);
});

it('an act that is rolled back leaves no reminder', async () => {
  await expect(transact(async () => { await enqueue('task-opened', 'rolled-back:1', { taskId: 1 }); throw new Error('no'); })).rejects.toThrow('no');
  expect(await rows('SELECT id FROM outbox')).toEqual([]);
});

it('what leaves the building and is not answered holds up no reminder of ours', async () => {
  let answer = (): void => undefined;
  registerLetter('letter-for-a-test', () => new Promise<void>((resolve) => { answer = resolve; }));
  await transact(() => enqueue('letter-for-a-test', 'letter:1', {}));
  const task = await submitted();
  const letters = sendOutbox(undefined, 'letters');
  while ((await sendOutbox(undefined, 'inside')) > 0);
  expect(await reminders(task)).toHaveLength(1);
  expect((await row<{ n: number }>('SELECT COUNT(*) AS n FROM outbox WHERE sent_at IS NULL'))?.n).toBe(1);
  answer();
  expect(await letters).toBe(1);
});
