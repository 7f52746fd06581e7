import { timingSafeEqual } from 'node:crypto';
import type { Context } from 'koa';
import { Forbidden } from '../lib/errors.js';

/** Pages write only with the session's own token and from our own origin. @throws Forbidden `csrf`. */
export function checkCsrf(ctx: Context, given: string, expected: string): void {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  // A page without an origin of its own (`null`) may hold the token all the same: some browsers hide the origin.
  const elsewhere = ctx.get('Origin') !== 'null' && isFromElsewhere(ctx);
  if (elsewhere || a.length !== b.length || !timingSafeEqual(a, b)) throw refused();
}

/**
 * A form that has no session to take a token from (signing in, activating an account) comes from our own pages or from no
 * browser at all: otherwise another site could sign its visitor in as somebody else. @throws Forbidden `csrf`.
 */
export function checkOwnOrigin(ctx: Context): void {
  if (isFromElsewhere(ctx)) throw refused();
}

/** What the browser says of the page that sent the form. Sec-Fetch-Site is its own judgement; older ones name the origin only. */
export function isFromElsewhere(ctx: Context): boolean {
  const site = ctx.get('Sec-Fetch-Site');
  if (site) return site !== 'same-origin' && site !== 'none';
  const named = ctx.get('Origin') || ctx.get('Referer');
  return named !== '' && hostOf(named) !== ctx.host;
}

function hostOf(address: string): string | null {
  try {
    return new URL(address).host;
  } catch {
    return null;
  }
}

const refused = (): Forbidden => new Forbidden('csrf', '页面已过期，请返回刷新后重新提交；填写的内容请先复制保存。');
