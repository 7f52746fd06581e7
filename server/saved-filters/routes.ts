import { z } from 'zod';
import { empty, json, route, type Route } from '../web/route.js';
import { idParams } from '../web/schemas.js';
import { filterPageKeys } from './filter-pages.js';
import { changeFilter, deleteFilter, savedFilters, saveFilter } from './saved-filter.js';
import { filterName } from './schemas.js';

const page = z.enum(filterPageKeys);
const shape = z.object({ id: z.number(), page, name: z.string(), conditions: z.string(), href: z.string(), isDefault: z.boolean() });
const refusals = ['nothing-to-save', 'too-many-filters', 'number-in-filter', 'in-use'];

/** 常用筛选 as data: one's own, on whatever machine. */
export const savedFilterRoutes: Route[] = [
  route({ method: 'get', path: '/api/v1/saved-filters', summary: '本人的常用筛选', policy: 'signed-in', audit: null, rate: 'read', query: z.strictObject({ page: page.optional() }), answers: { 200: z.object({ items: z.array(shape) }) },
    handler: async ({ actor, query }) => json(200, { items: await savedFilters(actor, query.page) }) }),
  route({ method: 'post', path: '/api/v1/saved-filters', summary: '存一个常用筛选', policy: 'signed-in', audit: null, rate: 'write', body: z.strictObject({ page, name: filterName, conditions: z.string().max(1000), isDefault: z.boolean().optional() }), answers: { 201: shape }, refusals,
    handler: async ({ actor, body }) => json(201, await saveFilter(actor, body)) }),
  route({ method: 'patch', path: '/api/v1/saved-filters/:id', summary: '改名，或设为打开页面时的筛选', policy: 'signed-in', audit: null, rate: 'write', params: idParams, body: z.strictObject({ name: filterName.optional(), isDefault: z.boolean().optional() }), answers: { 200: shape }, refusals,
    handler: async ({ actor, params, body }) => json(200, await changeFilter(actor, params.id, body)) }),
  route({ method: 'delete', path: '/api/v1/saved-filters/:id', summary: '删去一个常用筛选', policy: 'signed-in', audit: null, rate: 'write', params: idParams,
    handler: async ({ actor, params }) => { await deleteFilter(actor, params.id); return empty(); } }),
];
