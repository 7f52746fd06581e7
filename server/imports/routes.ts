import { z } from 'zod';
import { NotFound } from '../lib/errors.js';
import { businessRoles, type Actor } from '../values/actor.js';
import { json, route, type Route } from '../web/route.js';
import { idParams } from '../web/schemas.js';
import { commitImport, importOfOwnSchool } from './file-import.js';
import { templateNamed } from './kinds.js';
import { presentImport } from './presenter.js';
import { importShape } from './schemas.js';
import { errorSheet } from './spreadsheet.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const inOwnSchool = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const importId = Number(params.id);
  if (!Number.isInteger(importId) || importId < 1) throw new NotFound();
  await importOfOwnSchool(actor, importId);
};
const readers = { roles: ['school-operator', 'school-reviewer'], scope: inOwnSchool } as const;

/** The files a school handed in: how far they are, what is wrong with them, and the templates to fill in. */
export const importRoutes: Route[] = [
  route({ method: 'get', path: '/api/v1/imports/:id', summary: '一次导入的结果，错误逐行逐列', policy: readers, audit: null, rate: 'read', params: idParams, answers: { 200: importShape },
    handler: async ({ actor, params }) => json(200, presentImport(await importOfOwnSchool(actor, params.id))) }),
  route({ method: 'get', path: '/api/v1/imports/:id/errors.xlsx', summary: '下载导入的错误', policy: readers, audit: null, rate: 'export', params: idParams, answers: { 200: 'file' },
    handler: async ({ actor, params }) => ({ kind: 'file', name: '导入的错误.xlsx', mime: XLSX, bytes: await errorSheet((await importOfOwnSchool(actor, params.id)).errors) }) }),
  route({ method: 'post', path: '/api/v1/imports/:id/commit', summary: '导入检查过的文件', policy: { roles: ['school-operator'], scope: inOwnSchool }, audit: '导入', rate: 'write', params: idParams, answers: { 200: importShape }, refusals: ['import-has-errors', 'already-done', 'rows-refused', 'not-draft'],
    handler: async ({ actor, params }) => json(200, presentImport(await commitImport(actor, params.id))) }),
  route({
    method: 'get', path: '/api/v1/templates/:kind.xlsx', summary: '导入模板：roster 学生名册，award-list 资助名单', policy: { roles: businessRoles }, audit: null, rate: 'read', params: z.strictObject({ kind: z.string().max(40) }), answers: { 200: 'file' },
    async handler({ params }) {
      const template = templateNamed(params.kind);
      if (!template) throw new NotFound('没有这种导入模板。');
      return { kind: 'file', name: template.fileName, mime: XLSX, bytes: await template.make() };
    },
  }),
];
