import { row, rows, run, transact } from '../../server/database.js';
import { sendOutbox } from '../../server/jobs/outbox-worker.js';
import { remindOfDeadlines } from '../../server/notifications/remind.js';
import { queueForWechat } from '../../server/wechat/queue.js';
import { accessToken } from '../../server/wechat/access-token.js';
import { useWechat } from '../../server/wechat/wechat-app.js';
import { newList, openTask } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import { WechatServer } from '../support/wechat-server.js';
import { person, students } from '../support/world.js';

const SEND = '/cgi-bin/message/subscribe/send';
const TOKEN = '/cgi-bin/stable_token';
let product: Product;
let wechat: WechatServer;
let here: Office;
beforeAll(async () => {
  product = await startProduct();
  wechat = await WechatServer.started();
  useWechat(wechat.app);
  here = await office(product);
  await remindOfDeadlines();
});
/** Half a minute later: WeChat, that had not answered, is asked again. */
const rested = (): void => useWechat(wechat.app);
beforeEach(rested);
afterAll(async () => { useWechat(null); await wechat.stop(); await product.stop(); });

/** Somebody with a bound WeChat who has allowed so many messages. */
async function reader(credits: number): Promise<Person> {
  const who = await Person.signedIn(product, await person(here.authority, 'authority-operator'));
  expect((await who.post('/wechat/bindings', { code: wechat.code(who.actor.login) })).status).toBe(201);
  for (let tap = 0; tap < credits; tap += 1) expect((await who.post('/subscriptions', { result: 'accept' })).status).toBe(200);
  wechat.consent(who.actor.login, credits);
  return who;
}
let reminders = 0;
async function remind(who: Person, fields: { what?: string } = {}): Promise<string> {
  const source = `test:${(reminders += 1)}`;
  await transact(() => queueForWechat([{ userId: who.actor.userId, source, what: fields.what ?? '名单公示确认', where: '5月名单，请办理', at: '2023年5月10日 09:00', page: 'packages/task/pages/task/index?id=1' }]));
  return source;
}
const stateOf = async (source: string) => (await row<{ state: string; code: number | null }>('SELECT state, code FROM wechat_messages WHERE source = ?', [source]));
const creditsOf = async (who: Person): Promise<number> => ((await who.get('/subscriptions')).body as { credits: number }).credits;
/** Later: whatever waits is due, and WeChat, left alone for half a minute, is asked again. */
const dueNow = (): Promise<unknown> => { rested(); return run("UPDATE outbox SET not_before = CURRENT_TIMESTAMP(3) WHERE kind = 'wechat-message' AND sent_at IS NULL"); };
const waiting = async (): Promise<number> => (await rows("SELECT id FROM outbox WHERE kind = 'wechat-message' AND sent_at IS NULL")).length;

it('a reminder goes out once for each consent, and afterwards stays in the inbox', async () => {
  const who = await reader(1);
  const [first, second] = [await remind(who), await remind(who)];
  await Promise.all([sendOutbox(), sendOutbox()]);
  await sendOutbox();
  expect(wechat.sentTo(who.actor.login).map(({ data, page }) => [data.thing1, data.thing2, page])).toEqual([['名单公示确认', '5月名单，请办理', 'packages/task/pages/task/index?id=1']]);
  expect([await stateOf(first), await stateOf(second), await creditsOf(who), await waiting()]).toEqual([{ state: 'sent', code: 0 }, { state: 'no-credit', code: null }, 0, 0]);
});

it('a long text is cut to what WeChat takes', async () => {
  const who = await reader(1);
  await remind(who, { what: '安陵县职业教育中心中职国家助学金名单公示确认第十二批' });
  await sendOutbox();
  expect(wechat.sentTo(who.actor.login)[0].data.thing1).toBe('安陵县职业教育中心中职国家助学金名单公…');
});

it('who has taken the consent back is not asked of WeChat again (43101)', async () => {
  const who = await reader(2);
  wechat.fail(SEND, { code: 43101 });
  const [source, next] = [await remind(who), await remind(who)];
  await sendOutbox();
  await dueNow();
  await sendOutbox();
  expect([await stateOf(source), await stateOf(next), wechat.sentTo(who.actor.login), await creditsOf(who), await waiting()]).toEqual([{ state: 'no-consent', code: 43101 }, { state: 'no-credit', code: null }, [], 0, 0]);
});

