import { z } from 'zod';
import type { ProductError } from '../lib/errors.js';
import { deskPage, refusedOf, type Asking } from '../web/desk-page.js';
import { ObjectionContactPage } from '../web/pages/objection-contact-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { contactPurpose, objectionParams } from './objection-schemas.js';
import { objectionReaders } from './objections.js';
import { listOperators, listScope, showList } from './pages.js';
import { answerObjection, contactOfObjection, overruleObjection } from './settle-objection.js';
import { listCrumbs, listTitle, openDossier } from './views/dossier.js';

/** As long as a browser may send it; what is wrong with it is told beside the box. */
const typed = z.string().max(10_000);
const tab = (listId: number, objectionId: number): string => `/award-lists/${listId}?tab=objections#objection-${objectionId}`;

async function showContact(input: Asking & { params: { id: number; objectionId: number } }, found: { contact?: string; purpose?: string }, error?: ProductError): Promise<Answer> {
  const { list } = await openDossier(input.actor, input.params.id);
  const { id, objectionId } = input.params;
  return deskPage(input, { title: '异议联系方式', crumbs: listCrumbs(list, '异议联系方式') }, (
    <ObjectionContactPage subject={listTitle(list)} action={`/award-lists/${id}/objections/${objectionId}/contact`} back={tab(id, objectionId)} {...found} {...(error ? { error: error.message } : {})} />
  ));
}

/** 异议 at the desk: the school answers, the authority overrules, both may ask how to reach whoever wrote. */
export const objectionPages: Route[] = [
  route({
    method: 'post', path: '/award-lists/:id/objections/:objectionId/answer', summary: '答复异议（页面）', policy: listOperators, audit: '答复公示异议', rate: 'write', answers: { 303: 'html' }, params: objectionParams, body: z.strictObject({ text: typed }),
    async handler({ actor, params, body }) {
      const { receipt } = await answerObjection(actor, params.id, params.objectionId, body.text);
      return redirect(tab(params.id, params.objectionId), `已答复异议 ${receipt}`);
    },
    onRefusal: (input, error) => showList(input, input.params.id, { tab: 'objections' }, { ...refusedOf(input, error), objection: input.params.objectionId }),
  }),
  route({
    method: 'post', path: '/award-lists/:id/objections/:objectionId/overruling', summary: '驳回异议（页面）', policy: { roles: ['authority-operator'], scope: listScope }, audit: '驳回公示异议', rate: 'write', answers: { 303: 'html' }, params: objectionParams, body: z.strictObject({ remark: typed }),
    async handler({ actor, params, body }) {
      const { receipt } = await overruleObjection(actor, params.id, params.objectionId, body.remark);
      return redirect(tab(params.id, params.objectionId), `已驳回异议 ${receipt}`);
    },
    onRefusal: (input, error) => showList(input, input.params.id, { tab: 'objections' }, { ...refusedOf(input, error), objection: input.params.objectionId }),
  }),
  route({
    method: 'get', path: '/award-lists/:id/objections/:objectionId/contact', summary: '反映人的联系方式（页面，写明用途后显示）', policy: { roles: objectionReaders, scope: listScope }, audit: '查看异议联系方式', rate: 'read', params: objectionParams, query: z.strictObject({ purpose: contactPurpose.optional() }), answers: { 200: 'html' },
    handler: async (input) => showContact(input, input.query.purpose === undefined ? {} : { purpose: input.query.purpose, ...await contactOfObjection(input.actor, input.params.id, input.params.objectionId, input.query.purpose) }),
    onRefusal: (input, error) => showContact(input, { purpose: input.query.purpose }, error),
  }),
];
