import { z } from 'zod';
import { officeNow } from '../database.js';
import { decodeCursor, pageOf } from '../lib/pagination.js';
import { organisationInScope } from '../organisations/organisation.js';
import { businessRoles, type Actor } from '../values/actor.js';
import { json, route, type Answer, type Route } from '../web/route.js';
import { id, idParams, listOf, paging } from '../web/schemas.js';
import { beginsAt, coverageBelow, coveragePeople, demandBelow } from './coverage.js';
import { cancelTraining, changeTraining, publishTraining, signIn, signInLate, urgeSigningIn } from './hold-training.js';
import { addMaterial, admitMaterial, downloadMaterial, materialsOf } from './materials.js';
import { helpPages } from './help-pages.js';
import { attachmentRefusals } from '../attachments/gate.js';
import { InputInvalid } from '../lib/errors.js';
import { changedTraining, coverageShape, materialShape, newTraining, presentMaterial, presentPerson, presentTraining, reason, trainingScope, trainingShape } from './schemas.js';
import { organisers, passwordOf, trainingInScope, trainingsOf, type Training } from './training.js';

const readers = { roles: businessRoles, scope: trainingScope };
const holders = { roles: organisers, scope: trainingScope };
const opened = async (actor: Actor, one: Training, status = 200): Promise<Answer> => json(status, presentTraining(actor, one, await officeNow(), { password: await passwordOf(one.id) }));
/** Acts answer without the password: what is answered is kept for repeats. */
const told = async (actor: Actor, one: Training, status = 200): Promise<Answer> => json(status, presentTraining(actor, one, await officeNow()));

