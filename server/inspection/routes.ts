import { z } from 'zod';
import { officeIso } from '../values/office-date.js';
import { json, route, type Route } from '../web/route.js';
import { inspectionOf, inspectNow, recentInspections, type Inspection } from './inspect.js';

const shape = z.object({ id: z.number(), at: z.string(), by: z.string().nullable(), worst: z.enum(['good', 'watch', 'bad']), lines: z.array(z.object({ item: z.string(), found: z.string(), standing: z.enum(['good', 'watch', 'bad']), advice: z.string().optional() })) });
const present = (one: Inspection): z.infer<typeof shape> => ({ ...one, at: officeIso(one.at) });

/** 巡检 for scripts that watch over an installation. */
export const inspectionRoutes: Route[] = [
  route({ method: 'get', path: '/api/v1/inspections', summary: '最近的巡检', policy: { roles: ['system-administrator', 'security-administrator', 'auditor'] }, audit: null, rate: 'read', answers: { 200: z.object({ items: z.array(shape) }) },
    handler: async () => json(200, { items: (await recentInspections(30)).map(present) }) }),
  route({ method: 'post', path: '/api/v1/inspections', summary: '现在巡检', policy: { roles: ['system-administrator'] }, audit: '巡检', rate: 'write', body: z.strictObject({}), answers: { 201: shape },
    handler: async ({ actor }) => json(201, present((await inspectionOf(await inspectNow(actor))) as Inspection)) }),
];
