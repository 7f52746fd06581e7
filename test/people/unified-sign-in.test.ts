import { EnvironmentInvalid, readEnvironment } from '../../server/env.js';
import { row, rows, run } from '../../server/database.js';
import { newSecret, sealSecret } from '../../server/people/one-time-code.js';
import { useUnifiedProvider } from '../../server/people/unified-provider.js';
import type { Actor } from '../../server/values/actor.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { UnifiedProviderServer, type Flaw } from '../support/unified-provider-server.js';
import { county, person, school, type Place } from '../support/world.js';

/* 统一用户管理: the province says who somebody is; which account that is, an administrator here has registered. */

let product: Product; let provider: UnifiedProviderServer;
let here: Place; let sys: Person; let sec: Person;
beforeAll(async () => {
  product = await startProduct();
  provider = await UnifiedProviderServer.started();
  here = await county();
  sys = await Person.signedIn(product, await person(here, 'system-administrator'));
  sec = await Person.signedIn(product, await person(here, 'security-administrator'));
});
beforeEach(() => { provider.flaw = null; provider.person = null; useUnifiedProvider(provider.settings(product.url)); });
afterAll(async () => { useUnifiedProvider(null); await provider.stop(); await product.stop(); });

type Seen = { status: number; location: string | null; cookies: string[]; text: string };
const visit = async (address: string, cookie = ''): Promise<Seen> => {
  const response = await fetch(new URL(address, product.url), { redirect: 'manual', headers: { Accept: 'text/html', ...(cookie ? { Cookie: cookie } : {}) } });
  return { status: response.status, location: response.headers.get('location'), cookies: response.headers.getSetCookie(), text: await response.text() };
};
const kept = ({ cookies }: Seen, name: string): string | undefined => cookies.map((cookie) => cookie.split(';')[0]).find((pair) => pair.startsWith(`${name}=`) && pair !== `${name}=`);
/** Presses the button, signs in at the provider's, and comes back. */
const throughProvider = async (next = '/award-lists'): Promise<Seen & { back: string }> => {
  const left = await visit(`/sign-in/unified?next=${encodeURIComponent(next)}`);
  const back = (await fetch(left.location ?? '', { redirect: 'manual' })).headers.get('location') ?? '';
  return { ...(await visit(back, kept(left, 'unified'))), back };
};
let serial = 0;
const registered = async (role: 'authority-operator' | 'school-operator' = 'authority-operator'): Promise<{ actor: Actor; subject: string }> => {
  const actor = await person(role === 'school-operator' ? await school(here) : here, role);
  const subject = `41${(serial += 1)}-of-the-province`;
  expect((await sys.call('PUT', `/users/${actor.userId}/unified-identity`, { subject })).status).toBe(200);
  return { actor, subject };
};

it('who is registered signs in without a password here and arrives where they wanted to go', async () => {
  const { actor, subject } = await registered();
  provider.person = subject;
  expect((await visit('/sign-in')).text).toContain('省统一用户登录');
  const seen = await throughProvider();
  expect([seen.status, seen.location]).toEqual([303, '/award-lists']);
  const home = await visit('/', kept(seen, 'sid'));
  expect([home.status, home.text.includes(actor.name)]).toEqual([200, true]);
  expect(await row("SELECT action FROM audit_events WHERE chain = ? AND action = '登录'", [`user:${actor.userId}`])).toBeDefined();
});

it('the answer of the provider serves once, and only the browser that asked', async () => {
  provider.person = (await registered()).subject;
  const { back } = await throughProvider();
  const left = await visit('/sign-in/unified');
  for (const cookie of ['', kept(left, 'unified') ?? '']) {
    const again = await visit(back, cookie);
    expect([again.status >= 400, kept(again, 'sid')]).toEqual([true, undefined]);
  }
});

it.each<Flaw>(['foreign-signature', 'other-nonce', 'other-audience', 'other-issuer', 'expired', 'no-token'])('an answer that is not a good one (%s) signs nobody in', async (flaw) => {
  provider.person = (await registered()).subject;
  provider.flaw = flaw;
  const seen = await throughProvider();
  expect([seen.status, kept(seen, 'sid')]).toEqual([401, undefined]);
  expect(seen.text).toContain('答复没有通过核对');
});

it('who is not registered is shown the identity to hand in; the same name or login opens nothing', async () => {
  const someone = await person(here, 'authority-operator');
  for (const subject of ['nobody-registered-this', someone.login, someone.name]) {
    provider.person = subject;
    const seen = await throughProvider();
    expect([seen.status, kept(seen, 'sid')]).toEqual([401, undefined]);
    expect(seen.text).toContain(subject);
    expect(seen.text).toContain('还没有登记到本系统的账号上');
  }
});

it('who refuses at the provider’s, or finds it down, is told and may use the password', async () => {
  const refused = await throughProvider();
  expect([refused.status, refused.text.includes('没有同意登录'), refused.text.includes('name="password"')]).toEqual([401, true, true]);
  useUnifiedProvider(provider.settings(product.url)); // its description has not been read yet
  provider.flaw = 'down';
  const down = await visit('/sign-in/unified');
  expect([down.status, down.text.includes('没有正常答复'), down.text.includes('name="password"')]).toEqual([503, true, true]);
});

it('动态口令 is asked for as after a password', async () => {
  const { actor, subject } = await registered();
  await run('UPDATE users SET code_secret_sealed = ?, code_since = UTC_TIMESTAMP(3), password_hash = NULL WHERE id = ?', [sealSecret(actor.userId, newSecret()), actor.userId]);
  provider.person = subject;
  const seen = await throughProvider();
  expect([kept(seen, 'sid'), seen.text.includes('name="otp"')]).toEqual([undefined, true]);
  const ticket = /name="ticket" value="([^"]+)"/.exec(seen.text)?.[1] ?? '';
  const wrong = await fetch(`${product.url}/sign-in`, { method: 'POST', redirect: 'manual', headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin' }, body: new URLSearchParams({ ticket, otp: '000000', login: '' }).toString() });
  expect([wrong.status, (await wrong.text()).includes('动态口令不对')]).toEqual([401, true]);
});

