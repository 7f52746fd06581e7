import { isAdministrator, type Actor } from './actor.js';

/**
 * The one predicate of scope: rows whose organisation (alias `o`) lies in the actor's own subtree. Administrators have no
 * scope on business objects. Every reader of business rows puts it into its statement.
 */
export function scopeSql(actor: Actor, alias = 'o'): { sql: string; params: string[] } {
  if (isAdministrator(actor)) return { sql: 'FALSE', params: [] };
  return { sql: `${alias}.path LIKE ?`, params: [`${actor.organisation.path}%`] };
}
