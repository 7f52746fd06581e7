import { isSchool, roleNames, type Actor, type Role } from '../values/actor.js';

/** Who keeps an organisation's contact: its own operator, of the school or of the authority. */
export const contactKeepers: readonly Role[] = ['school-operator', 'authority-operator'];

/** Why this person does not keep the contact of the organisation; null when it is theirs. */
export function whyNotKeeper(actor: Actor, organisation: { id: number; name: string }): string | null {
  if (actor.organisation.id !== organisation.id) return `联系方式由${organisation.name}的业务操作人员自己维护，您可以查看。`;
  if (contactKeepers.includes(actor.role)) return null;
  return `联系方式由本单位的${roleNames[isSchool(actor) ? 'school-operator' : 'authority-operator']}维护，您可以查看。`;
}
