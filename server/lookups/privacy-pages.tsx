import { z } from 'zod';
import { TooLarge, type ProductError } from '../lib/errors.js';
import { documentReaders, readDocument, type DocumentReading } from '../students/read-document.js';
import { studentInScope } from '../students/student.js';
import { businessRoles } from '../values/actor.js';
import { deskPage, refusedOf, type Asking } from '../web/desk-page.js';
import { RecordPage } from '../web/pages/record-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { idParams } from '../web/schemas.js';
import { exportGroup } from './export-people.js';
import { minorsReport } from './minors-report.js';
import { exportQuery, groupParams, purpose, reportQuery, reportReaders, studentScope, XLSX } from './privacy-routes.js';
import { recordView } from './record-view.js';

async function showReading(input: Asking & { params: { id: number } }, reading?: DocumentReading, error?: ProductError): Promise<Answer> {
  const student = await studentInScope(input.actor, input.params.id);
  const view = await recordView(input, student, error && { ...refusedOf(input, error), form: 'reading' });
  return deskPage(input, { title: student.name, crumbs: [{ label: '首页', href: '/' }, { label: '资助业务管理' }, { label: '学生受助情况', href: '/aid-records' }, { label: student.name }] }, <RecordPage {...view} reading={reading} />);
}

/** Numbers in clear and exports at the desk, each for a purpose. */
export const privacyPages: Route[] = [
  route({
    method: 'post', path: '/students/:id/document-readings', summary: '查看证件号码和卡号原文（页面）', policy: { roles: documentReaders, scope: studentScope }, audit: '查看证件号码原文', rate: 'write', again: true, act: false, params: idParams, body: z.strictObject({ purpose }), answers: { 200: 'html' },
    handler: async (input) => showReading(input, await readDocument(input.actor, input.params.id, input.body.purpose)),
    onRefusal: (input, error) => showReading(input, undefined, error),
  }),
  route({
    method: 'get', path: '/priority-groups/:key/students.xlsx', summary: '导出一类学生（页面）', policy: { roles: businessRoles }, audit: '导出学生名单', rate: 'export', again: true, params: groupParams, query: exportQuery, answers: { 200: 'file' },
    async handler({ actor, params, query: { purpose: why, ...asked } }) {
      try {
        return { kind: 'file', mime: XLSX, ...(await exportGroup(actor, params.key, asked, why)) };
      } catch (error) {
        if (!(error instanceof TooLarge)) throw error;
        const conditions = Object.fromEntries(Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
        return redirect(`/record-exports/new?${new URLSearchParams({ list: `priority-groups/${params.key}/people`, conditions: new URLSearchParams(conditions).toString(), purpose: why.trim() })}`);
      }
    },
  }),
  route({
    method: 'get', path: '/minors-report.xlsx', summary: '一年里谁查看、导出过未成年人信息（页面）', policy: { roles: reportReaders }, audit: '导出未成年人信息报告', rate: 'export', query: reportQuery, answers: { 200: 'file' },
    handler: async ({ actor, query }) => ({ kind: 'file', mime: XLSX, ...(await minorsReport(actor, query.year)) }),
  }),
];
