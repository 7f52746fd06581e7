import { row } from '../database.js';
import { realNow } from '../lib/clock.js';
import { protection } from '../protection.js';

/**
 * Removes stored files that no row speaks of: an upload that was refused, repeated, or cut off before its row was written.
 * Where there is no row at all nothing is removed, because then it is rather the database that is not the right one.
 * @returns how many went.
 */
export async function sweepAttachments(): Promise<number> {
  if (!(await row('SELECT 1 AS found FROM attachments LIMIT 1'))) return 0;
  return protection().files.sweep(async (uid) => (await row('SELECT 1 AS found FROM attachments WHERE uid = ?', [uid])) !== undefined, realNow());
}
