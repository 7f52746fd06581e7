import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { rows, run } from '../database.js';
import { realNow } from '../lib/clock.js';
import { protection } from '../protection.js';

/*
 * The packs of a series on the disk: `DATA_DIR/evidence-packs/<series>/<list>`, each sealed like an attachment, so that nothing of
 * them lies about in clear. The whole is put together only while it is sent.
 */

const folderOf = (seriesId: number): string => join(protection().dataDir, 'evidence-packs', String(seriesId));
const contextOf = (seriesId: number, listId: number): string => `evidence-packs:${seriesId}/${listId}`;

/** Writes the pack of one list, whole or not at all; written again after a crash it takes the place of the first. */
export async function keepPack(seriesId: number, listId: number, bytes: Buffer): Promise<void> {
  const path = join(folderOf(seriesId), String(listId));
  await mkdir(folderOf(seriesId), { recursive: true, mode: 0o700 });
  const file = await open(`${path}.tmp`, 'w', 0o600);
  try {
    await file.writeFile(protection().cipher.sealBytes(bytes, contextOf(seriesId, listId)));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.tmp`, path);
}

export const readPack = async (seriesId: number, listId: number): Promise<Buffer> => protection().cipher.openBytes(await readFile(join(folderOf(seriesId), String(listId))), contextOf(seriesId, listId));

/** Removes the files of series that are over: expired, removed, cancelled, failed. @returns how many series. */
export async function removeOldPacks(): Promise<number> {
  const kept = await readdir(join(protection().dataDir, 'evidence-packs')).catch(() => []);
  const here = kept.map(Number).filter((id) => Number.isInteger(id) && id > 0);
  if (here.length === 0) return 0;
  const over = await rows<{ id: number }>("SELECT s.id FROM pack_series s LEFT JOIN jobs j ON j.id = s.job_id WHERE s.id IN (?) AND (s.removed_at IS NOT NULL OR s.expires_at <= ? OR j.state IN ('cancelled', 'failed'))", [here, realNow()]);
  for (const { id } of over) {
    await run('UPDATE pack_series SET removed_at = COALESCE(removed_at, ?) WHERE id = ?', [realNow(), id]);
    await rm(folderOf(id), { recursive: true, force: true });
  }
  return over.length;
}
