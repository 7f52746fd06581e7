import { z } from 'zod';
import { businessRoles } from '../values/actor.js';
import { officeIso } from '../values/office-date.js';
import { json, route, type Route } from '../web/route.js';
import { idParams } from '../web/schemas.js';
import { ownExportPolicy } from './policy.js';
import { beginExport, cancelExport, exportedFile, ownExport, ownExports, type RecordExport } from './record-export.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const base = '/api/v1/record-exports';
const shape = z.object({ id: z.number(), list: z.string(), title: z.string(), purpose: z.string(), state: z.enum(['working', 'done', 'failed', 'cancelled']), people: z.number(), failure: z.string().nullable(), createdAt: z.string(), finishedAt: z.string().nullable(), expiresAt: z.string() });
const present = (one: RecordExport): z.output<typeof shape> => ({ ...one, createdAt: officeIso(one.createdAt), finishedAt: one.finishedAt && officeIso(one.finishedAt), expiresAt: officeIso(one.expiresAt) });

/** 后台导出: lists of students of any length, for a purpose, by whoever may see the page. */
export const recordExportRoutes: Route[] = [
  route({
    method: 'post', path: base, summary: '在后台导出学生名单，不限行数（写明用途，带水印，留痕，文件保留 7 天）；list 是页面的路径，例如 aid-records、unaided-students、priority-groups/orphan/people、statistics/work-progress/people；conditions 是页面上的条件', policy: { roles: businessRoles }, audit: '后台导出学生名单', rate: 'export', again: true,
    body: z.strictObject({ list: z.string().max(120), conditions: z.record(z.string().max(40), z.string().max(200)).default({}), purpose: z.string().max(200, '最多 200 字。') }), answers: { 202: shape }, refusals: ['in-progress'],
    handler: async ({ actor, body }) => json(202, present(await beginExport(actor, body))),
  }),
  route({ method: 'get', path: base, summary: '自己的后台导出', policy: { roles: businessRoles }, audit: null, rate: 'read', answers: { 200: z.object({ items: z.array(shape) }) }, handler: async ({ actor }) => json(200, { items: (await ownExports(actor)).map(present) }) }),
  route({ method: 'get', path: `${base}/:id`, summary: '一份后台导出：办到多少人、结果', policy: ownExportPolicy, audit: null, rate: 'read', params: idParams, answers: { 200: shape }, handler: async ({ actor, params }) => json(200, present(await ownExport(actor, params.id))) }),
  route({ method: 'post', path: `${base}/:id/cancellation`, summary: '取消正在办的后台导出', policy: ownExportPolicy, audit: '取消后台导出', rate: 'write', params: idParams, answers: { 200: shape }, refusals: ['already-done'], handler: async ({ actor, params }) => json(200, present(await cancelExport(actor, params.id))) }),
  route({ method: 'get', path: `${base}/:id/file`, summary: '下载导出的名单（.xlsx）', policy: ownExportPolicy, audit: '下载导出的学生名单', rate: 'export', params: idParams, answers: { 200: 'file' }, refusals: ['not-ready'], handler: async ({ actor, params }) => ({ kind: 'stream', mime: XLSX, ...(await exportedFile(actor, params.id)) }) }),
];
