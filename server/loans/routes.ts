import { z } from 'zod';
import { importOfOwnSchool, receiveFile } from '../imports/file-import.js';
import { presentReceived } from '../imports/presenter.js';
import { columnsField, fileRefusals, previewQuery, receivedShape } from '../imports/schemas.js';
import { surveyFile } from '../imports/survey-file.js';
import { NotFound } from '../lib/errors.js';
import { decodeCursor } from '../lib/pagination.js';
import type { Actor } from '../values/actor.js';
import { isRegionCode } from '../values/region.js';
import { json, route, type Route } from '../web/route.js';
import { id, idParams, listOf, paging, remark } from '../web/schemas.js';
import { batchesOf, batchInScope, type BatchKind } from './bank-batch.js';
import { activateCap, capsFor, capSteps, declineCap, proposeCap } from './caps.js';
import { loanImport } from './import-loans.js';
import { repaymentImport } from './import-repayments.js';
import { missingLoans } from './missing-loans.js';
import { batchShape, capShape, institutionShape, loanShape, presentBatch, presentCap, presentLoan, presentRepayment, repaymentShape } from './presenter.js';
import { findLoans, findRepayments, sumLoans } from './query.js';
import { externalInstitutions, registerInstitution } from './schools.js';

const batchScope = (kind: BatchKind) => async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const batchId = Number(params.id);
  if (!Number.isInteger(batchId) || batchId < 1) throw new NotFound();
  await batchInScope(actor, kind, batchId);
};
/** An import of the actor's own office. */
const ownImport = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const importId = Number(params.id);
  if (!Number.isInteger(importId) || importId < 1) throw new NotFound();
  await importOfOwnSchool(actor, importId);
};
/** 附件1 四 涉及用户：省级主管部门业务操作人员、业务主管领导. */
const readers = { roles: ['authority-operator', 'authority-director'], level: 'province' } as const;
const operators = { roles: ['authority-operator'], level: 'province' } as const;
const directors = { roles: ['authority-director'], level: 'province' } as const;
const status = z.enum(['pending', 'passed', 'failed', 'replaced']).optional();
const year = z.coerce.number().int().min(1999).max(2199).optional();
const q = z.string().trim().max(60).optional();
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const presentedCaps = async (actor: Actor): Promise<z.infer<typeof capShape>[]> => {
  const { proposed } = await capSteps(actor.organisation.id);
  return (await capsFor(actor.organisation.id)).map((one) => presentCap(one, proposed.get(one.id)));
};

