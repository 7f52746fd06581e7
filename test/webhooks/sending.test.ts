import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { row, rows, run } from '../../server/database.js';
import { allowTargets } from '../../server/webhooks/allowed.js';
import { forgetOldDeliveries, sendEvents } from '../../server/webhooks/send-events.js';
import { end, path, start, userTask } from '../support/bpmn-builder.js';
import { Person } from '../support/product.js';
import { smallProcesses, type SmallProcesses } from '../support/small-process.js';
import { county, person } from '../support/world.js';

/* 事件回调: another system is told of what happens in processes. The receiver here is a real server on this machine. */

type Received = { headers: IncomingHttpHeaders; body: string; path: string };
type Message = { type: string; timestamp: string; data: { sequence: number; instance: { id: number; definition: string }; element: { id: string; name: string } | null; decision: string | null } };
let world: SmallProcesses;
let drawer: Person;
let publisher: Person;
let receiver: Server;
let url: string;
let received: Received[] = [];
let answer: (asked: Received) => number = () => 204;

beforeAll(async () => {
  allowTargets({ loopback: true });
  world = await smallProcesses();
  [drawer, publisher] = [await world.signIn(world.drawer), await world.signIn(world.publisher)];
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => { body += part; }).on('end', () => {
      const one = { headers: request.headers, body, path: request.url ?? '' };
      received.push(one);
      const status = answer(one);
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end('thank you');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`;
});
afterAll(async () => {
  allowTargets({ loopback: false });
  receiver.closeAllConnections();
  await new Promise<void>((resolve) => { receiver.close(() => resolve()); });
  await world.product.stop();
});
beforeEach(async () => {
  await run("UPDATE webhooks SET state = 'ended' WHERE state <> 'ended'");
  received = [];
  answer = () => 204;
});

const oneStep = [start(), userTask('check', { name: '核对名单' }), end(), ...path('start', 'check', 'end')];
const all = ['instance.started', 'instance.ended', 'task.opened', 'task.completed'];
const messages = (): Message[] => received.map(({ body }) => JSON.parse(body) as Message);
const send = (): Promise<number> => sendEvents({ loopback: true });
type Hook = { id: number; state: string; reason: string; deliveries: { due: number; done: number; parked: number } };
const look = async (id: number): Promise<Hook> => (await drawer.get(`/webhooks/${id}`)).body;
const soon = (id: number): Promise<unknown> => run("UPDATE webhook_deliveries SET due_at = CURRENT_TIMESTAMP(3) WHERE webhook_id = ? AND state = 'due'", [id]);

/** Proposed by one, agreed to by another. */
async function hooked(given: Record<string, unknown> = {}): Promise<number> {
  const proposed = await drawer.post('/webhooks', { name: '省教育数据平台', url, events: all, ...given });
  if (proposed.status !== 201) throw new Error(proposed.text);
  const { id }: { id: number } = proposed.body;
  expect((await publisher.post(`/webhooks/${id}/decision`, { grant: true })).status).toBe(200);
  return id;
}

describe('an administrator registers an address', () => {
  it('nothing is told before another person has agreed, and never what happened before', async () => {
    const proposed = await drawer.post('/webhooks', { name: '平台', url, events: all });
    expect([proposed.status, (proposed.body as Hook).state]).toEqual([201, 'proposed']);
    const { id }: Hook = proposed.body;
    await world.begin('hook-early', oneStep);
    expect([await send(), (await drawer.post(`/webhooks/${id}/decision`, { grant: true })).code]).toEqual([0, 'role-not-allowed']);
    expect((await publisher.post(`/webhooks/${id}/decision`, { grant: true })).status).toBe(200);
    expect((await publisher.post(`/webhooks/${id}/decision`, { grant: true })).code).toBe('already-done');
    expect(await send()).toBe(0);
    await world.another('hook-early');
    expect(await send()).toBe(2);
  });

  it('a refusal says why', async () => {
    const { id }: Hook = (await drawer.post('/webhooks', { name: '平台', url, events: all })).body;
    expect((await publisher.post(`/webhooks/${id}/decision`, { grant: false })).code).toBe('remark-required');
    expect((await publisher.submit(`/webhooks/${id}/refusal`, { remark: '网址不是对方单位的' })).status).toBe(303);
    expect((await drawer.page(`/webhooks/${id}`)).text).toContain('网址不是对方单位的');
  });

  it('the database itself refuses one person alone', async () => {
    const { id }: Hook = (await drawer.post('/webhooks', { name: '平台', url, events: all })).body;
    await expect(run("UPDATE webhooks SET state = 'active', decided_by = proposed_by WHERE id = ?", [id])).rejects.toThrow(/two_people|CONSTRAINT/i);
  });

  it.each([['https://10.0.0.1/hooks', '公网'], ['https://169.254.169.254/latest/meta-data', '公网'], ['javascript:alert(1)', 'https']])('%s is refused where it was typed: %s', async (address, why) => {
    const refused = await drawer.post('/webhooks', { name: '平台', url: address, events: all });
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining(why)]);
    const page = await drawer.submit('/webhooks', { name: '平台', url: address, 'task-opened': 'yes' });
    expect([page.status, page.text.includes(why), page.text.includes('value="平台"')]).toEqual([400, true, true]);
  });

  it('an unknown process, no event, and a twenty-first one are refused', async () => {
    expect((await drawer.post('/webhooks', { name: '平台', url, events: [] })).status).toBe(400);
    expect((await drawer.post('/webhooks', { name: '平台', url, events: all, definition: 'nowhere' })).text).toContain('流程库里没有');
    for (let at = 0; at < 20; at += 1) expect((await drawer.post('/webhooks', { name: `平台${at}`, url, events: all })).status).toBe(201);
    expect((await drawer.post('/webhooks', { name: '平台', url, events: all })).code).toBe('too-many-webhooks');
  });

  it('another county sees nothing of it', async () => {
    const id = await hooked();
    const stranger = await world.signIn(await person(await county(), 'process-administrator'));
    expect([(await stranger.get(`/webhooks/${id}`)).status, (await stranger.post(`/webhooks/${id}/tests`)).status, (await stranger.get(`/webhooks/${id}/deliveries`)).status, ((await stranger.get('/webhooks')).body as { items: Hook[] }).items.length]).toEqual([404, 404, 404, 0]);
  });
});

describe('a process goes on', () => {
  it('each event is told once, in order, signed, without a person in it', async () => {
    const id = await hooked();
    const subject = await world.begin('hook-plain', oneStep);
    await world.done(subject, 'check', { remark: '张三的银行卡不对' });
    expect([await send(), await send()]).toEqual([4, 0]);
    expect(messages().map(({ type }) => type)).toEqual(['instance.started', 'task.opened', 'task.completed', 'instance.ended']);
    const instance = await world.instanceOf(subject);
    const [, opened] = messages();
    expect(opened.data).toMatchObject({ instance: { id: instance, definition: 'hook-plain', definitionVersion: 1 }, subject: { kind: 'award-list', id: subject }, organisation: { id: world.place.id }, element: { id: 'check', name: '核对名单' } });
    expect(received.map(({ body }) => body).join('')).not.toMatch(/张三|银行卡|actor|operator/);
    const { secret }: { secret: string } = (await drawer.post(`/webhooks/${id}/secret-readings`)).body;
    for (const { headers, body } of received) {
      const signed = createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64')).update(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`).digest('base64');
      expect(headers['webhook-signature']).toBe(`v1,${signed}`);
    }
    expect(received[1].headers['webhook-id']).toBe(`evt_${instance}_${opened.data.sequence}`);
    expect((await look(id)).deliveries).toEqual({ due: 0, done: 4, parked: 0 });
  });

  it('only the events and the process that were asked for', async () => {
    await world.publish('hook-mine', oneStep);
    await hooked({ events: ['task.completed'], definition: 'hook-mine' });
    const mine = await world.another('hook-mine');
    await world.done(mine, 'check');
    const other = await world.begin('hook-other', oneStep);
    await world.done(other, 'check');
    await send();
    expect(messages().map(({ type, data }) => [type, data.instance.definition])).toEqual([['task.completed', 'hook-mine']]);
  });

  it('an act that fails leaves nothing to be told', async () => {
    await hooked();
    const subject = await world.begin('hook-failing', oneStep);
    await send();
    received = [];
    await expect(world.done(subject, 'check', { decision: 'a-decision-nobody-drew' })).rejects.toThrow('填写不符合要求');
    expect([await send(), received]).toEqual([0, []]);
  });
});

