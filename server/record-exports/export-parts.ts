import { deflateRaw, inflateRaw } from 'node:zlib';
import { promisify } from 'node:util';
import { row, rows, run } from '../database.js';
import { protection } from '../protection.js';

/** `rows` as the list showed them (JSON, deflated), `file` the workbook. All sealed. */
export type ExportPart = 'rows' | 'file';

const deflated = promisify(deflateRaw);
const inflated = promisify(inflateRaw);

export const keepLines = async (exportId: number, seq: number, lines: readonly (readonly string[])[]): Promise<void> => keepPart(exportId, 'rows', seq, await deflated(JSON.stringify(lines)));

export async function keepPart(exportId: number, what: ExportPart, seq: number, bytes: Buffer): Promise<void> {
  await run('INSERT INTO record_export_parts (export_id, what, seq, bytes) VALUES (?, ?, ?, ?)', [exportId, what, seq, protection().cipher.sealBytes(bytes, contextOf(exportId, what, seq))]);
}

/** The lines that were kept, in their order, a part at a time. */
export async function* keptLines(exportId: number): AsyncGenerator<string[][]> {
  for await (const bytes of partsOf(exportId, 'rows')) yield JSON.parse((await inflated(bytes)).toString('utf8')) as string[][];
}

/** The bytes of the parts in their order, one part in memory at a time. */
export async function* partsOf(exportId: number, what: ExportPart): AsyncGenerator<Buffer> {
  for (const { seq } of await rows<{ seq: number }>('SELECT seq FROM record_export_parts WHERE export_id = ? AND what = ? ORDER BY seq', [exportId, what])) {
    const found = await row<{ bytes: Buffer }>('SELECT bytes FROM record_export_parts WHERE export_id = ? AND what = ? AND seq = ?', [exportId, what, seq]);
    if (!found) throw new Error(`part ${seq} (${what}) of export ${exportId} is gone`);
    yield protection().cipher.openBytes(found.bytes, contextOf(exportId, what, seq));
  }
}

export const forgetParts = (exportId: number, ...what: ExportPart[]): Promise<unknown> => run('DELETE FROM record_export_parts WHERE export_id = ? AND what IN (?)', [exportId, what]);

const contextOf = (exportId: number, what: ExportPart, seq: number): string => `record_export_parts.${what}:${exportId}:${seq}`;
