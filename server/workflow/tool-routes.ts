import { z } from 'zod';
import { InputInvalid, NotFound } from '../lib/errors.js';
import { businessRoles, type Actor } from '../values/actor.js';
import { officeIso } from '../values/office-date.js';
import { empty, json, route, type Route } from '../web/route.js';
import { date, id, idParams, remark, version } from '../web/schemas.js';
import { beginAbsence, endAbsence, ownAbsences, type Absence } from './absences.js';
import { handOver, leaverInReach } from './hand-over.js';
import { addPhrase, phrasesFor, removePhrase } from './opinion-phrases.js';
import { presentTask, taskShape } from './presenter.js';
import { admitTaskFile, attachToTask, downloadTaskFile, filesOf, removeTaskFile, type TaskFile } from './task-attachments.js';
import { copyTask, ownCopies, readCopies } from './task-copies.js';
import { returnTask, takeBackTask } from './return-task.js';
import { demandTaskInScope, taskInScope } from './task.js';
import { colleagueName, colleaguesOf } from './task-form.js';
import { askSigner, claimTask, inPost, releaseTask, removeSigner, signTask, transferTask } from './use-task-tool.js';

const leaverScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const userId = Number(params.id);
  if (!Number.isInteger(userId) || userId < 1) throw new NotFound();
  await leaverInReach(actor, userId);
};
export const taskScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const taskId = Number(params.id);
  if (!Number.isInteger(taskId) || taskId < 1) throw new NotFound();
  await demandTaskInScope(actor, taskId);
};
const policy = { roles: businessRoles, scope: taskScope };
const general = ['already-done', 'decided-by-vote', 'claimed-by-another', 'awaits-signers', 'delegated', 'no-such-colleague'] as const;
export const returnBody = z.strictObject({ version, remark: remark.min(1), to: z.string().max(64).optional() });
export const transferBody = z.strictObject({ userId: id, reason: z.string().max(200).optional() });
export const askedBody = z.strictObject({ userId: id, question: z.string().max(500).optional() });
export const absenceBody = z.strictObject({ standInId: id, from: date, until: date, taskKey: z.string().max(64).optional(), reason: z.string().max(200).optional() });
const person = z.object({ id: z.number(), name: z.string() });
const absenceShape = z.object({ id: z.number(), from: z.string(), until: z.string(), absent: person, standIn: person, taskKey: z.string().nullable(), reason: z.string().nullable(), ended: z.boolean() });
const presentAbsence = ({ absent, ...one }: Absence): z.infer<typeof absenceShape> => ({ ...one, absent: { id: absent.id, name: absent.name } });
export const fileParams = idParams.extend({ attachmentId: id });
const fileShape = z.object({ id: z.number(), name: z.string(), kind: z.string(), size: z.number(), uploadedBy: person, uploadedAt: z.string() });
const presentFile = (file: TaskFile): z.infer<typeof fileShape> => ({ ...file, uploadedAt: officeIso(file.uploadedAt) });
const copyShape = z.object({ id: z.number(), task: z.object({ id: z.number(), name: z.string() }), sentBy: z.string(), sentAt: z.string(), readAt: z.string().nullable() });
const phraseShape = z.object({ id: z.number(), phrase: z.string(), own: z.boolean() });

