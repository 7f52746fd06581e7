import { copyFile, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { FieldCipher } from '../lib/crypto.js';
import { migrate, RESTORING } from '../migrate.js';
import { BackupBroken, readManifest, type Manifest, type TableBackup } from './manifest.js';
import { readSealed } from './sealed-file.js';
import { rowsOf, tablesOf, valuesOf } from './table-rows.js';
import { contextOf, placeOf, sealOf } from './write-backup.js';
import { createHash } from 'node:crypto';

const ROWS_AT_ONCE = 500;

export type Difference = { table: string; backup: string; restored: string };
export type Restored = { manifest: Manifest; rows: number; attachments: number; missingFiles: string[]; differences: Difference[] };

/**
 * 还原 into an empty database: the schema as it was at the backup, every row, then the newer migrations of this version; at last
 * every table is read again and compared with the backup's own hash, and sessions and activation links of then are closed. Until the end the database says that it is being restored,
 * and no server starts on it.
 * @throws BackupBroken for a backup that is damaged, of another installation's keys or of a newer version, and for a database that is not empty.
 */
export async function restoreBackup(connection: Connection, { folder, dataDir, cipher, say = () => undefined }: { folder: string; dataDir: string; cipher: FieldCipher; say?: (line: string) => void }): Promise<Restored> {
  const manifest = await readManifest(folder);
  if (sealOf(manifest, cipher) !== manifest.seal) throw new BackupBroken('备份清单与内容不符：被改过，或者这里的 FIELD_KEYS 不是备份时的那一套。');
  await demandEmpty(connection);
  await connection.query("SET time_zone = '+00:00'");
  await migrate(connection, { upTo: manifest.migrations });
  await connection.query('INSERT INTO schema_migrations (name) VALUES (?)', [RESTORING]);
  await connection.query('SET FOREIGN_KEY_CHECKS = 0, UNIQUE_CHECKS = 0');
  let count = 0;
  for (const table of manifest.tables) count += await fill(connection, table, folder, manifest, cipher, say);
  await connection.query('SET FOREIGN_KEY_CHECKS = 1, UNIQUE_CHECKS = 1');
  const differences = await compare(connection, manifest);
  const { copied, missing } = await bringFiles(connection, folder, dataDir);
  if (differences.length === 0) {
    await endOldDoors(connection);
    await connection.query('DELETE FROM schema_migrations WHERE name = ?', [RESTORING]);
    await migrate(connection);
  }
  return { manifest, rows: count, attachments: copied, missingFiles: missing, differences };
}

/** What was open at the backup may have been closed since: everybody signs in anew, and no link given before opens an account. */
async function endOldDoors(connection: Connection): Promise<void> {
  await connection.query("UPDATE sessions SET live_flag = NULL, ended_at = COALESCE(ended_at, UTC_TIMESTAMP(3)), ended_reason = COALESCE(ended_reason, 'restored') WHERE live_flag = 1");
  await connection.query('UPDATE users SET activation_hash = NULL, activation_expires_at = NULL WHERE activation_hash IS NOT NULL');
}

async function demandEmpty(connection: Connection): Promise<void> {
  const [tables] = await connection.query<RowDataPacket[]>("SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME NOT IN ('schema_migrations', 'migration_lease')");
  if (tables.length > 0) throw new BackupBroken(`要还原到的数据库里已有 ${tables.length} 张表。还原只往空数据库里写，请另建一个空库，或换一个空的 DATA_DIR。`);
}

async function fill(connection: Connection, table: TableBackup, folder: string, { id }: Manifest, cipher: FieldCipher, say: (line: string) => void): Promise<number> {
  await connection.query(`DELETE FROM \`${table.name}\``); // what migrations put in
  const columns = table.columns.map((one) => `\`${one}\``).join(', ');
  let count = 0;
  await connection.beginTransaction();
  for await (const lines of readSealed(join(folder, `${table.name}.sealed`), cipher, contextOf(id, table.name))) {
    for (let from = 0; from < lines.length; from += ROWS_AT_ONCE) {
      const part = lines.slice(from, from + ROWS_AT_ONCE);
      await connection.query(`INSERT INTO \`${table.name}\` (${columns}) VALUES ?`, [part.map((line) => valuesOf(line, table))]);
      count += part.length;
    }
  }
  await connection.commit();
  if (count !== table.lines) throw new BackupBroken(`${table.name} 应有 ${table.lines} 行，备份里只有 ${count} 行。`);
  if (count > 100_000) say(`${table.name}：${count.toLocaleString('en-US')} 行`);
  return count;
}

/** Reads what was written and hashes it as the backup did. */
async function compare(connection: Connection, manifest: Manifest): Promise<Difference[]> {
  const shapes = new Map((await tablesOf(connection)).map((one) => [one.name, one]));
  const differences: Difference[] = [];
  for (const table of manifest.tables) {
    const shape = shapes.get(table.name);
    const hash = createHash('sha256');
    let lines = 0;
    if (shape) for await (const line of rowsOf(connection, { ...shape, columns: table.columns, binary: table.binary })) { hash.update(line).update('\n'); lines += 1; }
    const restored = hash.digest('hex');
    if (restored !== table.sha256) differences.push({ table: table.name, backup: `${table.lines} 行`, restored: `${lines} 行` });
  }
  return differences;
}

async function bringFiles(connection: Connection, folder: string, dataDir: string): Promise<{ copied: number; missing: string[] }> {
  const [files] = await connection.query<RowDataPacket[]>('SELECT uid FROM attachments');
  const missing: string[] = [];
  let copied = 0;
  for (const { uid } of files) {
    const [source, place] = [join(dirname(folder), 'attachments', placeOf(String(uid))), join(dataDir, 'attachments', placeOf(String(uid)))];
    if (await stat(place).then(() => true, () => false)) continue;
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    await copyFile(source, place).then(() => { copied += 1; }, () => { missing.push(String(uid)); });
  }
  return { copied, missing };
}
