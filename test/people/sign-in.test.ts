import { row, rows, run, transact } from '../../server/database.js';
import { demandPassword } from '../../server/people/demand-password.js';
import { forgetFailures } from '../../server/people/failed-attempts.js';
import { hashPassword } from '../../server/people/password.js';
import type { Actor } from '../../server/values/actor.js';
import { countRequest, ratesPerMinute } from '../../server/web/rate-limit.js';
import { startProduct, type Product } from '../support/product.js';
import { county, person, school, type Place } from '../support/world.js';

let product: Product;
let place: Place;
let someone: Actor;
const password = 'Right-2023-word';
let hash: string;
beforeAll(async () => { product = await startProduct(); place = await school(await county()); hash = await hashPassword(password); });
afterAll(() => product.stop());
beforeEach(async () => {
  someone = await person(place, 'school-operator');
  await run('UPDATE users SET password_hash = ? WHERE id = ?', [hash, someone.userId]);
});

type Answer = { status: number; body: { token: string; code: string; detail: string; device: string; user: { role: string } } };
async function ask(method: string, path: string, token?: string, body?: unknown): Promise<Answer> {
  const answer = await fetch(`${product.url}/api/v1${path}`, { method, headers: { ...(token ? { Authorization: `Bearer ${token}` } : {}), ...(body ? { 'Content-Type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) });
  const text = await answer.text();
  return { status: answer.status, body: (text ? JSON.parse(text) : {}) as Answer['body'] };
}
const signIn = (given = password, login = someone.login, client = 'api'): Promise<Answer> => ask('POST', '/sessions', undefined, { login, password: given, client });
const me = (token: string): Promise<Answer> => ask('GET', '/me', token);

it('the right password opens a session for the person’s post', async () => {
  const { status, body } = await signIn();
  expect([status, body.user.role, (await me(body.token)).status]).toEqual([201, 'school-operator', 200]);
  expect((await row<{ n: number }>('SELECT COUNT(*) AS n FROM sessions WHERE token_hash = ?', [body.token]))?.n).toBe(0);
});

it('an unknown login and a wrong password get the same answer', async () => {
  const [wrong, unknown] = [await signIn('Wrong-2023-word'), await signIn(password, 'nobody.at-all')];
  expect([wrong.status, wrong.body.code, wrong.body.detail]).toEqual([401, 'wrong-credentials', unknown.body.detail]);
  expect([unknown.status, unknown.body.code]).toEqual([401, 'wrong-credentials']);
});

it('five wrong passwords in a row from a strange device lock the account for fifteen minutes there, even for the right one', async () => {
  for (let failure = 0; failure < 4; failure += 1) await signIn('Wrong-2023-word');
  expect((await signIn()).status).toBe(201);
  for (let failure = 0; failure < 5; failure += 1) expect((await signIn('Wrong-2023-word')).body.code).toBe('wrong-credentials');
  expect((await signIn()).body.code).toBe('account-locked');
  const locked = await row<{ minutes: number }>('SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(3), locked_until) / 60 AS minutes FROM users WHERE id = ?', [someone.userId]);
  expect(Number(locked?.minutes)).toBeGreaterThan(14);
  expect(Number(locked?.minutes)).toBeLessThanOrEqual(15);
  await run('UPDATE users SET locked_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = ?', [someone.userId]);
  expect((await signIn()).status).toBe(201);
});

describe('who locks somebody out, locks strangers out', () => {
  const from = (device: string | undefined, given = password): Promise<Answer> => ask('POST', '/sessions', undefined, { login: someone.login, password: given, client: 'api', ...(device ? { device } : {}) });
  const stranger = async (): Promise<void> => { for (let failure = 0; failure < 5; failure += 1) await from(undefined, 'Wrong-2023-word'); };
  const known = async (): Promise<string> => (await from(undefined)).body.device;

  it('the person goes on signing in from a device they have signed in from', async () => {
    const device = await known();
    await stranger();
    expect((await from(undefined)).body.code).toBe('account-locked');
    expect((await from(device)).status).toBe(201);
    // Nor does that open the door again for the stranger.
    expect((await from(undefined)).body.code).toBe('account-locked');
  });

  it('a known device has five tries of its own, and no more', async () => {
    const device = await known();
    for (let failure = 0; failure < 5; failure += 1) expect((await from(device, 'Wrong-2023-word')).body.code).toBe('wrong-credentials');
    expect(await from(device)).toMatchObject({ status: 401, body: { code: 'account-locked', detail: expect.stringContaining('这台设备已锁定') } });
    expect((await from(undefined)).status).toBe(201);
  });

  it('a token that was made up, or is another person’s, makes no device known', async () => {
    const other = await person(place, 'school-reviewer');
    await run('UPDATE users SET password_hash = ? WHERE id = ?', [hash, other.userId]);
    const theirs = (await ask('POST', '/sessions', undefined, { login: other.login, password, client: 'api' })).body.device;
    await stranger();
    for (const device of [theirs, 'made-up-by-a-stranger-of-the-right-length']) expect((await from(device)).body.code).toBe('account-locked');
  });

  it('who is signed in changes the password while strangers are locked out; afterwards no device is known any more', async () => {
    const opened = (await from(undefined)).body;
    await stranger();
    await run('DELETE FROM sign_in_devices WHERE user_id = ? AND failed_count > 0', [someone.userId]);
    await demandPassword(someone, password, 'password');
    await transact(() => forgetFailures(someone.userId, { devices: 'forget' }));
    await stranger();
    expect((await from(opened.device)).body.code).toBe('account-locked');
  });

  it('a device is known by what it was given here, never by what somebody brought along; and the own session’s failures are nobody else’s to reach', async () => {
    const brought = 'brought-along-and-known-to-somebody-else';
    const given = (await from(brought)).body.device;
    expect(given).not.toBe(brought);
    expect((await from(given)).body.device).toBe(given);
    await expect(demandPassword(someone, 'Wrong-2023-word', 'password')).rejects.toMatchObject({ code: 'wrong-password' });
    const form = (): Promise<Response> => fetch(`${product.url}/sign-in`, { method: 'POST', redirect: 'manual', headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin', Cookie: 'device=own-session' }, body: new URLSearchParams({ login: someone.login, password: 'Wrong-2023-word' }).toString() });
    for (let failure = 0; failure < 5; failure += 1) await form();
    expect((await from(undefined)).body.code).toBe('account-locked');
    await demandPassword(someone, password, 'password');
  });

  it('only ten devices are remembered, and none in clear', async () => {
    const first = await known();
    for (let device = 0; device < 10; device += 1) await known();
    const kept = await rows<{ device_hash: string }>('SELECT device_hash FROM sign_in_devices WHERE user_id = ?', [someone.userId]);
    expect([kept.length, kept.some(({ device_hash }) => device_hash === first)]).toEqual([10, false]);
    await stranger();
    expect((await from(first)).body.code).toBe('account-locked');
  });

  it('at the desk the browser keeps it by itself', async () => {
    const form = (given: string, cookie = ''): Promise<Response> => fetch(`${product.url}/sign-in`, { method: 'POST', redirect: 'manual', headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin', ...(cookie ? { Cookie: cookie } : {}) }, body: new URLSearchParams({ login: someone.login, password: given }).toString() });
    const device = (await form(password)).headers.getSetCookie().map((cookie) => cookie.split(';')[0]).find((cookie) => cookie.startsWith('device=')) ?? '';
    await stranger();
    const refused = await form(password);
    expect([refused.status, (await refused.text()).includes('在您平时登录的电脑或手机上现在就可以登录')]).toEqual([401, true]);
    expect((await form(password, device)).status).toBe(303);
  });
});

it('a new session of the same client ends the older one, another client’s goes on', async () => {
  const [first, phone] = [await signIn(), await signIn(password, someone.login, 'phone')];
  const second = await signIn();
  expect([(await me(first.body.token)).body.code, (await me(phone.body.token)).status, (await me(second.body.token)).status]).toEqual(['signed-in-elsewhere', 200, 200]);
});

it.each([
  ['disabled', "UPDATE users SET status = 'frozen' WHERE id = ?", 'not-signed-in'],
  ['expired', 'UPDATE sessions SET expires_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE user_id = ?', 'session-expired'],
  ['idle for half an hour', 'UPDATE sessions SET last_seen_at = UTC_TIMESTAMP(3) - INTERVAL 31 MINUTE WHERE user_id = ?', 'session-expired'],
])('somebody %s is stopped at the next request', async (_why, sql, code) => {
  const { body } = await signIn();
  await run(sql, [someone.userId]);
  const answer = await me(body.token);
  expect([answer.status, answer.body.code]).toEqual([401, code]);
});

it('somebody moved to another school sees the new one at the next request, and nothing of the old', async () => {
  const { body } = await signIn();
  const elsewhere = await school(await county());
  await run('UPDATE posts SET organisation_id = ? WHERE user_id = ?', [elsewhere.id, someone.userId]);
  expect((await me(body.token)).body).toMatchObject({ organisation: { id: elsewhere.id } });
  expect((await ask('GET', `/organisations/${place.id}`, body.token)).status).toBe(404);
});

it('a refreshed session has a new token and the old one is dead; signing out ends it', async () => {
  const { body } = await signIn(password, someone.login, 'phone');
  const fresh = await ask('POST', '/sessions/refresh', body.token, undefined);
  expect([fresh.status, (await me(body.token)).status, (await me(fresh.body.token)).status]).toEqual([200, 401, 200]);
  expect((await ask('DELETE', '/sessions/current', fresh.body.token)).status).toBe(204);
  expect((await me(fresh.body.token)).status).toBe(401);
});

it('a session at a desk or of a script is not made longer: one signs in again', async () => {
  for (const client of ['desk', 'api']) {
    const { body } = await signIn(password, someone.login, client);
    const refused = await ask('POST', '/sessions/refresh', body.token);
    expect([refused.status, refused.body.code, (await me(body.token)).status]).toEqual([403, 'phone-only', 200]);
  }
});

it('too many tries a minute are told to wait', () => {
  for (let tries = 0; tries < ratesPerMinute['sign-in']; tries += 1) countRequest('sign-in', 'address of a test', false);
  expect(() => countRequest('sign-in', 'address of a test', false)).toThrow(expect.objectContaining({ status: 429, retryAfter: expect.any(Number) }));
  expect(() => countRequest('sign-in', 'another address', false)).not.toThrow();
});

it('somebody with two posts goes on in the other one without the password; the old token ends, another’s post is not found', async () => {
  const { insertId } = await run("INSERT INTO posts (user_id, organisation_id, role) VALUES (?, ?, 'school-reviewer')", [someone.userId, place.id]);
  const { body: { token } } = await signIn(password, someone.login, 'phone');
  const other = await person(place, 'school-operator');
  const foreign = (await row<{ id: number }>('SELECT id FROM posts WHERE user_id = ?', [other.userId]))?.id ?? 0;
  expect((await ask('POST', '/sessions/current/post', token, { postId: foreign })).status).toBe(404);
  const chosen = await ask('POST', '/sessions/current/post', token, { postId: insertId });
  expect([chosen.status, chosen.body.user.role, (await me(chosen.body.token)).status, (await me(token)).status]).toEqual([200, 'school-reviewer', 200, 401]);
});
