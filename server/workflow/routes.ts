import { z } from 'zod';
import { NotFound } from '../lib/errors.js';
import { decodeCursor, encodeCursor } from '../lib/pagination.js';
import { businessRoles, type Actor } from '../values/actor.js';
import { officeIso } from '../values/office-date.js';
import { empty, json, route, type Route } from '../web/route.js';
import { id, idParams, listOf, month, paging, programme, version } from '../web/schemas.js';
import { completeTask } from './complete-task.js';
import { listIncidents, retryIncident, type Incident } from './incidents.js';
import { presentTask, presentTasks, taskShape } from './presenter.js';
import { dropDraft, ownDraft, saveDraft, type TaskDraft } from './task-draft.js';
import { countOwnTasks, demandTaskInScope, ownTasks, taskInScope } from './task.js';
import { urgeTask } from './urge-task.js';
import { withdrawVote } from './task-votes.js';

const taskScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const taskId = Number(params.id);
  if (!Number.isInteger(taskId) || taskId < 1) throw new NotFound();
  await demandTaskInScope(actor, taskId);
};
const incidentShape = z.object({ id: z.number(), instanceId: z.number(), definition: z.string(), elementId: z.string().nullable(), elementName: z.string().nullable(), kind: z.string(), alike: z.number(), message: z.string(), occurrences: z.number(), state: z.enum(['open', 'resolved']), openedAt: z.string(), resolvedAt: z.string().nullable() });
const presentIncident = (one: Incident): z.infer<typeof incidentShape> => ({ ...one, openedAt: officeIso(one.openedAt), resolvedAt: one.resolvedAt ? officeIso(one.resolvedAt) : null });

const draftShape = z.object({ typed: z.record(z.string(), z.string()), savedAt: z.string().nullable() });
const presentDraft = (draft: TaskDraft | null): z.infer<typeof draftShape> => ({ typed: draft?.typed ?? {}, savedAt: draft ? officeIso(draft.savedAt) : null });

const kindShape = z.object({ key: z.string(), name: z.string(), count: z.number() });
/** The kinds a post's tasks can be narrowed to, of all programmes and months together. */
function kindsOf(counted: Awaited<ReturnType<typeof countOwnTasks>>): z.infer<typeof kindShape>[] {
  const kinds = new Map<string, z.infer<typeof kindShape>>();
  for (const { key, name, n } of counted) kinds.set(key, { key, name, count: (kinds.get(key)?.count ?? 0) + n });
  return [...kinds.values()];
}

const programmesOf = (counted: Awaited<ReturnType<typeof countOwnTasks>>): string[] => [...new Set(counted.flatMap(({ programme: one }) => (one ? [one] : [])))].sort();

