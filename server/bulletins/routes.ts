import { z } from 'zod';
import { Forbidden } from '../lib/errors.js';
import { decodeCursor, pageOf } from '../lib/pagination.js';
import { businessRoles, type Actor, type Role } from '../values/actor.js';
import { officeIso } from '../values/office-date.js';
import { listProgrammeKeys } from '../values/programme.js';
import { json, route, type Route } from '../web/route.js';
import { can, date, idParams, listOf, organisationRef, paging } from '../web/schemas.js';
import { bulletinInScope, bulletinScope, bulletinsOf, type Bulletin } from './bulletin.js';
import { footnotesOf } from './view.js';
import { drawUpBulletin } from './draw-up.js';
import { shareOf } from './figures.js';
import { publishBulletin, whyNotPublish } from './publish-bulletin.js';
import { recount } from './recount.js';
import { bulletinTable, factsBehind, figureKeys, tablesBy } from './tables.js';

const readers = { roles: businessRoles };
const authors: { roles: readonly Role[] } = { roles: ['authority-operator'] };
const programme = z.enum(listProgrammeKeys).optional();

const shape = z.object({ id: z.number(), title: z.string(), span: z.string(), asOf: z.string(), organisation: organisationRef, author: z.string(), circularId: z.number().nullable(), publishedAt: z.string().nullable(), can });
const present = (actor: Actor, one: Bulletin): z.infer<typeof shape> => {
  const unmet = whyNotPublish(actor, one);
  return { id: one.id, title: one.title, span: one.span, asOf: officeIso(one.asOf), organisation: { id: one.organisation.id, name: one.organisation.name }, author: one.author, circularId: one.circularId, publishedAt: one.publishedAt && officeIso(one.publishedAt), can: { publish: { allowed: unmet === null, unmet: unmet ? [unmet] : [] } } };
};
const figures = z.object({ due: z.number(), done: z.number(), onTime: z.number(), late: z.number(), missing: z.number(), unlisted: z.number() });
const tableShape = z.object({
  by: z.string(), definitions: z.array(z.string()), total: figures,
  rows: z.array(z.object({ key: z.string(), name: z.string(), figures, /** In tenths of a per cent, cut off. */ complete: z.number().nullable(), timely: z.number().nullable(), rank: z.object({ place: z.number(), of: z.number() }).nullable() })),
});
const fact = z.object({ id: z.number(), school: organisationRef, programme: z.string(), period: z.string(), step: z.string(), dueOn: z.string(), doneAt: z.string().nullable(), outcome: z.enum(['on-time', 'late', 'missing']), listId: z.number().nullable() });

/** 应用情况通报 as data. */
export const bulletinRoutes: Route[] = [
  route({
    method: 'get', path: '/api/v1/bulletins', summary: '应用情况通报：本单位起草的和发给本单位的', policy: readers, audit: null, rate: 'read', query: z.strictObject({ limit: paging.limit, cursor: paging.cursor }), answers: { 200: listOf(shape) },
    async handler({ actor, query }) {
      const page = pageOf(await bulletinsOf(actor, { before: decodeCursor(query.cursor), limit: query.limit + 1 }), query.limit);
      return json(200, { ...page, items: page.items.map((one) => present(actor, one)) });
    },
  }),
  route({
    method: 'post', path: '/api/v1/bulletins', summary: '起草应用情况通报：按现在的数据算一个月、学期或学年，并留存每一件事实', policy: authors, audit: '起草应用情况通报', rate: 'write', body: z.strictObject({ span: z.string().max(16), title: z.string().max(80, '标题最多 80 字。').optional() }), answers: { 201: shape }, refusals: ['nothing-due'],
    handler: async ({ actor, body }) => json(201, present(actor, await drawUpBulletin(actor, body))),
  }),
  route({ method: 'get', path: '/api/v1/bulletins/:id', summary: '一份应用情况通报', policy: { ...readers, scope: bulletinScope }, audit: null, rate: 'read', params: idParams, answers: { 200: shape }, handler: async ({ actor, params }) => json(200, present(actor, await bulletinInScope(actor, params.id))) }),
  route({
    method: 'get', path: '/api/v1/bulletins/:id/table', summary: '通报的完整率、及时率和同级同类名次，按地区、学校或项目', policy: { ...readers, scope: bulletinScope }, audit: null, rate: 'read', params: idParams, query: z.strictObject({ by: z.enum(tablesBy).default('below'), programme }), answers: { 200: tableShape },
    async handler({ actor, params, query }) {
      const table = await bulletinTable(actor, await bulletinInScope(actor, params.id), query);
      return json(200, { by: table.by, definitions: footnotesOf(table.by), total: table.total, rows: table.rows.map(({ key, name, figures: sums, rank }) => ({ key, name, figures: sums, complete: shareOf(sums.done, sums.due), timely: shareOf(sums.onTime, sums.due), rank })) });
    },
  }),
  route({
    method: 'get', path: '/api/v1/bulletins/:id/steps', summary: '通报里一个数字后面的环节，只给本辖区的', policy: { ...readers, scope: bulletinScope }, audit: null, rate: 'read', params: idParams, query: z.strictObject({ by: z.enum(tablesBy).optional(), row: z.string().max(40).optional(), programme, figure: z.enum(figureKeys).default('due'), ...paging }), answers: { 200: listOf(fact) },
    async handler({ actor, params, query: { limit, cursor, count, ...asked } }) {
      const { items, total } = await factsBehind(actor, await bulletinInScope(actor, params.id), asked, { after: decodeCursor(cursor), limit: limit + 1 });
      const page = pageOf(items, limit);
      return json(200, { ...page, ...(count === 'true' ? { total } : {}), items: page.items.map(({ schoolId, school, doneAt, ...one }) => ({ ...one, school: { id: schoolId, name: school }, doneAt: doneAt && officeIso(doneAt) })) });
    },
  }),
  route({
    method: 'get', path: '/api/v1/bulletins/:id/recount', summary: '重算核对：按通报时点从留存的记录再算一遍，列出不一致的', policy: { roles: ['authority-operator', 'authority-director', 'aid-centre-director'], scope: bulletinScope }, audit: null, rate: 'export', params: idParams,
    answers: { 200: z.object({ facts: z.number(), different: z.array(z.object({ schoolId: z.number(), programme: z.string(), period: z.string(), step: z.string(), kept: z.string().nullable(), counted: z.string().nullable() })) }) },
    async handler({ actor, params }) { return json(200, await recount(await ownBulletin(actor, params.id))); },
  }),
  route({
    method: 'post', path: '/api/v1/bulletins/:id/publication', summary: '发布通报：作为通知公告发给下级主管部门或学校', policy: { ...authors, scope: bulletinScope }, audit: '发布应用情况通报', rate: 'write', params: idParams,
    body: z.strictObject({ to: z.enum(['schools', 'authorities', 'everywhere']), posts: z.enum(['operators', 'handlers', 'leaders', 'everybody']).default('everybody'), readBy: date.optional() }), answers: { 200: shape }, refusals: ['no-recipients', 'already-done'],
    handler: async ({ actor, params, body }) => json(200, present(actor, await publishBulletin(actor, params.id, body))),
  }),
];

async function ownBulletin(actor: Actor, id: number): Promise<Bulletin> {
  const bulletin = await bulletinInScope(actor, id);
  // Others see the facts of their own subtree only, so theirs would be a part.
  if (bulletin.organisation.id !== actor.organisation.id) throw new Forbidden('role-not-allowed', `重算核对由${bulletin.organisation.name}办理。`);
  return bulletin;
}
