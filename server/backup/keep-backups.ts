import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { backupsIn } from './write-backup.js';

const DAILY = 7;
const WEEKLY = 5;
const MONTHLY = 13;

/**
 * Which backups may go: the newest of each of the last 7 days, 5 weeks and 13 months that have one stay (a rule without a disk).
 * @param ids `20230510-023000`, any order. @returns those to delete.
 */
export function superfluous(ids: readonly string[]): string[] {
  const newestFirst = [...ids].sort().reverse();
  const kept = new Set<string>();
  const keepNewestPer = (periodOf: (id: string) => string, most: number): void => {
    const seen = new Set<string>();
    for (const id of newestFirst) {
      const period = periodOf(id);
      if (seen.has(period) || seen.size >= most) continue;
      seen.add(period);
      kept.add(id);
    }
  };
  keepNewestPer((id) => id.slice(0, 8), DAILY);
  keepNewestPer((id) => String(Math.floor((Date.parse(`${id.slice(0, 4)}-${id.slice(4, 6)}-${id.slice(6, 8)}T00:00:00Z`) / 86_400_000 + 3) / 7)), WEEKLY);
  keepNewestPer((id) => id.slice(0, 6), MONTHLY);
  return ids.filter((id) => !kept.has(id));
}

/** Deletes the superfluous ones of a target; files of attachments stay. @returns their ids. */
export async function keepBackups(target: string): Promise<string[]> {
  const gone = superfluous(await backupsIn(target));
  for (const id of gone) await rm(join(target, id), { recursive: true, force: true });
  return gone;
}
