import { Secret, TOTP } from 'otpauth';
import { rows, run } from '../../server/database.js';
import { newSecret, sealSecret } from '../../server/people/one-time-code.js';
import { useWechat } from '../../server/wechat/wechat-app.js';
import { office, type Office } from '../support/office.js';
import { phone, phonePassword, settle, signInOn, withPassword } from '../support/phone.js';
import { startProduct, type Product } from '../support/product.js';
import type { Weapp } from '../support/weapp.mjs';
import { WechatServer } from '../support/wechat-server.js';
import { person } from '../support/world.js';

/* Signing in on a phone: with password, code and WeChat, in one post of several. */

let product: Product;
let wechat: WechatServer;
let here: Office;
const devices: Weapp[] = [];

beforeAll(async () => {
  product = await startProduct();
  wechat = await WechatServer.started();
  here = await office(product);
  await withPassword(here.officer.actor, here.reviewer.actor);
}, 120_000);
afterEach(() => { useWechat(null); for (const one of devices.splice(0)) one.close(); });
afterAll(async () => { await wechat.stop(); await product.stop(); });

const device = (options: Parameters<typeof phone>[1] = {}): Weapp => {
  const opened = phone(product, options);
  devices.push(opened);
  return opened;
};

it('a WeChat is bound with the first sign-in; afterwards one tap, and a session that ran out is renewed without a word', async () => {
  useWechat(wechat.app);
  const { actor } = here.reviewer;
  const app = device({ code: () => wechat.code(actor.login) });
  await signInOn(app, actor);
  await settle(200);
  expect(await rows('SELECT 1 AS found FROM wechat_bindings WHERE user_id = ?', [actor.userId])).toHaveLength(1);
  await run("UPDATE sessions SET expires_at = UTC_TIMESTAMP(3) - INTERVAL 1 MINUTE WHERE user_id = ? AND client = 'phone'", [actor.userId]);
  app.tap('#tab-mine');
  await app.until(() => app.page.path === 'pages/mine/index' && app.el('#binding') && app.all('[id^="end-"]').length >= 0 && app.text().includes('（这一台）'));
  expect(app.stats.requests.filter(({ path }) => path === '/api/v1/wechat/sessions').map(({ status }) => status)).toContain(201);
  const fresh = device({ code: () => wechat.code(actor.login) });
  await fresh.until(() => fresh.page.path === 'pages/home/index' && fresh.el('.hi')?.textContent.includes(actor.name));
  fresh.tap('#tab-mine');
  await fresh.until(() => fresh.el('#binding')?.textContent === '解除');
  fresh.tap('#binding');
  await fresh.until(() => fresh.page.path === 'pages/sign-in/index');
  expect(await rows('SELECT 1 AS found FROM wechat_bindings WHERE user_id = ?', [actor.userId])).toEqual([]);
  expect([...app.storage.values(), ...fresh.storage.values()].map((one) => JSON.stringify(one)).join()).not.toMatch(/openid|session_key|o-[0-9a-f]{24}/);
});

it('somebody with two posts chooses one at sign-in and changes it later', async () => {
  const two = await person(here.place, 'school-operator', '孙志强');
  await run("INSERT INTO posts (user_id, organisation_id, role) VALUES (?, ?, 'authority-director')", [two.userId, here.authority.id]);
  await withPassword(two);
  const app = device();
  await app.until(() => app.el('#sign-in'));
  app.type('#login', two.login);
  app.type('#password', phonePassword);
  await settle();
  app.tap('#sign-in');
  const director = await app.until(() => app.all('[id^="post-"]').find((one) => one.textContent.includes('业务主管领导')));
  app.tap(`#${director.id}`);
  await app.until(() => app.page.path === 'pages/home/index' && app.el('.hi')?.textContent.includes('业务主管领导'));
  app.tap('#tab-mine');
  const back = await app.until(() => app.all('[id^="post-"]')[0]);
  app.tap(`#${back.id}`);
  await app.until(() => app.page.path === 'pages/home/index' && app.el('.hi')?.textContent.includes('学校业务操作人员'));
  expect(await rows("SELECT action FROM audit_events WHERE actor_id = ? AND action = '换岗位'", [two.userId])).toHaveLength(2);
});

it('an account with a one-time code is asked for it at sign-in, and once more before it binds a WeChat; what was begun goes on', async () => {
  useWechat(wechat.app);
  const { actor } = here.officer;
  const secret = newSecret();
  await run('UPDATE users SET code_secret_sealed = ?, code_since = UTC_TIMESTAMP(3) WHERE id = ?', [sealSecret(actor.userId, secret), actor.userId]);
  const codeAt = (seconds: number): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + seconds * 1000 });
  const app = device({ code: () => wechat.code(actor.login) });
  await app.until(() => app.el('#sign-in'));
  app.tap('#bind-too');
  app.type('#login', actor.login);
  app.type('#password', phonePassword);
  await settle();
  expect(app.el('#otp')).toBeNull();
  app.tap('#sign-in');
  await app.until(() => app.el('#otp') && app.el('#problem')?.textContent.includes('动态口令'));
  app.type('#otp', codeAt(-30));
  await settle();
  app.tap('#sign-in');
  await app.until(() => app.page.path === 'pages/home/index' && app.el('.hi'));
  await run('UPDATE sessions SET shown_again_at = shown_again_at - INTERVAL 6 MINUTE WHERE user_id = ?', [actor.userId]);
  app.tap('#tab-mine');
  await app.until(() => app.el('#binding')?.textContent === '绑定');
  app.tap('#binding');
  await app.until(() => app.page.path === 'packages/office/pages/verify/index' && app.el('#code'));
  app.type('#code', codeAt(0));
  await settle();
  app.tap('#verify');
  await app.until(() => app.page.path === 'pages/mine/index');
  app.tap('#binding');
  await app.until(() => app.el('#binding')?.textContent === '解除');
  expect(await rows('SELECT 1 AS found FROM wechat_bindings WHERE user_id = ?', [actor.userId])).toHaveLength(1);
});

it('a phone that was signed in long ago binds no WeChat without the password', async () => {
  useWechat(wechat.app);
  const { actor } = here.operator;
  await withPassword(actor);
  const app = device({ code: () => wechat.code(actor.login) });
  await app.until(() => app.el('#bind-too'));
  app.tap('#bind-too');
  await settle();
  await signInOn(app, actor);
  await run('UPDATE sessions SET created_at = created_at - INTERVAL 1 DAY WHERE user_id = ?', [actor.userId]);
  app.tap('#tab-mine');
  await app.until(() => app.el('#binding')?.textContent === '绑定');
  app.tap('#binding');
  await app.until(() => app.el('#password') && app.text().includes('请再输入一次密码'));
  app.type('#password', phonePassword);
  await settle();
  app.tap('#bind');
  await app.until(() => app.el('#binding')?.textContent === '解除');
  expect(await rows('SELECT 1 AS found FROM wechat_bindings WHERE user_id = ?', [actor.userId])).toHaveLength(1);
});
