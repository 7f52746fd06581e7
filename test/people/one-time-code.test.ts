import { Secret, TOTP } from 'otpauth';
import { row, rows, run } from '../../server/database.js';
import { accountProfiles, needOf, useAccountProfile } from '../../server/people/account-profile.js';
import { stepOf } from '../../server/people/one-time-code.js';
import { passwordProblems } from '../../server/people/password-policy.js';
import { hashPassword } from '../../server/people/password.js';
import type { Actor } from '../../server/values/actor.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { county, person, school, student, type Place } from '../support/world.js';

const PASSWORD = 'Right-2023-word';
let product: Product;
let authority: Place;
let place: Place;
let hash: string;
beforeAll(async () => { product = await startProduct(); authority = await county(); place = await school(authority); hash = await hashPassword(PASSWORD); });
afterAll(async () => { useAccountProfile('djbh3', false); await product.stop(); });

/** The code the app shows so many seconds from now. */
const codeOf = (secret: string, seconds = 0): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + seconds * 1000 });

async function someone(role: Actor['role'] = 'school-operator', at = place): Promise<{ who: Actor; here: Person }> {
  const who = await person(at, role);
  await run('UPDATE users SET password_hash = ? WHERE id = ?', [hash, who.userId]);
  return { who, here: await Person.signedIn(product, who) };
}
async function withCode(role: Actor['role'] = 'school-operator', at = place): Promise<{ who: Actor; here: Person; secret: string; paper: string[] }> {
  const { who, here } = await someone(role, at);
  const { secret }: { secret: string } = (await here.post('/one-time-code')).body;
  const { recoveryCodes }: { recoveryCodes: string[] } = (await here.post('/one-time-code/confirmation', { code: codeOf(secret, -30) })).body;
  return { who, here, secret, paper: recoveryCodes };
}
const signIn = async ({ login }: Actor, otp?: string, password = PASSWORD): Promise<[number, string | undefined]> => {
  const answer = await fetch(`${product.url}/api/v1/sessions`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login, password, client: 'api', ...(otp ? { otp } : {}) }) });
  return [answer.status, ((await answer.json()) as { code?: string }).code];
};