it('an access token that is refused is exchanged once, and the message goes out with the new one', async () => {
  const who = await reader(1);
  await accessToken(wechat.app);
  const before = wechat.count(TOKEN);
  wechat.expireTokens();
  await remind(who);
  await sendOutbox();
  expect([wechat.sentTo(who.actor.login).length, wechat.count(TOKEN) - before]).toEqual([1, 1]);
});

it('of several servers one exchanges the token, the others take it from the row; it is sealed there', async () => {
  await run('UPDATE wechat_tokens SET expires_at = UTC_TIMESTAMP(3)');
  wechat.slow(50);
  const before = wechat.count(TOKEN);
  const tokens = await Promise.all([1, 2, 3, 4, 5].map(() => accessToken(wechat.app)));
  wechat.slow(0);
  expect([new Set(tokens).size, wechat.count(TOKEN) - before]).toEqual([1, 1]);
  expect((await row<{ token_sealed: string }>('SELECT token_sealed FROM wechat_tokens'))?.token_sealed).not.toContain(tokens[0]);
});

it.each([['is busy', { code: -1 }], ['is broken', { status: 502 }], ['limits the hour', { code: 43108 }]] as const)('while WeChat %s the message waits, keeps its consent, and goes out later', async (_, fault) => {
  const who = await reader(1);
  wechat.fail(SEND, fault);
  const source = await remind(who);
  await sendOutbox();
  expect([await stateOf(source), await creditsOf(who), await waiting()]).toEqual([undefined, 1, 1]);
  await dueNow();
  await sendOutbox();
  expect([await stateOf(source), wechat.sentTo(who.actor.login).length]).toEqual([{ state: 'sent', code: 0 }, 1]);
});

it('a message whose answer is lost is not sent a second time', async () => {
  const who = await reader(2);
  wechat.fail(SEND, 'lost-after');
  const source = await remind(who);
  await sendOutbox();
  await dueNow();
  await sendOutbox();
  expect([await stateOf(source), wechat.sentTo(who.actor.login).length, await creditsOf(who)]).toEqual([{ state: 'maybe-sent', code: null }, 1, 1]);
});

it('after a question WeChat does not answer the others wait half a minute without asking, so that their consents are not used up', async () => {
  const [first, second, third] = [await reader(1), await reader(1), await reader(1)];
  wechat.fail(SEND, 'lost-before');
  const sources = [await remind(first), await remind(second), await remind(third)];
  const asked = wechat.count(SEND);
  await sendOutbox();
  expect([wechat.count(SEND) - asked, await Promise.all(sources.map(stateOf)), await waiting()]).toEqual([1, [{ state: 'maybe-sent', code: null }, undefined, undefined], 2]);
  await dueNow();
  await sendOutbox();
  expect([await Promise.all(sources.slice(1).map(stateOf)), await waiting()]).toEqual([[{ state: 'sent', code: 0 }, { state: 'sent', code: 0 }], 0]);
});

it('a token WeChat does not give leaves the message unsent, not perhaps sent', async () => {
  const who = await reader(1);
  await run('UPDATE wechat_tokens SET token_sealed = NULL');
  wechat.fail(TOKEN, 'lost-before');
  const source = await remind(who);
  await sendOutbox();
  expect([await stateOf(source), await creditsOf(who), await waiting()]).toEqual([undefined, 1, 1]);
  await dueNow();
  await sendOutbox();
  expect(wechat.sentTo(who.actor.login)).toHaveLength(1);
});

it('a wrong field is ours to mend: it is said, not repeated, and costs no consent (47003)', async () => {
  const who = await reader(1);
  wechat.fail(SEND, { code: 47003 });
  const source = await remind(who);
  const said: string[] = [];
  await sendOutbox((error) => said.push(String(error)));
  await dueNow();
  await sendOutbox();
  expect([await stateOf(source), said.length, said[0], await creditsOf(who), await waiting()]).toEqual([{ state: 'failed', code: 47003 }, 1, expect.stringContaining('WECHAT_TEMPLATE'), 1, 0]);
});

