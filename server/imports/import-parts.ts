import { deflateRaw, inflateRaw } from 'node:zlib';
import { promisify } from 'node:util';
import { row, rows, run } from '../database.js';
import type { FileHeaders } from '../lib/sheet-headers.js';
import { protection } from '../protection.js';
import type { Meeting } from './kinds.js';

/** `file` as it was handed in, `rows` that can be written (JSON, deflated), `marked`: the file back with its errors marked, `beside`: rows beside those they meet, `headers`: the headers of a file with unknown ones. */
export type PartOf = 'file' | 'rows' | 'marked' | 'beside' | 'headers';

/** Small enough that sealing and sending one holds up nobody. */
const PART_BYTES = 512 * 1024;
export const ROWS_A_PART = 1000;

const deflated = promisify(deflateRaw);
const inflated = promisify(inflateRaw);

/** Keeps bytes of an import, sealed: they hold the numbers of a whole school. */
export async function keepBytes(importId: number, what: 'file' | 'marked', bytes: Buffer): Promise<void> {
  for (let at = 0, seq = 0; at < bytes.length; at += PART_BYTES, seq += 1) await keepPart(importId, what, seq, bytes.subarray(at, at + PART_BYTES));
}

export const keepRows = async (importId: number, seq: number, found: readonly object[]): Promise<void> => keepPart(importId, 'rows', seq, await deflated(JSON.stringify(found)));

/** @returns the whole, null when it is not kept (any more). */
export async function bytesOf(importId: number, what: 'file' | 'marked'): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  for (const seq of await partsOf(importId, what)) parts.push(await partBytes(importId, what, seq));
  return parts.length === 0 ? null : Buffer.concat(parts);
}

export async function partsOf(importId: number, what: PartOf): Promise<number[]> {
  return (await rows<{ seq: number }>('SELECT seq FROM import_parts WHERE import_id = ? AND what = ? ORDER BY seq', [importId, what])).map(({ seq }) => seq);
}

/** The rows of one part as JSON. */
export const rowsPart = async (importId: number, seq: number): Promise<string> => (await inflated(await partBytes(importId, 'rows', seq))).toString('utf8');

/** Rows beside those they meet, and how many there are in all. */
export const keepBeside = async (importId: number, kept: { total: number; shown: readonly Meeting[] }): Promise<void> => keepPart(importId, 'beside', 0, await deflated(JSON.stringify(kept)));

/** @returns null when the file met nothing, or is not kept any more. */
export async function besideOf(importId: number): Promise<{ total: number; shown: readonly Meeting[] } | null> {
  if ((await partsOf(importId, 'beside')).length === 0) return null;
  return JSON.parse((await inflated(await partBytes(importId, 'beside', 0))).toString('utf8'));
}

/** The headers of a file, where some of them are unknown. */
export const keepHeaders = async (importId: number, headers: FileHeaders): Promise<void> => keepPart(importId, 'headers', 0, await deflated(JSON.stringify(headers)));

/** @returns null when every header was known, or the file is not kept any more. */
export async function headersOf(importId: number): Promise<FileHeaders | null> {
  if ((await partsOf(importId, 'headers')).length === 0) return null;
  return JSON.parse((await inflated(await partBytes(importId, 'headers', 0))).toString('utf8'));
}

/** All parts of rows, one at a time. */
export async function* rowsParts(importId: number): AsyncGenerator<string> {
  for (const seq of await partsOf(importId, 'rows')) yield rowsPart(importId, seq);
}

export async function forgetParts(importId: number, ...what: PartOf[]): Promise<void> {
  await run('DELETE FROM import_parts WHERE import_id = ? AND what IN (?)', [importId, what]);
}

async function keepPart(importId: number, what: PartOf, seq: number, bytes: Buffer): Promise<void> {
  await run('INSERT INTO import_parts (import_id, what, seq, bytes) VALUES (?, ?, ?, ?)', [importId, what, seq, protection().cipher.sealBytes(bytes, contextOf(importId, what, seq))]);
}

async function partBytes(importId: number, what: PartOf, seq: number): Promise<Buffer> {
  const found = await row<{ bytes: Buffer }>('SELECT bytes FROM import_parts WHERE import_id = ? AND what = ? AND seq = ?', [importId, what, seq]);
  if (!found) throw new Error(`part ${seq} (${what}) of import ${importId} is gone`);
  return protection().cipher.openBytes(found.bytes, contextOf(importId, what, seq));
}

const contextOf = (importId: number, what: PartOf, seq: number): string => `import_parts.${what}:${importId}:${seq}`;
