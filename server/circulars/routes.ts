import { z } from 'zod';
import { attachmentRefusals } from '../attachments/gate.js';
import { Forbidden, InputInvalid } from '../lib/errors.js';
import { decodeCursor, pageOf } from '../lib/pagination.js';
import { businessRoles } from '../values/actor.js';
import { officeIso } from '../values/office-date.js';
import { educationStages } from '../values/stage.js';
import { json, route, type Route } from '../web/route.js';
import { date, id, idParams, listOf, paging } from '../web/schemas.js';
import { admitCircularFile, attachmentsOfCircular, attachToCircular, downloadCircularFile, type CircularAttachment } from './circular-attachments.js';
import { circularInScope, circularsOf, placeKinds, recipientsOf } from './circular.js';
import { confirmReading } from './confirm-reading.js';
import { circularScope, publishers } from './scope.js';
import { circularShape, presentCircular, presentRecipient, recipientShape } from './presenter.js';
import { publishCircular } from './publish-circular.js';
import { urgeReading, workdayNow } from './urge-reading.js';

const readers = { roles: businessRoles };
const flag = z.enum(['true', 'false']).optional();

const fileParams = z.strictObject({ id, attachmentId: id });
const attachmentShape = z.object({ id: z.number(), name: z.string(), kind: z.string(), size: z.number(), scan: z.enum(['clean', 'unchecked']), addedBy: z.string(), addedAt: z.string() });
const presentFile = (one: CircularAttachment): z.infer<typeof attachmentShape> => ({ ...one, addedAt: officeIso(one.addedAt) });

/** 通知公告 as data. */
export const circularRoutes: Route[] = [
  route({
    method: 'get', path: '/api/v1/circulars', summary: '通知公告：收到的，或本单位发出的', policy: readers, audit: null, rate: 'read', query: z.strictObject({ box: z.enum(['received', 'sent']).default('received'), unread: flag, limit: paging.limit, cursor: paging.cursor }), answers: { 200: listOf(circularShape) },
    async handler({ actor, query }) {
      const page = pageOf(await circularsOf(actor, query.box, { unread: query.unread === 'true', before: decodeCursor(query.cursor), limit: query.limit + 1 }), query.limit);
      const workday = await workdayNow();
      return json(200, { ...page, items: page.items.map((one) => presentCircular(actor, one, workday)) });
    },
  }),
  route({
    method: 'post', path: '/api/v1/circulars', summary: '发布通知公告给下级主管部门和辖区学校', policy: publishers, audit: '发布通知公告', rate: 'write', answers: { 201: circularShape }, refusals: ['no-recipients', 'not-below', 'number-in-text'],
    body: z.strictObject({
      title: z.string().max(80, '标题最多 80 字。'), body: z.string().max(5000, '正文最多 5000 字。'), withinId: id.optional(), levels: z.array(z.enum(['province', 'prefecture', 'county', 'school'])).min(1), stage: z.enum(educationStages).optional(),
      roles: z.array(z.enum(['school-operator', 'school-reviewer', 'authority-operator', 'authority-director', 'aid-centre-director'])).min(1), readBy: date.optional(),
    }),
    handler: async ({ actor, body }) => json(201, presentCircular(actor, await publishCircular(actor, body), await workdayNow())),
  }),
  route({ method: 'get', path: '/api/v1/circulars/:id', summary: '一份通知公告', policy: { ...readers, scope: circularScope }, audit: null, rate: 'read', params: idParams, answers: { 200: circularShape },
    handler: async ({ actor, params }) => json(200, presentCircular(actor, await circularInScope(actor, params.id), await workdayNow())) }),
  route({ method: 'post', path: '/api/v1/circulars/:id/receipts', summary: '确认通知已阅', policy: { ...readers, scope: circularScope }, audit: '确认通知已阅', rate: 'write', params: idParams, answers: { 200: circularShape },
    handler: async ({ actor, params }) => json(200, presentCircular(actor, await confirmReading(actor, params.id), await workdayNow())) }),
  route({
    method: 'get', path: '/api/v1/circulars/:id/recipients', summary: '通知的回执：发往的单位和谁已阅，unread=true 只看未阅，kind 只看主管部门或一个学段的学校', policy: { ...readers, scope: circularScope }, audit: null, rate: 'read', params: idParams, query: z.strictObject({ unread: flag, kind: z.enum(placeKinds).optional(), limit: paging.limit, cursor: paging.cursor }), answers: { 200: listOf(recipientShape) },
    async handler({ actor, params, query }) {
      const { from } = await circularInScope(actor, params.id);
      if (from.id !== actor.organisation.id) throw new Forbidden('role-not-allowed', `回执由发通知的${from.name}查看。`);
      const page = pageOf(await recipientsOf(params.id, { unread: query.unread === 'true', kind: query.kind, after: decodeCursor(query.cursor), limit: query.limit + 1 }), query.limit);
      return json(200, { ...page, items: page.items.map(presentRecipient) });
    },
  }),
  route({ method: 'post', path: '/api/v1/circulars/:id/urges', summary: '催阅：提醒还没有人确认的单位，每个工作日一次', policy: { ...publishers, scope: circularScope }, audit: '催阅通知公告', rate: 'write', params: idParams, answers: { 200: circularShape }, refusals: ['nothing-to-urge', 'already-urged'],
    handler: async ({ actor, params }) => json(200, presentCircular(actor, await urgeReading(actor, params.id), await workdayNow())) }),
  route({ method: 'get', path: '/api/v1/circulars/:id/attachments', summary: '通知的附件', policy: { ...readers, scope: circularScope }, audit: null, rate: 'read', params: idParams, answers: { 200: z.object({ items: z.array(attachmentShape) }) },
    handler: async ({ params }) => json(200, { items: (await attachmentsOfCircular(params.id)).map(presentFile) }) }),
  route({
    method: 'post', path: '/api/v1/circulars/:id/attachments', summary: '添加通知附件（pdf、jpg、png、docx、xlsx，20 MB 以内；图片要确认没有个人号码）', policy: { ...publishers, scope: circularScope }, audit: '添加通知附件', rate: 'upload', params: idParams, upload: 'file', body: z.strictObject({ noPersonalNumbers: z.string().max(10).optional() }), answers: { 201: attachmentShape },
    refusals: ['attachment-shows-numbers', 'scan-not-confirmed', 'too-many-attachments', ...attachmentRefusals],
    prepare: async ({ actor, params, body, file }) => {
      if (!file) throw new InputInvalid([{ path: 'file', code: 'required', message: '请选择要上传的文件。' }]);
      return admitCircularFile(actor, params.id, file, body.noPersonalNumbers !== undefined);
    },
    handler: async ({ actor, params, prepared }) => json(201, presentFile(await attachToCircular(actor, params.id, prepared))),
  }),
  route({ method: 'get', path: '/api/v1/circulars/:id/attachments/:attachmentId', summary: '下载通知附件', policy: { ...readers, scope: circularScope }, audit: '下载通知附件', rate: 'read', params: fileParams, answers: { 200: 'file' },
    handler: async ({ actor, params }) => ({ kind: 'file', ...(await downloadCircularFile(actor, params.id, params.attachmentId)) }) }),
];
