import { z } from 'zod';
import { businessRoles } from '../values/actor.js';
import { json, route, type Route } from '../web/route.js';
import { idParams, listOf, month, paging, remark, term, version } from '../web/schemas.js';
import { doubtfulLists, doubtInScope } from './doubtful-list.js';
import { doubtScope } from './scope.js';
import { doubtShape, presentDoubt } from './schemas.js';
import { setAside, settleDoubt } from './settle-doubt.js';

const settlers = { roles: ['school-operator', 'authority-operator'], scope: doubtScope } as const;

/** 待核实: lists of V3.1.0 whose month or term is not clear, and who says it. */
export const legacyRoutes: Route[] = [
  route({
    method: 'get', path: '/api/v1/doubtful-lists', summary: '旧库转入的待核实名单', policy: { roles: businessRoles }, audit: null, rate: 'read', query: z.strictObject({ state: z.enum(['open', 'settled', 'aside']).optional(), limit: paging.limit, offset: z.coerce.number().int().min(0).max(1_000_000).default(0) }), answers: { 200: listOf(doubtShape) },
    async handler({ actor, query }) {
      const { items, total } = await doubtfulLists(actor, query);
      return json(200, { items: items.map((one) => presentDoubt(actor, one)), nextCursor: null, total });
    },
  }),
  route({ method: 'get', path: '/api/v1/doubtful-lists/:id', summary: '一份待核实名单', policy: { roles: businessRoles, scope: doubtScope }, audit: null, rate: 'read', params: idParams, answers: { 200: doubtShape },
    handler: async ({ actor, params }) => json(200, presentDoubt(actor, await doubtInScope(actor, params.id))) }),
  route({ method: 'post', path: '/api/v1/doubtful-lists/:id/period', summary: '核实旧名单属于哪个月份或学年学期，转入', policy: settlers, audit: '核实旧名单', rate: 'write', params: idParams, body: z.strictObject({ version, month: month.optional(), term: term.optional(), remark }), answers: { 200: doubtShape }, refusals: ['stale-version', 'already-done', 'remark-required', 'student-on-other-list'],
    handler: async ({ actor, params, body }) => json(200, presentDoubt(actor, await settleDoubt(actor, params.id, body))) }),
  route({ method: 'post', path: '/api/v1/doubtful-lists/:id/exclusion', summary: '旧名单不并入（重复或不曾有过），写明原因', policy: settlers, audit: '旧名单不并入', rate: 'write', params: idParams, body: z.strictObject({ version, remark }), answers: { 200: doubtShape }, refusals: ['stale-version', 'already-done', 'remark-required'],
    handler: async ({ actor, params, body }) => json(200, presentDoubt(actor, await setAside(actor, params.id, body))) }),
];
