import { z } from 'zod';
import { listReaders } from '../award-lists/pages.js';
import { decodeCursor, pageOf } from '../lib/pagination.js';
import { officeIso } from '../values/office-date.js';
import { periodFields } from '../values/period.js';
import { listProgrammeKeys } from '../values/programme.js';
import { empty, json, route, type Route } from '../web/route.js';
import { id, idParams, listOf, month, organisationRef, paging, term } from '../web/schemas.js';
import { beginSeries, cancelSeries, listsOfSeries, ownSeries, removeSeries, seriesOf, type PackSeries } from './pack-series.js';
import { evidencePack, purposeQuery } from './pack.js';
import { packers } from './series-pages.js';
import { seriesScope } from './series-scope.js';
import { takeSeries } from './take-series.js';

const shape = z.object({
  id: z.number(), programme: z.string(), from: z.string(), to: z.string(), within: organisationRef, purpose: z.string(), askedAt: z.string(), expiresAt: z.string(),
  state: z.enum(['queued', 'running', 'paused', 'done', 'failed', 'cancelled', 'expired']), stopping: z.boolean(), total: z.number(), packed: z.number(), failed: z.number(), sizeBytes: z.number(),
});
const item = z.object({ listId: z.number(), state: z.enum(['waiting', 'packed', 'failed']), school: z.string(), month: z.string().optional(), term: z.string().optional(), batchNo: z.number(), people: z.number(), file: z.string(), sha256: z.string(), message: z.string().nullable() });
const present = ({ askedAt, expiresAt, ...series }: PackSeries): z.infer<typeof shape> => ({ ...series, askedAt: officeIso(askedAt), expiresAt: officeIso(expiresAt) });
const policy = { roles: packers, scope: seriesScope };

/** 凭据包 over the API: of one list at once, of a whole region in the background. */
export const evidencePackRoutes: Route[] = [
  route({ method: 'get', path: '/api/v1/award-lists/:id/evidence.zip', summary: '下载名单的凭据包（检查用，须写明用途）', policy: listReaders, audit: '下载凭据包', rate: 'export', params: idParams, query: purposeQuery, answers: { 200: 'file' },
    handler: async ({ actor, params, query }) => ({ kind: 'file', ...(await evidencePack(actor, params.id, query.purpose)) }) }),
  route({
    method: 'post', path: '/api/v1/evidence-packs', summary: '成批打包凭据：一个地区一个项目几个月（学期）的名单，后台办理', policy: { roles: packers }, audit: '成批打包凭据', rate: 'write', answers: { 202: shape }, refusals: ['nothing-to-pack', 'too-many-lists'],
    body: z.strictObject({ programme: z.enum(listProgrammeKeys), from: z.union([month, term]), to: z.union([month, term]), withinId: id.optional(), purpose: z.string().max(200) }),
    handler: async ({ actor, body }) => json(202, present(await beginSeries(actor, body))),
  }),
  route({
    method: 'get', path: '/api/v1/evidence-packs', summary: '本人打过的成批凭据包', policy: { roles: packers }, audit: null, rate: 'read', query: z.strictObject({ limit: paging.limit, cursor: paging.cursor }), answers: { 200: listOf(shape) },
    async handler({ actor, query }) {
      const found = pageOf(await ownSeries(actor, { before: decodeCursor(query.cursor), limit: query.limit + 1 }), query.limit);
      return json(200, { ...found, items: found.items.map(present) });
    },
  }),
  route({ method: 'get', path: '/api/v1/evidence-packs/:id', summary: '一批凭据包：进度和目录', policy, audit: null, rate: 'read', params: idParams, answers: { 200: shape.extend({ items: z.array(item) }) },
    handler: async ({ actor, params }) => json(200, { ...present(await seriesOf(actor, params.id)), items: (await listsOfSeries(params.id)).map(({ listId, state, school, period, batchNo, people, fileName, sha256, message }) => ({ listId, state, school, ...periodFields(period), batchNo, people, file: fileName, sha256, message })) }) }),
  route({ method: 'get', path: '/api/v1/evidence-packs/:id/packs.zip', summary: '下载一批凭据包', policy, audit: '下载成批凭据包', rate: 'export', params: idParams, answers: { 200: 'file' }, refusals: ['pack-at-work'],
    handler: async ({ actor, params }) => ({ kind: 'stream', ...(await takeSeries(actor, params.id)) }) }),
  route({ method: 'post', path: '/api/v1/evidence-packs/:id/cancellation', summary: '取消打包', policy, audit: '取消成批凭据包', rate: 'write', params: idParams, answers: { 200: shape }, refusals: ['already-done'],
    handler: async ({ actor, params }) => json(200, present(await cancelSeries(actor, params.id))) }),
  route({ method: 'delete', path: '/api/v1/evidence-packs/:id', summary: '删除一批凭据包', policy, audit: '删除成批凭据包', rate: 'write', params: idParams, refusals: ['pack-at-work'],
    async handler({ actor, params }) { await removeSeries(actor, params.id); return empty(); } }),
];
