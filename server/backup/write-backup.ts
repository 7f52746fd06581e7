import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { realNow } from '../lib/clock.js';
import { canonicalJson, type FieldCipher } from '../lib/crypto.js';
import { productVersion } from '../web/frame.js';
import { MANIFEST, type Manifest } from './manifest.js';
import { writeSealed } from './sealed-file.js';
import { rowsOf, tablesOf } from './table-rows.js';

export type Written = { folder: string; manifest: Manifest; bytes: number };

/**
 * 备份: every table as it stood at one moment (one snapshot, nobody is stopped meanwhile) and the files of attachments, into a
 * folder of its own below `target`. Everything in it is sealed with FIELD_KEYS, which are not in it and must be kept elsewhere.
 * It counts only once its manifest is there, which is written last. Attachments never change, so each is copied once and shared
 * by all backups of the target.
 */
export async function writeBackup(connection: Connection, { dataDir, target, cipher, say = () => undefined }: { dataDir: string; target: string; cipher: FieldCipher; say?: (line: string) => void }): Promise<Written> {
  const takenAt = realNow();
  const id = takenAt.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const folder = join(target, id);
  const unfinished = `${folder}.part`;
  await mkdir(target, { recursive: true, mode: 0o700 });
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await connection.query("SET time_zone = '+00:00'");
  await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
  await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT');
  const manifest: Manifest = { format: 1, id, product: productVersion, takenAt: takenAt.toISOString(), migrations: [], tables: [], attachments: 0, seal: '' };
  try {
    manifest.migrations = (await connection.query<RowDataPacket[]>('SELECT name FROM schema_migrations ORDER BY name'))[0].map(({ name }) => String(name));
    for (const table of await tablesOf(connection)) {
      const { lines, bytes, sha256 } = await writeSealed(join(unfinished, `${table.name}.sealed`), cipher, contextOf(id, table.name), rowsOf(connection, table));
      manifest.tables.push({ name: table.name, columns: table.columns, binary: table.binary, lines, bytes, sha256 });
      if (lines > 100_000) say(`${table.name}：${lines.toLocaleString('en-US')} 行`);
    }
    const [files] = await connection.query<RowDataPacket[]>('SELECT uid FROM attachments');
    manifest.attachments = await copyAttachments(files.map(({ uid }) => String(uid)), join(dataDir, 'attachments'), join(target, 'attachments'));
  } finally {
    await connection.query('ROLLBACK').catch(() => undefined);
  }
  manifest.seal = sealOf(manifest, cipher);
  await writeFile(join(unfinished, MANIFEST), JSON.stringify(manifest, null, 1), { mode: 0o600, flush: true });
  await rename(unfinished, folder);
  return { folder, manifest, bytes: manifest.tables.reduce((sum, { bytes }) => sum + bytes, 0) };
}

export const contextOf = (id: string, table: string): string => `backup:${id}:${table}`;
/** What makes the manifest itself hold: nobody without the keys can write another. */
export const sealOf = ({ seal: _seal, ...rest }: Manifest, cipher: FieldCipher): string => cipher.blindIndex('backup.manifest', canonicalJson(rest)).toString('hex');

export const placeOf = (uid: string): string => join(uid.slice(0, 2), uid.slice(2, 4), uid);

async function copyAttachments(uids: readonly string[], from: string, to: string): Promise<number> {
  let kept = 0;
  for (const uid of uids) {
    const [source, copy] = [join(from, placeOf(uid)), join(to, placeOf(uid))];
    const size = await sizeOf(source);
    if (size === null) continue; // told by the check of the office's files, not by the backup
    if ((await sizeOf(copy)) !== size) {
      await mkdir(dirname(copy), { recursive: true, mode: 0o700 });
      await copyFile(source, `${copy}.part`);
      await rename(`${copy}.part`, copy);
    }
    kept += 1;
  }
  return kept;
}

const sizeOf = (path: string): Promise<number | null> => stat(path).then(({ size }) => size, () => null);

/** The finished backups of a target, oldest first. */
export async function backupsIn(target: string): Promise<string[]> {
  const names = await readdir(target).catch(() => []);
  const finished = await Promise.all(names.filter((name) => /^\d{8}-\d{6}$/.test(name)).map(async (name) => ((await sizeOf(join(target, name, MANIFEST))) === null ? null : name)));
  return finished.filter((name) => name !== null).sort();
}