/** Tasks and incidents. Whatever a diagram asks of people goes through one completion. */
export const workflowRoutes: Route[] = [
  route({
    method: 'get', path: '/api/v1/tasks', summary: '我的任务', policy: { roles: businessRoles }, audit: null, rate: 'read',
    query: z.strictObject({ state: z.enum(['open', 'done', 'cancelled']).optional(), whose: z.enum(['me', 'post']).optional(), key: z.string().max(64).optional(), programme: programme.optional(), month: month.optional(), subjectId: id.optional(), q: z.string().max(60).optional(), ...paging }), answers: { 200: listOf(taskShape).extend({ kinds: z.array(kindShape).optional(), programmes: z.array(z.string()).optional() }) },
    async handler({ actor, query }) {
      const found = await ownTasks(actor, { ...query, before: decodeCursor(query.cursor), limit: query.limit + 1 });
      const items = found.items.slice(0, query.limit);
      const counted = query.count === 'true' ? await countOwnTasks(actor, query.state ?? 'open') : null;
      return json(200, { items: await presentTasks(actor, items), nextCursor: found.items.length > query.limit ? encodeCursor(items[items.length - 1].id) : null, ...(counted ? { total: found.total, kinds: kindsOf(counted), programmes: programmesOf(counted) } : {}) });
    },
  }),
  route({ method: 'get', path: '/api/v1/tasks/:id', summary: '一项任务', policy: { roles: businessRoles, scope: taskScope }, audit: null, rate: 'read', params: idParams, answers: { 200: taskShape },
    handler: async ({ actor, params }) => json(200, await presentTask(actor, await taskInScope(actor, params.id))) }),
  route({
    method: 'post', path: '/api/v1/tasks/:id/completion', summary: '完成任务：决定、意见和流程图规定的表单项', policy: { roles: businessRoles, scope: taskScope }, audit: '完成任务', rate: 'write', params: idParams,
    body: z.object({ version, decision: z.string().max(40).optional(), remark: z.string().max(1000).optional() }).catchall(z.unknown()), answers: { 200: taskShape },
    refusals: ['already-done', 'stale-version', 'claimed-by-another', 'remark-required', 'same-person', 'not-awaiting-school-review', 'not-awaiting-authority-review', 'not-awaiting-confirmation', 'no-withdrawal-request', 'attachment-required', 'publicity-too-short', 'publicity-in-past', 'publicity-too-far', 'empty-list', 'student-on-other-list', 'not-enrolled', 'not-published', 'not-confirmed', 'withdrawal-pending', 'objection-open', 'not-all-paid', 'no-disbursement', 'nothing-pending', 'loan-not-approved', 'process-incident'],
    handler: async ({ actor, params, body }) => json(200, await presentTask(actor, await completeTask(actor, params.id, body))),
  }),
  route({ method: 'get', path: '/api/v1/tasks/:id/draft', summary: '本人的意见草稿', policy: { roles: businessRoles, scope: taskScope }, audit: null, rate: 'read', params: idParams, answers: { 200: draftShape },
    handler: async ({ actor, params }) => json(200, presentDraft(await ownDraft(actor, params.id))) }),
  route({
    method: 'put', path: '/api/v1/tasks/:id/draft', summary: '存意见草稿：决定、意见和表单项，只有本人看得到', policy: { roles: businessRoles, scope: taskScope }, audit: null, rate: 'write', params: idParams,
    body: z.record(z.string().max(64), z.string().max(2000)), answers: { 200: draftShape }, refusals: ['already-done'], handler: async ({ actor, params, body }) => json(200, presentDraft(await saveDraft(actor, params.id, body))),
  }),
  route({ method: 'delete', path: '/api/v1/tasks/:id/draft', summary: '删去意见草稿', policy: { roles: businessRoles, scope: taskScope }, audit: null, rate: 'write', params: idParams,
    handler: async ({ actor, params }) => { await dropDraft(actor, params.id); return empty(); } }),
  route({
    method: 'post', path: '/api/v1/tasks/:id/urge', summary: '催办：提醒这一步在等的人，每人每个工作日一次', policy: { roles: businessRoles, scope: taskScope }, audit: '催办', rate: 'write', params: idParams, answers: { 200: taskShape },
    refusals: ['already-done', 'nothing-to-urge', 'already-urged'], handler: async ({ actor, params }) => json(200, await presentTask(actor, await urgeTask(actor, params.id))),
  }),
  route({ method: 'delete', path: '/api/v1/tasks/:id/vote', summary: '撤回自己的一票：结果出来之前，撤回后可以再投', policy: { roles: businessRoles, scope: taskScope }, audit: '撤回表决', rate: 'write', params: idParams, answers: { 200: taskShape }, refusals: ['already-done', 'vote-closed', 'no-vote'],
    handler: async ({ actor, params }) => json(200, await presentTask(actor, await withdrawVote(actor, params.id))) }),
  route({ method: 'get', path: '/api/v1/incidents', summary: '流程异常', policy: { roles: ['process-administrator', 'process-publisher'] }, audit: null, rate: 'read', query: z.strictObject({ state: z.enum(['open', 'resolved']).optional(), limit: paging.limit }), answers: { 200: z.object({ items: z.array(incidentShape) }) },
    handler: async ({ query }) => json(200, { items: (await listIncidents(query.state, query.limit)).map(presentIncident) }) }),
  route({ method: 'post', path: '/api/v1/incidents/:id/retry', summary: '重试异常的一步', policy: { roles: ['process-administrator'] }, audit: '重试流程异常', rate: 'write', params: idParams, answers: { 200: incidentShape }, refusals: ['already-done', 'process-incident'],
    handler: async ({ actor, params }) => json(200, presentIncident(await retryIncident(actor, params.id))) }),
];
