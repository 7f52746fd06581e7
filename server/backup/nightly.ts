import mysql from 'mysql2/promise';
import { chooseWriter } from '../database-hosts.js';
import type { DatabaseTarget } from '../env.js';
import { realNow } from '../lib/clock.js';
import { protection } from '../protection.js';
import { beginRun, dueSlot, endRun } from './backup-runs.js';
import { keepBackups } from './keep-backups.js';
import { writeBackup } from './write-backup.js';

/** A connection of its own: a snapshot is held over the whole of a backup. */
export async function connectPlain(target: DatabaseTarget): Promise<mysql.Connection> {
  const { socketPath, user, password, database } = target;
  return mysql.createConnection({ ...(socketPath ? { socketPath } : await chooseWriter(target)), user, password, database, charset: 'utf8mb4', timezone: 'Z', connectTimeout: 5000 });
}

/** The backup of the night, where BACKUP_DIR is given: once, whichever of two servers ticks; the superfluous ones go afterwards. */
export async function backUpAtNight({ target, dataDir, backupDir }: { target: DatabaseTarget; dataDir: string; backupDir: string | null }): Promise<boolean> {
  const slot = backupDir ? await dueSlot(realNow()) : null;
  if (!backupDir || !slot) return false;
  const id = await beginRun('backup', slot);
  if (id === null) return false;
  let connection: mysql.Connection | null = null;
  try {
    connection = await connectPlain(target);
    const { folder, manifest, bytes } = await writeBackup(connection, { dataDir, target: backupDir, cipher: protection().cipher });
    await endRun(id, { state: 'done', folder, bytes, rowCount: manifest.tables.reduce((sum, { lines }) => sum + lines, 0), attachments: manifest.attachments });
    await keepBackups(backupDir);
    return true;
  } catch (error) {
    await endRun(id, { state: 'failed', note: error instanceof Error ? error.message : String(error) });
    throw error;
  } finally {
    await connection?.end();
  }
}
