import { z } from 'zod';
import { json, route, type Route } from '../web/route.js';
import { idParams } from '../web/schemas.js';
import { decideChange, proposeChange, ruleChange, ruleChanges, withdrawChange } from './change.js';
import { changeScope, changeShape, deciders, presentChange, presentWhole, proposalBody, proposers, readers, remark, wholeShape } from './schemas.js';

const about = { params: idParams, rate: 'write' as const };

/** 规则调整 as data. */
export const ruleChangeRoutes: Route[] = [
  route({ method: 'get', path: '/api/v1/rule-changes', summary: '规则调整：提出的、生效的、没有同意的', policy: readers, audit: null, rate: 'read', answers: { 200: z.object({ items: z.array(changeShape) }) }, handler: async ({ actor }) => json(200, { items: (await ruleChanges(actor)).map(presentChange) }) }),
  route({ method: 'post', path: '/api/v1/rule-changes', summary: '提出规则调整：公示天数、必须上传附件的月份、一年的放假安排（粘贴国务院办公厅的通知）、某一天的工作日、资助标准；由另一人决定', policy: { roles: proposers.roles }, audit: '提出规则调整', rate: 'write', body: proposalBody, answers: { 201: changeShape }, refusals: ['no-such-tier', 'already-set', 'year-unknown', 'year-known'],
    handler: async ({ actor, body }) => json(201, presentChange(await proposeChange(actor, body))) }),
  route({ method: 'get', path: '/api/v1/rule-changes/:id', summary: '一项规则调整和它的影响', policy: { ...readers, scope: changeScope }, audit: null, rate: 'read', params: idParams, answers: { 200: wholeShape },
    handler: async ({ actor, params }) => json(200, await presentWhole(actor, await ruleChange(actor, params.id))) }),
  route({ ...about, method: 'post', path: '/api/v1/rule-changes/:id/decision', summary: '同意或不同意规则调整（另一人）', policy: deciders, audit: '决定规则调整', body: z.strictObject({ grant: z.boolean(), remark: remark.default('') }), answers: { 200: changeShape }, refusals: ['same-person', 'already-done', 'remark-required', 'too-late', 'no-such-tier', 'already-set', 'year-known'],
    handler: async ({ actor, params, body }) => json(200, presentChange(await decideChange(actor, params.id, body.grant, body.remark))) }),
  route({ ...about, method: 'delete', path: '/api/v1/rule-changes/:id', summary: '撤回还没有决定的规则调整', policy: proposers, audit: '撤回规则调整', answers: { 200: changeShape }, refusals: ['already-done'],
    handler: async ({ actor, params }) => json(200, presentChange(await withdrawChange(actor, params.id))) }),
];