describe('the other side does not take it', () => {
  it('sends again later with the same id, and says the same', async () => {
    const id = await hooked({ events: ['instance.started'] });
    answer = () => 500;
    await world.begin('hook-again', oneStep);
    expect([await send(), await send()]).toEqual([0, 0]); // the pause is respected
    answer = () => 200;
    await soon(id);
    expect(await send()).toBe(1);
    expect(received.map(({ headers, body }) => [headers['webhook-id'], body])).toEqual([[received[0].headers['webhook-id'], received[0].body], [received[0].headers['webhook-id'], received[0].body]]);
  });

  it('a redirect is not followed, and nobody listening is said in words', async () => {
    const id = await hooked({ events: ['instance.started'] });
    answer = () => 302;
    await world.begin('hook-redirect', oneStep);
    await send();
    expect([received.map((one) => one.path), (await drawer.page(`/webhooks/${id}`)).text.includes('302')]).toEqual([['/hooks'], true]);
    await run('UPDATE webhooks SET url = ? WHERE id = ?', ['http://127.0.0.1:1/hooks', id]);
    await soon(id);
    await send();
    expect((await drawer.page(`/webhooks/${id}`)).text).toContain('对方没有开着这个端口');
  });

  it('after the last try it is put aside, and an administrator sends it again', async () => {
    const id = await hooked({ events: ['instance.started'] });
    answer = () => 503;
    await world.begin('hook-parked', oneStep);
    for (let at = 0; at < 11; at += 1) { await soon(id); await send(); }
    expect([received.length, (await look(id)).deliveries]).toEqual([11, { due: 0, done: 0, parked: 1 }]);
    answer = () => 200;
    expect((await publisher.post(`/webhooks/${id}/replays`)).code).toBe('role-not-allowed');
    expect((await drawer.post(`/webhooks/${id}/replays`)).body).toEqual({ messages: 1 });
    expect([await send(), (await drawer.post(`/webhooks/${id}/replays`)).code, (await look(id)).deliveries]).toEqual([1, 'nothing-to-send', { due: 0, done: 1, parked: 0 }]);
  });

  it('for a whole day: everything waits, nothing is lost, and resumes', async () => {
    const id = await hooked({ events: ['instance.started'] });
    answer = () => 500;
    await world.begin('hook-day', oneStep);
    await send();
    await run('UPDATE webhooks SET failing_since = failing_since - INTERVAL 24 HOUR WHERE id = ?', [id]);
    await soon(id);
    await send();
    expect(await look(id)).toMatchObject({ state: 'held', reason: '24 小时里一次也没有送到' });
    answer = () => 200;
    await world.another('hook-day');
    expect(await send()).toBe(0);
    expect((await drawer.page('/')).text).toContain('停了的事件回调');
    expect((await drawer.post(`/webhooks/${id}/resumption`)).status).toBe(200);
    expect(await send()).toBe(2);
  });

  it('410: it wants nothing more, and is asked nothing more', async () => {
    const id = await hooked({ events: ['instance.started'] });
    answer = () => 410;
    await world.begin('hook-gone', oneStep);
    await send();
    expect(await look(id)).toMatchObject({ state: 'held', reason: '对方答复不再接收（410）' });
  });

  it('one that fails holds up no other', async () => {
    const [bad, good] = [await hooked({ events: ['instance.started'], url: `${url}/bad` }), await hooked({ events: ['instance.started'], url: `${url}/good` })];
    answer = ({ path: to }) => (to.endsWith('bad') ? 500 : 200);
    await world.begin('hook-two', oneStep);
    await send();
    expect([(await look(bad)).deliveries.due, (await look(good)).deliveries.done]).toEqual([1, 1]);
  });
});

