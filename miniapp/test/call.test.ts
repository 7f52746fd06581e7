import { once } from '../src/api/act-key';
import { call } from '../src/api/call';
import { Refusal, Unreachable } from '../src/api/refusal';
import { keepSession, session } from '../src/api/session';
import { phone, resetPhone } from './support/taro';

const signedIn = { token: 'a-token', expiresAt: '2023-05-17T09:00:00+08:00', user: { id: 1, login: 'county1.operator', name: '王建平', role: 'authority-operator', roleName: '主管部门业务操作人员', organisation: { id: 2, name: '安陵县', level: 'county' } }, posts: [] };
const lost = new Error('request:fail timeout');
const read = { read: 1 };
const problem = (statusCode: number, code: string) => ({ statusCode, data: { code, detail: '不行。' } });

beforeEach(() => { resetPhone(); keepSession(signedIn); jest.useFakeTimers({ advanceTimers: 200 }); });
afterEach(() => jest.useRealTimers());

it('an act with a key is asked again after a lost answer, with the same key, until there is one', async () => {
  let tries = 0;
  phone.answer = () => ((tries += 1) < 3 ? lost : { statusCode: 200, data: read });
  await once('read', (key) => call('readNotifications', { body: { ids: 'all' }, key }));
  expect(new Set(phone.asked.map(({ header }) => header['Idempotency-Key'])).size).toBe(1);
  expect([phone.asked.length, [...phone.storage.keys()].filter((one) => one.startsWith('key:'))]).toEqual([3, []]);
});

it('the key outlives the page when no answer came at all, and is a new one after a refusal', async () => {
  phone.answer = () => lost;
  const act = () => once('decide:1', (key) => call('readNotifications', { body: { ids: 'all' }, key }));
  await expect(act()).rejects.toBeInstanceOf(Unreachable);
  const kept = phone.storage.get('key:decide:1');
  phone.answer = () => problem(422, 'remark-required');
  await expect(act()).rejects.toMatchObject({ code: 'remark-required', message: '不行。' });
  expect(phone.asked[phone.asked.length - 1].header['Idempotency-Key']).toBe(kept);
  expect(phone.storage.has('key:decide:1')).toBe(false);
});

it('an act without a key is never asked twice', async () => {
  phone.answer = () => lost;
  await expect(call('readNotifications', { body: { ids: 'all' } })).rejects.toBeInstanceOf(Unreachable);
  expect(phone.asked).toHaveLength(1);
});

it('a session ended from elsewhere is not taken back: the sign-in page says why', async () => {
  phone.answer = () => problem(401, 'signed-in-elsewhere');
  await expect(call('todos')).rejects.toBeInstanceOf(Refusal);
  expect([session(), phone.went]).toEqual([null, ['/pages/sign-in/index?because=elsewhere']]);
});

it('an answer that is not what was agreed is refused at the border', async () => {
  phone.answer = () => ({ statusCode: 200, data: { items: 'none' } });
  await expect(call('todos')).rejects.toThrow();
});
