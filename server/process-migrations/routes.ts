import { z } from 'zod';
import type { Role } from '../values/actor.js';
import { officeIso } from '../values/office-date.js';
import { empty, json, route, type Route } from '../web/route.js';
import { id, idParams } from '../web/schemas.js';
import { planInstance, tryInstance } from './plan-one.js';
import { decidePlan, listPlans, planById, planItems, planMigration, undoPlan, withdrawPlan, type Plan } from './plan.js';

const staff: readonly Role[] = ['process-administrator', 'process-publisher'];
const text = z.string().nullable();
const itemStates = ['waiting', 'fits', 'unfit', 'moved', 'failed', 'undone', 'stays'] as const;
const planShape = z.object({
  id: z.number(), instanceId: z.number().nullable(), key: z.string(), from: z.number(), to: z.number(), mapping: z.record(z.string(), z.string()), comment: z.string(), state: z.enum(['checking', 'checked', 'moving', 'moved', 'refused', 'withdrawn', 'failed', 'undoing', 'undone']),
  plannedBy: z.string(), plannedAt: z.string(), decidedBy: text, decidedAt: text, remark: text, undoneBy: text, undoneAt: text, counts: z.record(z.enum(itemStates), z.number()),
});
const withItems = planShape.extend({ items: z.array(z.object({ instanceId: z.number(), organisation: z.string(), state: z.enum(itemStates), message: text })) });
const trialShape = z.object({ instanceId: z.number(), key: z.string(), from: z.number(), to: z.number(), mapping: z.record(z.string(), z.string()), fits: z.boolean(), reasons: z.array(z.string()) });
const mapping = z.record(z.string().max(64), z.string().max(64)).default({});
const instant = (at: Date | null): string | null => (at ? officeIso(at) : null);
const present = ({ id: own, instanceId, key, from, to, mapping: pairs, comment, state, plannedBy, plannedAt, decidedBy, decidedAt, remark, undoneBy, undoneAt, counts }: Plan): z.infer<typeof planShape> =>
  ({ id: own, instanceId, key, from: from.version, to: to.version, mapping: pairs, comment, state, plannedBy: plannedBy.name, plannedAt: officeIso(plannedAt), decidedBy, decidedAt: instant(decidedAt), remark, undoneBy, undoneAt: instant(undoneAt), counts });

/** 流程迁移 over HTTP. */
export const migrationRoutes: Route[] = [
  route({ method: 'get', path: '/api/v1/process-migrations', summary: '迁移计划', policy: { roles: staff }, audit: null, rate: 'read', answers: { 200: z.object({ items: z.array(planShape) }) }, handler: async () => json(200, { items: (await listPlans()).map(present) }) }),
  route({
    method: 'post', path: '/api/v1/process-definitions/:key/versions/:version/migrations', summary: '计划把在走的实例迁移到另一个启用过的版本（不写 to 就是正在使用的），并逐个试算（后台）', policy: { roles: ['process-administrator'] }, audit: '计划流程迁移', rate: 'write', params: z.strictObject({ key: z.string().max(64), version: id }),
    body: z.strictObject({ to: id.optional(), mapping, comment: z.string().trim().min(1).max(500) }), answers: { 202: planShape }, refusals: ['nothing-to-migrate', 'never-activated', 'mapping-invalid', 'in-use'],
    handler: async ({ actor, params, body }) => json(202, present(await planMigration(actor, params.key, params.version, body))),
  }),
  route({
    method: 'post', path: '/api/v1/process-instances/:id/migration', summary: '迁移一个在走的实例：试算通过就成为一个计划，等另一位流程发布人同意；dryRun 只试算，什么也不留下', policy: { roles: ['process-administrator'] }, audit: '计划流程迁移', rate: 'write', params: idParams,
    body: z.strictObject({ to: id.optional(), mapping, comment: z.string().trim().max(500).default(''), dryRun: z.boolean().default(false) }), answers: { 200: trialShape, 201: planShape }, refusals: ['nothing-to-migrate', 'never-activated', 'mapping-invalid', 'cannot-follow', 'already-done', 'in-use'],
    async handler({ actor, params, body: { dryRun, ...asked } }) {
      if (!dryRun) return json(201, present(await planInstance(actor, params.id, asked)));
      const { from, to, mapping: pairs, reasons } = await tryInstance(params.id, asked);
      return json(200, { instanceId: params.id, key: from.key, from: from.version, to: to.version, mapping: pairs, fits: reasons.length === 0, reasons });
    },
  }),
  route({ method: 'get', path: '/api/v1/process-migrations/:id', summary: '一个迁移计划：每个实例能不能迁移、为什么、结果', policy: { roles: staff }, audit: null, rate: 'read', params: idParams, answers: { 200: withItems },
    handler: async ({ params }) => json(200, { ...present(await planById(params.id)), items: await planItems(params.id, 2000) }) }),
  route({ method: 'post', path: '/api/v1/process-migrations/:id/decision', summary: '决定迁移计划：由另一人同意（后台迁移）或不同意', policy: { roles: ['process-publisher'] }, audit: '决定流程迁移', rate: 'write', params: idParams, body: z.strictObject({ grant: z.boolean(), remark: z.string().max(500).default('') }), answers: { 202: planShape }, refusals: ['same-person', 'already-done', 'stale-version', 'cannot-follow'],
    handler: async ({ actor, params, body }) => json(202, present(await decidePlan(actor, params.id, body.grant, body.remark))) }),
  route({ method: 'delete', path: '/api/v1/process-migrations/:id', summary: '撤回还没有决定的迁移计划', policy: { roles: ['process-administrator'] }, audit: '撤回迁移计划', rate: 'write', params: idParams, refusals: ['already-done'],
    handler: async ({ actor, params }) => { await withdrawPlan(actor, params.id); return empty(); } }),
  route({ method: 'post', path: '/api/v1/process-migrations/:id/undo', summary: '撤销迁移：迁移后没有办过事的实例退回旧版（后台）', policy: { roles: ['process-publisher'] }, audit: '撤销流程迁移', rate: 'write', params: idParams, answers: { 202: planShape }, refusals: ['already-done', 'nothing-to-undo', 'has-moved-on'],
    handler: async ({ actor, params }) => json(202, present(await undoPlan(actor, params.id))) }),
];
