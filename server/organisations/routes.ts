import { z } from 'zod';
import { NotFound } from '../lib/errors.js';
import { businessRoles, type Actor } from '../values/actor.js';
import { json, route, type Route } from '../web/route.js';
import { idParams } from '../web/schemas.js';
import { Organisation, organisationInScope } from './organisation.js';

const shape = z.object({ id: z.number(), code: z.string(), name: z.string(), level: z.string(), stage: z.string().nullable(), parentId: z.number().nullable() });
const present = (one: Organisation): z.infer<typeof shape> => ({ id: one.id, code: one.code, name: one.name, level: one.level, stage: one.stage, parentId: one.parentId });

const inScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const organisationId = Number(params.id);
  if (!Number.isInteger(organisationId) || organisationId < 1) throw new NotFound();
  await organisationInScope(actor, organisationId);
};

export const organisationRoutes: Route[] = [
  route({ method: 'get', path: '/api/v1/organisations', summary: '本辖区的单位', policy: { roles: businessRoles }, audit: null, rate: 'read', query: z.strictObject({ level: z.enum(['central', 'province', 'prefecture', 'county', 'school']).optional() }), answers: { 200: z.object({ items: z.array(shape) }) },
    handler: async ({ actor, query }) => json(200, { items: (await Organisation.visibleTo(actor).findAll({ where: query.level ? { level: query.level } : {}, order: [['path', 'ASC']], limit: 2000 })).map(present) }) }),
  route({ method: 'get', path: '/api/v1/organisations/:id', summary: '一个单位', policy: { roles: businessRoles, scope: inScope }, audit: null, rate: 'read', params: idParams, answers: { 200: shape },
    handler: async ({ actor, params }) => json(200, present(await organisationInScope(actor, params.id))) }),
];
