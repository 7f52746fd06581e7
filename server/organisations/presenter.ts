import { z } from 'zod';
import type { Actor } from '../values/actor.js';
import { can } from '../web/schemas.js';
import type { Organisation } from './organisation.js';
import { whyNotKeeper } from './policy.js';

export const organisationShape = z.object({
  id: z.number(), code: z.string(), name: z.string(), level: z.string(), stage: z.string().nullable(), parentId: z.number().nullable(),
  office: z.string(), telephone: z.string(), version: z.number(), can,
});

/** An organisation as the API shows it, with whether the actor keeps its contact. */
export function presentOrganisation(actor: Actor, one: Organisation): z.infer<typeof organisationShape> {
  const refused = whyNotKeeper(actor, one);
  return {
    id: one.id, code: one.code, name: one.name, level: one.level, stage: one.stage, parentId: one.parentId, office: one.office, telephone: one.telephone, version: one.version,
    can: { 'change-contact': { allowed: refused === null, unmet: refused === null ? [] : [{ code: 'role-not-allowed', message: refused, basis: '资助名单公示办理规则' }] } },
  };
}
