import { z } from 'zod';
import type { ProductError } from '../lib/errors.js';
import { deskPage, refusedOf, type Asking } from '../web/desk-page.js';
import { WithdrawalRequestPage } from '../web/pages/withdrawal-request-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { idParams } from '../web/schemas.js';
import { askWithdrawal } from './list-acts.js';
import { listOperators, listReaders } from './pages.js';
import { listCrumbs, openDossier } from './views/dossier.js';
import { withdrawalView } from './views/withdrawal-view.js';

async function show(input: Asking & { params: { id: number } }, error?: ProductError): Promise<Answer> {
  const dossier = await openDossier(input.actor, input.params.id);
  const view = await withdrawalView(input, dossier, error && refusedOf(input, error));
  return deskPage(input, { title: '申请公示退回', crumbs: listCrumbs(dossier.list, '申请公示退回') }, <WithdrawalRequestPage {...view} />);
}

/** 申请公示退回 (附件1 二(一)5、二(二)4). Everybody who sees the list may read what it would change; the school asks. */
export const withdrawalPages: Route[] = [
  route({ method: 'get', path: '/award-lists/:id/withdrawal-request', summary: '申请公示退回（页面）', policy: listReaders, audit: null, rate: 'read', params: idParams, answers: { 200: 'html' }, handler: (input) => show(input) }),
  route({
    method: 'post', path: '/award-lists/:id/withdrawal-request', summary: '申请公示退回（页面）', policy: listOperators, audit: '申请公示退回', rate: 'write', params: idParams, body: z.strictObject({ reason: z.string().max(1000) }), answers: { 303: 'html' },
    async handler({ actor, params, body }) {
      const list = await askWithdrawal(actor, params.id, body.reason);
      return redirect(`/award-lists/${list.id}`, `已申请公示退回，等${list.authority.name}审核`);
    },
    onRefusal: show,
  }),
];
