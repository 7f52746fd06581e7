import { z } from 'zod';
import { decodeCursor, pageOf } from '../lib/pagination.js';
import { officeIso } from '../values/office-date.js';
import { periodFields } from '../values/period.js';
import { json, route, type Route } from '../web/route.js';
import { idParams, listOf, month, paging, term } from '../web/schemas.js';
import { askDispatch, dispatchesSeenBy, dispatchScope, redoDispatch, type Dispatch } from './dispatch.js';
import { findReceipts } from './receipts.js';
import { layPackage, sendPackage } from './send-package.js';

const problem = z.object({ row: z.number(), message: z.string() });
const shape = z.object({ id: z.number(), file: z.string(), sha256: z.string(), state: z.enum(['waiting', 'working', 'received', 'quarantined']), reason: z.string(), records: z.number(), matched: z.number(), otherName: z.number(), checked: z.number(), problems: z.array(problem), receivedAt: z.string() });

const dispatchShape = z.object({ id: z.number(), number: z.number(), attempt: z.number(), month: z.string().optional(), term: z.string().optional(), file: z.string(), state: z.enum(['queued', 'written', 'sent', 'accepted', 'refused']), sha256: z.string(), sizeBytes: z.number(), rows: z.number(), reason: z.string(), askedBy: z.string(), askedAt: z.string(), sentAt: z.string().nullable(), answeredAt: z.string().nullable() });
const presentDispatch = ({ period, askedAt, sentAt, answeredAt, ...one }: Dispatch): z.infer<typeof dispatchShape> => ({ ...one, ...periodFields(period), askedAt: officeIso(askedAt), sentAt: sentAt && officeIso(sentAt), answeredAt: answeredAt && officeIso(answeredAt) });
const sends = { roles: ['authority-operator'] as const, level: 'province' as const };

/** 数据交换: what came through the receive folder. Names of files and numbers only. */
export const exchangeRoutes: Route[] = [
  route({
    method: 'get', path: '/api/v1/exchange-receipts', summary: '接收目录收到的数据包：等待、正在接收、已接收，或隔离及全部原因', policy: { roles: ['authority-operator', 'system-administrator'] }, audit: null, rate: 'read', query: z.strictObject(paging), answers: { 200: listOf(shape) },
    async handler({ query }) {
      const page = pageOf(await findReceipts({ limit: query.limit + 1, before: decodeCursor(query.cursor) }), query.limit);
      return json(200, { ...page, items: page.items.map(({ sentBy: _who, receivedAt, ...one }) => ({ ...one, receivedAt: officeIso(receivedAt) })) });
    },
  }),
  route({
    method: 'post', path: '/api/v1/exchange-packages', summary: '提交中央下发的特殊群体信息数据包（.csv，可以有几百万行），放进接收目录，后台接收', policy: { roles: ['authority-operator'], level: 'province' }, audit: '提交数据包', rate: 'upload', upload: 'large-file', answers: { 202: z.object({ file: z.string(), sha256: z.string() }) },
    prepare: ({ file }) => layPackage(file),
    async handler({ actor, prepared }) {
      await sendPackage(actor, prepared);
      return json(202, prepared);
    },
  }),
  route({
    method: 'get', path: '/api/v1/exchange-dispatches', summary: '发送目录里给中央的数据包和对方的回执', policy: { roles: ['authority-operator', 'system-administrator'] }, audit: null, rate: 'read', query: z.strictObject({ limit: paging.limit, cursor: paging.cursor }), answers: { 200: listOf(dispatchShape) },
    async handler({ actor, query }) {
      const page = pageOf(await dispatchesSeenBy(actor, { limit: query.limit + 1, before: decodeCursor(query.cursor) }), query.limit);
      return json(200, { ...page, items: page.items.map(presentDispatch) });
    },
  }),
  route({ method: 'post', path: '/api/v1/exchange-dispatches', summary: '发送一个月份（学期）的数据包：只有数字，没有个人信息', policy: sends, audit: '发送数据包', rate: 'write', body: z.strictObject({ period: z.union([month, term]) }), answers: { 202: dispatchShape }, refusals: ['already-sent'],
    handler: async ({ actor, body }) => json(202, presentDispatch(await askDispatch(actor, body.period))) }),
  route({ method: 'post', path: '/api/v1/exchange-dispatches/:id/redo', summary: '重新生成数据包，编号不变', policy: { ...sends, scope: dispatchScope }, audit: '重新生成数据包', rate: 'write', params: idParams, answers: { 202: dispatchShape }, refusals: ['dispatch-at-work'],
    handler: async ({ actor, params }) => json(202, presentDispatch(await redoDispatch(actor, params.id))) }),
];