/** 国家助学贷款 (附件1 四): entry by import, the books, institutions outside the system, caps. Reviewing is a task's completion. */
export const loanRoutes: Route[] = [
  route({
    method: 'post', path: '/api/v1/loans/imports', summary: '导入国家助学贷款信息（.xlsx 或 .csv，最多 100,000 行；preview=true 只检查）', policy: operators, audit: '导入贷款信息', rate: 'upload', upload: 'file', query: previewQuery, body: columnsField, answers: { 202: receivedShape },
    refusals: [...fileRefusals, 'over-cap', 'loan-approved', 'bank-not-local', 'same-loan-twice', 'year-differs', 'unknown-school', 'too-many-decimals'],
    prepare: ({ actor, file, body }) => surveyFile(loanImport, file, { actor, columns: body.columns }),
    handler: async ({ actor, query, prepared }) => json(202, presentReceived(await receiveFile(actor, loanImport, null, prepared, query.preview === 'true'))),
  }),
  route({
    method: 'post', path: '/api/v1/repayments/imports', summary: '导入国家助学贷款还款信息（.xlsx 或 .csv，最多 100,000 行；preview=true 只检查）', policy: operators, audit: '导入还款信息', rate: 'upload', upload: 'file', query: previewQuery, body: columnsField, answers: { 202: receivedShape },
    refusals: [...fileRefusals, 'no-such-loan', 'which-loan', 'too-many-decimals', 'time-needs-seconds', 'not-a-moment', 'same-repayment-twice', 'repayment-approved'],
    prepare: ({ actor, file, body }) => surveyFile(repaymentImport, file, { actor, columns: body.columns }),
    handler: async ({ actor, query, prepared }) => json(202, presentReceived(await receiveFile(actor, repaymentImport, null, prepared, query.preview === 'true'))),
  }),
  route({
    method: 'get', path: '/api/v1/loans', summary: '贷款信息', policy: readers, audit: null, rate: 'read', answers: { 200: listOf(loanShape) },
    query: z.strictObject({ status, year, batchId: id.optional(), stage: z.enum(['undergraduate', 'postgraduate']).optional(), schoolKind: z.enum(['university', 'research', 'military']).optional(), importKind: z.enum(['current', 'past', 'supplement']).optional(), bank: z.string().max(60).optional(), q, ...paging }),
    async handler({ actor, query: { cursor, count, ...filter } }) {
      const page = await findLoans(actor, { ...filter, after: decodeCursor(cursor) });
      return json(200, { items: page.items.map(presentLoan), nextCursor: page.nextCursor, ...(count === 'true' ? { total: (await sumLoans(actor, filter)).rows } : {}) });
    },
  }),
  route({
    method: 'get', path: '/api/v1/repayments', summary: '还款信息', policy: readers, audit: null, rate: 'read', answers: { 200: listOf(repaymentShape) },
    query: z.strictObject({ status, year, batchId: id.optional(), loanId: id.optional(), early: z.enum(['true', 'false']).optional(), q, limit: paging.limit, cursor: paging.cursor }),
    async handler({ actor, query: { cursor, early, ...filter } }) {
      const page = await findRepayments(actor, { ...filter, ...(early ? { early: early === 'true' } : {}), after: decodeCursor(cursor) });
      return json(200, { items: page.items.map(presentRepayment), nextCursor: page.nextCursor });
    },
  }),
  ...(['loan', 'repayment'] as const).map((kind) => route({
    method: 'get', path: `/api/v1/${kind}-batches`, summary: kind === 'loan' ? '贷款信息的批次' : '还款信息的批次', policy: readers, audit: null, rate: 'read', query: z.strictObject({ open: z.enum(['true', 'false']).optional(), limit: paging.limit }), answers: { 200: z.object({ items: z.array(batchShape) }) },
    handler: async ({ actor, query }) => json(200, { items: (await batchesOf(actor, kind, { open: query.open === 'true', limit: query.limit })).map(presentBatch) }),
  })),
  ...(['loan', 'repayment'] as const).map((kind) => route({
    method: 'get', path: `/api/v1/${kind}-batches/:id`, summary: '一批', policy: { roles: ['authority-operator', 'authority-director'], level: 'province', scope: batchScope(kind) }, audit: null, rate: 'read', params: idParams, answers: { 200: batchShape },
    handler: async ({ actor, params }) => json(200, presentBatch(await batchInScope(actor, kind, params.id))),
  })),
  route({
    method: 'get', path: '/api/v1/imports/:id/missing-loans.xlsx', summary: '还款文件里缺少的贷款，做成贷款信息导入模板', policy: { ...operators, scope: ownImport }, audit: '下载缺少的贷款', rate: 'export', params: idParams, answers: { 200: 'file' }, refusals: ['nothing-missing', 'file-gone'],
    handler: async ({ actor, params }) => ({ kind: 'file', name: '缺少的贷款信息.xlsx', mime: XLSX, bytes: await missingLoans(actor, params.id) }),
  }),
  route({ method: 'get', path: '/api/v1/external-institutions', summary: '未使用系统的学校（科研院所、军队院校）', policy: readers, audit: null, rate: 'read', query: z.strictObject({}), answers: { 200: z.object({ items: z.array(institutionShape) }) },
    handler: async ({ actor }) => json(200, { items: await externalInstitutions(actor.organisation.id) }) }),
  route({
    method: 'post', path: '/api/v1/external-institutions', summary: '登记未使用系统的学校', policy: operators, audit: '登记未使用系统的学校', rate: 'write', answers: { 201: institutionShape }, refusals: ['in-use'],
    body: z.strictObject({ name: z.string().trim().min(2).max(60), kind: z.enum(['research', 'military']), region: z.string().refine(isRegionCode, '所在地应为 6 位区划代码，例如 410100。').optional() }),
    handler: async ({ actor, body }) => json(201, await registerInstitution(actor, body)),
  }),
  route({ method: 'get', path: '/api/v1/loan-caps', summary: '发放金额上限，按年度和学段', policy: readers, audit: null, rate: 'read', query: z.strictObject({}), answers: { 200: z.object({ items: z.array(capShape) }) },
    handler: async ({ actor }) => json(200, { items: await presentedCaps(actor) }) }),
  route({ method: 'post', path: '/api/v1/loan-caps/:id/proposal', summary: '提出在本省启用一档新的发放上限，写明依据的文件', policy: operators, audit: '提出启用贷款上限', rate: 'write', params: idParams, body: z.strictObject({ remark }), answers: { 200: z.object({ items: z.array(capShape) }) }, refusals: ['already-done', 'remark-required'],
    async handler({ actor, params, body }) {
      await proposeCap(actor, params.id, body.remark);
      return json(200, { items: await presentedCaps(actor) });
    } }),
  route({ method: 'post', path: '/api/v1/loan-caps/:id/activation', summary: '本省启用一档新的发放上限（别人提出的）', policy: directors, audit: '启用贷款上限', rate: 'write', params: idParams, answers: { 200: z.object({ items: z.array(capShape) }) }, refusals: ['already-done', 'not-proposed', 'same-person'],
    async handler({ actor, params }) {
      await activateCap(actor, params.id);
      return json(200, { items: await presentedCaps(actor) });
    } }),
  route({ method: 'post', path: '/api/v1/loan-caps/:id/refusal', summary: '不启用提出的发放上限', policy: directors, audit: '不启用贷款上限', rate: 'write', params: idParams, body: z.strictObject({ remark }), answers: { 200: z.object({ items: z.array(capShape) }) }, refusals: ['already-done', 'not-proposed', 'same-person', 'remark-required'],
    async handler({ actor, params, body }) {
      await declineCap(actor, params.id, body.remark);
      return json(200, { items: await presentedCaps(actor) });
    } }),
];
