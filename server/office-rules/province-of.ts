import { row } from '../database.js';
import type { Actor } from '../values/actor.js';

/** The province the actor's office belongs to; 0 above the provinces, where nothing has been put in force. */
export async function provinceOf(actor: Actor): Promise<number> {
  return (await row<{ id: number }>("SELECT id FROM organisations WHERE level = 'province' AND ? LIKE CONCAT(path, '%')", [actor.organisation.path]))?.id ?? 0;
}
