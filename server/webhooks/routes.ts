import { z } from 'zod';
import { decodeCursor, pageOf } from '../lib/pagination.js';
import { empty, json, route, type Route } from '../web/route.js';
import { idParams, listOf, paging } from '../web/schemas.js';
import { decideWebhook, endWebhook, holdWebhook, proposeWebhook, renewSecret, resumeWebhook, sendAgain, sendParkedAgain, sendTest, showSecret } from './change-webhook.js';
import { administrators, deliveryParams, deliveryShape, deliveryState, events, name, presentDelivery, presentWebhook, publishers, reason, remark, staff, url, webhookScope, webhookShape } from './schemas.js';
import { deliveriesOf, webhookInScope, webhooksOf } from './webhook.js';

const about = { params: idParams, rate: 'write' as const };
const drawn = { roles: administrators, scope: webhookScope };
const either = { roles: staff, scope: webhookScope };

/** 事件回调 over HTTP. What the receiver gets and how it checks it stands in processes/README.md. */
export const webhookRoutes: Route[] = [
  route({ method: 'get', path: '/api/v1/webhooks', summary: '事件回调：流程和任务有动静时通知哪些外部系统', policy: { roles: staff }, audit: null, rate: 'read', answers: { 200: z.object({ items: z.array(webhookShape) }) }, handler: async ({ actor }) => json(200, { items: (await webhooksOf(actor)).map(presentWebhook) }) }),
  route({ method: 'post', path: '/api/v1/webhooks', summary: '登记事件回调，等另一位流程发布人同意；只能发到公网的 https 网址', policy: { roles: administrators }, audit: '登记事件回调', rate: 'write', body: z.strictObject({ name, url, events, definition: z.string().max(64).optional() }), answers: { 201: webhookShape }, refusals: ['too-many-webhooks'],
    handler: async ({ actor, body }) => json(201, presentWebhook(await proposeWebhook(actor, body))) }),
  route({ method: 'get', path: '/api/v1/webhooks/:id', summary: '一个事件回调', policy: either, audit: null, rate: 'read', params: idParams, answers: { 200: webhookShape }, handler: async ({ actor, params }) => json(200, presentWebhook(await webhookInScope(actor, params.id))) }),
  route({ ...about, method: 'post', path: '/api/v1/webhooks/:id/decision', summary: '同意或不同意事件回调（由另一人）', policy: { roles: publishers, scope: webhookScope }, audit: '决定事件回调', body: z.strictObject({ grant: z.boolean(), remark: remark.default('') }), answers: { 200: webhookShape }, refusals: ['same-person', 'already-done', 'remark-required'],
    handler: async ({ actor, params, body }) => json(200, presentWebhook(await decideWebhook(actor, params.id, body.grant, body.remark))) }),
  route({ ...about, method: 'post', path: '/api/v1/webhooks/:id/holding', summary: '暂停事件回调：期间的事件留着', policy: either, audit: '暂停事件回调', body: z.strictObject({ reason }), answers: { 200: webhookShape }, refusals: ['already-done'],
    handler: async ({ actor, params, body }) => json(200, presentWebhook(await holdWebhook(actor, params.id, body.reason))) }),
  route({ ...about, method: 'post', path: '/api/v1/webhooks/:id/resumption', summary: '恢复事件回调，留着的马上发', policy: either, audit: '恢复事件回调', answers: { 200: webhookShape }, refusals: ['already-done'],
    handler: async ({ actor, params }) => json(200, presentWebhook(await resumeWebhook(actor, params.id))) }),
  route({ ...about, method: 'delete', path: '/api/v1/webhooks/:id', summary: '停用事件回调，没发的不再发', policy: either, audit: '停用事件回调', refusals: ['already-done'],
    handler: async ({ actor, params }) => { await endWebhook(actor, params.id); return empty(); } }),
  route({ ...about, method: 'post', path: '/api/v1/webhooks/:id/secret-readings', summary: '查看签名密钥，留痕', policy: drawn, audit: '查看回调密钥', again: true, act: false, answers: { 201: z.object({ secret: z.string() }) }, refusals: ['already-done'],
    handler: async ({ actor, params }) => json(201, { secret: await showSecret(actor, params.id) }) }),
  route({ ...about, method: 'post', path: '/api/v1/webhooks/:id/secret-renewal', summary: '更换签名密钥；24 小时内新旧两个都签', policy: drawn, audit: '更换回调密钥', again: true, answers: { 200: webhookShape }, refusals: ['already-done'],
    handler: async ({ actor, params }) => json(200, presentWebhook(await renewSecret(actor, params.id))) }),
  route({ ...about, method: 'post', path: '/api/v1/webhooks/:id/tests', summary: '试发一条不说事情的消息', policy: drawn, audit: '试发事件回调', answers: { 202: webhookShape }, refusals: ['already-done'],
    handler: async ({ actor, params }) => json(202, presentWebhook(await sendTest(actor, params.id))) }),
  route({ method: 'get', path: '/api/v1/webhooks/:id/deliveries', summary: '一个事件回调的消息：在等的、送到的、搁置的', policy: either, audit: null, rate: 'read', params: idParams, query: z.strictObject({ state: deliveryState.optional(), limit: paging.limit, cursor: paging.cursor }), answers: { 200: listOf(deliveryShape) },
    async handler({ params, query }) {
      const { items, nextCursor } = pageOf(await deliveriesOf(params.id, { state: query.state, before: decodeCursor(query.cursor), limit: query.limit + 1 }), query.limit);
      return json(200, { items: items.map(presentDelivery), nextCursor });
    } }),
  route({ method: 'post', path: '/api/v1/webhooks/:id/deliveries/:deliveryId/replay', summary: '重发一条消息，编号不变', policy: drawn, audit: '重发回调消息', rate: 'write', params: deliveryParams, answers: { 202: webhookShape }, refusals: ['already-done'],
    handler: async ({ actor, params }) => json(202, presentWebhook(await sendAgain(actor, params.id, params.deliveryId))) }),
  route({ ...about, method: 'post', path: '/api/v1/webhooks/:id/replays', summary: '重发所有搁置的消息', policy: drawn, audit: '重发搁置的回调消息', answers: { 202: z.object({ messages: z.number() }) }, refusals: ['already-done', 'nothing-to-send'],
    handler: async ({ actor, params }) => json(202, { messages: (await sendParkedAgain(actor, params.id)).messages }) }),
];
