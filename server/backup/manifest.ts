import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** A backup that cannot be used; the message is the one line the command ends with. */
export class BackupBroken extends Error {}

const tableShape = z.strictObject({ name: z.string(), columns: z.array(z.string()), binary: z.array(z.string()), lines: z.number(), bytes: z.number(), sha256: z.string() });
const manifestShape = z.strictObject({
  format: z.literal(1), id: z.string(), product: z.string(), takenAt: z.string(), migrations: z.array(z.string()), tables: z.array(tableShape),
  /** Files of attachments that the tables of this backup know. */
  attachments: z.number(), seal: z.string(),
});

export type TableBackup = z.infer<typeof tableShape>;
export type Manifest = z.infer<typeof manifestShape>;

export const MANIFEST = 'manifest.json';

/** What a backup says of itself. @throws BackupBroken when there is none, or it is not finished. */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => { throw new BackupBroken(`${folder} 里没有写完的备份（缺 ${MANIFEST}）。`); });
  try {
    return manifestShape.parse(JSON.parse(text));
  } catch (cause) {
    throw Object.assign(new BackupBroken(`${join(folder, MANIFEST)} 读不懂，可能被改过，或来自别的版本。`), { cause });
  }
}
