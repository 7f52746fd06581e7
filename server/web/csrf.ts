import { timingSafeEqual } from 'node:crypto';
import type { Context } from 'koa';
import { Forbidden } from '../lib/errors.js';

/** Pages write only with the session's own token and from our own origin. @throws Forbidden `csrf`. */
export function checkCsrf(ctx: Context, given: string, expected: string): void {
  const site = ctx.get('Sec-Fetch-Site');
  const origin = ctx.get('Origin');
  const foreign = (site && site !== 'same-origin' && site !== 'none') || (origin && origin !== 'null' && new URL(origin).host !== ctx.host);
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  if (foreign || a.length !== b.length || !timingSafeEqual(a, b)) throw new Forbidden('csrf', '页面已过期，请返回刷新后重新提交；填写的内容请先复制保存。');
}
