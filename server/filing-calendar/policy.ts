import { isSchool, type Actor } from '../values/actor.js';

/** The level that sets first, for its whole subtree; below it one refines. */
export const setsFirst = (actor: Actor): boolean => actor.organisation.level === 'province' || actor.organisation.level === 'central';

/** Why this person does not set days; null when they do: 主管部门业务操作人员, for their own subtree. */
export const whyNotSet = (actor: Actor): string | null => (actor.role === 'authority-operator' && !isSchool(actor) ? null : '期限由主管部门业务操作人员设定：省级先定，市县可以提前，不能推后。');
