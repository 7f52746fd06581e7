import { z } from 'zod';
import { RuleBroken } from '../lib/errors.js';
import { formatYuan } from '../lib/money.js';
import { businessRoles } from '../values/actor.js';
import { officeIso } from '../values/office-date.js';
import { json, route, type Route } from '../web/route.js';
import { id, idParams, month, programme, remark } from '../web/schemas.js';
import { batchOf, beginBatch, itemsOf, MOST_IN_BATCH, retryBatch, steerBatch, type Batch } from './batch.js';
import { batchScope } from './batch-scope.js';
import { demandLowRisk, summariseBatch } from './summarise.js';

const shape = z.object({ id: z.number(), decision: z.string(), remark: z.string().nullable(), state: z.enum(['queued', 'running', 'paused', 'done', 'failed', 'cancelled']), stopping: z.boolean(), createdAt: z.string(), total: z.number(), done: z.number(), failed: z.number(), waiting: z.number() });
const withItems = shape.extend({ items: z.array(z.object({ taskId: z.number(), name: z.string(), organisation: z.string().nullable(), state: z.enum(['waiting', 'done', 'failed']), code: z.string().nullable(), message: z.string().nullable(), doneAt: z.string().nullable() })) });
const summaryShape = z.object({ key: z.string(), name: z.string(), decisions: z.array(z.object({ value: z.string(), name: z.string(), remarkRequired: z.boolean() })), tasks: z.number(), schools: z.number(), people: z.number(), payable: z.string(), taskIds: z.array(z.number()), byThemselves: z.array(z.object({ taskId: z.number(), subject: z.string(), why: z.array(z.string()) })) });
const present = (batch: Batch): z.infer<typeof shape> => ({ ...batch, createdAt: officeIso(batch.createdAt) });
const ids = z.array(id).max(MOST_IN_BATCH);
const policy = { roles: businessRoles, scope: batchScope };

/** 批量办理 over HTTP: one decision for many tasks, in the background, with a result for every one. */
export const taskBatchRoutes: Route[] = [
  route({
    method: 'post', path: '/api/v1/task-batches', summary: '批量办理：按任务编号，或“符合条件的全部，除了这些”', policy: { roles: businessRoles }, audit: '批量办理', rate: 'write',
    body: z.strictObject({ taskIds: ids.min(1).optional(), filter: z.strictObject({ key: z.string().max(64), programme: programme.optional(), month: month.optional() }).optional(), except: ids.default([]), decision: z.string().max(40), remark: remark.optional() })
      .refine(({ taskIds, filter }) => (taskIds === undefined) !== (filter === undefined), { path: ['taskIds'], message: '请给出任务编号，或给出条件（filter），两者选一。' }),
    answers: { 202: shape }, refusals: ['empty-batch', 'too-many-tasks', 'look-at-singly'],
    async handler({ actor, session, body: { taskIds = [], filter, except, decision, remark: said } }) {
      if (session.client === 'phone' && filter) throw new RuleBroken('look-at-singly', '手机上请逐件选好、看过汇总再一起办。');
      if (session.client === 'phone') await demandLowRisk(actor, taskIds, decision);
      return json(202, present(await beginBatch(actor, filter ? { filter, except } : { taskIds }, { decision, remark: said })));
    },
  }),
  route({
    method: 'get', path: '/api/v1/task-batch-summary', summary: '批量办理之前：哪些可以一起办，合计多少；哪些要逐件看', policy: { roles: businessRoles }, audit: null, rate: 'read',
    query: z.strictObject({ tasks: z.string().regex(/^\d{1,10}(,\d{1,10}){0,199}$/, '任务编号用逗号隔开，最多 200 个。') }), answers: { 200: summaryShape },
    async handler({ actor, query }) {
      const { payable, ...summary } = await summariseBatch(actor, query.tasks.split(',').map(Number));
      return json(200, { ...summary, payable: formatYuan(payable) });
    },
  }),
  route({ method: 'get', path: '/api/v1/task-batches/:id', summary: '一次批量办理：每件任务的结果', policy, audit: null, rate: 'read', params: idParams, answers: { 200: withItems },
    handler: async ({ actor, params }) => json(200, { ...present(await batchOf(actor, params.id)), items: (await itemsOf(params.id)).map((one) => ({ ...one, doneAt: one.doneAt ? officeIso(one.doneAt) : null })) }) }),
  route({ method: 'post', path: '/api/v1/task-batches/:id/pause', summary: '暂停批量办理', policy, audit: '暂停批量办理', rate: 'write', params: idParams, answers: { 200: shape }, refusals: ['already-done'], handler: async ({ actor, params }) => json(200, present(await steerBatch(actor, params.id, 'pause'))) }),
  route({ method: 'post', path: '/api/v1/task-batches/:id/resumption', summary: '继续批量办理', policy, audit: '继续批量办理', rate: 'write', params: idParams, answers: { 200: shape }, refusals: ['already-done'], handler: async ({ actor, params }) => json(200, present(await steerBatch(actor, params.id, 'resume'))) }),
  route({ method: 'post', path: '/api/v1/task-batches/:id/cancellation', summary: '取消批量办理：办好的不变', policy, audit: '取消批量办理', rate: 'write', params: idParams, answers: { 200: shape }, refusals: ['already-done'], handler: async ({ actor, params }) => json(200, present(await steerBatch(actor, params.id, 'cancel'))) }),
  route({ method: 'post', path: '/api/v1/task-batches/:id/retry', summary: '重试没有办成的', policy, audit: '重试批量办理', rate: 'write', params: idParams, answers: { 202: shape }, refusals: ['nothing-to-retry', 'batch-at-work'], handler: async ({ actor, params }) => json(202, present(await retryBatch(actor, params.id))) }),
];
