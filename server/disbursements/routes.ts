import { z } from 'zod';
import { NotFound } from '../lib/errors.js';
import { formatYuan, parseYuan } from '../lib/money.js';
import { listInScope } from '../award-lists/award-list.js';
import { presentList } from '../award-lists/presenter.js';
import { awardListShape } from '../award-lists/schemas.js';
import { businessRoles, type Actor } from '../values/actor.js';
import { officeIso } from '../values/office-date.js';
import { json, route, type Route } from '../web/route.js';
import { date, id, idParams, yuan } from '../web/schemas.js';
import { bankFile, bankFormats, purposeQuery, type BankFormat } from './bank-file.js';
import { disburse, disbursementsOf, paymentInScope, returnPayment, type Disbursement } from './disburse.js';

const listScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const listId = Number(params.id);
  if (!Number.isInteger(listId) || listId < 1) throw new NotFound();
  // A programme without disbursement has no such function at all (附件1 二(二)).
  if (!(await listInScope(actor, listId)).programme.hasDisbursement) throw new NotFound();
};
const paymentScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const paymentId = Number(params.id);
  if (!Number.isInteger(paymentId) || paymentId < 1) throw new NotFound();
  await paymentInScope(actor, paymentId);
};

const shape = z.object({ id: z.number(), awardId: z.number(), name: z.string(), round: z.number(), paidOn: z.string(), amount: z.string(), channel: z.string(), cardTail: z.string().nullable(), state: z.enum(['paid', 'returned', 'voided']), reason: z.string().nullable(), recover: z.boolean(), enteredAt: z.string() });
export const presentDisbursement = (one: Disbursement): z.infer<typeof shape> => ({ id: one.id, awardId: one.awardId, name: one.name, round: one.round, paidOn: one.paidOn, amount: formatYuan(one.amount), channel: one.channel, cardTail: one.cardTail, state: one.state, reason: one.reason, recover: one.recover, enteredAt: officeIso(one.enteredAt) });

const bankFileRoute = (format: BankFormat): Route => route({
  method: 'get', path: `/api/v1/award-lists/:id/bank-file.${format}`, summary: `银行代发文件（${format}，含完整卡号，须写明用途）`, policy: { roles: ['school-operator'], scope: listScope }, audit: '下载银行代发文件', rate: 'export', again: true, params: idParams, query: purposeQuery, answers: { 200: 'file' },
  refusals: ['not-published', 'not-confirmed', 'publicity-not-ended', 'withdrawal-pending', 'objection-open', 'already-paid', 'card-missing', 'purpose-required'],
  handler: async ({ actor, params, query }) => ({ kind: 'file', ...(await bankFile(actor, params.id, format, query.purpose)) }),
});

/** 资金发放管理 (附件1 二(一)4). */
export const disbursementRoutes: Route[] = [
  route({ method: 'get', path: '/api/v1/award-lists/:id/disbursements', summary: '资金发放记录', policy: { roles: businessRoles, scope: listScope }, audit: null, rate: 'read', params: idParams, answers: { 200: z.object({ items: z.array(shape) }) },
    handler: async ({ actor, params }) => json(200, { items: (await disbursementsOf(actor, params.id)).map(presentDisbursement) }) }),
  route({
    method: 'post', path: '/api/v1/award-lists/:id/disbursements', summary: '登记资金发放', policy: { roles: ['school-operator'], scope: listScope }, audit: '登记资金发放', rate: 'write', params: idParams,
    body: z.strictObject({ paidOn: date, channel: z.enum(['aid-card', 'bank-card']).default('aid-card'), awards: z.union([z.literal('all'), z.array(z.strictObject({ awardId: id, amount: yuan })).min(1).max(20_000)]) }),
    answers: { 201: awardListShape }, refusals: ['not-published', 'not-confirmed', 'publicity-not-ended', 'withdrawal-pending', 'objection-open', 'paid-in-future', 'paid-too-early', 'already-paid', 'over-payable', 'amount-not-positive'],
    async handler({ actor, params, body }) {
      const awards = body.awards === 'all' ? 'all' : body.awards.map(({ awardId, amount }) => ({ awardId, amount: parseYuan(amount) }));
      return json(201, await presentList(actor, await disburse(actor, params.id, { ...body, awards })));
    },
  }),
  ...(Object.keys(bankFormats) as BankFormat[]).map(bankFileRoute),
  route({ method: 'patch', path: '/api/v1/disbursements/:id', summary: '登记银行退票', policy: { roles: ['school-operator'], scope: paymentScope }, audit: '登记银行退票', rate: 'write', params: idParams, body: z.strictObject({ state: z.literal('returned'), reason: z.string().max(500) }), answers: { 200: shape }, refusals: ['remark-required', 'already-done', 'withdrawal-pending'],
    handler: async ({ actor, params, body }) => json(200, presentDisbursement(await returnPayment(actor, params.id, body.reason))) }),
];
