import { z } from 'zod';
import { Forbidden, InputInvalid, NotFound, type ErrorItem, type ProductError } from '../lib/errors.js';
import { formatThousands, readYuan } from '../lib/money.js';
import { listInScope } from '../award-lists/award-list.js';
import { mayViewPayments } from '../award-lists/payment-records.js';
import { listCrumbs, openDossier } from '../award-lists/views/dossier.js';
import { businessRoles, type Actor } from '../values/actor.js';
import { isOfficeDate } from '../values/office-date.js';
import { chosen, deskPage, refusedOf, type Asking } from '../web/desk-page.js';
import { amountField, DisbursementPage } from '../web/pages/disbursement-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { blankable, id, idParams, pageNumber } from '../web/schemas.js';
import { bankFile, bankFormats, purposeQuery, type BankFormat } from './bank-file.js';
import { channels, disburse, paymentInScope, returnPayment, type Channel } from './disburse.js';
import { disbursementView, type DisbursementAsked } from './disbursement-view.js';

/** A programme without disbursement has no such page at all (附件1 二(二)). */
const listScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const listId = Number(params.id);
  if (!Number.isInteger(listId) || listId < 1 || !(await listInScope(actor, listId)).programme.hasDisbursement) throw new NotFound();
};
const paymentScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const paymentId = Number(params.id);
  if (!Number.isInteger(paymentId) || paymentId < 1) throw new NotFound();
  await paymentInScope(actor, paymentId);
};
const query = z.strictObject({ page: pageNumber, payments: pageNumber, q: blankable(z.string().trim().max(60)), returned: blankable(id) });

async function show(input: Asking, listId: number, asked: DisbursementAsked, error?: ProductError): Promise<Answer> {
  const dossier = await openDossier(input.actor, listId);
  const { programme } = dossier.list;
  if (!mayViewPayments(input.actor, programme)) throw new Forbidden('role-not-allowed', `${programme.name}的资金发放由学校业务审核人员和主管部门业务操作人员查看。`);
  const view = await disbursementView(input, dossier, asked, error && refusedOf(input, error));
  return deskPage(input, { title: view.title, crumbs: listCrumbs(dossier.list, view.title) }, <DisbursementPage {...view} />);
}

type Typed = { paidOn: string; channel: string; scope: string; awards: unknown[] } & Record<string, unknown>;

/** The form as the use case wants it. @throws InputInvalid with every field that cannot be read. */
function readForm(typed: Typed): { paidOn: string; channel: Channel; awards: 'all' | { awardId: number; amount: number }[] } {
  const errors: ErrorItem[] = [];
  const channel = Object.keys(channels).find((one): one is Channel => one === typed.channel);
  if (!isOfficeDate(typed.paidOn)) errors.push({ path: 'paidOn', code: 'not-a-date', message: '请选择发放日期，如 2023-05-10。' });
  if (!channel) errors.push({ path: 'channel', code: 'invalid', message: '请选择发放方式。' });
  const awards = typed.scope === 'all' ? 'all' as const : typed.awards.map(Number).map((awardId) => ({ awardId, amount: amountOf(typed, awardId, errors) }));
  if (awards !== 'all' && awards.length === 0) errors.push({ path: 'scope', code: 'required', message: '请勾选这次发放的学生，或选“全部按应发金额”。' });
  if (errors.length > 0 || !channel) throw new InputInvalid(errors);
  return { paidOn: typed.paidOn, channel, awards };
}

function amountOf(typed: Typed, awardId: number, errors: ErrorItem[]): number {
  const path = amountField(String(awardId));
  const read = readYuan(String(typed[path] ?? ''));
  if ('fen' in read) return read.fen;
  errors.push({ path, code: read.problem.code, message: read.problem.message });
  return 0;
}

const bankFilePage = (format: BankFormat): Route => route({
  method: 'get', path: `/award-lists/:id/bank-file.${format}`, summary: `下载银行代发文件（${format}）`, policy: { roles: ['school-operator'], scope: listScope }, audit: '下载银行代发文件', rate: 'export', again: true, params: idParams, query: purposeQuery, answers: { 200: 'file' },
  handler: async ({ actor, params, query: asked }) => ({ kind: 'file', ...(await bankFile(actor, params.id, format, asked.purpose)) }),
  onRefusal: (input, error) => show(input, input.params.id, { page: 1, payments: 1, purpose: input.query.purpose }, error),
});

/** 资金发放管理 (附件1 二(一)4) at the desk. */
export const disbursementPages: Route[] = [
  route({ method: 'get', path: '/award-lists/:id/disbursement', summary: '资金发放管理（页面）', policy: { roles: businessRoles, scope: listScope }, audit: null, rate: 'read', params: idParams, query, answers: { 200: 'html' },
    handler: (input) => show(input, input.params.id, input.query) }),
  route({
    method: 'post', path: '/award-lists/:id/disbursement', summary: '登记资金发放（页面）', policy: { roles: ['school-operator'], scope: listScope }, audit: '登记资金发放', rate: 'write', params: idParams, query, answers: { 303: 'html' },
    body: z.object({ paidOn: z.string().max(20), channel: z.string().max(20), scope: z.enum(['all', 'some']), awards: z.preprocess(chosen, z.array(z.coerce.number().int().positive()).max(500)) }).catchall(z.unknown()),
    async handler({ actor, params, body }) {
      const before = await listInScope(actor, params.id);
      const list = await disburse(actor, params.id, readForm(body));
      const people = list.paidPeople - before.paidPeople;
      return redirect(`/award-lists/${list.id}/disbursement`, `已登记发放 ${people.toLocaleString('en-US')} 人，${formatThousands((list.paid ?? 0) - (before.paid ?? 0))} 元`);
    },
    onRefusal: (input, error) => show(input, input.params.id, input.query, error),
  }),
  ...(Object.keys(bankFormats) as BankFormat[]).map(bankFilePage),
  route({
    method: 'post', path: '/disbursements/:id/return', summary: '登记银行退票（页面）', policy: { roles: ['school-operator'], scope: paymentScope }, audit: '登记银行退票', rate: 'write', params: idParams, body: z.strictObject({ reason: z.string().max(500) }), answers: { 303: 'html' },
    async handler({ actor, params, body }) {
      const payment = await returnPayment(actor, params.id, body.reason);
      return redirect(`/award-lists/${payment.listId}/disbursement`, `已登记退票：${payment.name} ${formatThousands(payment.amount)} 元，可以重新发放`);
    },
    onRefusal: async (input, error) => show(input, (await paymentInScope(input.actor, input.params.id)).listId, { page: 1, payments: 1, returned: input.params.id }, error),
  }),
];
