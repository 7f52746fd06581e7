import type { Context } from 'koa';
import { h } from 'preact';
import type { Actor } from '../values/actor.js';
import { NotSignedIn } from '../lib/errors.js';
import { asProductError, problemOf } from './error-response.js';
import { frameFor } from './frame.js';
import { renderPage } from './layout.js';
import { ErrorPage } from './pages/error-page.js';
import { page, redirect, type Answer, type Session } from './route.js';

/** What a person sees when a page cannot do what they asked: what happened, what to do next, and what they typed. */
export async function errorPage(ctx: Context, error: unknown, actor: Actor | null, session: Session | null): Promise<Answer> {
  const known = asProductError(error);
  if (known instanceof NotSignedIn) return redirect(`/sign-in?next=${encodeURIComponent(ctx.method === 'GET' ? ctx.url : '/')}&why=${known.code}`);
  const { problem } = problemOf(error);
  const typed = ctx.state.typed as Record<string, unknown> | undefined;
  const kept = typed && typeof typed === 'object' ? Object.entries(typed).flatMap(([name, value]) => (typeof value === 'string' && value.trim() && !/password|_csrf|_key/i.test(name) ? [{ name, value }] : [])) : [];
  const frame = await frameFor(ctx, actor, session);
  return page(renderPage({
    ...frame, title: problem.title,
    children: h(ErrorPage, { status: problem.status, title: problem.title, message: problem.detail, ...(problem.by ? { by: problem.by } : {}), unmet: problem.errors?.map(({ code, message, basis }) => ({ code, message, ...(basis ? { basis } : {}) })) ?? [], next: [{ label: '回到首页', href: '/' }], kept, reference: String(ctx.state.requestId) }),
  }), problem.status);
}
