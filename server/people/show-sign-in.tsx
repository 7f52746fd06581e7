import type { Context } from 'koa';
import type { VNode } from 'preact';
import { frameFor } from '../web/frame.js';
import { renderPage } from '../web/layout.js';
import { SignInPage, type SignInProps } from '../web/pages/sign-in-page.js';
import { page, type Answer } from '../web/route.js';
import { demoAccounts } from './demo-accounts.js';
import { unifiedProvider } from './unified-provider.js';

/** The sign-in page, with what the last attempt led to. */
export async function showSignIn(ctx: Context, props: Pick<SignInProps, 'login' | 'next' | 'refused' | 'told' | 'ticket' | 'identity'>, status = 200): Promise<Answer> {
  const demo = await demoAccounts(ctx.app.env === 'production');
  const unified = unifiedProvider();
  return outside(ctx, '登录', (
    <SignInPage
      action="/sign-in" help="忘记密码请找本单位的账号管理人员。连续输错 5 次，账号锁定 15 分钟。" {...props}
      {...(unified ? { unified: { href: `/sign-in/unified?next=${encodeURIComponent(props.next ?? '/')}`, label: unified.name } } : {})} {...(demo ? { demo } : {})}
    />
  ), status);
}

/** A page for somebody who is not signed in: the frame without menu, find box or name. */
export async function outside(ctx: Context, title: string, content: VNode, status = 200): Promise<Answer> {
  return page(renderPage({ ...(await frameFor(ctx, null, null)), title, children: content }), status);
}
