import { row, rows, run, type Params } from '../database.js';
import type { FieldCipher } from '../lib/crypto.js';
import type { AttachmentStore } from '../attachments/store.js';
import { sealedColumns, type SealedColumn } from './sealed-places.js';

/** What became of one column: sealed anew, and what could not be opened (told by its key, never its content). */
export type Resealed = { place: string; done: number; broken: string[] };

const BATCH = 500;

/**
 * 换密钥: every value that is sealed with an older key is opened and sealed with the first key of FIELD_KEYS. Each is changed only
 * if it is still what was read, so work goes on meanwhile; a run that is broken off is simply begun again, since what is done no
 * longer stands under the old key. An old key may go from FIELD_KEYS when nothing is left (and no backup that needs it is kept).
 */
export async function resealColumn(place: SealedColumn, cipher: FieldCipher): Promise<Resealed> {
  const { table, column, key, binary } = place;
  const told: Resealed = { place: `${table}.${column}`, done: 0, broken: [] };
  const keys = key.join(', ');
  const head = `v1:${cipher.currentKeyId}:`;
  let after: readonly (string | number)[] | null = null;
  for (;;) {
    const where: string = after === null ? '' : `AND (${keys}) > (?)`;
    const found: Record<string, string | number | Buffer>[] = await rows(
      `SELECT ${keys}, ${column} AS sealed FROM ${table} WHERE ${column} IS NOT NULL AND LEFT(${column}, ${head.length}) <> ? ${where} ORDER BY ${keys} LIMIT ${BATCH}`, [binary ? Buffer.from(head) : head, ...(after === null ? [] : [after])] as Params);
    if (found.length === 0) return told;
    for (const one of found) {
      const own = key.map((name) => one[name] as string | number);
      after = own;
      try {
        const fresh = binary ? cipher.sealBytes(cipher.openBytes(one.sealed as Buffer, place.context(own)), place.context(own)) : cipher.seal(cipher.open(one.sealed as string, place.context(own)), place.context(own));
        told.done += (await run(`UPDATE ${table} SET ${column} = ? WHERE ${key.map((name) => `${name} = ?`).join(' AND ')} AND ${column} = ?`, [fresh, ...own, one.sealed] as Params)).affected;
      } catch {
        told.broken.push(own.join('/'));
      }
    }
  }
}

/** How many values stand under each key, by place. */
export async function keysInUse(): Promise<{ place: string; keyId: string; values: number }[]> {
  const found: { place: string; keyId: string; values: number }[] = [];
  for (const { table, column } of sealedColumns) {
    for (const one of await rows<{ key_id: string; n: number }>(`SELECT SUBSTRING_INDEX(SUBSTRING_INDEX(CONVERT(LEFT(${column}, 24) USING latin1), ':', 2), ':', -1) AS key_id, COUNT(*) AS n FROM ${table} WHERE ${column} IS NOT NULL GROUP BY key_id`)) found.push({ place: `${table}.${column}`, keyId: one.key_id, values: Number(one.n) });
  }
  return found;
}

/** The files of attachments likewise, one after the other. */
export async function resealAttachments(files: AttachmentStore): Promise<Resealed> {
  const told: Resealed = { place: 'attachments（文件）', done: 0, broken: [] };
  for (let after = 0; ;) {
    const found = await row<{ id: number; uid: string; sha256: string }>('SELECT id, uid, sha256 FROM attachments WHERE id > ? AND removed_at IS NULL ORDER BY id LIMIT 1', [after]);
    if (!found) return told;
    after = found.id;
    try {
      if (await files.reseal(found.uid, found.sha256)) told.done += 1;
    } catch {
      told.broken.push(found.uid);
    }
  }
}
