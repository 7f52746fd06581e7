import type { Context } from 'koa';
import { h } from 'preact';
import type { Actor } from '../values/actor.js';
import { NotSignedIn } from '../lib/errors.js';
import { asProductError, problemOf } from './error-response.js';
import { frameFor } from './frame.js';
import { renderPage } from './layout.js';
import { sealFor } from './desk-page.js';
import { ErrorPage } from './pages/error-page.js';
import { ShowAgainPage } from './pages/one-time-code-page.js';
import { returnPath } from './return-path.js';
import { page, redirect, type Answer, type Session } from './route.js';

/** What a person sees when a page cannot do what they asked: what happened, what to do next, and what they typed. */
export async function errorPage(ctx: Context, error: unknown, actor: Actor | null, session: Session | null): Promise<Answer> {
  const known = asProductError(error);
  const kept = keptWords(ctx);
  if (known instanceof NotSignedIn) {
    const signIn = `/sign-in?next=${encodeURIComponent(cameFrom(ctx))}&why=${known.code}`;
    return kept.length === 0 ? redirect(signIn) : signedOut(ctx, known, signIn, kept);
  }
  if (known?.code === 'account-not-ready' && session) return redirect('/sessions');
  if (known?.code === 'show-again' && session) return showAgain(ctx, actor, session);
  const { problem } = problemOf(error);
  const back = ctx.method === 'GET' || cameFrom(ctx) === '/' ? [] : [{ label: '回到刚才的页面', href: cameFrom(ctx) }];
  const frame = await frameFor(ctx, actor, session);
  return page(renderPage({
    ...frame, title: problem.title,
    children: h(ErrorPage, { status: problem.status, title: problem.title, message: problem.detail, ...(problem.by ? { by: problem.by } : {}), unmet: problem.errors?.map(({ code, message, basis }) => ({ code, message, ...(basis ? { basis } : {}) })) ?? [], next: [...back, { label: '回到首页', href: '/' }], kept, reference: String(ctx.state.requestId) }),
  }), problem.status);
}

/** The page asked for, or that the form was sent from: there one goes on after signing in again. */
function cameFrom(ctx: Context): string {
  if (ctx.method === 'GET') return ctx.url;
  const from = URL.canParse(ctx.get('Referer')) ? new URL(ctx.get('Referer')) : null;
  return from?.host === ctx.host ? returnPath(`${from.pathname}${from.search}`) : '/';
}

/** What somebody typed into the form that was not taken, to be copied. */
export function keptWords(ctx: Pick<Context, 'state'>): { name: string; value: string }[] {
  const typed = ctx.state.typed as Record<string, unknown> | undefined;
  if (!typed || typeof typed !== 'object') return [];
  return Object.entries(typed).flatMap(([name, value]) => (typeof value === 'string' && value.trim() && !/password|^_|^version$/i.test(name) ? [{ name: fieldNames[name] ?? name, value }] : []));
}
const fieldNames: Record<string, string> = { decision: '您的决定', remark: '原因', reason: '原因', text: '内容', name: '姓名' };

/** 再次验证: a code, and then on to where the person was going, with what was typed. */
async function showAgain(ctx: Context, actor: Actor | null, session: Session): Promise<Answer> {
  const { _csrf: _token, _key: _once, ...typed } = (ctx.state.typed ?? {}) as Record<string, unknown>;
  return page(renderPage({
    ...(await frameFor(ctx, actor, session)), title: '请再验证一次',
    children: h(ShowAgainPage, { action: '/one-time-code/again', seal: sealFor({ session }), to: ctx.url, kept: ctx.method === 'POST' ? JSON.stringify(typed) : '', shown: keptWords(ctx) }),
  }), 403);
}

/** The session ended while somebody wrote: nothing was done, and the words are still there. */
async function signedOut(ctx: Context, { message, code }: NotSignedIn, signIn: string, kept: { name: string; value: string }[]): Promise<Answer> {
  const frame = await frameFor(ctx, null, null);
  const said = code === 'signed-in-elsewhere' ? message : '您太久没有操作，登录已过期，这次填写没有提交。';
  return page(renderPage({ ...frame, title: '请重新登录', children: h(ErrorPage, { status: 401, title: '请重新登录', message: `${said}登录后回到刚才的页面接着办。`, next: [{ label: '登录，回到刚才的页面', href: signIn }], kept, signedOut: true }) }), 401);
}
