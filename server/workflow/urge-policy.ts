import { businessRoles, isSchool, type Actor } from '../values/actor.js';

/** A task as the policy of urging sees it: whose subject it is about, and the organisations it waits for. */
export type Awaited = { subjectOrganisationId: number; waitsFor: readonly { id: number; path: string }[] };

/**
 * Who may urge (催办): an authority whatever waits below it, a school its own list while it waits at an authority. Nobody
 * urges their own office: there one talks.
 */
export function mayUrge(actor: Actor, { subjectOrganisationId, waitsFor }: Awaited): boolean {
  const elsewhere = waitsFor.filter(({ id }) => id !== actor.organisation.id);
  if (isSchool(actor)) return subjectOrganisationId === actor.organisation.id && elsewhere.length > 0;
  return businessRoles.includes(actor.role) && elsewhere.some(({ path }) => path.startsWith(actor.organisation.path));
}
