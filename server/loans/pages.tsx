import { z } from 'zod';
import { importOfOwnSchool, receiveFile } from '../imports/file-import.js';
import { surveyFile } from '../imports/survey-file.js';
import { NotFound, type ProductError } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { isRegionCode } from '../values/region.js';
import { deskPage, refusedOf, type Asking } from '../web/desk-page.js';
import { BankBatchPage, BankEntryPage } from '../web/pages/bank-batch-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { blankable, idParams, pageNumber } from '../web/schemas.js';
import { batchInScope, books, type BatchKind } from './bank-batch.js';
import { batchView, entryView } from './batch-view.js';
import { loanCrumbs } from './crumbs.js';
import { loanImport } from './import-loans.js';
import { repaymentImport } from './import-repayments.js';
import { missingLoans } from './missing-loans.js';
import { registerInstitution } from './schools.js';

const operators = { roles: ['authority-operator'], level: 'province' } as const;
const directors = { roles: ['authority-director'], level: 'province' } as const;
const batchScope = (kind: BatchKind) => async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const batchId = Number(params.id);
  if (!Number.isInteger(batchId) || batchId < 1) throw new NotFound();
  await batchInScope(actor, kind, batchId);
};
const ownImport = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const importId = Number(params.id);
  if (!Number.isInteger(importId) || importId < 1) throw new NotFound();
  await importOfOwnSchool(actor, importId);
};
const batchQuery = z.strictObject({ page: pageNumber, status: blankable(z.enum(['pending', 'passed', 'failed', 'replaced'])), q: blankable(z.string().trim().max(60)) });
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

async function showEntry(input: Asking, kind: BatchKind, page: 'entry' | 'review', error?: ProductError, aboutFile = false): Promise<Answer> {
  const refused = error && refusedOf(input, error);
  const view = await entryView(input, kind, page, refused && aboutFile ? { ...refused, items: refused.items.map((item) => ({ ...item, path: 'file' })) } : refused);
  return deskPage(input, { title: view.title, crumbs: loanCrumbs({ label: '省级贷款信息管理' }, { label: view.title }) }, <BankEntryPage {...view} />);
}

const pagesOf = (kind: BatchKind): Route[] => {
  const { path, name } = books[kind];
  const importKind = kind === 'loan' ? loanImport : repaymentImport;
  return [
    route({ method: 'get', path, summary: `${name}录入（页面）`, policy: operators, audit: null, rate: 'read', query: z.strictObject({}), answers: { 200: 'html' }, handler: (input) => showEntry(input, kind, 'entry') }),
    route({ method: 'get', path: `${path}/review`, summary: `${name}审核（页面）`, policy: directors, audit: null, rate: 'read', query: z.strictObject({}), answers: { 200: 'html' }, handler: (input) => showEntry(input, kind, 'review') }),
    route({
      method: 'post', path: `${path}/imports`, summary: `检查${name}的 Excel（页面）`, policy: operators, audit: `导入${name}`, rate: 'upload', upload: 'file', answers: { 303: 'html' },
      prepare: ({ actor, file }) => surveyFile(importKind, file, { actor, ask: true }),
      handler: async ({ actor, prepared }) => redirect(`/imports/${(await receiveFile(actor, importKind, null, prepared, true)).id}`),
      onRefusal: (input, error) => showEntry(input, kind, 'entry', error, true),
    }),
    route({
      method: 'get', path: `${path}/batches/:id`, summary: `一批${name}（页面）`, policy: { roles: ['authority-operator', 'authority-director'], level: 'province', scope: batchScope(kind) }, audit: null, rate: 'read', params: idParams, query: batchQuery, answers: { 200: 'html' },
      async handler(input) {
        const batch = await batchInScope(input.actor, kind, input.params.id);
        const view = await batchView(input, batch, input.query);
        const over = input.actor.role === 'authority-director' ? { label: `${name}审核`, href: `${path}/review` } : { label: `${name}录入`, href: path };
        return deskPage(input, { title: view.title, crumbs: loanCrumbs({ label: '省级贷款信息管理' }, over, { label: `第${batch.id}批` }) }, <BankBatchPage {...view} />);
      },
    }),
  ];
};

/** 省级贷款信息管理 at the desk (附件1 四1–4). */
export const loanPages: Route[] = [
  ...pagesOf('loan'), ...pagesOf('repayment'),
  route({
    method: 'get', path: '/imports/:id/missing-loans.xlsx', summary: '下载还款文件里缺少的贷款，做成导入模板（页面）', policy: { ...operators, scope: ownImport }, audit: '下载缺少的贷款', rate: 'export', params: idParams, answers: { 200: 'file' },
    handler: async ({ actor, params }) => ({ kind: 'file', name: '缺少的贷款信息.xlsx', mime: XLSX, bytes: await missingLoans(actor, params.id) }),
  }),
  route({
    method: 'post', path: '/external-institutions', summary: '登记未使用系统的学校（页面）', policy: operators, audit: '登记未使用系统的学校', rate: 'write', answers: { 303: 'html' },
    body: z.strictObject({ name: z.string().trim().min(2, '请填写名称。').max(60), kind: z.enum(['research', 'military']), region: blankable(z.string().refine(isRegionCode, '所在地应为 6 位区划代码，例如 410100。')) }),
    async handler({ actor, body }) {
      const made = await registerInstitution(actor, body);
      return redirect('/loans', `已登记：${made.name}`);
    },
    onRefusal: (input, error) => showEntry(input, 'loan', 'entry', error),
  }),
];
