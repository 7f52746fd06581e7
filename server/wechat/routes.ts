import { z } from 'zod';
import { presentSession, sessionShape } from '../people/present-session.js';
import { officeNow } from '../database.js';
import { officeIso } from '../values/office-date.js';
import { empty, json, publicRoute, route, type Route } from '../web/route.js';
import { bind, boundAt, demandOwnHand, signInByWechat, unbind } from './binding.js';
import { openidOf } from './code-to-session.js';
import { recordConsent, subscriptionOf } from './credits.js';

const code = z.string().min(1).max(200);
const bindingShape = z.object({ bound: z.boolean(), boundAt: z.string().nullable() });
const subscriptionShape = z.object({ available: z.boolean(), bound: z.boolean(), templateId: z.string().nullable(), credits: z.number(), lastResult: z.string().nullable() });

/** The mini-program's doors: one tap, binding, and what may be sent. */
export const wechatRoutes: Route[] = [
  publicRoute({
    method: 'post', path: '/api/v1/wechat/sessions', summary: '用已绑定的微信登录', audit: '登录', rate: 'sign-in', act: false, body: z.strictObject({ code, postId: z.number().int().optional() }), answers: { 201: sessionShape }, refusals: ['wechat-not-bound', 'wechat-code-invalid'],
    handler: async ({ body, ctx }) => json(201, presentSession(await signInByWechat(await openidOf(body.code), { ip: ctx.ip, agent: ctx.get('User-Agent'), postId: body.postId }))),
  }),
  route({ method: 'get', path: '/api/v1/wechat/bindings', summary: '本人是否绑定了微信', policy: 'signed-in', audit: null, rate: 'read', answers: { 200: bindingShape },
    async handler({ actor }) {
      const at = await boundAt(actor.userId);
      return json(200, { bound: at !== null, boundAt: at ? officeIso(at) : null });
    } }),
  route({
    method: 'post', path: '/api/v1/wechat/bindings', summary: '绑定这个微信，以后一点即登录', policy: 'signed-in', audit: '绑定微信', rate: 'sign-in', again: true, body: z.strictObject({ code, password: z.string().min(1).max(200).optional() }), answers: { 201: bindingShape }, refusals: ['wechat-code-invalid', 'wechat-bound-to-another', 'password-needed', 'wrong-password', 'account-locked'],
    async prepare({ actor, session, body }) {
      await demandOwnHand(actor, session, body.password);
      return openidOf(body.code);
    },
    async handler({ actor, prepared }) {
      await bind(actor, prepared);
      return json(201, { bound: true, boundAt: officeIso(await officeNow()) });
    },
  }),
  route({ method: 'delete', path: '/api/v1/wechat/bindings', summary: '解除微信绑定，手机端随之退出', policy: 'signed-in', audit: '解除微信绑定', rate: 'write',
    handler: async ({ actor }) => { await unbind(actor); return empty(); } }),
  route({ method: 'get', path: '/api/v1/subscriptions', summary: '微信提醒：能否使用、还能收到几条', policy: 'signed-in', audit: null, rate: 'read', answers: { 200: subscriptionShape },
    handler: async ({ actor }) => json(200, await subscriptionOf(actor)) }),
  route({ method: 'post', path: '/api/v1/subscriptions', summary: '记下一次允许或拒绝', policy: 'signed-in', audit: null, rate: 'write', body: z.strictObject({ result: z.enum(['accept', 'reject', 'ban', 'filter']) }), answers: { 200: subscriptionShape },
    async handler({ actor, body }) {
      await recordConsent(actor, body.result, await officeNow());
      return json(200, await subscriptionOf(actor));
    } }),
];