it('a frozen account stays out, whatever the province says', async () => {
  const { actor, subject } = await registered('school-operator');
  await sys.post(`/users/${actor.userId}/freezing`, { reason: '休假' });
  provider.person = subject;
  const seen = await throughProvider();
  expect([seen.status, kept(seen, 'sid'), seen.text.includes('现在不能登录')]).toEqual([401, undefined, true]);
});

it('nothing leads out of the system: the way on is a page of ours', async () => {
  provider.person = (await registered()).subject;
  expect((await throughProvider('https://elsewhere.example/')).location).toBe('/');
});

describe('registering', () => {
  it('the person is told, only the ends of the identity are kept to be read, and it opens no second account', async () => {
    const { actor, subject } = await registered();
    expect((await sys.get(`/users/${actor.userId}/unified-identity`)).body).toMatchObject({ identity: { hint: '41…ce', lastUsedAt: null } });
    expect(await row('SELECT title FROM notifications WHERE user_id = ?', [actor.userId])).toEqual({ title: '登记统一用户标识' });
    expect(JSON.stringify(await rows('SELECT * FROM unified_identities'))).not.toContain(subject);
    expect(JSON.stringify(await rows('SELECT * FROM audit_events'))).not.toContain(subject);
    const other = await person(here, 'authority-operator');
    expect(await sys.call('PUT', `/users/${other.userId}/unified-identity`, { subject })).toMatchObject({ status: 409, code: 'in-use' });
  });

  it('a new identity replaces the old one; taken away, only the password is left', async () => {
    const { actor, subject } = await registered();
    expect((await sys.submit(`/accounts/${actor.userId}/unified-identity`, { subject: 'the-new-one' })).status).toBe(303);
    provider.person = subject;
    expect(kept(await throughProvider(), 'sid')).toBeUndefined();
    provider.person = 'the-new-one';
    expect(kept(await throughProvider(), 'sid')).toBeDefined();
    expect((await sys.call('DELETE', `/users/${actor.userId}/unified-identity`)).status).toBe(204);
    expect(kept(await throughProvider(), 'sid')).toBeUndefined();
    expect(await sys.call('DELETE', `/users/${actor.userId}/unified-identity`)).toMatchObject({ status: 422, code: 'not-registered' });
  });

  it('is the system administrator’s, for accounts below: not for the own, a peer’s, or another county’s', async () => {
    const target = await person(here, 'authority-operator');
    const body = { subject: 'somebody' };
    expect(await sec.call('PUT', `/users/${target.userId}/unified-identity`, body)).toMatchObject({ status: 403, code: 'role-not-allowed' });
    expect(await sys.call('PUT', `/users/${sys.actor.userId}/unified-identity`, body)).toMatchObject({ status: 403, code: 'own-account' });
    expect(await sys.call('PUT', `/users/${sec.actor.userId}/unified-identity`, body)).toMatchObject({ status: 403, code: 'own-level' });
    expect((await sys.call('PUT', `/users/${(await person(await county(), 'authority-operator')).userId}/unified-identity`, body)).status).toBe(404);
    expect((await sys.call('PUT', `/users/${target.userId}/unified-identity`, { subject: ' ' })).status).toBe(400);
    expect((await (await Person.signedIn(product, target)).call('PUT', `/users/${target.userId}/unified-identity`, body)).status).toBe(404);
  });

  it('where no 统一用户管理 is set up there is no button, no way there and nothing to register', async () => {
    useUnifiedProvider(null);
    const target = await person(here, 'authority-operator');
    expect((await visit('/sign-in')).text).not.toContain('统一用户登录');
    expect((await visit('/sign-in/unified')).status).toBe(404);
    expect(await sys.call('PUT', `/users/${target.userId}/unified-identity`, { subject: 'somebody' })).toMatchObject({ status: 422, code: 'no-unified-sign-in' });
  });
});

describe('the environment', () => {
  const given = { OIDC_ISSUER: 'https://sso.example.gov.cn', OIDC_CLIENT_ID: 'student-aid', OIDC_CLIENT_SECRET: 'secret', OIDC_CALLBACK: 'https://aid.example.gov.cn/sign-in/unified/callback' };
  const production = { NODE_ENV: 'production', APP_SECRET: 'x'.repeat(32), FIELD_KEYS: 'k' };
  it('names the province’s provider, its button too', () => {
    expect(readEnvironment({ ...given, OIDC_NAME: '豫事办登录' }).unified).toEqual({ issuer: given.OIDC_ISSUER, clientId: 'student-aid', clientSecret: 'secret', callback: given.OIDC_CALLBACK, name: '豫事办登录' });
    expect(readEnvironment({}).unified).toBeNull();
  });
  it.each([
    ['half of it', { OIDC_ISSUER: given.OIDC_ISSUER }],
    ['a provider without https', { ...given, OIDC_ISSUER: 'http://sso.example.gov.cn' }],
    ['a provider on this machine in production', { ...given, ...production, OIDC_ISSUER: 'http://127.0.0.1:9000' }],
    ['another way back', { ...given, OIDC_CALLBACK: 'https://aid.example.gov.cn/' }],
  ])('%s refuses start-up', (_what, vars) => {
    expect(() => readEnvironment(vars)).toThrow(EnvironmentInvalid);
  });
});
