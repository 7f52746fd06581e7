import { z } from 'zod';
import { UNIFIED_CALLBACK } from '../env.js';
import { NotFound, NotSignedIn } from '../lib/errors.js';
import { returnPath } from '../web/return-path.js';
import { publicRoute, redirect, type Cookie, type Route } from '../web/route.js';
import { sessionCookie } from '../web/send.js';
import { showSignIn } from './show-sign-in.js';
import { CodeNeeded } from './sign-in.js';
import { ticketFor } from './sign-in-ticket.js';
import { beginErrand, endErrand, ProviderUnfit, unifiedProvider, type UnifiedProvider } from './unified-provider.js';
import { IdentityUnknown, keepErrand, keptErrand, signInUnified } from './unified-sign-in.js';

const COOKIE = 'unified';
const errandCookie = (value: string): Cookie => ({ name: COOKIE, value, maxAgeSeconds: value ? 600 : 0 });

/** @throws NotFound where the installation has no 统一用户管理. */
function demandProvider(): UnifiedProvider {
  const provider = unifiedProvider();
  if (!provider) throw new NotFound('这里没有接入统一用户管理，请用账号和密码登录。');
  return provider;
}
const unfit = '统一用户管理现在没有正常答复。请过几分钟再试，或者用账号和密码登录。';

/** 统一用户登录: to the province's provider and back. */
export const unifiedPages: Route[] = [
  publicRoute({
    method: 'get', path: '/sign-in/unified', summary: '统一用户登录：去统一用户管理', audit: null, rate: 'sign-in', query: z.strictObject({ next: z.string().max(2000).optional() }), answers: { 303: 'html' },
    async handler({ query, ctx }) {
      const next = returnPath(query.next);
      try {
        const { address, errand } = await beginErrand(demandProvider());
        return redirect(address, undefined, [errandCookie(keepErrand(errand, next))]);
      } catch (error) {
        if (!(error instanceof ProviderUnfit)) throw error;
        ctx.app.emit('error', error);
        return showSignIn(ctx, { next, refused: unfit }, 503);
      }
    },
  }),
  // What the provider adds to its answer (iss, session_state …) is its own affair; what counts is checked with the errand.
  publicRoute({
    method: 'get', path: UNIFIED_CALLBACK, summary: '统一用户登录：从统一用户管理回来', audit: null, rate: 'sign-in', query: z.looseObject({ code: z.string().max(4000).optional(), state: z.string().max(500).optional(), error: z.string().max(200).optional() }), answers: { 303: 'html' },
    refusals: ['wrong-credentials'],
    async handler({ query, ctx }) {
      const provider = demandProvider();
      const errand = keptErrand(ctx.cookies.get(COOKIE));
      const next = errand?.next ?? '/';
      if (!errand) return showSignIn(ctx, { next, refused: '等得太久了，或者浏览器没有带回本系统的记号。请再点一次统一用户登录。' }, 400);
      if (query.error) return showSignIn(ctx, { next, refused: query.error === 'access_denied' ? '您在统一用户管理里没有同意登录。' : unfit }, 401);
      try {
        const subject = await endErrand(provider, errand, ctx.querystring);
        const { token } = await signInUnified(provider, subject, { client: 'desk', ip: ctx.ip, agent: ctx.get('User-Agent') });
        return redirect(next, undefined, [sessionCookie(token), errandCookie('')]);
      } catch (error) {
        if (error instanceof CodeNeeded) return showSignIn(ctx, { next, ticket: ticketFor(error.userId), told: error.message });
        if (error instanceof IdentityUnknown) return showSignIn(ctx, { next, refused: error.message, identity: error.subject }, 401);
        if (error instanceof NotSignedIn) return showSignIn(ctx, { next, refused: error.message }, 401);
        if (!(error instanceof ProviderUnfit)) throw error;
        ctx.app.emit('error', error);
        return showSignIn(ctx, { next, refused: '统一用户管理的答复没有通过核对。请再点一次统一用户登录。' }, 401);
      }
    },
  }),
];
