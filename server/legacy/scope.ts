import { NotFound } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { doubtInScope } from './doubtful-list.js';

/** A 待核实 list of the actor's own schools, for the door of a route. @throws NotFound */
export async function doubtScope(actor: Actor, params: Record<string, string>): Promise<void> {
  const doubtId = Number(params.id);
  if (!Number.isInteger(doubtId) || doubtId < 1) throw new NotFound();
  await doubtInScope(actor, doubtId);
}
