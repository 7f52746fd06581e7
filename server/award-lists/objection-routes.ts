import { z } from 'zod';
import { Forbidden, NotFound } from '../lib/errors.js';
import { decodeCursor, encodeCursor } from '../lib/pagination.js';
import type { Actor } from '../values/actor.js';
import { json, route, type Route } from '../web/route.js';
import { can, idParams, listOf, paging } from '../web/schemas.js';
import { listInScope } from './award-list.js';
import type { Unmet } from './guards.js';
import { contactPurpose, objectionParams, objectionShape, presentObjection, settlementText } from './objection-schemas.js';
import { countObjections, objectionReaders, objectionsOf, objectionStates, whyNoObjectionAnswer, whyNoObjections, whyNoOverruling } from './objections.js';
import { answerObjection, contactOfObjection, overruleObjection } from './settle-objection.js';

const inScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const listId = Number(params.id);
  if (!Number.isInteger(listId) || listId < 1) throw new NotFound();
  await listInScope(actor, listId);
};
const base = '/api/v1/award-lists/:id/objections';
const answer = (why: Unmet | null) => ({ allowed: why === null, unmet: why ? [why] : [] });

/** 异议 of the public to a list: its school answers, its authority may overrule, nobody else reads. */
export const objectionRoutes: Route[] = [
  route({
    method: 'get', path: base, summary: '一份名单公示期内收到的异议，没有处理的在前', policy: { roles: objectionReaders, scope: inScope }, audit: null, rate: 'read', params: idParams, query: z.strictObject({ state: z.enum(objectionStates).optional(), ...paging }), answers: { 200: listOf(objectionShape).extend({ can }) },
    async handler({ actor, params, query }) {
      const list = await listInScope(actor, params.id);
      const why = whyNoObjections(actor, list);
      if (why) throw new Forbidden(why.code, why.message);
      const offset = decodeCursor(query.cursor) ?? 0;
      const found = await objectionsOf(params.id, { state: query.state, limit: query.limit + 1, offset });
      const counts = (await countObjections([params.id])).get(params.id) ?? { open: 0, all: 0 };
      return json(200, {
        items: found.slice(0, query.limit).map(presentObjection), nextCursor: found.length > query.limit ? encodeCursor(offset + query.limit) : null,
        ...(query.count === 'true' ? { total: query.state === 'open' ? counts.open : query.state === undefined ? counts.all : (await objectionsOf(params.id, { state: query.state, limit: counts.all })).length } : {}),
        can: { 'answer-objection': answer(whyNoObjectionAnswer(actor, list)), 'overrule-objection': answer(whyNoOverruling(actor, list)) },
      });
    },
  }),
  route({ method: 'post', path: `${base}/:objectionId/answer`, summary: '学校答复一条异议', policy: { roles: ['school-operator'], scope: inScope }, audit: '答复公示异议', rate: 'write', params: objectionParams, body: z.strictObject({ text: settlementText }), answers: { 201: objectionShape }, refusals: ['already-done'],
    handler: async ({ actor, params, body }) => json(201, presentObjection(await answerObjection(actor, params.id, params.objectionId, body.text))) }),
  route({ method: 'post', path: `${base}/:objectionId/overruling`, summary: '主管部门写明理由，驳回一条异议', policy: { roles: ['authority-operator'], scope: inScope }, audit: '驳回公示异议', rate: 'write', params: objectionParams, body: z.strictObject({ remark: settlementText }), answers: { 201: objectionShape }, refusals: ['remark-required', 'already-done'],
    handler: async ({ actor, params, body }) => json(201, presentObjection(await overruleObjection(actor, params.id, params.objectionId, body.remark))) }),
  route({ method: 'get', path: `${base}/:objectionId/contact`, summary: '反映人的联系方式（写明用途，留下记录）', policy: { roles: objectionReaders, scope: inScope }, audit: '查看异议联系方式', rate: 'export', params: objectionParams, query: z.strictObject({ purpose: contactPurpose.default('') }), answers: { 200: z.object({ contact: z.string() }) }, refusals: ['purpose-required'],
    handler: async ({ actor, params, query }) => json(200, await contactOfObjection(actor, params.id, params.objectionId, query.purpose)) }),
];
