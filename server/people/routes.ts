import { z } from 'zod';
import { NotFound } from '../lib/errors.js';
import { roleNames, type Actor } from '../values/actor.js';
import { officeIso } from '../values/office-date.js';
import { empty, json, publicRoute, route, type Route, type Session } from '../web/route.js';
import { idParams, organisationRef } from '../web/schemas.js';
import { endSession, ownSessions } from './session.js';
import { refreshSession, signIn } from './sign-in.js';

const userShape = z.object({ id: z.number(), login: z.string(), name: z.string(), role: z.string(), roleName: z.string(), organisation: organisationRef.extend({ level: z.string() }) });
const sessionShape = z.object({ token: z.string(), expiresAt: z.string(), user: userShape, posts: z.array(z.object({ id: z.number(), role: z.string(), roleName: z.string(), organisation: organisationRef })) });

export const presentUser = (actor: Actor): z.infer<typeof userShape> => ({ id: actor.userId, login: actor.login, name: actor.name, role: actor.role, roleName: roleNames[actor.role], organisation: { id: actor.organisation.id, name: actor.organisation.name, level: actor.organisation.level } });

const presentSession = (opened: { token: string; session: Session; actor: Actor; posts: { id: number; role: Actor['role']; organisation: Actor['organisation'] }[] }): z.infer<typeof sessionShape> => ({
  token: opened.token, expiresAt: officeIso(opened.session.expiresAt), user: presentUser(opened.actor),
  posts: opened.posts.map(({ id, role, organisation }) => ({ id, role, roleName: roleNames[role], organisation: { id: organisation.id, name: organisation.name } })),
});

/** Signing in and out, and who one is. */
export const peopleRoutes: Route[] = [
  publicRoute({
    method: 'post', path: '/api/v1/sessions', summary: '登录', audit: '登录', rate: 'sign-in', act: false,
    body: z.strictObject({ login: z.string().min(1).max(64), password: z.string().min(1).max(200), otp: z.string().max(10).optional(), client: z.enum(['desk', 'phone', 'api']).default('api'), postId: z.number().int().optional() }),
    answers: { 201: sessionShape }, refusals: ['wrong-credentials', 'account-locked'],
    handler: async ({ body, ctx }) => json(201, presentSession(await signIn({ ...body, ip: ctx.ip, agent: ctx.get('User-Agent') }))),
  }),
  route({ method: 'post', path: '/api/v1/sessions/refresh', summary: '手机端延长登录', policy: 'signed-in', audit: '延长登录', rate: 'sign-in', act: false, answers: { 200: sessionShape }, refusals: ['phone-only'],
    handler: async ({ actor, session }) => json(200, presentSession(await refreshSession(actor, session))) }),
  route({ method: 'delete', path: '/api/v1/sessions/current', summary: '退出登录', policy: 'signed-in', audit: '退出', rate: 'write', act: false,
    handler: async ({ actor, session }) => { await endSession(actor, session.id); return empty(); } }),
  route({ method: 'get', path: '/api/v1/sessions', summary: '本人登录的设备', policy: 'signed-in', audit: null, rate: 'read', answers: { 200: z.object({ items: z.array(z.object({ id: z.number(), client: z.string(), ip: z.string(), agent: z.string(), createdAt: z.string(), lastSeenAt: z.string(), expiresAt: z.string(), current: z.boolean() })) }) },
    handler: async ({ actor, session }) => json(200, { items: (await ownSessions(actor)).map((one) => ({ ...one, createdAt: officeIso(one.createdAt), lastSeenAt: officeIso(one.lastSeenAt), expiresAt: officeIso(one.expiresAt), current: one.id === session.id })) }) }),
  route({ method: 'delete', path: '/api/v1/sessions/:id', summary: '让本人的一台设备退出', policy: 'signed-in', audit: '退出', rate: 'write', act: false, params: idParams,
    handler: async ({ actor, params }) => {
      if (!(await endSession(actor, params.id))) throw new NotFound();
      return empty();
    } }),
  route({ method: 'get', path: '/api/v1/me', summary: '我是谁', policy: 'signed-in', audit: null, rate: 'read', answers: { 200: userShape },
    handler: async ({ actor }) => json(200, presentUser(actor)) }),
];
