import { z } from 'zod';
import { NotFound } from '../lib/errors.js';
import { officeIso } from '../values/office-date.js';
import { empty, json, publicRoute, route, type Route } from '../web/route.js';
import { idParams } from '../web/schemas.js';
import { presentSession, presentUser, sessionShape, userShape } from './present-session.js';
import { endSession, ownSessions } from './session.js';
import { recoveryCodesLeft, setupAddress } from './one-time-code.js';
import { beginCode, confirmCode, dropCode, renewRecoveryCodes, showAgain } from './set-up-code.js';
import { codeStateOf } from './code-card.js';
import { choosePost, refreshSession, signIn } from './sign-in.js';

const codeBody = z.strictObject({ code: z.string().min(1).max(20) });
const codesShape = z.object({ recoveryCodes: z.array(z.string()) });

/** Signing in and out, and who one is. */
export const peopleRoutes: Route[] = [
  publicRoute({
    method: 'post', path: '/api/v1/sessions', summary: '登录', audit: '登录', rate: 'sign-in', act: false,
    body: z.strictObject({ login: z.string().min(1).max(64), password: z.string().min(1).max(200), otp: z.string().max(20).optional(), client: z.enum(['desk', 'phone', 'api']).default('api'), postId: z.number().int().optional(), device: z.string().min(20).max(100).optional() }),
    answers: { 201: sessionShape }, refusals: ['wrong-credentials', 'account-locked', 'one-time-code-needed', 'wrong-one-time-code'],
    handler: async ({ body, ctx }) => json(201, presentSession(await signIn({ ...body, ip: ctx.ip, agent: ctx.get('User-Agent') }))),
  }),
  route({ method: 'post', path: '/api/v1/sessions/refresh', summary: '手机端延长登录', policy: 'signed-in', early: true, audit: '延长登录', rate: 'sign-in', act: false, answers: { 200: sessionShape }, refusals: ['phone-only'],
    handler: async ({ actor, session }) => json(200, presentSession(await refreshSession(actor, session))) }),
  route({ method: 'post', path: '/api/v1/sessions/current/post', summary: '换到本人的另一个岗位，令牌换新', policy: 'signed-in', early: true, audit: '换岗位', rate: 'sign-in', act: false, body: z.strictObject({ postId: z.number().int().positive() }), answers: { 200: sessionShape },
    handler: async ({ actor, session, body }) => json(200, presentSession(await choosePost(actor, session, body.postId))) }),
  route({ method: 'delete', path: '/api/v1/sessions/current', summary: '退出登录', policy: 'signed-in', early: true, audit: '退出', rate: 'write', act: false,
    handler: async ({ actor, session }) => { await endSession(actor, session.id); return empty(); } }),
  route({ method: 'get', path: '/api/v1/sessions', summary: '本人登录的设备', policy: 'signed-in', early: true, audit: null, rate: 'read', answers: { 200: z.object({ items: z.array(z.object({ id: z.number(), client: z.string(), ip: z.string(), agent: z.string(), createdAt: z.string(), lastSeenAt: z.string(), expiresAt: z.string(), current: z.boolean() })) }) },
    handler: async ({ actor, session }) => json(200, { items: (await ownSessions(actor)).map((one) => ({ ...one, createdAt: officeIso(one.createdAt), lastSeenAt: officeIso(one.lastSeenAt), expiresAt: officeIso(one.expiresAt), current: one.id === session.id })) }) }),
  route({ method: 'delete', path: '/api/v1/sessions/:id', summary: '让本人的一台设备退出', policy: 'signed-in', early: true, audit: '退出', rate: 'write', act: false, params: idParams,
    handler: async ({ actor, params }) => {
      if (!(await endSession(actor, params.id))) throw new NotFound();
      return empty();
    } }),
  route({ method: 'get', path: '/api/v1/me', summary: '我是谁', policy: 'signed-in', early: true, audit: null, rate: 'read', answers: { 200: userShape },
    handler: async ({ actor }) => json(200, presentUser(actor)) }),
  route({ method: 'get', path: '/api/v1/one-time-code', summary: '本人的动态口令', policy: 'signed-in', early: true, audit: null, rate: 'read', answers: { 200: z.object({ since: z.string().nullable(), needed: z.boolean(), recoveryCodesLeft: z.number() }) },
    async handler({ actor }) {
      const { since, needed } = await codeStateOf(actor);
      return json(200, { since: since && officeIso(since), needed, recoveryCodesLeft: await recoveryCodesLeft(actor.userId) });
    } }),
  // The answers hold secrets: they are given once and never kept with an Idempotency-Key.
  route({ method: 'post', path: '/api/v1/one-time-code', summary: '设置动态口令：取得密钥', policy: 'signed-in', early: true, audit: '设置动态口令', rate: 'sign-in', act: false, body: z.strictObject({}), answers: { 201: z.object({ secret: z.string(), address: z.string() }) }, refusals: ['one-time-code-set'],
    async handler({ actor }) {
      const secret = await beginCode(actor);
      return json(201, { secret, address: setupAddress(secret, actor.login) });
    } }),
  route({ method: 'post', path: '/api/v1/one-time-code/confirmation', summary: '设置动态口令：填第一个口令，得到备用口令', policy: 'signed-in', early: true, audit: '设置动态口令', rate: 'sign-in', act: false, body: codeBody, answers: { 200: codesShape }, refusals: ['one-time-code-not-begun', 'wrong-one-time-code'],
    handler: async ({ actor, session, body }) => json(200, { recoveryCodes: await confirmCode(actor, session.id, body.code) }) }),
  route({ method: 'post', path: '/api/v1/one-time-code/recovery-codes', summary: '换备用口令', policy: 'signed-in', early: true, audit: '换备用口令', rate: 'sign-in', act: false, body: codeBody, answers: { 200: codesShape }, refusals: ['wrong-one-time-code', 'account-locked'],
    handler: async ({ actor, body }) => json(200, { recoveryCodes: await renewRecoveryCodes(actor, body.code) }) }),
  route({ method: 'post', path: '/api/v1/one-time-code/removal', summary: '停用动态口令', policy: 'signed-in', early: true, audit: '停用动态口令', rate: 'sign-in', act: false, body: codeBody, refusals: ['one-time-code-required', 'wrong-one-time-code', 'account-locked'],
    handler: async ({ actor, body }) => { await dropCode(actor, body.code); return empty(); } }),
  route({ method: 'post', path: '/api/v1/sessions/current/verification', summary: '再次验证动态口令，5 分钟内有效', policy: 'signed-in', early: true, audit: '再次验证动态口令', rate: 'sign-in', act: false, body: codeBody, refusals: ['wrong-one-time-code', 'account-locked'],
    handler: async ({ actor, session, body }) => { await showAgain(actor, session.id, body.code); return empty(); } }),
];