it('when the day’s quota is used up all messages wait for the next day without asking (45009)', async () => {
  const who = await reader(2);
  wechat.quota(1);
  await remind(who);
  await remind(who);
  await sendOutbox();
  const asked = wechat.count(SEND);
  await remind(who);
  await sendOutbox();
  expect([wechat.sentTo(who.actor.login).length, wechat.count(SEND) - asked, await waiting()]).toEqual([1, 0, 2]);
  expect((await row<{ later: number }>("SELECT MIN(not_before) > UTC_TIMESTAMP(3) AS later FROM outbox WHERE kind = 'wechat-message' AND sent_at IS NULL"))?.later).toBe(1);
  wechat.quota(100);
  await run('UPDATE wechat_tokens SET paused_until = UTC_TIMESTAMP(3)');
  await dueNow();
  await sendOutbox();
  expect([wechat.sentTo(who.actor.login).length, await waiting()]).toEqual([2, 0]);
});

it('a server that died while sending leaves the message as perhaps sent', async () => {
  const who = await reader(1);
  const source = await remind(who);
  await run("INSERT INTO wechat_messages (user_id, source, state, begun_at) VALUES (?, ?, 'sending', UTC_TIMESTAMP(3) - INTERVAL 2 MINUTE)", [who.actor.userId, source]);
  await sendOutbox();
  expect([(await stateOf(source))?.state, wechat.sentTo(who.actor.login)]).toEqual(['maybe-sent', []]);
});

it('a message that another server is sending this moment is looked at again later, and is then perhaps sent if that server died', async () => {
  const who = await reader(1);
  const source = await remind(who);
  await run("INSERT INTO wechat_messages (user_id, source, state, begun_at) VALUES (?, ?, 'sending', UTC_TIMESTAMP(3) - INTERVAL 5 SECOND)", [who.actor.userId, source]);
  await sendOutbox();
  expect([(await stateOf(source))?.state, await waiting()]).toEqual(['sending', 1]);
  await run("UPDATE wechat_messages SET begun_at = begun_at - INTERVAL 1 MINUTE WHERE source = ?", [source]);
  await dueNow();
  await sendOutbox();
  expect([(await stateOf(source))?.state, wechat.sentTo(who.actor.login), await waiting()]).toEqual(['maybe-sent', [], 0]);
});

it('the ladder: three working days before a deadline, on it and after it, each once, whoever ticks; one WeChat message a day', async () => {
  const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1));
  await here.operator.post(`/award-lists/${list.id}/submission`);
  const task = await openTask(here.reviewer, list.id, 'school-review');
  const { userId, login } = here.reviewer.actor;
  await here.reviewer.post('/wechat/bindings', { code: wechat.code(login) });
  for (let tap = 0; tap < 9; tap += 1) await here.reviewer.post('/subscriptions', { result: 'accept' });
  wechat.consent(login, 9);
  // Due at the end of Wednesday 17 May 2023.
  await run("UPDATE tasks SET due_at = '2023-05-17 16:00:00' WHERE id = ?", [task?.id ?? 0]);
  const told = async () => (await rows<{ source: string }>("SELECT source FROM notifications WHERE user_id = ? AND source NOT LIKE 'task-opened%' ORDER BY id", [userId])).map(({ source }) => source.replace(new RegExp(`:${task?.id}$`), ':task'));
  const days: Record<string, string[]> = {};
  for (const day of ['2023-05-11', '2023-05-12', '2023-05-13', '2023-05-15', '2023-05-17', '2023-05-18', '2023-05-19']) {
    await officeTime(`${day}T08:20:00+08:00`);
    expect(await remindOfDeadlines()).toBe(0);
    await officeTime(`${day}T08:31:00+08:00`);
    const before = (await told()).length;
    await Promise.all([remindOfDeadlines(), remindOfDeadlines(), remindOfDeadlines()]);
    days[day.slice(8)] = (await told()).slice(before);
  }
  expect(days).toEqual({
    11: ['digest:2023-05-11'], 12: ['due-soon:task', 'digest:2023-05-12'], 13: [], 15: ['digest:2023-05-15'], 17: ['due-today:task', 'digest:2023-05-17'], 18: ['overdue:task', 'digest:2023-05-18'], 19: ['digest:2023-05-19'],
  });
  while ((await sendOutbox()) > 0);
  const sent = wechat.sentTo(login).map(({ data }) => `${data.thing1} ${data.thing2}`);
  expect(sent.filter((one) => one.startsWith('今天有'))).toEqual(['今天有 1 项待办 没有今天到期的。', '今天有 1 项待办 没有今天到期的。', '今天有 1 项待办 没有今天到期的。', '今天有 1 项待办 1 项今天到期。', '今天有 1 项待办 1 项已逾期。', '今天有 1 项待办 1 项已逾期。']);
});
