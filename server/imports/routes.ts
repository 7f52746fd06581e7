import { z } from 'zod';
import { NotFound } from '../lib/errors.js';
import { businessRoles, type Actor } from '../values/actor.js';
import { json, route, type Route } from '../web/route.js';
import { idParams } from '../web/schemas.js';
import { adoptRepairs } from './adopt-repairs.js';
import { commitImport } from './commit-import.js';
import { cancelImport, importOfOwnSchool } from './file-import.js';
import { errorFile } from './error-file.js';
import { templateNamed } from './kinds.js';
import { matchColumns, readMatched } from './match-columns.js';
import { presentHeaders, presentImport } from './presenter.js';
import { columnsBody, fileRefusals, headersShape, importShape, repairsBody } from './schemas.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const inOwnSchool = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const importId = Number(params.id);
  if (!Number.isInteger(importId) || importId < 1) throw new NotFound();
  await importOfOwnSchool(actor, importId);
};
const readers = { roles: ['school-operator', 'school-reviewer', 'authority-operator', 'system-administrator'], scope: inOwnSchool } as const;
const operators = { roles: ['school-operator', 'authority-operator', 'system-administrator'], scope: inOwnSchool } as const;

/** The files a school handed in: how far they are, what is wrong with them, and the templates to fill in. */
export const importRoutes: Route[] = [
  route({ method: 'get', path: '/api/v1/imports/:id', summary: '一次导入：检查到第几行、有什么错误（逐行逐列）、写入没有', policy: readers, audit: null, rate: 'read', params: idParams, answers: { 200: importShape },
    handler: async ({ actor, params }) => json(200, presentImport(await importOfOwnSchool(actor, params.id))) }),
  route({ method: 'get', path: '/api/v1/imports/:id/columns', summary: '文件的表头：各是模板的哪一列，没有认出的提议哪一列（值已遮盖）；都认出时为空', policy: operators, audit: null, rate: 'read', params: idParams, answers: { 200: headersShape },
    handler: async ({ actor, params }) => json(200, await presentHeaders(actor, await importOfOwnSchool(actor, params.id))) }),
  route({ method: 'post', path: '/api/v1/imports/:id/columns', summary: '说明文件的表头各是模板的哪一列，不用重新上传，再检查一遍；下次同类文件照此提议', policy: operators, audit: '对应表头', rate: 'write', params: idParams, body: columnsBody, answers: { 202: importShape },
    refusals: [...fileRefusals, 'file-gone', 'import-ended', 'already-done', 'in-progress'],
    prepare: ({ actor, params, body }) => readMatched(actor, params.id, body.columns),
    handler: async ({ actor, params, prepared }) => json(202, presentImport(await matchColumns(actor, params.id, prepared))) }),
  route({ method: 'get', path: '/api/v1/imports/:id/errors.xlsx', summary: '下载标出错误的原文件', policy: operators, audit: '下载标出错误的文件', rate: 'export', params: idParams, answers: { 200: 'file' },
    handler: async ({ actor, params }) => ({ kind: 'file', mime: XLSX, ...(await errorFile(actor, params.id)) }) }),
  route({ method: 'post', path: '/api/v1/imports/:id/repairs', summary: '采用检查提出的改法，再检查一遍', policy: operators, audit: '采用改法', rate: 'write', params: idParams, body: repairsBody, answers: { 202: importShape }, refusals: ['nothing-to-repair', 'already-done', 'in-progress'],
    handler: async ({ actor, params, body }) => json(202, presentImport(await adoptRepairs(actor, params.id, body.repairs))) }),
  route({ method: 'post', path: '/api/v1/imports/:id/commit', summary: '导入检查过的文件；大文件在后台写入（202）', policy: operators, audit: '导入', rate: 'write', params: idParams, answers: { 200: importShape, 202: importShape }, refusals: ['import-has-errors', 'import-ended', 'columns-missing', 'already-done', 'in-progress', 'rows-refused', 'not-draft'],
    async handler({ actor, params }) {
      const found = await commitImport(actor, params.id);
      return json(found.state === 'writing' ? 202 : 200, presentImport(found));
    } }),
  route({ method: 'post', path: '/api/v1/imports/:id/cancellation', summary: '取消导入，什么也不写入', policy: operators, audit: '取消导入', rate: 'write', params: idParams, answers: { 200: importShape }, refusals: ['already-done'],
    handler: async ({ actor, params }) => json(200, presentImport(await cancelImport(actor, params.id))) }),
  route({
    method: 'get', path: '/api/v1/templates/:kind.xlsx', summary: '导入模板：roster 学生名册，award-list 资助名单', policy: { roles: [...businessRoles, 'system-administrator'] }, audit: null, rate: 'read', params: z.strictObject({ kind: z.string().max(40) }), answers: { 200: 'file' },
    async handler({ actor, params }) {
      const template = templateNamed(actor, params.kind);
      if (!template) throw new NotFound('没有这种导入模板。');
      return { kind: 'file', name: template.fileName, mime: XLSX, bytes: await template.make(actor) };
    },
  }),
];
