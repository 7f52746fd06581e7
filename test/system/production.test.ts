import { BlockList } from 'node:net';
import { row, run } from '../../server/database.js';
import { addressOf, EnvironmentInvalid, readEnvironment } from '../../server/env.js';
import { hashPassword } from '../../server/people/password.js';
import type { Actor } from '../../server/values/actor.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { county, person, school } from '../support/world.js';

/* In production the product stands behind a reverse proxy that ends TLS: what the proxy says of its visitor counts, what others say does not. */

const PASSWORD = 'Right-2023-word';
const OUTSIDE = '203.0.113.7';
let product: Product | null = null;
const trusting = (address: string): BlockList => { const list = new BlockList(); list.addAddress(address); return list; };
const behind = { 'X-Forwarded-For': `198.51.100.9, ${OUTSIDE}`, 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'elsewhere.example' };
const started = async (trustedProxies: BlockList | null): Promise<Actor & { at: Product }> => {
  const at = await startProduct({ production: true, trustedProxies });
  product = at;
  const someone = await person(await school(await county()), 'school-operator');
  await run('UPDATE users SET password_hash = ? WHERE id = ?', [await hashPassword(PASSWORD), someone.userId]);
  return { ...someone, at };
};
afterEach(async () => { await product?.stop(); product = null; });

type Answer = { status: number; cookies: string[]; text: string };
const send = async (path: string, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<Answer> => {
  const response = await fetch(`${product?.url ?? ''}${path}`, { redirect: 'manual', ...init });
  return { status: response.status, cookies: response.headers.getSetCookie(), text: await response.text() };
};
const signIn = (login: string, headers: Record<string, string>): Promise<Answer> => send('/sign-in', { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin', ...headers }, body: new URLSearchParams({ login, password: PASSWORD }).toString() });

it.each([['with the proxy trusted', true], ['with no proxy named', false]])('people sign in at the desk, and their cookie is for https only (%s)', async (_how, trusted) => {
  const someone = await started(trusted ? trusting('127.0.0.1') : null);
  const { status, cookies } = await signIn(someone.login, behind);
  expect([status, cookies[0]]).toEqual([303, expect.stringMatching(/^sid=.*; secure; httponly; samesite=lax|^sid=.*;.*secure/i)]);
  expect((await send('/', { headers: { Cookie: cookies[0].split(';')[0], ...behind } })).text).toContain(someone.name);
});

it('the visitor’s own address is kept, as the trusted proxy saw it; what the visitor says of himself is not', async () => {
  const someone = await started(trusting('127.0.0.1'));
  await signIn(someone.login, behind);
  expect(await row('SELECT ip FROM sessions WHERE user_id = ? AND live_flag = 1', [someone.userId])).toEqual({ ip: OUTSIDE });
});

it('nobody but a proxy that is named is believed', async () => {
  const someone = await started(trusting('192.0.2.1'));
  await signIn(someone.login, behind);
  expect(await row('SELECT ip FROM sessions WHERE user_id = ? AND live_flag = 1', [someone.userId])).toEqual({ ip: expect.stringContaining('127.0.0.1') });
});

it('links that are handed on name the address people use, with https, never one the visitor made up', async () => {
  const { at } = await started(trusting('127.0.0.1'));
  const here = await county();
  const keeper = await Person.signedIn(at, await person(here, 'system-administrator'));
  const target = await person(here, 'authority-operator');
  const form = await send(`/accounts/${target.userId}`, { headers: { Cookie: `sid=${keeper.sid}`, ...behind } });
  const csrf = /name="_csrf" value="([^"]+)"/.exec(form.text)?.[1] ?? '';
  const shown = await send(`/accounts/${target.userId}/activation-links`, { method: 'POST', headers: { Cookie: `sid=${keeper.sid}`, 'Content-Type': 'application/x-www-form-urlencoded', ...behind }, body: new URLSearchParams({ _csrf: csrf }).toString() });
  expect(shown.text).toContain(`https://${new URL(at.url).host}/activate/`);
  expect(shown.text).not.toContain('elsewhere.example');
});

it('figures and details are for this machine, not for whoever comes through a proxy on it', async () => {
  await started(null);
  expect([(await send('/metrics')).status, (await send('/metrics', { headers: { 'X-Forwarded-For': OUTSIDE } })).status]).toEqual([200, 404]);
  expect([(await send('/readyz')).text.includes('migrations'), (await send('/readyz', { headers: behind })).text.includes('migrations')]).toEqual([true, false]);
});

describe('TRUSTED_PROXIES', () => {
  it.each([['127.0.0.1', '127.0.0.1', true], ['10.0.0.0/8, ::1', '10.3.2.1', true], ['10.0.0.0/8', '11.0.0.1', false]])('%s holds %s: %s', (given, address, holds) => {
    expect(readEnvironment({ TRUSTED_PROXIES: given }).trustedProxies?.check(address)).toBe(holds);
  });
  it.each(['nginx', '10.0.0.0/33', '10.0.0'])('%s refuses start-up with one line', (given) => {
    expect(() => readEnvironment({ TRUSTED_PROXIES: given })).toThrow(EnvironmentInvalid);
  });
});

describe('PUBLIC_URL, for the links of the first start', () => {
  it.each([
    [{ PUBLIC_URL: 'https://aid.example.gov.cn/' }, 'https://aid.example.gov.cn'],
    [{ PORT: '3100' }, 'http://127.0.0.1:3100'],
    [{ HOST: '0.0.0.0' }, 'http://localhost:3000'], // nobody can open 0.0.0.0
  ])('%j names %s', (vars, address) => { expect(addressOf(readEnvironment(vars))).toBe(address); });
  it.each(['aid.example.gov.cn', 'ftp://aid.example.gov.cn', 'https://aid.example.gov.cn/aid'])('%s refuses start-up with one line', (given) => {
    expect(() => readEnvironment({ PUBLIC_URL: given })).toThrow(EnvironmentInvalid);
  });
});
