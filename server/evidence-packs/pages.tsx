import { listInScope } from '../award-lists/award-list.js';
import { listReaders } from '../award-lists/pages.js';
import { listTitle } from '../award-lists/views/dossier.js';
import { deskPage, type Asking } from '../web/desk-page.js';
import { EvidencePage } from '../web/pages/evidence-page.js';
import { route, type Answer, type Route } from '../web/route.js';
import { idParams } from '../web/schemas.js';
import { evidencePack, packContents, purposeQuery } from './pack.js';

async function ask(asking: Asking, listId: number, purpose?: string, error?: string): Promise<Answer> {
  const list = await listInScope(asking.actor, listId);
  const back = `/award-lists/${list.id}`;
  return deskPage(asking, { title: '下载凭据包', crumbs: [{ label: '首页', href: '/' }, { label: '资助名单', href: '/award-lists' }, { label: listTitle(list), href: back }, { label: '凭据包' }] }, (
    <EvidencePage subject={listTitle(list)} action={`${back}/evidence.zip`} back={back} contents={packContents} purpose={purpose} error={error} />
  ));
}

/** 凭据包 at the desk: what is in it and what for, then the file. */
export const evidencePackPages: Route[] = [
  route({ method: 'get', path: '/award-lists/:id/evidence', summary: '下载凭据包（页面）', policy: listReaders, audit: null, rate: 'read', params: idParams, answers: { 200: 'html' }, handler: (input) => ask(input, input.params.id) }),
  route({
    method: 'get', path: '/award-lists/:id/evidence.zip', summary: '凭据包（页面下载）', policy: listReaders, audit: '下载凭据包', rate: 'export', params: idParams, query: purposeQuery, answers: { 200: 'file' },
    handler: async ({ actor, params, query }) => ({ kind: 'file', ...(await evidencePack(actor, params.id, query.purpose)) }),
    onRefusal: (input, error) => ask(input, input.params.id, input.query.purpose, error.errors?.[0]?.message ?? error.message),
  }),
];
