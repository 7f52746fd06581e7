import { z } from 'zod';
import { NotFound } from '../lib/errors.js';
import { decodeCursor, encodeCursor } from '../lib/pagination.js';
import { businessRoles, type Actor } from '../values/actor.js';
import { officeIso } from '../values/office-date.js';
import { json, route, type Route } from '../web/route.js';
import { id, idParams, listOf, month, paging, programme, version } from '../web/schemas.js';
import { completeTask } from './complete-task.js';
import { listIncidents, retryIncident, type Incident } from './incidents.js';
import { presentTask, presentTasks, taskShape } from './presenter.js';
import { ownTasks, taskInScope } from './task.js';

const taskScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const taskId = Number(params.id);
  if (!Number.isInteger(taskId) || taskId < 1) throw new NotFound();
  await taskInScope(actor, taskId);
};
const incidentShape = z.object({ id: z.number(), instanceId: z.number(), definition: z.string(), elementId: z.string().nullable(), kind: z.string(), message: z.string(), occurrences: z.number(), state: z.enum(['open', 'resolved']), openedAt: z.string(), resolvedAt: z.string().nullable() });
const presentIncident = (one: Incident): z.infer<typeof incidentShape> => ({ ...one, openedAt: officeIso(one.openedAt), resolvedAt: one.resolvedAt ? officeIso(one.resolvedAt) : null });

/** Tasks and incidents. Whatever a diagram asks of people goes through one completion. */
export const workflowRoutes: Route[] = [
  route({
    method: 'get', path: '/api/v1/tasks', summary: '我的任务', policy: { roles: businessRoles }, audit: null, rate: 'read',
    query: z.strictObject({ state: z.enum(['open', 'done', 'cancelled']).optional(), key: z.string().max(64).optional(), programme: programme.optional(), month: month.optional(), subjectId: id.optional(), ...paging }), answers: { 200: listOf(taskShape) },
    async handler({ actor, query }) {
      const found = await ownTasks(actor, { ...query, before: decodeCursor(query.cursor), limit: query.limit + 1 });
      const items = found.items.slice(0, query.limit);
      return json(200, { items: await presentTasks(actor, items), nextCursor: found.items.length > query.limit ? encodeCursor(items[items.length - 1].id) : null, ...(query.count === 'true' ? { total: found.total } : {}) });
    },
  }),
  route({ method: 'get', path: '/api/v1/tasks/:id', summary: '一项任务', policy: { roles: businessRoles, scope: taskScope }, audit: null, rate: 'read', params: idParams, answers: { 200: taskShape },
    handler: async ({ actor, params }) => json(200, await presentTask(actor, await taskInScope(actor, params.id))) }),
  route({
    method: 'post', path: '/api/v1/tasks/:id/completion', summary: '完成任务：决定、意见和流程图规定的表单项', policy: { roles: businessRoles, scope: taskScope }, audit: '完成任务', rate: 'write', params: idParams,
    body: z.object({ version, decision: z.string().max(40).optional(), remark: z.string().max(1000).optional() }).catchall(z.unknown()), answers: { 200: taskShape },
    refusals: ['already-done', 'stale-version', 'claimed-by-another', 'remark-required', 'same-person', 'not-awaiting-school-review', 'not-awaiting-authority-review', 'not-awaiting-confirmation', 'no-withdrawal-request', 'attachment-required', 'publicity-too-short', 'publicity-in-past', 'publicity-too-far', 'empty-list', 'student-on-other-list', 'not-enrolled', 'not-published', 'not-confirmed', 'withdrawal-pending', 'not-all-paid', 'no-disbursement', 'process-incident'],
    handler: async ({ actor, params, body }) => json(200, await presentTask(actor, await completeTask(actor, params.id, body))),
  }),
  route({ method: 'get', path: '/api/v1/incidents', summary: '流程异常', policy: { roles: ['process-administrator', 'process-publisher'] }, audit: null, rate: 'read', query: z.strictObject({ state: z.enum(['open', 'resolved']).optional(), limit: paging.limit }), answers: { 200: z.object({ items: z.array(incidentShape) }) },
    handler: async ({ query }) => json(200, { items: (await listIncidents(query.state, query.limit)).map(presentIncident) }) }),
  route({ method: 'post', path: '/api/v1/incidents/:id/retry', summary: '重试异常的一步', policy: { roles: ['process-administrator'] }, audit: '重试流程异常', rate: 'write', params: idParams, answers: { 200: incidentShape }, refusals: ['already-done', 'process-incident'],
    handler: async ({ actor, params }) => json(200, presentIncident(await retryIncident(actor, params.id))) }),
];