describe('动态口令', () => {
  it.each([[59, '287082'], [1_111_111_109, '081804'], [1_111_111_111, '050471'], [1_234_567_890, '005924'], [2_000_000_000, '279037']])('at second %i is the number RFC 6238 gives', (second, code) => {
    const secret = new Secret({ buffer: new TextEncoder().encode('12345678901234567890').buffer }).base32;
    expect(stepOf(secret, code, new Date(second * 1000))).toBe(Math.floor(second / 30));
    expect([stepOf(secret, code, new Date((second + 30) * 1000)), stepOf(secret, code, new Date((second + 90) * 1000))]).toEqual([Math.floor(second / 30), null]);
  });

  it('is set up by a first code, is asked for from then on, and its secret stands nowhere in clear', async () => {
    const { who, secret, paper } = await withCode();
    expect(paper).toHaveLength(10);
    expect(await signIn(who)).toEqual([401, 'one-time-code-needed']);
    expect(await signIn(who, '000000')).toEqual([401, 'wrong-one-time-code']);
    expect(await signIn(who, codeOf(secret))).toEqual([201, undefined]);
    const stored = JSON.stringify([await rows('SELECT * FROM users WHERE id = ?', [who.userId]), await rows('SELECT * FROM recovery_codes WHERE user_id = ?', [who.userId]), await rows('SELECT * FROM audit_events')]);
    expect([secret, ...paper, ...paper.map((code) => code.replaceAll('-', ''))].filter((one) => stored.includes(one))).toEqual([]);
  });

  it('is not set up by a wrong code, and the picture is shown again', async () => {
    const { who, here } = await someone();
    const page = await here.submit('/one-time-code', {});
    const secret = /<code class="wrap-anywhere">([\w ]+)</.exec(page.text)?.[1].replaceAll(' ', '') ?? '';
    const again = await here.submit('/one-time-code/confirmation', { code: '123' });
    expect([again.status, again.text.includes('动态口令不对'), again.text.includes(secret.slice(0, 4))]).toEqual([422, true, true]);
    expect(await signIn(who)).toEqual([201, undefined]);
  });

  it('opens once: the same code, used again or by two at the same moment, is refused', async () => {
    const { who, secret } = await withCode();
    const code = codeOf(secret);
    const both = await Promise.all([signIn(who, code), signIn(who, code)]);
    expect(both.map(([status]) => status).sort((a, b) => a - b)).toEqual([201, 401]);
    expect(await signIn(who, code)).toEqual([401, 'wrong-one-time-code']);
  });

  it('is replaced by a code on paper when the phone is lost, each good once', async () => {
    const { who, paper } = await withCode();
    expect([await signIn(who, paper[3]), await signIn(who, paper[3]), await signIn(who, paper[4].toUpperCase())]).toEqual([[201, undefined], [401, 'wrong-one-time-code'], [201, undefined]]);
  });

  it('wrong five times locks the account like a wrong password', async () => {
    const { who, secret } = await withCode();
    for (let at = 0; at < 5; at += 1) expect(await signIn(who, '000000')).toEqual([401, 'wrong-one-time-code']);
    expect(await signIn(who, codeOf(secret))).toEqual([401, 'account-locked']);
  });

  it('at the desk is asked for after the password, which is not to be typed twice', async () => {
    const { who, secret } = await withCode();
    const post = (fields: Record<string, string>): Promise<Response> => fetch(`${product.url}/sign-in`, { method: 'POST', redirect: 'manual', headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html' }, body: new URLSearchParams(fields).toString() });
    const half = await (await post({ login: who.login, password: PASSWORD })).text();
    const ticket = /name="ticket" value="([^"]+)"/.exec(half)?.[1] ?? '';
    expect([half.includes('动态口令'), half.includes(PASSWORD), half.includes('name="password"')]).toEqual([true, false, false]);
    const wrong = await post({ ticket, login: who.login, otp: '000000' });
    expect([wrong.status, (await wrong.text()).includes('name="ticket"')]).toEqual([401, true]);
    expect((await post({ ticket, login: who.login, otp: codeOf(secret) })).status).toBe(303);
    expect((await post({ ticket: `${ticket.slice(0, -4)}AAAA`, login: who.login, otp: codeOf(secret, 30) })).status).toBe(400);
  });

  it('of a school may be given up with a code; of an authority not', async () => {
    const { who, here, secret } = await withCode();
    expect((await here.post('/one-time-code/removal', { code: codeOf(secret) })).status).toBe(204);
    expect(await signIn(who)).toEqual([201, undefined]);
    const officer = await withCode('authority-operator', authority);
    expect((await officer.here.post('/one-time-code/removal', { code: codeOf(officer.secret) })).code).toBe('one-time-code-required');
  });

  it('of a lost phone is cleared by the security administrator, who gives no links; the system administrator gives links and clears none', async () => {
    const { who } = await withCode();
    const [sys, sec] = [await someone('system-administrator', authority), await someone('security-administrator', authority)];
    const path = `/users/${who.userId}/one-time-code/clearing`;
    expect([(await sys.here.post(path)).status, (await sec.here.post(`/users/${who.userId}/activation-links`)).status, (await sec.here.post(path)).status, (await sec.here.post(path)).code]).toEqual([403, 403, 200, 'one-time-code-not-set']);
    expect(await signIn(who)).toEqual([201, undefined]);
  });
});

describe('再次验证', () => {
  it('is asked before a number is shown in clear, holds for five minutes, and then is asked again', async () => {
    const { who, here, secret } = await withCode();
    const path = `/students/${await student(place)}/document-readings`;
    const purpose = { purpose: '核对学籍' };
    await run('UPDATE sessions SET shown_again_at = UTC_TIMESTAMP(3) - INTERVAL 6 MINUTE WHERE user_id = ?', [who.userId]);
    expect((await here.post(path, purpose)).code).toBe('show-again');
    expect((await here.post('/sessions/current/verification', { code: codeOf(secret) })).status).toBe(204);
    expect((await here.post(path, purpose)).status).toBe(201);
    await run('UPDATE sessions SET shown_again_at = UTC_TIMESTAMP(3) - INTERVAL 6 MINUTE WHERE user_id = ?', [who.userId]);
    expect((await here.post(path, purpose)).code).toBe('show-again');
  });

  it('at the desk keeps what was typed and goes on with it', async () => {
    const { who, here, secret } = await withCode();
    const path = `/students/${await student(place)}/document-readings`;
    await run("UPDATE sessions SET live_flag = 1, ended_at = NULL, ended_reason = NULL, shown_again_at = NULL WHERE user_id = ? AND client = 'desk'", [who.userId]);
    const asked = await here.submit(path, { purpose: '核对学籍' });
    const kept = /name="kept" value="([^"]+)"/.exec(asked.text)?.[1].replaceAll('&quot;', '"') ?? '';
    expect([asked.status, JSON.parse(kept)]).toEqual([403, { purpose: '核对学籍' }]);
    const goOn = await here.submit('/one-time-code/again', { code: codeOf(secret), to: path, kept });
    expect([goOn.status, goOn.text.includes(`action="${path}"`), goOn.text.includes('value="核对学籍"')]).toEqual([200, true, true]);
    expect((await here.submit(path, { purpose: '核对学籍' })).status).toBe(200);
  });

  it('is not asked of those who have no 动态口令', async () => {
    const { here } = await someone();
    expect((await here.post(`/students/${await student(place)}/document-readings`, { purpose: '核对学籍' })).status).toBe(201);
  });
});

