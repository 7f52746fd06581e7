import { NotFound } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { batchOf } from './batch.js';

/** The door of a route about one batch: whoever began it. @throws NotFound for everybody else */
export async function batchScope(actor: Actor, params: Record<string, string>): Promise<void> {
  const id = Number(params.id);
  if (!Number.isInteger(id) || id < 1) throw new NotFound();
  await batchOf(actor, id);
}
