import { join } from 'node:path';
import { run } from '../../server/database.js';
import { hashPassword } from '../../server/people/password.js';
import { projectRoot } from '../../server/root.js';
import type { Actor } from '../../server/values/actor.js';
import type { Product } from './product.js';
import { openWeapp, type Weapp, type Wire } from './weapp.mjs';

export const phonePassword = 'Zizhu-2023-phone';
const folder = join(projectRoot, 'miniapp');

/** Gives people a password to sign in with on a phone. */
export async function withPassword(...people: readonly Actor[]): Promise<void> {
  const hash = await hashPassword(phonePassword);
  await run('UPDATE users SET password_hash = ?, password_changed_at = UTC_TIMESTAMP(3) WHERE id IN (?)', [hash, people.map(({ userId }) => userId)]);
}

/** A phone with the WeChat package on it, as `npm run build:weapp` made it. */
export function phone(product: Product, options: { wire?: Wire; photo?: string; code?: () => string; storage?: Map<string, unknown>; accepts?: () => 'accept' | 'reject' } = {}): Weapp {
  const opened = openWeapp(join(folder, 'dist', 'weapp'), { server: product.url, modules: folder, ...options });
  opened.launch();
  return opened;
}

/** Signs in by password and waits for the home page. */
export async function signInOn(device: Weapp, actor: Actor): Promise<void> {
  await device.until(() => device.page.path === 'pages/sign-in/index' && device.el('#sign-in'));
  device.type('#login', actor.login);
  device.type('#password', phonePassword);
  await settle();
  device.tap('#sign-in');
  await device.until(() => device.page.path === 'pages/home/index' && device.el('.hi'));
}

/** Lets the program hear what was typed before the next tap. */
export const settle = (ms = 60): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Through 我的 to what one of its lines opens. */
export async function mine(one: Weapp, entry: string, ready: string): Promise<void> {
  one.tap('#tab-mine');
  await one.until(() => one.page.path === 'pages/mine/index' && one.el(entry));
  one.tap(entry);
  await one.until(() => one.el(ready));
}
