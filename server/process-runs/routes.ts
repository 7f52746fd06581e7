import { z } from 'zod';
import { NotFound } from '../lib/errors.js';
import { decodeCursor, pageOf } from '../lib/pagination.js';
import type { Role } from '../values/actor.js';
import { officeIso } from '../values/office-date.js';
import { json, route, type Route } from '../web/route.js';
import { id, idParams, listOf, organisationRef, paging } from '../web/schemas.js';
import { versionById } from '../workflow/definition.js';
import { listDefinitions } from '../workflow/definitions.js';
import { askRepair, decideRepair, listRepairs, type Repair } from '../workflow/repair-incident.js';
import { figuresOf } from './figures.js';
import { overdueBoard } from './overdue.js';
import { overdueReaders } from './overdue-page.js';
import { restoreRun } from './restore-run.js';
import { retryAlike, retryById } from './retry-alike.js';
import { whatIf } from './what-if.js';
import { listRuns, runById, type Run, type RunRow } from './run.js';

const staff: readonly Role[] = ['process-administrator', 'process-publisher'];
const states = z.enum(['running', 'incident', 'completed', 'cancelled']);
const instant = (at: Date | null): string | null => (at ? officeIso(at) : null);
const text = z.string().nullable();

const runShape = z.object({ id: z.number(), definition: z.string(), version: z.number(), subject: z.string(), organisation: z.string(), state: states, waitsAt: z.string(), since: text, startedAt: z.string(), endedAt: text });
const wholeShape = runShape.extend({
  waits: z.array(z.object({ kind: z.enum(['task', 'timer', 'message', 'call', 'external']), elementId: z.string(), name: z.string(), who: z.string(), since: text, dueAt: text, optional: z.boolean() })),
  variables: z.array(z.object({ name: z.string(), label: z.string(), value: z.string(), masked: z.boolean() })),
  history: z.array(z.object({ kind: z.string(), elementId: text, name: z.string(), actor: text, onBehalfOf: text, decision: text, at: z.string() })),
  way: z.array(z.string()), withoutRow: z.array(z.string()), withoutToken: z.array(z.string()),
});
const presentRow = ({ id: own, key, version, subject, organisation, state, waitsAt, since, startedAt, endedAt }: RunRow): z.infer<typeof runShape> => ({ id: own, definition: key, version, subject, organisation, state, waitsAt, since: instant(since), startedAt: officeIso(startedAt), endedAt: instant(endedAt) });
const presentRun = (run: Run): z.infer<typeof wholeShape> => ({
  ...presentRow(run), variables: run.variables, way: run.picture.done,
  waits: run.waits.map(({ kind, elementId, name, who, since, dueAt, optional }) => ({ kind, elementId, name, who, since: instant(since), dueAt: instant(dueAt), optional })),
  history: run.events.map(({ kind, elementId, name, actor, onBehalfOf, decision, at }) => ({ kind, elementId, name, actor, onBehalfOf, decision, at: officeIso(at) })),
  withoutRow: run.apart.withoutRow.map(({ elementId }) => elementId), withoutToken: run.apart.withoutToken.map(({ elementId }) => elementId),
});

const repairShape = z.object({ id: z.number(), incidentId: z.number(), instanceId: z.number(), kind: z.enum(['variable', 'skip']), elementId: text, flowId: text, variable: text, reason: z.string(), state: z.enum(['waiting', 'granted', 'refused', 'used']), askedBy: z.string(), askedAt: z.string(), decidedBy: text, decidedAt: text, remark: text });
const presentRepair = (one: Repair): z.infer<typeof repairShape> => ({ ...one, askedBy: one.askedBy.name, askedAt: officeIso(one.askedAt), decidedAt: instant(one.decidedAt) });
const retryShape = z.object({ id: z.number(), state: z.enum(['queued', 'running', 'paused', 'done', 'failed', 'cancelled']), total: z.number(), done: z.number(), failed: z.number(), items: z.array(z.object({ incidentId: z.number(), state: z.enum(['waiting', 'done', 'failed']), message: text })) });
const reason = z.string().trim().min(1).max(500);

