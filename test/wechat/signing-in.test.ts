import { rows, run } from '../../server/database.js';
import { phoneNumberOf } from '../../server/wechat/phone-number.js';
import { useWechat } from '../../server/wechat/wechat-app.js';
import { phonePassword, withPassword } from '../support/phone.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { WechatServer } from '../support/wechat-server.js';
import { county, person, school } from '../support/world.js';

const SESSION = '/sns/jscode2session';
let product: Product;
let wechat: WechatServer;
beforeAll(async () => {
  product = await startProduct();
  wechat = await WechatServer.started();
  useWechat(wechat.app);
});
afterAll(async () => { useWechat(null); await wechat.stop(); await product.stop(); });

const somebody = async (): Promise<Person> => Person.signedIn(product, await person(await county(), 'authority-operator'));
async function oneTap(code: string, postId?: number): Promise<{ status: number; body: { code?: string; token: string; user: { login: string; role: string }; posts: { id: number; role: string }[] } }> {
  const response = await fetch(`${product.url}/api/v1/wechat/sessions`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ code, ...(postId ? { postId } : {}) }) });
  return { status: response.status, body: await response.json() as never };
}
const me = async (token: string): Promise<number> => (await fetch(`${product.url}/api/v1/me`, { headers: { Authorization: `Bearer ${token}` } })).status;

it('a WeChat is bound once by its signed-in person; afterwards one tap signs them in', async () => {
  const who = await somebody();
  const { login } = who.actor;
  expect(await oneTap(wechat.code(login))).toMatchObject({ status: 401, body: { code: 'wechat-not-bound' } });
  expect((await who.post('/wechat/bindings', { code: wechat.code(login) })).status).toBe(201);
  const signedIn = await oneTap(wechat.code(login));
  expect([signedIn.status, signedIn.body.user.login, await me(signedIn.body.token)]).toEqual([201, login, 200]);
  expect(JSON.stringify(signedIn.body)).not.toMatch(/openid|session_key|o-[0-9a-f]{24}/);
  const [kept] = await rows<{ openid_sealed: string }>('SELECT openid_sealed FROM wechat_bindings WHERE user_id = ?', [who.actor.userId]);
  expect(kept.openid_sealed).not.toContain('o-');
});

it('an old session, and one that a tap opened, bind no WeChat without the password', async () => {
  const who = await somebody();
  await withPassword(who.actor);
  await run("UPDATE sessions SET created_at = created_at - INTERVAL 16 MINUTE WHERE user_id = ?", [who.actor.userId]);
  expect(await who.post('/wechat/bindings', { code: wechat.code('a left phone') })).toMatchObject({ status: 403, code: 'password-needed' });
  expect(await who.post('/wechat/bindings', { code: wechat.code('a left phone'), password: 'Wrong-2023-word' })).toMatchObject({ status: 422, code: 'wrong-password' });
  expect((await rows('SELECT failed_count FROM sign_in_devices WHERE user_id = ?', [who.actor.userId]))).toEqual([{ failed_count: 1 }]);
  expect((await who.post('/wechat/bindings', { code: wechat.code('a left phone'), password: phonePassword })).status).toBe(201);
  await run('UPDATE sessions SET created_at = UTC_TIMESTAMP(3) WHERE user_id = ?', [who.actor.userId]);
  expect(await who.post('/wechat/bindings', { code: wechat.code('another phone') })).toMatchObject({ status: 403, code: 'password-needed' });
});

it('whoever did not hear that the WeChat is bound asks again and is told so, not asked for a password', async () => {
  const who = await somebody();
  const asked = [{ code: wechat.code('a phone in a tunnel') }, { 'Idempotency-Key': 'in-the-tunnel' }] as const;
  const first = await who.post('/wechat/bindings', ...asked);
  const again = await who.post('/wechat/bindings', ...asked);
  expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
});

it('a code is good once; a made-up one and an openid sent in its place are worth nothing', async () => {
  const who = await somebody();
  const code = wechat.code(who.actor.login);
  await who.post('/wechat/bindings', { code });
  for (const wrong of [code, 'made-up', 'o-0123456789abcdef01234567']) expect(await oneTap(wrong)).toMatchObject({ status: 422, body: { code: 'wechat-code-invalid' } });
});

