import { z } from 'zod';
import { decodeCursor, pageOf } from '../lib/pagination.js';
import { officeIso } from '../values/office-date.js';
import { json, route, type Route } from '../web/route.js';
import { id, listOf, paging } from '../web/schemas.js';
import { countUnread, markRead, ownNotifications } from './deliver.js';

const shape = z.object({ id: z.number(), title: z.string(), body: z.string(), href: z.string(), createdAt: z.string(), readAt: z.string().nullable() });

export const notificationRoutes: Route[] = [
  route({
    method: 'get', path: '/api/v1/notifications', summary: '本人的消息', policy: 'signed-in', audit: null, rate: 'read', query: z.strictObject(paging), answers: { 200: listOf(shape).extend({ unread: z.number() }) },
    async handler({ actor, query }) {
      const page = pageOf(await ownNotifications(actor.userId, decodeCursor(query.cursor), query.limit + 1), query.limit);
      return json(200, { ...page, items: page.items.map((one) => ({ ...one, createdAt: officeIso(one.createdAt), readAt: one.readAt ? officeIso(one.readAt) : null })), unread: await countUnread(actor.userId) });
    },
  }),
  route({ method: 'post', path: '/api/v1/notifications/reads', summary: '标为已读', policy: 'signed-in', audit: null, rate: 'write', body: z.strictObject({ ids: z.union([z.literal('all'), z.array(id).min(1).max(200)]) }), answers: { 200: z.object({ read: z.number() }) },
    handler: async ({ actor, body }) => json(200, { read: await markRead(actor.userId, body.ids) }) }),
];
