import { z } from 'zod';
import { NotFound } from '../lib/errors.js';
import { businessRoles, type Actor } from '../values/actor.js';
import { json, route, type Route } from '../web/route.js';
import { idParams, version } from '../web/schemas.js';
import { changeContact } from './change-contact.js';
import { Organisation, organisationInScope } from './organisation.js';
import { contactKeepers } from './policy.js';
import { organisationShape, presentOrganisation } from './presenter.js';

const inScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const organisationId = Number(params.id);
  if (!Number.isInteger(organisationId) || organisationId < 1) throw new NotFound();
  await organisationInScope(actor, organisationId);
};

export const organisationRoutes: Route[] = [
  route({ method: 'get', path: '/api/v1/organisations', summary: '本辖区的单位', policy: { roles: businessRoles }, audit: null, rate: 'read', query: z.strictObject({ level: z.enum(['central', 'province', 'prefecture', 'county', 'school']).optional() }), answers: { 200: z.object({ items: z.array(organisationShape) }) },
    handler: async ({ actor, query }) => json(200, { items: (await Organisation.visibleTo(actor).findAll({ where: query.level ? { level: query.level } : {}, order: [['path', 'ASC']], limit: 2000 })).map((one) => presentOrganisation(actor, one)) }) }),
  route({ method: 'get', path: '/api/v1/organisations/:id', summary: '一个单位', policy: { roles: businessRoles, scope: inScope }, audit: null, rate: 'read', params: idParams, answers: { 200: organisationShape },
    handler: async ({ actor, params }) => json(200, presentOrganisation(actor, await organisationInScope(actor, params.id))) }),
  route({ method: 'patch', path: '/api/v1/organisations/:id', summary: '修改本单位的办公室和电话（登在公示页上）', policy: { roles: contactKeepers, scope: inScope }, audit: '修改单位联系方式', rate: 'write', params: idParams, body: z.strictObject({ office: z.string().max(200).optional(), telephone: z.string().max(200).optional(), version: version.optional() }), answers: { 200: organisationShape }, refusals: ['stale-version'],
    handler: async ({ actor, params, body: { version: seen, ...contact } }) => json(200, presentOrganisation(actor, await changeContact(actor, params.id, contact, seen))) }),
];
