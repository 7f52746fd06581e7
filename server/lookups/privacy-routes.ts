import { z } from 'zod';
import { NotFound } from '../lib/errors.js';
import { documentReaders, readDocument } from '../students/read-document.js';
import { studentInScope } from '../students/student.js';
import { businessRoles, type Actor, type Role } from '../values/actor.js';
import { priorityGroupKeys } from '../values/priority-group.js';
import { educationStages } from '../values/stage.js';
import { json, route, type Route } from '../web/route.js';
import { blankable, id, idParams } from '../web/schemas.js';
import { exportGroup } from './export-people.js';
import { minorsReport } from './minors-report.js';

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const reportReaders: readonly Role[] = ['auditor', 'security-administrator'];
export const purpose = z.string().max(200, '最多 200 字。');
export const groupParams = z.strictObject({ key: z.enum(priorityGroupKeys) });
export const exportQuery = z.strictObject({ purpose: purpose.default(''), source: blankable(z.enum(['central', 'local'])), schoolId: blankable(id), stage: blankable(z.enum(educationStages)) });
export const reportQuery = z.strictObject({ year: z.coerce.number().int().min(2000).max(2100) });

export const studentScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const studentId = Number(params.id);
  if (!Number.isInteger(studentId) || studentId < 1) throw new NotFound();
  await studentInScope(actor, studentId);
};

/** Personal data in clear or out of the system: always for a purpose, always on record. */
export const privacyRoutes: Route[] = [
  route({
    // Keeps no answer: no secret is stored.
    method: 'post', path: '/api/v1/students/:id/document-readings', summary: '查看证件号码和卡号原文，须写明用途，留痕', policy: { roles: documentReaders, scope: studentScope }, audit: '查看证件号码原文', rate: 'write', again: true, act: false, params: idParams, body: z.strictObject({ purpose }), answers: { 201: z.object({ documentNumber: z.string(), cardNumber: z.string().nullable() }) },
    handler: async ({ actor, params, body }) => json(201, await readDocument(actor, params.id, body.purpose)),
  }),
  route({
    method: 'get', path: '/api/v1/priority-groups/:key/students.xlsx', summary: '导出一类学生，须写明用途，带水印，留痕', policy: { roles: businessRoles }, audit: '导出学生名单', rate: 'export', again: true, params: groupParams, query: exportQuery, answers: { 200: 'file' },
    handler: async ({ actor, params, query: { purpose: why, ...asked } }) => ({ kind: 'file', mime: XLSX, ...(await exportGroup(actor, params.key, asked, why)) }),
  }),
  route({
    method: 'get', path: '/api/v1/minors-report.xlsx', summary: '一年里谁查看、导出过未成年人信息', policy: { roles: reportReaders }, audit: '导出未成年人信息报告', rate: 'export', query: reportQuery, answers: { 200: 'file' },
    handler: async ({ actor, query }) => ({ kind: 'file', mime: XLSX, ...(await minorsReport(actor, query.year)) }),
  }),
];
