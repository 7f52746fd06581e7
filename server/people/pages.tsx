import { z } from 'zod';
import type { Context } from 'koa';
import { NotSignedIn, type ErrorItem } from '../lib/errors.js';
import { formatInstant } from '../values/office-date.js';
import type { FieldProps } from '../web/components/field.js';
import { fieldErrors } from '../web/components/field.js';
import { ActivationPage } from '../web/pages/activation-page.js';
import { publicRoute, redirect, route, type Answer, type Cookie, type Route } from '../web/route.js';
import { SESSION_COOKIE, sessionCookie } from '../web/send.js';
import { activate, activationOf, type Activation } from './activate.js';
import { passwordRule } from './password-policy.js';
import { returnPath } from '../web/return-path.js';
import { endSession } from './session.js';
import { accountPages } from './account-pages.js';
import { CodeNeeded, signIn, signInWithCode, type SignedIn } from './sign-in.js';
import { openTicket, ticketFor } from './sign-in-ticket.js';
import { codePages } from './code-pages.js';
import { outside, showSignIn } from './show-sign-in.js';
import { unifiedPages } from './unified-pages.js';

/** Why somebody stands before the sign-in page, by the word in its address. */
const reasons: Record<string, string> = {
  'not-signed-in': '请先登录，登录后回到您要打开的页面。',
  'session-expired': '登录已过期，请重新登录。',
  'signed-in-elsewhere': '您的账号刚在别处登录，这里已退出。不是您本人操作的，请登录后尽快修改密码。',
  'signed-out': '您已退出登录。',
  activated: '密码已设置，请用它登录。',
};

const signInQuery = z.strictObject({ next: z.string().max(2000).optional(), why: z.string().max(40).optional(), login: z.string().max(64).optional() });
/** Blank fields are told on the form, not as a malformed request. */
const signInBody = z.strictObject({ login: z.string().max(64).default(''), password: z.string().max(200).default(''), otp: z.string().max(20).optional(), ticket: z.string().max(2000).optional(), next: z.string().max(2000).optional() });
const activationParams = z.strictObject({ token: z.string().max(200) });
const activationBody = z.strictObject({ newPassword: z.string().max(500).default(''), repeatPassword: z.string().max(500).default('') });

/** Tells this browser from a stranger's, for whoever signed in from it: a year, and nothing by itself. */
const DEVICE_COOKIE = 'device';
const deviceCookie = (token: string): Cookie => ({ name: DEVICE_COOKIE, value: token, maxAgeSeconds: 365 * 86_400 });
const noSession: Cookie = { name: SESSION_COOKIE, value: '', maxAgeSeconds: 0 };

/** Signing in and out at the desk, first activation, and one's own account. */
export const peoplePages: Route[] = [
  publicRoute({
    method: 'get', path: '/sign-in', summary: '登录页', audit: null, rate: 'public', query: signInQuery, answers: { 200: 'html' },
    async handler({ actor, query, ctx }) {
      if (actor) return redirect(returnPath(query.next));
      const next = returnPath(query.next);
      const why = query.why === 'not-signed-in' && next === '/' ? undefined : reasons[query.why ?? ''];
      return showSignIn(ctx, { login: query.login, next, ...(why ? { told: why } : {}) });
    },
  }),
  publicRoute({
    method: 'post', path: '/sign-in', summary: '登录', audit: '登录', rate: 'sign-in', act: false, body: signInBody, answers: { 303: 'html' }, refusals: ['wrong-credentials', 'account-locked', 'one-time-code-needed', 'wrong-one-time-code', 'csrf'],
    async handler({ body, ctx }) {
      const next = returnPath(body.next);
      const login = body.login.trim();
      const half = body.ticket === undefined ? null : openTicket(body.ticket);
      if (!half && (login === '' || body.password === '')) return showSignIn(ctx, { login, next, refused: body.ticket === undefined ? '请填写账号和密码。' : '等得太久了，请重新填写密码。' }, 400);
      const input = { client: 'desk', ip: ctx.ip, agent: ctx.get('User-Agent'), device: ctx.cookies.get(DEVICE_COOKIE) } as const;
      try {
        const { token, device }: SignedIn = half ? await signInWithCode(half, body.otp ?? '', input) : await signIn({ login, password: body.password, ...(body.otp ? { otp: body.otp } : {}), ...input });
        return redirect(next, undefined, [sessionCookie(token), ...(device ? [deviceCookie(device)] : [])]);
      } catch (error) {
        if (!(error instanceof NotSignedIn)) throw error;
        // The password was right: only the code is asked for now.
        if (error instanceof CodeNeeded) return showSignIn(ctx, { login, next, ticket: ticketFor(error.userId), told: error.message });
        return showSignIn(ctx, { login, next, refused: error.message, ...(half && error.code === 'wrong-one-time-code' ? { ticket: body.ticket } : {}) }, 401);
      }
    },
  }),
  route({
    method: 'post', path: '/sign-out', summary: '退出登录', policy: 'signed-in', early: true, audit: '退出登录', rate: 'write', act: false, answers: { 303: 'html' },
    async handler({ actor, session }) {
      await endSession(actor, session.id);
      return redirect('/sign-in?why=signed-out', undefined, [noSession]);
    },
  }),
  publicRoute({
    method: 'get', path: '/activate/:token', summary: '激活账号页', audit: null, rate: 'sign-in', params: activationParams, answers: { 200: 'html' },
    handler: async ({ params, ctx }) => showActivation(ctx, params.token, await activationOf(params.token)),
  }),
  publicRoute({
    method: 'post', path: '/activate/:token', summary: '激活账号', audit: '激活账号', rate: 'sign-in', act: false, params: activationParams, body: activationBody, answers: { 303: 'html' }, refusals: ['weak-password', 'gone', 'csrf'],
    async handler({ params, body }) {
      const actor = await activate(params.token, body);
      return redirect(`/sign-in?why=activated&login=${encodeURIComponent(actor.login)}`);
    },
    onRefusal: async ({ params, ctx }, error) => showActivation(ctx, params.token, await activationOf(params.token), error.errors),
  }),
  ...accountPages,
  ...codePages,
  ...unifiedPages,
];

const passwordFields = (): FieldProps[] => [
  { name: 'newPassword', label: '新密码', kind: 'password', autocomplete: 'new-password', required: true, hint: passwordRule() },
  { name: 'repeatPassword', label: '再填一次新密码', kind: 'password', autocomplete: 'new-password', required: true },
];

async function showActivation(ctx: Context, token: string, { actor, roleName, until }: Activation, items: ErrorItem[] = []): Promise<Answer> {
  return outside(ctx, '激活账号', (
    <ActivationPage
      action={`/activate/${token}`} fields={passwordFields()} errors={fieldErrors(passwordFields(), items)}
      account={[{ name: '账号', value: actor.login }, { name: '岗位', value: roleName }, { name: '单位', value: actor.organisation.name }, { name: '链接有效到', value: formatInstant(until) }]}
      footnote="链接只能用一次。设置后用账号和新密码登录。"
    />
  ));
}
