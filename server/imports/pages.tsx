import { z } from 'zod';
import { NotFound, type ProductError } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { businessRoles } from '../values/actor.js';
import { deskPage, refusedOf, type Asking } from '../web/desk-page.js';
import { ImportPage } from '../web/pages/import-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { idParams, pageNumber } from '../web/schemas.js';
import { commitImport, importOfOwnSchool } from './file-import.js';
import { importView, placeOf } from './import-view.js';
import { templateNamed } from './kinds.js';
import { errorSheet } from './spreadsheet.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const inOwnSchool = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const importId = Number(params.id);
  if (!Number.isInteger(importId) || importId < 1) throw new NotFound();
  await importOfOwnSchool(actor, importId);
};
const readers = { roles: ['school-operator', 'school-reviewer'], scope: inOwnSchool } as const;

async function show(input: Asking & { params: { id: number } }, page: number, error?: ProductError): Promise<Answer> {
  const found = await importOfOwnSchool(input.actor, input.params.id);
  const view = await importView(input, found, page, error && refusedOf(input, error));
  const place = placeOf(found);
  return deskPage(input, { title: view.title, crumbs: [{ label: '首页', href: '/' }, { label: place.label, href: place.href }, { label: '导入' }] }, <ImportPage {...view} />);
}

/** The report of a file somebody handed in: every row is checked before anything is said, and nothing is written before they say so. */
export const importPages: Route[] = [
  route({ method: 'get', path: '/imports/:id', summary: '导入报告（页面）', policy: readers, audit: null, rate: 'read', params: idParams, query: z.strictObject({ page: pageNumber }), answers: { 200: 'html' },
    handler: (input) => show(input, input.query.page) }),
  route({ method: 'get', path: '/imports/:id/errors.xlsx', summary: '下载导入的错误（页面）', policy: readers, audit: null, rate: 'export', params: idParams, answers: { 200: 'file' },
    handler: async ({ actor, params }) => ({ kind: 'file', name: '导入的错误.xlsx', mime: XLSX, bytes: await errorSheet((await importOfOwnSchool(actor, params.id)).errors) }) }),
  route({
    method: 'post', path: '/imports/:id/commit', summary: '导入检查过的文件（页面）', policy: { roles: ['school-operator'], scope: inOwnSchool }, audit: '导入', rate: 'write', params: idParams, answers: { 303: 'html' },
    async handler({ actor, params }) {
      const done = await commitImport(actor, params.id);
      return redirect(placeOf(done).href, `已导入 ${done.total.toLocaleString('en-US')} 行`);
    },
    onRefusal: (input, error) => show(input, 1, error),
  }),
  route({
    method: 'get', path: '/templates/:kind.xlsx', summary: '导入模板（页面）', policy: { roles: businessRoles }, audit: null, rate: 'read', params: z.strictObject({ kind: z.string().max(40) }), answers: { 200: 'file' },
    async handler({ params }) {
      const template = templateNamed(params.kind);
      if (!template) throw new NotFound('没有这种导入模板。');
      return { kind: 'file', name: template.fileName, mime: XLSX, bytes: await template.make() };
    },
  }),
];