/** 流程监控 over HTTP: process matters only, no business data. */
export const processRunRoutes: Route[] = [
  route({
    method: 'get', path: '/api/v1/process-runs', summary: '流程实例：走到哪里、等谁（流程管理员看，不含业务内容）', policy: { roles: staff }, audit: null, rate: 'read', answers: { 200: listOf(runShape) },
    query: z.strictObject({ key: z.string().max(64).optional(), version: id.optional(), state: states.optional(), q: z.string().max(60).optional(), element: z.string().max(64).optional(), limit: paging.limit, cursor: paging.cursor }),
    async handler({ query: { cursor, limit, ...filter } }) {
      const { items, nextCursor } = pageOf(await listRuns({ ...filter, before: decodeCursor(cursor), limit: limit + 1 }), limit);
      return json(200, { items: items.map(presentRow), nextCursor });
    },
  }),
  route({ method: 'get', path: '/api/v1/process-runs/:id', summary: '一个流程实例：等待、变量（可能含个人信息的不显示）、走过的路、经过', policy: { roles: staff }, audit: null, rate: 'read', params: idParams, answers: { 200: wholeShape },
    handler: async ({ params }) => json(200, presentRun(await runById(params.id))) }),
  route({ method: 'post', path: '/api/v1/process-runs/:id/waits', summary: '恢复等待：补上流程停着却没有人在等的任务、定时和消息', policy: { roles: ['process-administrator'] }, audit: '恢复流程等待', rate: 'write', params: idParams, answers: { 200: wholeShape }, refusals: ['already-done', 'nothing-to-restore'],
    handler: async ({ actor, params }) => { await restoreRun(actor, params.id); return json(200, presentRun(await runById(params.id))); } }),
  route({
    method: 'get', path: '/api/v1/process-definitions/:key/versions/:version/figures', summary: '流程版本的运行情况：每一步的件数和用时（秒）', policy: { roles: staff }, audit: null, rate: 'read', params: z.strictObject({ key: z.string().max(64), version: id }), query: z.strictObject({ days: z.coerce.number().int().min(1).max(366).default(90) }),
    answers: { 200: z.object({ running: z.number(), stuck: z.number(), started: z.number(), completed: z.number(), averageSeconds: z.number().nullable(), steps: z.array(z.object({ elementId: z.string(), name: z.string(), kind: z.enum(['task', 'service', 'timer', 'message', 'external']), optional: z.boolean(), open: z.number(), late: z.number(), passed: z.number(), cancelled: z.number(), median: z.number().nullable(), longest: z.number().nullable() })) }) },
    async handler({ params, query }) {
      const shown = (await listDefinitions(params.key)).find(({ version }) => version === params.version);
      if (!shown) throw new NotFound('没有这个流程版本。');
      return json(200, await figuresOf(await versionById(shown.id), query.days));
    },
  }),
  route({
    method: 'get', path: '/api/v1/process-definitions/:key/versions/:version/what-if', summary: '试演：最近走完的 100 件在这一版上会不会走另一条路', policy: { roles: staff }, audit: null, rate: 'read', params: z.strictObject({ key: z.string().max(64), version: id }),
    answers: { 200: z.object({ replayed: z.number(), same: z.number(), other: z.number(), unknown: z.number(), items: z.array(z.object({ instanceId: z.number(), version: z.number(), organisation: z.string(), endedAt: z.string(), verdict: z.enum(['same', 'other', 'unknown']), at: z.string(), why: z.string() })) }) },
    async handler({ params }) {
      const { items, ...counts } = await whatIf(params.key, params.version);
      return json(200, { ...counts, items: items.map((one) => ({ instanceId: one.instanceId, version: one.version, organisation: one.organisation, endedAt: officeIso(one.endedAt), verdict: one.verdict, at: one.verdict === 'same' ? '' : one.at, why: one.verdict === 'same' ? '' : one.why })) });
    },
  }),
  route({
    method: 'get', path: '/api/v1/overdue-tasks', summary: '逾期看板：各单位过了期限的任务', policy: { roles: overdueReaders }, audit: null, rate: 'read', query: z.strictObject({ key: z.string().max(64).optional() }),
    answers: { 200: z.object({ items: z.array(z.object({ organisation: organisationRef.extend({ authority: text }), late: z.number(), soon: z.number(), oldestDueAt: text, steps: z.array(z.object({ name: z.string(), late: z.number() })) })) }) },
    handler: async ({ actor, query }) => json(200, { items: (await overdueBoard(actor, query.key)).map((one) => ({ ...one, oldestDueAt: instant(one.oldestDueAt) })) }),
  }),
  route({ method: 'post', path: '/api/v1/incidents/:id/alike', summary: '重试同类异常（后台，每个有结果）', policy: { roles: ['process-administrator'] }, audit: '重试同类异常', rate: 'write', params: idParams, answers: { 202: retryShape }, refusals: ['nothing-to-retry'],
    handler: async ({ actor, params }) => json(202, await retryAlike(actor, params.id)) }),
  route({ method: 'get', path: '/api/v1/incident-retries/:id', summary: '一次重试同类异常：每个的结果', policy: { roles: staff }, audit: null, rate: 'read', params: idParams, answers: { 200: retryShape }, handler: async ({ params }) => json(200, await retryById(params.id)) }),
  route({
    method: 'post', path: '/api/v1/incidents/:id/repairs', summary: '申请修复异常：改一个变量，或跳过一步（判断处指定往哪里走）', policy: { roles: ['process-administrator'] }, audit: '申请修复异常', rate: 'write', params: idParams, answers: { 201: repairShape }, refusals: ['already-done', 'in-use', 'variable-not-editable', 'value-invalid', 'cannot-be-skipped'],
    body: z.strictObject({ variable: z.string().max(64).optional(), value: z.string().max(500).optional(), flowId: z.string().max(64).optional(), reason }).refine(({ variable, value }) => (variable === undefined) === (value === undefined), { path: ['value'], message: '改变量要同时给出 variable 和 value；都不给就是申请跳过。' }),
    handler: async ({ actor, params, body: { variable, value, flowId, reason: why } }) => json(201, presentRepair(await askRepair(actor, params.id, variable !== undefined && value !== undefined ? { kind: 'variable', variable, value } : { kind: 'skip', flowId }, why))),
  }),
  route({ method: 'get', path: '/api/v1/process-repairs', summary: '修复申请，等决定的在前', policy: { roles: staff }, audit: null, rate: 'read', query: z.strictObject({ state: z.enum(['waiting', 'granted', 'refused', 'used']).optional(), limit: paging.limit }), answers: { 200: z.object({ items: z.array(repairShape) }) },
    handler: async ({ query }) => json(200, { items: (await listRepairs(query)).map(presentRepair) }) }),
  route({ method: 'post', path: '/api/v1/process-repairs/:id/decision', summary: '决定修复申请：由另一人同意或不同意', policy: { roles: ['process-publisher'] }, audit: '决定修复异常', rate: 'write', params: idParams, body: z.strictObject({ grant: z.boolean(), remark: z.string().max(500).default('') }), answers: { 200: repairShape }, refusals: ['same-person', 'already-done', 'variable-not-editable'],
    handler: async ({ actor, params, body }) => json(200, presentRepair(await decideRepair(actor, params.id, body.grant, body.remark))) }),
];
