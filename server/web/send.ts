import type { Context } from 'koa';
import { contentDisposition } from '../attachments/file-name.js';
import { SESSION_COOKIE } from './authenticate.js';
import type { Answer, Cookie } from './route.js';

const FLASH = 'flash';

/** Puts an answer on the wire. Everything personal is `no-store`. */
export async function sendAnswer(ctx: Context, answer: Answer, secureCookies: boolean): Promise<void> {
  ctx.set('Cache-Control', 'no-store');
  switch (answer.kind) {
    case 'json':
      ctx.status = answer.status;
      ctx.type = 'application/json';
      for (const [name, value] of Object.entries(answer.headers ?? {})) ctx.set(name, value);
      ctx.body = JSON.stringify(answer.body);
      return;
    case 'empty':
      ctx.status = 204;
      return;
    case 'page':
      ctx.status = answer.status;
      ctx.type = 'text/html; charset=utf-8';
      ctx.body = answer.html;
      return;
    case 'redirect':
      for (const cookie of answer.cookies ?? []) ctx.cookies.set(cookie.name, cookie.value, cookieOptions(secureCookies, cookie.maxAgeSeconds));
      if (answer.flash) ctx.cookies.set(FLASH, encodeURIComponent(answer.flash), cookieOptions(secureCookies, 30));
      ctx.redirect(answer.to);
      ctx.status = 303;
      return;
    case 'stream':
      ctx.status = 200;
      ctx.type = answer.mime;
      ctx.set('Content-Disposition', contentDisposition(answer.name));
      ctx.set('X-Content-Type-Options', 'nosniff');
      ctx.set('Content-Security-Policy', "default-src 'none'; sandbox");
      ctx.body = answer.stream;
      return;
    case 'file':
      ctx.status = 200;
      ctx.type = answer.mime;
      ctx.set('Content-Disposition', answer.inline ? contentDisposition(answer.name).replace(/^attachment/, 'inline') : contentDisposition(answer.name));
      ctx.set('X-Content-Type-Options', 'nosniff');
      if (!answer.inline) ctx.set('Content-Security-Policy', "default-src 'none'; sandbox");
      ctx.body = answer.bytes;
  }
}

/** The message left by the act before, shown once. */
export function takeFlash(ctx: Context): string | undefined {
  const found = ctx.cookies.get(FLASH);
  if (!found) return undefined;
  ctx.cookies.set(FLASH, '', { maxAge: 0, httpOnly: true, path: '/' });
  try {
    return decodeURIComponent(found);
  } catch {
    return undefined;
  }
}

function cookieOptions(secure: boolean, maxAgeSeconds: number | null): Parameters<Context['cookies']['set']>[2] {
  return { httpOnly: true, sameSite: 'lax', secure, path: '/', overwrite: true, ...(maxAgeSeconds === null ? {} : { maxAge: maxAgeSeconds * 1000 }) };
}

export { SESSION_COOKIE };

/** The cookie of a session at the desk; it ends with the browser. */
export const sessionCookie = (token: string): Cookie => ({ name: SESSION_COOKIE, value: token, maxAgeSeconds: null });
