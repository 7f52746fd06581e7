import { z } from 'zod';
import { InputInvalid, NotFound } from '../lib/errors.js';
import { decodeCursor, encodeCursor } from '../lib/pagination.js';
import { listsOfTodo } from './reminders.js';
import { businessRoles, type Actor } from '../values/actor.js';
import { empty, json, route, type Route } from '../web/route.js';
import { date, id, idParams, listOf, month, paging, programme, remark, term, version } from '../web/schemas.js';
import { factsOf, listInScope } from './award-list.js';
import { awardsOf } from './award.js';
import { demandApproval, sinceApproval } from './approvals.js';
import { changesOf } from './change-reasons.js';
import { compare, previousPeriod } from './compare.js';
import { createList, deleteList, renumberList } from './create-list.js';
import { decisionImpact } from './decision-impact.js';
import { addAward, changeTier, removeAward } from './enter-awards.js';
import { exportList } from './export-list.js';
import { admitAttachment, attach, attachmentsOf, downloadAttachment, removeAttachment } from './list-attachments.js';
import { askWithdrawal, publish, submit, takeBack } from './list-acts.js';
import { presentAward, presentChanges, presentList, presentLists, presentWaived } from './presenter.js';
import { proposePublicity } from './propose-publicity.js';
import { historyOf, roundsOf, withdrawalsOf } from './records.js';
import { findLists } from './query.js';
import { attachmentShape, awardListShape, awardShape, changeShape, decisionImpactShape, factsShape, historyShape, impactShape, publicityProposalShape, roundShape, withdrawalRequestShape } from './schemas.js';
import { stages, type Stage } from './status.js';
import { listFacts } from './facts.js';
import { countAwards } from './award.js';
import { warningCodes } from './warnings.js';
import { withdrawalImpact } from './withdrawal-impact.js';

const inScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const listId = Number(params.id);
  if (!Number.isInteger(listId) || listId < 1) throw new NotFound();
  await listInScope(actor, listId);
};
/** A programme without publicity has none of its functions (附件1 五). */
const inPublicityScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  await inScope(actor, params);
  if (!(await listInScope(actor, Number(params.id))).programme.hasPublicity) throw new NotFound();
};
const yesNo = z.enum(['yes', 'no']).optional();
const flagQuery = { lifted: yesNo, unstablyLifted: yesNo, ruralSubsistence: yesNo, ruralExtremePoverty: yesNo, disabledHardship: yesNo };
const readers = { roles: businessRoles, scope: inScope } as const;
const operators = { roles: ['school-operator'], scope: inScope } as const;
const publicityReaders = { roles: businessRoles, scope: inPublicityScope } as const;
const publicityOperators = { roles: ['school-operator'], scope: inPublicityScope } as const;
const base = '/api/v1/award-lists';
const awardParams = z.strictObject({ id, awardId: id });
const fileParams = z.strictObject({ id, attachmentId: id });
const stage = z.enum(stages as [Stage, ...Stage[]]);

