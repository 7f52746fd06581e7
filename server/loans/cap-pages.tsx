import { z } from 'zod';
import type { ProductError } from '../lib/errors.js';
import { deskPage, refusedOf, type Asking } from '../web/desk-page.js';
import { LoanCapsPage } from '../web/pages/loan-caps-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { idParams, remark } from '../web/schemas.js';
import { activateCap, declineCap, proposeCap } from './caps.js';
import { capsView } from './cap-view.js';
import { loanCrumbs } from './crumbs.js';

const readers = { roles: ['authority-operator', 'authority-director'], level: 'province' } as const;
const operators = { roles: ['authority-operator'], level: 'province' } as const;
const directors = { roles: ['authority-director'], level: 'province' } as const;

async function show(input: Asking, refused?: { capId: number; error: ProductError }): Promise<Answer> {
  const view = await capsView(input, refused && { ...refusedOf(input, refused.error), capId: refused.capId });
  return deskPage(input, { title: view.title, crumbs: loanCrumbs({ label: '省级贷款信息管理' }, { label: view.title }) }, <LoanCapsPage {...view} />);
}

/** 发放金额上限 at the desk (附件1 四1). */
export const loanCapPages: Route[] = [
  route({ method: 'get', path: '/loan-caps', summary: '发放金额上限（页面）', policy: readers, audit: null, rate: 'read', query: z.strictObject({}), answers: { 200: 'html' }, handler: (input) => show(input) }),
  route({
    method: 'post', path: '/loan-caps/:id/proposal', summary: '提出启用一档发放上限（页面）', policy: operators, audit: '提出启用贷款上限', rate: 'write', params: idParams, body: z.strictObject({ remark }), answers: { 303: 'html' },
    async handler({ actor, params, body }) {
      await proposeCap(actor, params.id, body.remark);
      return redirect('/loan-caps', '已提出，等业务主管领导批准');
    },
    onRefusal: (input, error) => show(input, { capId: input.params.id, error }),
  }),
  route({
    method: 'post', path: '/loan-caps/:id/activation', summary: '批准启用一档发放上限（页面）', policy: directors, audit: '启用贷款上限', rate: 'write', params: idParams, answers: { 303: 'html' },
    async handler({ actor, params }) {
      await activateCap(actor, params.id);
      return redirect('/loan-caps', '已启用，从现在起检查的文件按新的上限');
    },
    onRefusal: (input, error) => show(input, { capId: input.params.id, error }),
  }),
  route({
    method: 'post', path: '/loan-caps/:id/refusal', summary: '不启用一档发放上限（页面）', policy: directors, audit: '不启用贷款上限', rate: 'write', params: idParams, body: z.strictObject({ remark }), answers: { 303: 'html' },
    async handler({ actor, params, body }) {
      await declineCap(actor, params.id, body.remark);
      return redirect('/loan-caps', '已记为不启用，可以重新提出');
    },
    onRefusal: (input, error) => show(input, { capId: input.params.id, error }),
  }),
];
