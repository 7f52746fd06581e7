import { NotFound } from '../lib/errors.js';
import type { Actor, Role } from '../values/actor.js';
import { circularInScope } from './circular.js';

export const publishers: { roles: readonly Role[] } = { roles: ['authority-operator'] };

/** @throws NotFound unless the actor's organisation sent it or it concerns the actor's post. */
export async function circularScope(actor: Actor, params: Record<string, string>): Promise<void> {
  const circularId = Number(params.id);
  if (!Number.isInteger(circularId) || circularId < 1) throw new NotFound();
  await circularInScope(actor, circularId);
}
