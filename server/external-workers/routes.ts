import type { Socket } from 'node:net';
import type { Context } from 'koa';
import { z } from 'zod';
import { decodeCursor, pageOf } from '../lib/pagination.js';
import type { Role } from '../values/actor.js';
import { json, route, type Route, type RouteShape } from '../web/route.js';
import { idParams, paging } from '../web/schemas.js';
import { externalTasks } from './external-task.js';
import { fetchWaiting } from './fetch-and-lock.js';
import { askForClient, clientScope, decideClient, issueToken, machineClientById, machineClients, revokeClient } from './machine-client.js';
import { completeExternal, extendLock, reportError, reportFailure, unlockExternal, type Reported } from './report.js';
import { clientFields, clientShape, completeBody, errorBody, extendBody, failureBody, fetchBody, lockedShape, presentClient, presentLocked, presentReported, presentTask, reportedShape, standings, tasksShape, workerBody } from './schemas.js';
import { machineOf, type Machine } from './scope.js';

const staff: readonly Role[] = ['process-administrator', 'process-publisher'];
const locks = ['locked-by-other', 'lock-expired', 'not-locked', 'already-done'] as const;

/** Whoever waited has gone, or this server is about to stop: it answers at once and is not held up. */
const nobodyListens = ({ req, res }: Context): boolean => res.destroyed || req.socket.destroyed || (req.socket as Socket & { server?: { listening: boolean } }).server?.listening === false;

/** One thing a worker may say of a task it has locked. */
function report<B extends z.ZodType>(path: string, summary: string, audit: string, body: B, refusals: readonly string[], act: (machine: Machine, id: number, given: z.output<B>) => Promise<Reported>): Route {
  const declared: Omit<RouteShape, 'policy' | 'params' | 'query' | 'body'> = { method: 'post', path: `/api/v1/external-tasks/:id/${path}`, summary, audit, rate: 'machine', answers: { 200: reportedShape }, refusals: [...locks, ...refusals] };
  return route({ ...declared, policy: 'machine', params: idParams, body, handler: async ({ actor, session, params, body: given }) => json(200, presentReported(await act(machineOf({ actor, session }), params.id, given))) });
}

/** 外部任务 for the programs that do them, and 外部程序 for those who let them in. */
export const externalWorkerRoutes: Route[] = [
  // Asking again must not give the tasks of the first time again: a lock that nobody works under runs out by itself.
  route({
    method: 'post', path: '/api/v1/external-tasks/fetch-and-lock', summary: '领取外部任务：只给声明的输入；没有时最多等 20 秒', policy: 'machine', audit: '领取外部任务', rate: 'machine', act: false, body: fetchBody, answers: { 200: z.array(lockedShape) }, refusals: ['topic-not-allowed'],
    handler: async ({ actor, session, body: { asyncResponseTimeout, ...wanted }, ctx }) => json(200, (await fetchWaiting(machineOf({ actor, session }), wanted, asyncResponseTimeout, () => nobodyListens(ctx))).map(presentLocked)),
  }),
  report('complete', '办结外部任务，流程往下走', '办结外部任务', completeBody, ['process-incident'], completeExternal),
  report('failure', '没有办成：还有次数就过后再领，没有了成为异常', '报告外部任务没有办成', failureBody, [], reportFailure),
  report('bpmn-error', '业务错误：由图上的错误边界事件接住', '报告外部任务的业务错误', errorBody, ['process-incident'], reportError),
  report('extend-lock', '延长领取，从现在算起', '延长外部任务的领取', extendBody, [], extendLock),
  report('unlock', '放回没有办的外部任务', '放回外部任务', workerBody, [], unlockExternal),
  route({
    method: 'get', path: '/api/v1/external-tasks', summary: '外部任务：等领取、谁领着、过后再办、没有办成（流程管理员看，不含业务内容）', policy: { roles: staff }, audit: null, rate: 'read', answers: { 200: tasksShape },
    query: z.strictObject({ standing: z.enum(standings).optional(), topic: z.string().max(64).optional(), instanceId: z.coerce.number().int().positive().optional(), limit: paging.limit, cursor: paging.cursor }),
    async handler({ query: { cursor, limit, ...filter } }) {
      const found = pageOf(await externalTasks({ ...filter, after: decodeCursor(cursor), limit: limit + 1 }), limit);
      return json(200, { ...found, items: found.items.map(presentTask) });
    },
  }),
  route({ method: 'get', path: '/api/v1/machine-clients', summary: '外部程序：可以领取外部任务的技术账号', policy: { roles: staff }, audit: null, rate: 'read', answers: { 200: z.object({ items: z.array(clientShape) }) },
    handler: async ({ actor }) => json(200, { items: (await machineClients(actor)).map(presentClient) }) }),
  route({ method: 'post', path: '/api/v1/machine-clients', summary: '申请开通外部程序', policy: { roles: ['process-administrator'] }, audit: '申请开通外部程序', rate: 'write', answers: { 201: clientShape }, body: z.strictObject({ ...clientFields, topics: z.array(z.string().max(64)).min(1).max(20) }),
    handler: async ({ actor, body }) => json(201, presentClient(await askForClient(actor, body))) }),
  route({ method: 'get', path: '/api/v1/machine-clients/:id', summary: '一个外部程序', policy: { roles: staff, scope: clientScope }, audit: null, rate: 'read', params: idParams, answers: { 200: clientShape },
    handler: async ({ actor, params }) => json(200, presentClient(await machineClientById(actor, params.id))) }),
  route({ method: 'post', path: '/api/v1/machine-clients/:id/decision', summary: '批准或不批准外部程序（由另一位流程发布人）', policy: { roles: ['process-publisher'], scope: clientScope }, audit: '决定外部程序', rate: 'write', again: true, params: idParams, body: z.strictObject({ grant: z.boolean(), remark: z.string().max(500).default('') }), answers: { 200: clientShape }, refusals: ['same-person', 'already-done', 'remark-required'],
    handler: async ({ actor, params, body }) => json(200, presentClient(await decideClient(actor, params.id, body))) }),
  // The token is a secret: it is answered once and never kept with an Idempotency-Key.
  route({ method: 'post', path: '/api/v1/machine-clients/:id/tokens', summary: '发令牌（只显示一次，原来的作废）', policy: { roles: ['process-administrator'], scope: clientScope }, audit: '发外部程序令牌', rate: 'write', again: true, act: false, params: idParams, body: z.strictObject({}), answers: { 201: z.object({ token: z.string(), expiresAt: z.string().nullable() }) }, refusals: ['not-approved'],
    async handler({ actor, params }) {
      const { token, client } = await issueToken(actor, params.id);
      return json(201, { token, expiresAt: presentClient(client).expiresAt });
    } }),
  route({ method: 'post', path: '/api/v1/machine-clients/:id/revocation', summary: '收回外部程序，马上不能再用', policy: { roles: staff, scope: clientScope }, audit: '收回外部程序', rate: 'write', params: idParams, body: z.strictObject({ reason: z.string().max(500) }), answers: { 200: clientShape }, refusals: ['already-done', 'remark-required'],
    handler: async ({ actor, params, body }) => json(200, presentClient(await revokeClient(actor, params.id, body.reason))) }),
];
