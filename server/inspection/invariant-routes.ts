import { z } from 'zod';
import type { Role } from '../values/actor.js';
import { officeIso } from '../values/office-date.js';
import { json, route, type Route } from '../web/route.js';
import { idParams } from '../web/schemas.js';
import { beginCheck, checkOf, recentChecks, type InvariantCheck } from './invariant-check.js';

const lookers: readonly Role[] = ['system-administrator', 'security-administrator', 'auditor'];
const shape = z.object({
  id: z.number(), state: z.enum(['running', 'done', 'failed']), at: z.string(), by: z.string().nullable(), broken: z.number(), progress: z.object({ done: z.number(), total: z.number() }).nullable(),
  lines: z.array(z.object({ key: z.string(), name: z.string(), of: z.string(), meaning: z.string(), found: z.number(), records: z.array(z.string()) })),
});
const present = (one: InvariantCheck): z.infer<typeof shape> => ({ ...one, at: officeIso(one.at) });

/** 账目核对 as data: counts and numbers of records only. */
export const invariantRoutes: Route[] = [
  route({ method: 'get', path: '/api/v1/invariant-checks', summary: '最近的账目核对', policy: { roles: lookers }, audit: null, rate: 'read', answers: { 200: z.object({ items: z.array(shape) }) },
    handler: async () => json(200, { items: (await recentChecks(10)).map(present) }) }),
  route({ method: 'post', path: '/api/v1/invariant-checks', summary: '现在核对账目，在后台进行', policy: { roles: ['system-administrator', 'auditor'] }, audit: '账目核对', rate: 'write', body: z.strictObject({}), answers: { 202: shape }, refusals: ['in-progress'],
    handler: async ({ actor }) => json(202, present(await checkOf(await beginCheck(actor)))) }),
  route({ method: 'get', path: '/api/v1/invariant-checks/:id', summary: '一次账目核对：进度，或每一条成立不成立', policy: { roles: lookers }, audit: null, rate: 'read', params: idParams, answers: { 200: shape },
    handler: async ({ params }) => json(200, present(await checkOf(params.id))) }),
];