/** The API of award lists: each line is load → call → answer. */
export const awardListRoutes: Route[] = [
  route({
    method: 'get', path: base, summary: '资助名单', policy: { roles: businessRoles }, audit: null, rate: 'read',
    query: z.strictObject({ programme: programme.optional(), month: month.optional(), term: term.optional(), stage: stage.optional(), schoolId: id.optional(), q: z.string().max(60).optional(), todo: z.enum(['publicity', 'missing-attachment', 'confirmation', 'withdrawal-review', 'school-review', 'authority-review']).optional(), period: z.enum(['current', 'earlier', 'both']).optional(), ...paging }),
    answers: { 200: listOf(awardListShape) },
    async handler({ actor, query }) {
      if (query.todo && !query.programme) throw new InputInvalid([{ path: 'programme', code: 'required', message: '按提醒查询时请同时给出资助项目。' }]);
      const ids = query.todo && query.programme ? await listsOfTodo(actor, query.todo, query.programme, query.period ?? 'current') : undefined;
      const page = await findLists(actor, { ...query, ids, before: decodeCursor(query.cursor) }, { count: query.count === 'true' });
      return json(200, { ...page, items: await presentLists(actor, page.items) });
    },
  }),
  route({
    method: 'post', path: base, summary: '新建资助名单', policy: { roles: ['school-operator'] }, audit: '新建名单', rate: 'write',
    body: z.strictObject({ programme, month: month.optional(), term: term.optional(), batchNo: z.number().int().min(1).max(999).optional(), copyFrom: z.union([id, z.literal('latest')]).optional(), include: z.array(id).max(20_000).optional(), seen: z.string().max(64).optional() }).refine(({ copyFrom, include, seen }) => copyFrom !== undefined || (include === undefined && seen === undefined), { path: ['copyFrom'], message: 'include 和 seen 只在照以前的名单新建时给出，请同时给出 copyFrom。' }),
    answers: { 201: awardListShape }, refusals: ['programme-not-offered', 'month-too-far', 'term-too-far', 'month-required', 'term-required', 'in-use', 'nothing-to-copy', 'not-proposed', 'stale-version'],
    handler: async ({ actor, body }) => json(201, await presentList(actor, await createList(actor, body))),
  }),
  route({ method: 'get', path: `${base}/:id`, summary: '一份资助名单', policy: readers, audit: null, rate: 'read', params: idParams, answers: { 200: awardListShape },
    handler: async ({ actor, params }) => json(200, await presentList(actor, await listInScope(actor, params.id))) }),
  route({ method: 'patch', path: `${base}/:id`, summary: '修改草稿的批次', policy: operators, audit: '修改批次', rate: 'write', params: idParams, body: z.strictObject({ version, batchNo: z.number().int().min(1).max(999) }), answers: { 200: awardListShape }, refusals: ['not-draft', 'stale-version', 'in-use'],
    handler: async ({ actor, params, body }) => json(200, await presentList(actor, await renumberList(actor, params.id, body))) }),
  route({ method: 'delete', path: `${base}/:id`, summary: '删除草稿', policy: operators, audit: '删除名单', rate: 'write', params: idParams, refusals: ['not-draft', 'was-published', 'has-notes'],
    handler: async ({ actor, params }) => { await deleteList(actor, params.id); return empty(); } }),
  route({
    method: 'get', path: `${base}/:id/awards`, summary: '名单人员', policy: readers, audit: null, rate: 'read', params: idParams, query: z.strictObject({ q: z.string().max(60).optional(), warning: z.enum(['any', ...warningCodes]).optional(), ...flagQuery, ...paging }), answers: { 200: listOf(awardShape) },
    async handler({ actor, params, query }) {
      const list = await listInScope(actor, params.id);
      const { lifted, unstablyLifted, ruralSubsistence, ruralExtremePoverty, disabledHardship } = query;
      const flags = { lifted, unstablyLifted, ruralSubsistence, ruralExtremePoverty, disabledHardship };
      const filtered = Object.values(flags).some((answer) => answer !== undefined);
      const waiver = list.programme.key === 'senior-high-fee-waiver';
      if (filtered && !waiver) throw new InputInvalid([{ path: 'lifted', code: 'invalid', message: '这五个查询项只有普高建档立卡等免学杂费的名单有。' }]);
      const found = await awardsOf(list.id, { q: query.q, warning: query.warning, ...(filtered ? { flags } : {}), after: decodeCursor(query.cursor), limit: query.limit + 1 }, actor);
      const items = found.slice(0, query.limit);
      const nextCursor = found.length > query.limit ? encodeCursor(items[items.length - 1].id) : null;
      return json(200, { items: waiver ? await presentWaived(list.period, items) : items.map(presentAward), nextCursor, ...(query.count === 'true' ? { total: query.q || query.warning || filtered ? await countAwards(list.id, { q: query.q, warning: query.warning, ...(filtered ? { flags } : {}) }) : list.people } : {}) });
    },
  }),
  route({ method: 'post', path: `${base}/:id/awards`, summary: '名单添加一名学生，金额按资助标准', policy: operators, audit: '名单添加学生', rate: 'write', params: idParams, body: z.strictObject({ studentId: id, tier: z.string().max(20).optional() }), answers: { 201: awardShape }, refusals: ['not-draft', 'not-enrolled', 'student-on-other-list', 'unknown-tier'],
    handler: async ({ actor, params, body }) => json(201, presentAward(await addAward(actor, params.id, body))) }),
  route({ method: 'patch', path: `${base}/:id/awards/:awardId`, summary: '修改档次', policy: operators, audit: '名单修改档次', rate: 'write', params: awardParams, body: z.strictObject({ version, tier: z.string().max(20) }), answers: { 200: awardShape }, refusals: ['not-draft', 'stale-version', 'unknown-tier'],
    handler: async ({ actor, params, body }) => json(200, presentAward(await changeTier(actor, params.id, params.awardId, body))) }),
  route({ method: 'delete', path: `${base}/:id/awards/:awardId`, summary: '名单删去一名学生', policy: operators, audit: '名单删去学生', rate: 'write', params: awardParams, refusals: ['not-draft'],
    handler: async ({ actor, params }) => { await removeAward(actor, params.id, params.awardId); return empty(); } }),
  route({ method: 'get', path: `${base}/:id/export.xlsx`, summary: '导出名单（证件号已隐去中间位）', policy: readers, audit: '导出名单', rate: 'export', params: idParams, answers: { 200: 'file' },
    handler: async ({ actor, params }) => ({ kind: 'file', ...(await exportList(actor, params.id)) }) }),
  route({ method: 'post', path: `${base}/:id/submission`, summary: '提交名单（与完成“资助名单录入”任务是同一件事）', policy: operators, audit: '提交名单', rate: 'write', params: idParams, body: z.strictObject({ version: version.optional() }), answers: { 200: awardListShape }, refusals: ['not-draft', 'not-waiting', 'empty-list', 'student-on-other-list', 'not-enrolled', 'stale-version'],
    handler: async ({ actor, params, body }) => json(200, await presentList(actor, await submit(actor, params.id, body.version))) }),
  route({ method: 'delete', path: `${base}/:id/submission`, summary: '撤回提交（学校审核之前）', policy: operators, audit: '撤回提交', rate: 'write', params: idParams, answers: { 200: awardListShape }, refusals: ['not-awaiting-school-review'],
    handler: async ({ actor, params }) => json(200, await presentList(actor, await takeBack(actor, params.id))) }),
  route({ method: 'post', path: `${base}/:id/publicity`, summary: '公示名单（与完成“资助名单公示”任务是同一件事）', policy: publicityOperators, audit: '公示名单', rate: 'write', params: idParams, body: z.strictObject({ start: date, end: date }), answers: { 200: awardListShape }, refusals: ['no-publicity', 'not-reviewed', 'already-done', 'attachment-required', 'publicity-too-short', 'publicity-in-past', 'publicity-too-far', 'workdays-unknown'],
    handler: async ({ actor, params, body }) => json(200, await presentList(actor, await publish(actor, params.id, body))) }),
  route({ method: 'get', path: `${base}/:id/publicity-proposal`, summary: '公示时间的建议：从开始日期数满 5 个工作日', policy: operators, audit: null, rate: 'read', params: idParams, query: z.strictObject({ start: date.optional() }), answers: { 200: publicityProposalShape },
    handler: async ({ query }) => json(200, await proposePublicity(query.start)) }),
  route({ method: 'get', path: `${base}/:id/history`, summary: '办理历史', policy: readers, audit: null, rate: 'read', params: idParams, answers: { 200: z.object({ items: z.array(historyShape) }) },
    handler: async ({ params }) => json(200, { items: await historyOf(params.id) }) }),
  route({ method: 'get', path: `${base}/:id/rounds`, summary: '公示轮次', policy: publicityReaders, audit: null, rate: 'read', params: idParams, answers: { 200: z.object({ items: z.array(roundShape) }) },
    handler: async ({ params }) => json(200, { items: await roundsOf(params.id) }) }),
  route({
    method: 'get', path: `${base}/:id/changes`, summary: '与上月名单对比，或与本级上次审核通过时对比', policy: readers, audit: null, rate: 'read', params: idParams,
    query: z.strictObject({ from: z.enum(['previous', 'last-approval']).default('previous'), limit: paging.limit, cursor: paging.cursor }), answers: { 200: changeShape }, refusals: ['never-approved'],
    async handler({ actor, params, query }) {
      const list = await listInScope(actor, params.id);
      const before = query.from === 'previous' ? previousPeriod(list) : await sinceApproval(list, await demandApproval(actor, list));
      const offset = decodeCursor(query.cursor) ?? 0;
      const found = await changesOf(list, before, { limit: query.limit + 1, offset });
      return json(200, { ...presentChanges(before, await compare(list, before), found.slice(0, query.limit)), nextCursor: found.length > query.limit ? encodeCursor(offset + query.limit) : null });
    },
  }),
  route({ method: 'get', path: `${base}/:id/facts`, summary: '作决定前先看的五个事实：人数、金额、与上月相比、需要留意、公示附件', policy: readers, audit: null, rate: 'read', params: idParams, answers: { 200: factsShape },
    handler: async ({ actor, params }) => json(200, await listFacts(await listInScope(actor, params.id))) }),
  route({ method: 'get', path: `${base}/:id/decision-impact`, summary: '审核不通过、公示不通过、同意退回会改变什么', policy: readers, audit: null, rate: 'read', params: idParams, query: z.strictObject({ decision: z.enum(['fail', 'reject', 'grant']) }), answers: { 200: decisionImpactShape },
    refusals: ['not-awaiting-authority-review', 'not-awaiting-confirmation', 'not-published', 'not-confirmed', 'withdrawal-pending'],
    async handler({ actor, params, query }) {
      const list = await listInScope(actor, params.id);
      return json(200, await decisionImpact(list, query.decision, (await factsOf(list)).today));
    } }),
  route({ method: 'get', path: `${base}/:id/attachments`, summary: '公示附件', policy: publicityReaders, audit: null, rate: 'read', params: idParams, answers: { 200: z.object({ items: z.array(attachmentShape) }) },
    handler: async ({ actor, params }) => json(200, { items: await attachmentsOf(actor, params.id) }) }),
  route({
    method: 'post', path: `${base}/:id/attachments`, summary: '上传公示附件（pdf、jpg、png、docx、xlsx，20 MB 以内）', policy: publicityOperators, audit: '上传公示附件', rate: 'upload', params: idParams, upload: 'file', answers: { 201: attachmentShape }, refusals: ['already-done', 'attachment-shows-numbers', 'too-many-attachments', 'file-empty', 'file-damaged', 'file-encrypted', 'file-active-content', 'file-macro', 'file-embedded', 'file-external-link', 'file-doctype', 'file-bad-part-name'],
    prepare: async ({ actor, params, file }) => {
      if (!file) throw new InputInvalid([{ path: 'file', code: 'required', message: '请选择要上传的文件。' }]);
      return admitAttachment(actor, params.id, file);
    },
    handler: async ({ actor, params, prepared }) => json(201, await attach(actor, params.id, prepared)),
  }),
  route({ method: 'get', path: `${base}/:id/attachments/:attachmentId`, summary: '下载公示附件', policy: publicityReaders, audit: '下载公示附件', rate: 'read', params: fileParams, answers: { 200: 'file' },
    handler: async ({ actor, params }) => ({ kind: 'file', ...(await downloadAttachment(actor, params.id, params.attachmentId)) }) }),
  route({ method: 'delete', path: `${base}/:id/attachments/:attachmentId`, summary: '删除本轮公示附件', policy: publicityOperators, audit: '删除公示附件', rate: 'write', params: fileParams, refusals: ['already-done', 'attachment-required'],
    handler: async ({ actor, params }) => { await removeAttachment(actor, params.id, params.attachmentId); return empty(); } }),
  route({ method: 'get', path: `${base}/:id/withdrawal-requests`, summary: '公示退回申请', policy: publicityReaders, audit: null, rate: 'read', params: idParams, answers: { 200: z.object({ items: z.array(withdrawalRequestShape) }) },
    handler: async ({ params }) => json(200, { items: await withdrawalsOf(params.id) }) }),
  route({
    method: 'post', path: `${base}/:id/withdrawal-requests`, summary: '申请公示退回', policy: publicityOperators, audit: '申请公示退回', rate: 'write', params: idParams, body: z.strictObject({ reason: remark }), answers: { 201: withdrawalRequestShape }, refusals: ['not-published', 'not-confirmed', 'withdrawal-pending', 'remark-required'],
    async handler({ actor, params, body }) {
      await askWithdrawal(actor, params.id, body.reason);
      return json(201, (await withdrawalsOf(params.id))[0]);
    },
  }),
  route({ method: 'get', path: `${base}/:id/withdrawal-impact`, summary: '同意退回会改变什么', policy: publicityReaders, audit: null, rate: 'read', params: idParams, answers: { 200: impactShape },
    async handler({ actor, params }) {
      const list = await listInScope(actor, params.id);
      return json(200, await withdrawalImpact(list, (await factsOf(list)).today));
    } }),
];