describe('servers', () => {
  it('two that look at once send each message once', async () => {
    await hooked({ events: ['instance.started'] });
    for (let at = 0; at < 3; at += 1) await (at === 0 ? world.begin('hook-race', oneStep) : world.another('hook-race'));
    await Promise.all([send(), send(), send()]);
    expect(received.map(({ headers }) => headers['webhook-id']).sort()).toEqual([...new Set(received.map(({ headers }) => headers['webhook-id']))].sort());
    expect(received.length).toBe(3);
  });

  it('what a dead one held is sent by the next when its lease is over', async () => {
    const id = await hooked({ events: ['instance.started'] });
    await world.begin('hook-lease', oneStep);
    await run("UPDATE webhook_deliveries SET lease_owner = 'dead', lease_until = CURRENT_TIMESTAMP(3) + INTERVAL 60 SECOND WHERE webhook_id = ?", [id]);
    expect(await send()).toBe(0);
    await run('UPDATE webhook_deliveries SET lease_until = lease_until - INTERVAL 61 SECOND WHERE webhook_id = ?', [id]);
    expect(await send()).toBe(1);
  });
});

describe('looking after it', () => {
  it('a test message tells of nothing and shows whether the other side takes it', async () => {
    const id = await hooked();
    expect((await drawer.submit(`/webhooks/${id}/tests`, {})).status).toBe(303);
    await send();
    expect(messages()).toMatchObject([{ type: 'test', data: {} }]);
    expect((await drawer.page(`/webhooks/${id}`)).text).toContain('试发');
  });

  it('a new secret signs beside the old one for a day', async () => {
    const id = await hooked({ events: ['instance.started'] });
    const old = (await drawer.post(`/webhooks/${id}/secret-readings`)).body as { secret: string };
    expect((await drawer.post(`/webhooks/${id}/secret-renewal`)).status).toBe(200);
    const fresh = (await drawer.post(`/webhooks/${id}/secret-readings`)).body as { secret: string };
    await world.begin('hook-secret', oneStep);
    await send();
    const [{ headers, body }] = received;
    const sign = ({ secret }: { secret: string }): string => `v1,${createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64')).update(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`).digest('base64')}`;
    expect(headers['webhook-signature']).toBe(`${sign(fresh)} ${sign(old)}`);
    await run('UPDATE webhooks SET old_secret_until = old_secret_until - INTERVAL 25 HOUR WHERE id = ?', [id]);
    await world.another('hook-secret');
    await send();
    expect(String(received[1].headers['webhook-signature']).split(' ')).toHaveLength(1);
  });

  it('the secret is nowhere in clear, and who looked at it is on record', async () => {
    const id = await hooked();
    const { secret }: { secret: string } = (await drawer.post(`/webhooks/${id}/secret-readings`)).body;
    expect((await drawer.submit(`/webhooks/${id}/secret-readings`, {})).text).toContain(secret);
    const kept = await row<{ sealed: string }>('SELECT secret_sealed AS sealed FROM webhooks WHERE id = ?', [id]);
    expect(kept?.sealed).toMatch(/^v1:/);
    expect(JSON.stringify(await rows('SELECT answer FROM operations'))).not.toContain(secret);
    expect((await rows("SELECT id FROM audit_events WHERE action = '查看回调密钥' AND object_id = ?", [id])).length).toBe(2);
    expect((await publisher.post(`/webhooks/${id}/secret-readings`)).code).toBe('role-not-allowed');
  });

  it('held by a person with a reason, told on its page; ended, it forgets what it had not sent', async () => {
    const id = await hooked({ events: ['instance.started'] });
    expect((await drawer.submit(`/webhooks/${id}/holding`, { reason: '' })).text).toContain('请写明为什么暂停');
    expect((await drawer.submit(`/webhooks/${id}/holding`, { reason: '对方换机房' })).status).toBe(303);
    await world.begin('hook-end', oneStep);
    expect((await publisher.page(`/webhooks/${id}`)).text).toMatch(/对方换机房/);
    expect((await look(id)).deliveries.due).toBe(1);
    expect((await publisher.delete(`/webhooks/${id}`)).status).toBe(204);
    expect([await look(id), (await drawer.post(`/webhooks/${id}/resumption`)).code]).toMatchObject([{ state: 'ended', deliveries: { due: 0 } }, 'already-done']);
  });

  it('one message is sent again with the id it had', async () => {
    const id = await hooked({ events: ['instance.started'] });
    await world.begin('hook-replay', oneStep);
    await send();
    const { items }: { items: { id: number; state: string; lastStatus: number }[] } = (await drawer.get(`/webhooks/${id}/deliveries?state=done`)).body;
    expect(items).toMatchObject([{ state: 'done', lastStatus: 204 }]);
    expect([(await drawer.post(`/webhooks/${id}/deliveries/${items[0].id}/replay`)).status, (await drawer.post(`/webhooks/${id}/deliveries/${items[0].id}/replay`)).code, (await drawer.post(`/webhooks/${id}/deliveries/999999/replay`)).status]).toEqual([202, 'already-done', 404]);
    await send();
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual([received[0].headers['webhook-id'], received[0].headers['webhook-id']]);
  });

  it('what was taken a month ago is forgotten', async () => {
    const id = await hooked({ events: ['instance.started'] });
    await world.begin('hook-old', oneStep);
    await send();
    await run('UPDATE webhook_deliveries SET made_at = made_at - INTERVAL 31 DAY WHERE webhook_id = ?', [id]);
    expect([await forgetOldDeliveries(), (await look(id)).deliveries.done]).toEqual([1, 0]);
  });
});
