import { NotFound } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { seriesOf } from './pack-series.js';

/** The door of a route about one series: whoever asked for it. @throws NotFound for everybody else */
export async function seriesScope(actor: Actor, params: Record<string, string>): Promise<void> {
  const id = Number(params.id);
  if (!Number.isInteger(id) || id < 1) throw new NotFound();
  await seriesOf(actor, id);
}