it('a WeChat belongs to one account; the refusal says what to do', async () => {
  const [first, second] = [await somebody(), await somebody()];
  await first.post('/wechat/bindings', { code: wechat.code('the same WeChat') });
  const refused = await second.post('/wechat/bindings', { code: wechat.code('the same WeChat') });
  expect([refused.status, refused.code, refused.text]).toEqual([409, 'wechat-bound-to-another', expect.stringContaining('解除绑定')]);
});

it('unbinding ends the phone’s session and one tap; somebody disabled gets no further either', async () => {
  const who = await somebody();
  await who.post('/wechat/bindings', { code: wechat.code(who.actor.login) });
  const { body: { token } } = await oneTap(wechat.code(who.actor.login));
  expect((await who.delete('/wechat/bindings')).status).toBe(204);
  expect([await me(token), (await oneTap(wechat.code(who.actor.login))).status, (await who.delete('/wechat/bindings')).status]).toEqual([401, 401, 404]);
  await who.post('/wechat/bindings', { code: wechat.code(who.actor.login) });
  await run("UPDATE users SET status = 'disabled' WHERE id = ?", [who.actor.userId]);
  expect((await oneTap(wechat.code(who.actor.login))).status).toBe(401);
});

it('somebody with two posts signs in to the one they bound, or the one they choose, never to another’s', async () => {
  const actor = await person(await county(), 'authority-operator');
  const place = await school(await county());
  const { insertId } = await run("INSERT INTO posts (user_id, organisation_id, role) VALUES (?, ?, 'school-reviewer')", [actor.userId, place.id]);
  const who = await Person.signedIn(product, actor);
  await who.post('/wechat/bindings', { code: wechat.code(actor.login) });
  const bound = await oneTap(wechat.code(actor.login));
  expect([bound.body.user.role, bound.body.posts.map(({ role }) => role)]).toEqual(['authority-operator', ['authority-operator', 'school-reviewer']]);
  expect((await oneTap(wechat.code(actor.login), insertId)).body.user.role).toBe('school-reviewer');
  const other = await somebody();
  const [{ id }] = await rows<{ id: number }>('SELECT id FROM posts WHERE user_id = ?', [other.actor.userId]);
  expect((await oneTap(wechat.code(actor.login), id)).body.user.role).toBe('authority-operator');
});

it.each([['is busy', { code: -1 }, 503], ['is broken', { status: 500 }, 503], ['does not answer', 'lost-before', 503], ['finds it too often', { code: 45011 }, 503], ['sees a risk', { code: 40226 }, 422]] as const)('when WeChat %s the person is told how else to get in', async (_, fault, status) => {
  wechat.fail(SESSION, fault);
  const answer = await oneTap(wechat.code('anybody'));
  expect([answer.status, JSON.stringify(answer.body)]).toEqual([status, expect.stringContaining('账号和密码')]);
});

it('an office without a mini-program says so', async () => {
  useWechat(null);
  const who = await somebody();
  expect([(await oneTap('any')).status, (await who.post('/wechat/bindings', { code: 'any' })).status, (await who.get('/subscriptions')).body]).toEqual([404, 404, { available: false, bound: false, templateId: null, credits: 0, lastResult: null }]);
  useWechat(wechat.app);
});

it('the number of a WeChat is told for its own kind of code, once; a refused token is exchanged on the way', async () => {
  const code = wechat.phoneCode('13800138000');
  await expect(phoneNumberOf(wechat.code('anybody'))).rejects.toMatchObject({ code: 'wechat-code-invalid' });
  wechat.expireTokens();
  expect(await phoneNumberOf(code)).toBe('13800138000');
  await expect(phoneNumberOf(code)).rejects.toMatchObject({ code: 'wechat-code-invalid' });
  for (const [fault, seconds] of [[{ code: -1 }, 5], [{ code: 45011 }, 60], ['lost-after', 5]] as const) {
    wechat.fail('/wxa/business/getuserphonenumber', fault);
    await expect(phoneNumberOf(wechat.phoneCode('13800138000'))).rejects.toMatchObject({ status: 503, retryAfter: seconds });
  }
});