/** 培训 as data. */
export const trainingRoutes: Route[] = [
  route({
    method: 'get', path: '/api/v1/trainings', summary: '培训：给本岗位的，或本单位组织的', policy: { roles: businessRoles }, audit: null, rate: 'read', query: z.strictObject({ box: z.enum(['received', 'held']).default('received'), limit: paging.limit, cursor: paging.cursor }), answers: { 200: listOf(trainingShape) },
    async handler({ actor, query }) {
      const { items, nextCursor } = pageOf(await trainingsOf(actor, query.box, { before: decodeCursor(query.cursor), limit: query.limit + 1 }), query.limit);
      const now = await officeNow();
      return json(200, { items: items.map((one) => presentTraining(actor, one, now)), nextCursor });
    },
  }),
  route({ method: 'post', path: '/api/v1/trainings', summary: '发布培训：日程、链接、签到时间、给谁', policy: { roles: organisers }, audit: '发布培训', rate: 'write', body: newTraining, answers: { 201: trainingShape }, refusals: ['not-below', 'no-recipients', 'number-in-text'],
    handler: async ({ actor, body }) => told(actor, await publishTraining(actor, body), 201) }),
  route({ method: 'get', path: '/api/v1/trainings/:id', summary: '一次培训；链接和密码只给参训人员和组织单位', policy: readers, audit: null, rate: 'read', params: idParams, answers: { 200: trainingShape }, handler: async ({ actor, params }) => opened(actor, await trainingInScope(actor, params.id)) }),
  route({ method: 'patch', path: '/api/v1/trainings/:id', summary: '修改地点、链接、密码、签到时间，参训人员会收到消息', policy: holders, audit: '修改培训安排', rate: 'write', params: idParams, body: changedTraining, answers: { 200: trainingShape }, refusals: ['stale-version', 'already-done'],
    handler: async ({ actor, params, body }) => told(actor, await changeTraining(actor, params.id, body)) }),
  route({ method: 'post', path: '/api/v1/trainings/:id/cancellation', summary: '取消培训', policy: holders, audit: '取消培训', rate: 'write', params: idParams, body: z.strictObject({ reason }), answers: { 200: trainingShape }, refusals: ['already-done'],
    handler: async ({ actor, params, body }) => told(actor, await cancelTraining(actor, params.id, body.reason)) }),
  route({ method: 'post', path: '/api/v1/trainings/:id/sign-ins', summary: '培训签到：在签到时间内，每人一次', policy: readers, audit: '培训签到', rate: 'write', params: idParams, answers: { 200: trainingShape }, refusals: ['not-invited', 'too-early', 'too-late', 'cancelled'],
    handler: async ({ actor, params }) => told(actor, await signIn(actor, params.id)) }),
  route({ method: 'post', path: '/api/v1/trainings/:id/late-sign-ins', summary: '补签：参加了而没能签到的，由组织单位写明原因补上', policy: holders, audit: '培训补签', rate: 'write', params: idParams, body: z.strictObject({ userId: id, reason }), answers: { 200: trainingShape }, refusals: ['too-early', 'cancelled', 'already-done'],
    handler: async ({ actor, params, body }) => told(actor, await signInLate(actor, params.id, body.userId, body.reason)) }),
  route({ method: 'post', path: '/api/v1/trainings/:id/urges', summary: '催没有签到的人，每个工作日一次', policy: holders, audit: '催培训签到', rate: 'write', params: idParams, answers: { 200: trainingShape }, refusals: ['nothing-to-urge', 'already-urged', 'too-early', 'too-late', 'cancelled'],
    handler: async ({ actor, params }) => told(actor, await urgeSigningIn(actor, params.id)) }),
  route({
    method: 'get', path: '/api/v1/trainings/:id/coverage', summary: '签到情况：一级一级往下，到校到人；不写 at 从组织单位（下级主管部门从本地区）起', policy: holders, audit: null, rate: 'read', params: idParams, query: z.strictObject({ at: id.optional(), missing: z.enum(['true', 'false']).optional() }), answers: { 200: coverageShape },
    async handler({ actor, params, query }) {
      const at = query.at ?? beginsAt(actor, await trainingInScope(actor, params.id));
      await demandBelow(params.id, at);
      const place = await organisationInScope(actor, at);
      return json(200, { at: { id: place.id, name: place.name }, below: await coverageBelow(actor, params.id, at), people: (await coveragePeople(actor, params.id, at, { missing: query.missing === 'true' })).map(presentPerson) });
    },
  }),
  route({ method: 'get', path: '/api/v1/trainings/:id/materials', summary: '培训资料', policy: readers, audit: null, rate: 'read', params: idParams, answers: { 200: z.object({ items: z.array(materialShape) }) },
    handler: async ({ params }) => json(200, { items: (await materialsOf(params.id)).map(presentMaterial) }) }),
  route({
    method: 'post', path: '/api/v1/trainings/:id/materials', summary: '添加培训资料；helpPath 是它讲的那一页', policy: holders, audit: '添加培训资料', rate: 'upload', params: idParams, upload: 'file', body: z.strictObject({ noPersonalNumbers: z.string().max(10).optional(), helpPath: z.string().max(120).optional() }), answers: { 201: materialShape },
    refusals: ['attachment-shows-numbers', 'scan-not-confirmed', 'too-many-attachments', ...attachmentRefusals],
    prepare: async ({ actor, params, body, file }) => {
      if (!file) throw new InputInvalid([{ path: 'file', code: 'required', message: '请选择要上传的文件。' }]);
      return admitMaterial(actor, params.id, file, body.noPersonalNumbers !== undefined);
    },
    handler: async ({ actor, params, body, prepared }) => json(201, presentMaterial(await addMaterial(actor, params.id, prepared, body.helpPath ?? null, helpPages().map(({ path }) => path)))),
  }),
  route({ method: 'get', path: '/api/v1/trainings/:id/materials/:materialId', summary: '下载培训资料', policy: readers, audit: '下载培训资料', rate: 'read', params: z.strictObject({ id, materialId: id }), answers: { 200: 'file' },
    handler: async ({ actor, params }) => ({ kind: 'file', ...(await downloadMaterial(actor, params.id, params.materialId)) }) }),
];
