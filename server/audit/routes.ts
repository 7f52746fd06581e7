import { z } from 'zod';
import { decodeCursor, pageOf } from '../lib/pagination.js';
import { json, route, type Route } from '../web/route.js';
import { date, id, listOf, paging } from '../web/schemas.js';
import { auditEvents } from './query.js';

const shape = z.object({ id: z.number(), at: z.string(), recordedAt: z.string(), action: z.string(), outcome: z.string(), actor: z.string(), role: z.string(), organisation: z.string(), object: z.object({ kind: z.string(), id: z.number().nullable() }), fields: z.array(z.string()), remark: z.string().nullable(), ip: z.string() });

export const auditQuery = z.strictObject({ action: z.string().max(60).optional(), actorLogin: z.string().max(64).optional(), objectKind: z.string().max(32).optional(), objectId: id.optional(), outcome: z.enum(['done', 'denied']).optional(), from: date.optional(), to: date.optional(), ...paging });

export const auditRoutes: Route[] = [
  route({ method: 'get', path: '/api/v1/audit-events', summary: '审计日志（只有字段名，没有个人信息）', policy: { roles: ['auditor', 'security-administrator'] }, audit: null, rate: 'read', query: auditQuery, answers: { 200: listOf(shape) },
    handler: async ({ query }) => json(200, pageOf(await auditEvents({ ...query, before: decodeCursor(query.cursor), limit: query.limit + 1 }), query.limit)) }),
];