describe('what an account has to do first', () => {
  const now = new Date('2026-11-27T00:00:00Z');
  const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);
  const officer = { role: 'authority-operator', organisation: { level: 'county' } } as Actor;
  const clerk = { role: 'school-operator', organisation: { level: 'school' } } as Actor;
  const auditor = { role: 'auditor', organisation: { level: 'province' } } as Actor;
  it.each([
    ['djbh3', officer, { changed: 89 }, null], ['djbh3', officer, { changed: 90 }, 'new-password'], ['asvs', officer, { changed: 900 }, null],
    ['djbh3', officer, { changed: 90, ages: false }, null],
    ['djbh3', officer, { created: 6, code: false }, null], ['djbh3', officer, { created: 7, code: false }, 'one-time-code'], ['djbh3', auditor, { created: 7, code: false }, 'one-time-code'], ['djbh3', clerk, { created: 700, code: false }, null],
    ['asvs', officer, { created: 7, code: false }, 'one-time-code'], ['djbh3', officer, { created: 700, code: true }, null],
  ] as const)('by %s, %j with %j: %s', (profile, actor, { changed = 0, ages = true, created = 0, code = true }: { changed?: number; ages?: boolean; created?: number; code?: boolean }, need) =>
    expect(needOf(actor, { passwordChangedAt: daysAgo(changed), passwordAges: ages, hasCode: code, createdAt: daysAgo(created) }, now, { profile: accountProfiles[profile], enforced: true })).toBe(need));

  it('is asked for on the page of the own account, which alone opens until it is done', async () => {
    const { who, here } = await someone();
    await run('UPDATE users SET password_ages = 1, password_changed_at = UTC_TIMESTAMP(3) - INTERVAL 91 DAY WHERE id = ?', [who.userId]);
    expect([(await here.get('/tasks')).code, (await here.get('/me')).status]).toEqual(['account-not-ready', 200]);
    const home = await here.page('/');
    expect([home.status, home.headers.get('location')]).toEqual([303, '/sessions']);
    expect((await here.page('/sessions')).text).toContain('请先办这一件');
    expect((await here.submit('/password', { currentPassword: PASSWORD, newPassword: 'Other-2026-word', repeatPassword: 'Other-2026-word' })).status).toBe(303);
    expect((await here.page('/')).status).toBe(200);
    expect((await row<{ n: number }>("SELECT COUNT(*) AS n FROM audit_events WHERE outcome = 'denied' AND actor_id = ?", [who.userId]))?.n).toBe(0);
  });
});

describe('a new password', () => {
  it.each([
    ['djbh3', 'Right-2023-word', 'taken'], ['djbh3', 'right-word-again', 'weak-password'], ['djbh3', 'Short-1a', 'weak-password'], ['djbh3', 'Qwerty-123456', 'weak-password'], ['djbh3', 'Aaaaaaa-11111', 'weak-password'], ['djbh3', 'school9-Op-2026', 'weak-password'],
    ['asvs', 'correct horse battery', 'taken'], ['asvs', 'fourteen chars', 'weak-password'], ['asvs', 'passwordpassword', 'weak-password'], ['asvs', '123456789012345', 'weak-password'],
  ] as const)('by %s: %s is %s', (profile, password, outcome) => expect(passwordProblems(password, 'school9', accountProfiles[profile])[0]?.code ?? 'taken').toBe(outcome));
});
