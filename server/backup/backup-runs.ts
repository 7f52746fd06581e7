import { isDuplicate, row, rows, run } from '../database.js';
import { realNow } from '../lib/clock.js';

export type BackupRun = { id: number; kind: 'backup' | 'drill'; folder: string; state: 'running' | 'done' | 'failed'; rowCount: number; bytes: number; attachments: number; note: string; startedAt: Date; finishedAt: Date | null };

const SELECT = 'SELECT id, kind, folder, state, row_count AS rowCount, bytes, attachments, note, started_at AS startedAt, finished_at AS finishedAt FROM backup_runs';

/** Notes down that one begins. @param slot of the night, so that of two servers one does it. @returns its number, or null when another has the slot. */
export async function beginRun(kind: BackupRun['kind'], slot: string | null = null): Promise<number | null> {
  try {
    return (await run('INSERT INTO backup_runs (kind, slot, started_at) VALUES (?, ?, ?)', [kind, slot, realNow()])).insertId;
  } catch (error) {
    if (isDuplicate(error, 'backup_runs_slot')) return null;
    throw error;
  }
}

export async function endRun(id: number, told: Partial<Pick<BackupRun, 'folder' | 'rowCount' | 'bytes' | 'attachments' | 'note'>> & { state: 'done' | 'failed' }): Promise<void> {
  await run('UPDATE backup_runs SET state = ?, folder = ?, row_count = ?, bytes = ?, attachments = ?, note = ?, finished_at = ? WHERE id = ?',
    [told.state, told.folder ?? '', told.rowCount ?? 0, told.bytes ?? 0, told.attachments ?? 0, (told.note ?? '').slice(0, 500), realNow(), id]);
}

export const recentRuns = (limit: number): Promise<BackupRun[]> => rows<BackupRun>(`${SELECT} ORDER BY id DESC LIMIT ?`, [limit]);

/** The last that held. */
export const lastDone = (kind: BackupRun['kind']): Promise<BackupRun | undefined> => row<BackupRun>(`${SELECT} WHERE kind = ? AND state = 'done' ORDER BY id DESC LIMIT 1`, [kind]);

const FROM_HOUR = 2;
const TRIES = 3;

/**
 * Which slot of the night is to be done now: from two o'clock (real time of the office), three tries, two hours apart, none once one
 * held. @returns null when nothing is to be done.
 */
export async function dueSlot(now: Date): Promise<string | null> {
  const local = new Date(now.getTime() + 8 * 3_600_000);
  if (local.getUTCHours() < FROM_HOUR) return null;
  const day = local.toISOString().slice(0, 10);
  const tried = await rows<{ state: string; started_at: Date }>("SELECT state, started_at FROM backup_runs WHERE kind = 'backup' AND slot LIKE ?", [`${day}-%`]);
  if (tried.length >= TRIES || tried.some(({ state, started_at: at }) => state === 'done' || now.getTime() - at.getTime() < 2 * 3_600_000)) return null;
  return `${day}-${tried.length + 1}`;
}
