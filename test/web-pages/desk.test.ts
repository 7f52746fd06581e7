import { createHash } from 'node:crypto';
import { row, run } from '../../server/database.js';
import { hashPassword, verifyPassword } from '../../server/people/password.js';
import type { Actor } from '../../server/values/actor.js';
import { newList, walkTo } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { person, students } from '../support/world.js';

/* The desk's frame: signing in, home, board, library, audit, by post. */

let product: Product;
let here: Office;
let hash: string;
const password = 'Right-2023-word';
beforeAll(async () => { product = await startProduct(); here = await office(product); hash = await hashPassword(password); });
afterAll(() => product.stop());

async function post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<{ status: number; to: string | null; cookie: string; text: string }> {
  const answer = await fetch(`${product.url}${path}`, { method: 'POST', redirect: 'manual', headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html', ...headers }, body: new URLSearchParams(fields).toString() });
  return { status: answer.status, to: answer.headers.get('location'), cookie: answer.headers.get('set-cookie') ?? '', text: await answer.text() };
}
async function withPassword(): Promise<Actor> {
  const actor = await person(here.place, 'school-operator');
  await run('UPDATE users SET password_hash = ? WHERE id = ?', [hash, actor.userId]);
  return actor;
}

describe('signing in at the desk', () => {
  it('leads to the page one wanted, with a cookie no script can read', async () => {
    const actor = await withPassword();
    const wanted = await fetch(`${product.url}/award-lists?month=2023-05`, { redirect: 'manual', headers: { Accept: 'text/html' } });
    expect([wanted.status, wanted.headers.get('location')]).toEqual([303, '/sign-in?next=%2Faward-lists%3Fmonth%3D2023-05&why=not-signed-in']);
    const answer = await post('/sign-in', { login: actor.login, password, next: '/award-lists?month=2023-05' });
    expect([answer.status, answer.to]).toEqual([303, '/award-lists?month=2023-05']);
    expect(answer.cookie).toMatch(/^sid=[\w-]{43}; path=\/; samesite=lax; httponly/i);
    const home = await fetch(`${product.url}/`, { headers: { Cookie: answer.cookie.split(';')[0] } });
    expect([home.status, (await home.text()).includes('待办事项')]).toEqual([200, true]);
  });

  it('a wrong password keeps the login that was typed and says what to do', async () => {
    const actor = await withPassword();
    const answer = await post('/sign-in', { login: actor.login, password: 'Wrong-2023-word' });
    expect([answer.status, answer.cookie.includes('sid=')]).toEqual([401, false]);
    expect(answer.text).toContain(`value="${actor.login}"`);
    expect(answer.text).toContain('用户名或密码不对');
    expect(answer.text).not.toContain('Wrong-2023-word');
  });

  it.each(['https://evil.example/x', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])('does not lead away to %s', async (next) => {
    const actor = await withPassword();
    expect((await post('/sign-in', { login: actor.login, password, next })).to).toBe('/');
  });

  it('is refused when another site sends the form', async () => {
    const actor = await withPassword();
    const answer = await post('/sign-in', { login: actor.login, password }, { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' });
    expect([answer.status, answer.cookie.includes('sid=')]).toEqual([403, false]);
  });

  it('signing out ends the session', async () => {
    const who = await Person.signedIn(product, await person(here.place, 'school-operator'));
    expect((await who.submit('/sign-out', {})).status).toBe(303);
    expect((await who.page('/')).status).toBe(303);
  });
});

describe('one’s own account', () => {
  it('a one-time link sets the first password by the rule, and only once', async () => {
    const actor = await person(here.place, 'auditor');
    const token = 'a'.repeat(43);
    await run('UPDATE users SET activation_hash = ?, activation_expires_at = UTC_TIMESTAMP(3) + INTERVAL 1 HOUR WHERE id = ?', [createHash('sha256').update(token).digest('hex'), actor.userId]);
    expect((await post(`/activate/${token}`, { newPassword: 'short', repeatPassword: 'short' })).status).toBe(400);
    expect((await post(`/activate/${token}`, { newPassword: 'Long-enough-2023', repeatPassword: 'Another-one-2023' })).status).toBe(400);
    expect((await post(`/activate/${token}`, { newPassword: 'Long-enough-2023', repeatPassword: 'Long-enough-2023' })).status).toBe(303);
    const stored = await row<{ password_hash: string }>('SELECT password_hash FROM users WHERE id = ?', [actor.userId]);
    expect(await verifyPassword(stored?.password_hash ?? '', 'Long-enough-2023')).toBe(true);
    expect((await post(`/activate/${token}`, { newPassword: 'Other-enough-2023', repeatPassword: 'Other-enough-2023' })).status).toBe(410);
  });

  it('a password is changed only by who knows the old one, to a strong new one', async () => {
    const actor = await withPassword();
    const who = await Person.signedIn(product, actor);
    expect((await who.submit('/password', { currentPassword: 'Wrong-2023-word', newPassword: 'Fresh-2023-word', repeatPassword: 'Fresh-2023-word' })).status).toBe(422);
    expect((await who.submit('/password', { currentPassword: password, newPassword: 'weak', repeatPassword: 'weak' })).status).toBe(400);
    expect((await who.submit('/password', { currentPassword: password, newPassword: password, repeatPassword: password })).status).toBe(422);
    expect((await who.submit('/password', { currentPassword: password, newPassword: 'Fresh-2023-word', repeatPassword: 'Fresh-2023-word' })).status).toBe(303);
  });
});

describe('what each post finds', () => {
  it('the reminders of the home page are the numbers of the API', async () => {
    const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1));
    await walkTo(here, list.id, 'reviewedAtAuthority');
    const { items }: { items: { kind: string; programme: string; currentMonth: number; href: string }[] } = (await here.operator.get('/todos')).body;
    const home = await here.operator.page('/');
    for (const { href, currentMonth } of items) {
      expect(home.text).toContain(`${href}&period=current`.replaceAll('&', '&amp;'));
      expect(home.text).toMatch(new RegExp(`>${currentMonth}<`));
    }
  });

  it.each(['system-administrator', 'security-administrator', 'auditor', 'process-administrator', 'process-publisher'] as const)('the %s has a home without business', async (role) => {
    const who = await Person.signedIn(product, await person(here.authority, role));
    const home = await who.page('/');
    expect([home.status, home.text.includes('/award-lists'), home.text.includes('/students')]).toEqual([200, false, false]);
    for (const path of ['/award-lists', '/students', '/tasks', '/board', '/search?q=a']) expect([role, path, (await who.page(path)).status]).toEqual([role, path, 403]);
  });

  it('the board shows an authority all its schools and nothing of others, and schools none', async () => {
    const away = await office(product);
    const officer = here.officer;
    const page = await officer.page('/board?month=2023-05');
    expect([page.status, page.text.includes(here.place.name), page.text.includes(away.place.name)]).toEqual([200, true, false]);
    const board: { items: { school: { id: number }; stage: string | null }[] } = (await officer.get('/statistics/board?month=2023-05')).body;
    expect(new Set(board.items.map(({ school }) => school.id))).toEqual(new Set([here.place.id]));
    expect((await away.officer.page('/board?month=2023-05')).text).toContain('还没有名单');
    expect((await here.operator.page('/board')).status).toBe(403);
  });

  it('the library is read by all whose work it orders, and only its keepers upload and activate', async () => {
    const drawer = await Person.signedIn(product, await person(here.authority, 'process-administrator'));
    const publisher = await Person.signedIn(product, await person(here.authority, 'process-publisher'));
    for (const who of [here.operator, here.officer, drawer, publisher]) {
      const page = await who.page('/processes/vocational-grant/1');
      expect([who.actor.role, page.status, page.text.includes('名单公示确认'), page.text.includes('<svg')]).toEqual([who.actor.role, 200, true, true]);
    }
    expect((await drawer.page('/processes')).text).toContain('检查并保存为草稿');
    expect((await here.operator.page('/processes')).text).not.toContain('检查并保存为草稿');
    expect((await here.operator.submit('/processes/vocational-grant/1/activation', {})).status).toBe(403);
    expect((await drawer.page('/incidents')).status).toBe(200);
    expect((await here.operator.page('/incidents')).status).toBe(403);
  });

  it('no page carries an inline script or style, and every page its security headers', async () => {
    for (const path of ['/', '/award-lists', '/students', '/tasks', '/notifications', '/sessions', '/processes/vocational-grant/1', '/sign-in']) {
      const page = await here.operator.page(path);
      expect([path, / style="| onclick=|<style|<script(?![^>]*src=)/.test(page.text)]).toEqual([path, false]);
      expect([path, page.headers.get('content-security-policy')?.includes("script-src 'self'"), page.headers.get('x-content-type-options'), page.headers.get('cache-control')]).toEqual([path, true, 'nosniff', 'no-store']);
    }
  });
});