/** What people do with a task besides deciding it, each a noun under the task. */
export const taskToolRoutes: Route[] = [
  route({ method: 'post', path: '/api/v1/tasks/:id/claim', summary: '领办', policy, audit: '领办', rate: 'write', params: idParams, answers: { 200: taskShape }, refusals: general,
    handler: async ({ actor, params }) => json(200, await presentTask(actor, await claimTask(actor, params.id))) }),
  route({ method: 'delete', path: '/api/v1/tasks/:id/claim', summary: '放回：不再领办', policy, audit: '放回', rate: 'write', params: idParams, answers: { 204: z.null() }, refusals: ['already-done', 'not-claimed', 'awaits-signers'],
    handler: async ({ actor, params }) => { await releaseTask(actor, params.id); return empty(); } }),
  route({ method: 'post', path: '/api/v1/tasks/:id/return', summary: '退回到前面的环节：任务的 returnsTo 列出可以退回到哪些（只有一个时 to 可以不写），须写明原因', policy, audit: '退回', rate: 'write', params: idParams, body: returnBody, answers: { 200: taskShape }, refusals: ['already-done', 'stale-version', 'claimed-by-another', 'awaits-signers', 'no-return-rule', 'return-where', 'remark-required', 'same-person'],
    handler: async ({ actor, params, body }) => json(200, await presentTask(actor, await returnTask(actor, params.id, body))) }),
  route({ method: 'post', path: '/api/v1/tasks/:id/taking-back', summary: '撤回自己的提交：还没有人办理之前', policy, audit: '撤回提交', rate: 'write', params: idParams, answers: { 200: taskShape }, refusals: ['not-done', 'no-return-rule', 'not-awaiting-school-review', 'already-done'],
    handler: async ({ actor, params }) => json(200, await presentTask(actor, await takeBackTask(actor, params.id))) }),
  route({ method: 'post', path: '/api/v1/tasks/:id/transfer', summary: '转办：给同岗位的同事', policy, audit: '转办', rate: 'write', params: idParams, body: transferBody, answers: { 200: taskShape }, refusals: general,
    handler: async ({ actor, params, body }) => json(200, await presentTask(actor, await transferTask(actor, params.id, body.userId, body.reason))) }),
  route({ method: 'post', path: '/api/v1/tasks/:id/delegation', summary: '委派：请同事办理，办完回到自己这里', policy, audit: '委派', rate: 'write', params: idParams, body: askedBody, answers: { 201: taskShape }, refusals: [...general, 'in-use', 'too-many-signers'],
    handler: async ({ actor, params, body }) => json(201, await presentTask(actor, await askSigner(actor, params.id, { ...body, kind: 'delegation' }))) }),
  route({ method: 'post', path: '/api/v1/tasks/:id/additional-signers', summary: '加签：在自己决定之前或之后请同事会签', policy, audit: '加签', rate: 'write', params: idParams, body: askedBody.extend({ position: z.enum(['before', 'after']) }), answers: { 201: taskShape }, refusals: [...general, 'in-use', 'too-many-signers'],
    handler: async ({ actor, params, body: { position, ...asked } }) => json(201, await presentTask(actor, await askSigner(actor, params.id, { ...asked, kind: position }))) }),
  route({ method: 'delete', path: '/api/v1/tasks/:id/additional-signers/:signerId', summary: '减签，或收回委派', policy, audit: '减签', rate: 'write', params: idParams.extend({ signerId: id }), answers: { 204: z.null() },
    handler: async ({ actor, params }) => { await removeSigner(actor, params.id, params.signerId); return empty(); } }),
  route({ method: 'post', path: '/api/v1/tasks/:id/signature', summary: '出具会签或被委派的意见', policy, audit: '出具会签意见', rate: 'write', params: idParams, body: z.strictObject({ agrees: z.boolean(), opinion: remark.optional() }), answers: { 200: taskShape }, refusals: ['already-done', 'not-asked'],
    handler: async ({ actor, params, body }) => json(200, await presentTask(actor, await signTask(actor, params.id, body))) }),
  route({ method: 'get', path: '/api/v1/tasks/:id/colleagues', summary: '可以转办、委派、加签的同事', policy, audit: null, rate: 'read', params: idParams, answers: { 200: z.object({ transfer: z.array(person), others: z.array(person) }) },
    async handler({ actor, params }) {
      const task = await taskInScope(actor, params.id);
      const others = (candidates: readonly { id: number; name: string }[]) => candidates.filter((one) => one.id !== actor.userId).map((one) => ({ id: one.id, name: one.name }));
      return json(200, { transfer: others(await inPost(task, actor)), others: others(await colleaguesOf(actor.organisation.id)) });
    } }),
  route({ method: 'get', path: '/api/v1/colleagues', summary: '本单位在岗的同事', policy: { roles: businessRoles }, audit: null, rate: 'read', answers: { 200: z.object({ items: z.array(person) }) },
    handler: async ({ actor }) => json(200, { items: (await colleaguesOf(actor.organisation.id)).filter(({ id: userId }) => userId !== actor.userId).map((one) => ({ id: one.id, name: colleagueName(one) })) }) }),
  route({ method: 'post', path: '/api/v1/tasks/:id/copies', summary: '抄送：给本单位的人看', policy, audit: '抄送', rate: 'write', params: idParams, body: z.strictObject({ userIds: z.array(id).min(1).max(20) }), answers: { 201: taskShape }, refusals: ['no-such-colleague'],
    handler: async ({ actor, params, body }) => json(201, await presentTask(actor, await copyTask(actor, params.id, body.userIds))) }),
  route({ method: 'get', path: '/api/v1/tasks/:id/attachments', summary: '办理附件', policy, audit: null, rate: 'read', params: idParams, answers: { 200: z.object({ items: z.array(fileShape) }) },
    handler: async ({ actor, params }) => { await taskInScope(actor, params.id); return json(200, { items: (await filesOf(params.id)).map(presentFile) }); } }),
  route({ method: 'post', path: '/api/v1/tasks/:id/attachments', summary: '添加办理附件（pdf、jpg、png、docx、xlsx，20 MB 以内）', policy, audit: '添加办理附件', rate: 'upload', params: idParams, upload: 'file', answers: { 201: fileShape }, refusals: ['already-done', 'too-many-attachments', 'file-empty', 'file-damaged', 'file-encrypted', 'file-active-content', 'file-macro', 'file-embedded', 'file-external-link', 'file-doctype', 'file-bad-part-name'],
    async prepare({ actor, params, file }) {
      if (!file) throw new InputInvalid([{ path: 'file', code: 'required', message: '请选择要上传的文件。' }]);
      return admitTaskFile(actor, params.id, file);
    },
    handler: async ({ actor, params, prepared }) => json(201, presentFile(await attachToTask(actor, params.id, prepared))) }),
  route({ method: 'get', path: '/api/v1/tasks/:id/attachments/:attachmentId', summary: '下载办理附件', policy, audit: '下载办理附件', rate: 'read', params: fileParams, answers: { 200: 'file' },
    handler: async ({ actor, params }) => ({ kind: 'file', ...(await downloadTaskFile(actor, params.id, params.attachmentId)) }) }),
  route({ method: 'delete', path: '/api/v1/tasks/:id/attachments/:attachmentId', summary: '删除自己添加的办理附件', policy, audit: '删除办理附件', rate: 'write', params: fileParams, answers: { 204: z.null() }, refusals: ['already-done'],
    handler: async ({ actor, params }) => { await removeTaskFile(actor, params.id, params.attachmentId); return empty(); } }),
  route({ method: 'get', path: '/api/v1/task-copies', summary: '抄送给我的', policy: { roles: businessRoles }, audit: null, rate: 'read', answers: { 200: z.object({ items: z.array(copyShape) }) },
    handler: async ({ actor }) => json(200, { items: (await ownCopies(actor)).map((one) => ({ ...one, sentAt: officeIso(one.sentAt), readAt: one.readAt ? officeIso(one.readAt) : null })) }) }),
  route({ method: 'post', path: '/api/v1/task-copies/reads', summary: '把抄送给我的标为已读', policy: { roles: businessRoles }, audit: '阅读抄送', rate: 'write', body: z.strictObject({ ids: z.array(id).min(1).max(200) }), answers: { 200: z.object({ read: z.number() }) },
    handler: async ({ actor, body }) => json(200, { read: await readCopies(actor, body.ids) }) }),
  route({ method: 'get', path: '/api/v1/opinion-phrases', summary: '意见常用语：自己的和本单位的', policy: { roles: businessRoles }, audit: null, rate: 'read', answers: { 200: z.object({ items: z.array(phraseShape) }) },
    handler: async ({ actor }) => json(200, { items: await phrasesFor(actor) }) }),
  route({ method: 'post', path: '/api/v1/opinion-phrases', summary: '添加意见常用语', policy: { roles: businessRoles }, audit: '添加意见常用语', rate: 'write', body: z.strictObject({ phrase: z.string().trim().min(1).max(100), for: z.enum(['me', 'office']).default('me') }), answers: { 201: phraseShape }, refusals: ['role-not-allowed', 'too-many-phrases'],
    handler: async ({ actor, body }) => json(201, await addPhrase(actor, body.phrase, body.for)) }),
  route({ method: 'delete', path: '/api/v1/opinion-phrases/:id', summary: '删去意见常用语', policy: { roles: businessRoles }, audit: '删去意见常用语', rate: 'write', params: idParams, answers: { 204: z.null() },
    handler: async ({ actor, params }) => { await removePhrase(actor, params.id); return empty(); } }),
  route({ method: 'get', path: '/api/v1/delegations', summary: '请假委托：我委托的和委托给我的', policy: { roles: businessRoles }, audit: null, rate: 'read', answers: { 200: z.object({ items: z.array(absenceShape) }) },
    handler: async ({ actor }) => json(200, { items: (await ownAbsences(actor)).map(presentAbsence) }) }),
  route({ method: 'post', path: '/api/v1/delegations', summary: '请假委托：从哪天到哪天由谁代办', policy: { roles: businessRoles }, audit: '请假委托', rate: 'write', body: absenceBody, answers: { 201: absenceShape }, refusals: ['no-such-colleague', 'already-absent'],
    handler: async ({ actor, body }) => json(201, presentAbsence(await beginAbsence(actor, body))) }),
  route({ method: 'delete', path: '/api/v1/delegations/:id', summary: '结束请假委托', policy: { roles: businessRoles }, audit: '结束请假委托', rate: 'write', params: idParams, answers: { 204: z.null() }, refusals: ['already-ended'],
    handler: async ({ actor, params }) => { await endAbsence(actor, params.id); return empty(); } }),
  route({ method: 'post', path: '/api/v1/users/:id/hand-over', summary: '离岗移交：把一个人手上的任务转给接任者', policy: { roles: ['system-administrator'], scope: leaverScope }, audit: '离岗移交', rate: 'write', params: idParams, body: z.strictObject({ to: id }), answers: { 200: z.object({ tasks: z.number(), signatures: z.number(), absences: z.number() }) }, refusals: ['no-such-colleague'],
    handler: async ({ actor, params, body }) => json(200, await handOver(actor, params.id, body.to)) }),
];
