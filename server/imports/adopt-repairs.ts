import { row, run, transact } from '../database.js';
import { Conflict, RuleBroken } from '../lib/errors.js';
import type { SheetError } from '../lib/sheet-table.js';
import type { Actor } from '../values/actor.js';
import { beginCheck, importOfOwnSchool, lockedImport, type FileImport } from './file-import.js';
import { partsOf } from './import-parts.js';
import type { Repair } from './kinds.js';

/** An error whose repair can be adopted: there is one, it has a place, and it is not partly hidden. */
export const isRepairable = ({ column, suggestion }: SheetError): boolean => column !== '' && suggestion !== undefined && suggestion !== '' && !suggestion.includes('*');

/**
 * 采用: puts proposed repairs in the place of what was typed and has the file checked again; nothing is written before it is committed.
 * @param places `all`, or those in these cells.
 * @throws RuleBroken `nothing-to-repair`; Conflict `already-done`, `in-progress`.
 */
export async function adoptRepairs(actor: Actor, id: number, places: 'all' | readonly { row: number; column: string }[]): Promise<FileImport> {
  return transact(async () => {
    const found = await lockedImport(actor, id);
    if (found.state === 'received' || found.state === 'writing') throw new Conflict('in-progress', '文件还在检查，请稍候刷新。');
    if (found.state === 'committed') throw new Conflict('already-done', '这个文件已经导入，不用再改。');
    const wanted = places === 'all' ? null : new Set(places.map(({ row: line, column }) => `${column}${line}`));
    const repairs = found.errors.filter((one) => isRepairable(one) && (wanted === null || wanted.has(`${one.column}${one.row}`))).map(({ row: line, column, suggestion = '' }): Repair => ({ row: line, column, value: suggestion }));
    if (repairs.length === 0 || (await partsOf(id, 'file')).length === 0) throw new RuleBroken('nothing-to-repair', '没有可以采用的改法，或文件已不再保存。请在您的文件里改正后重新上传。');
    await run("UPDATE imports SET repairs = ?, errors = '[]', rows_ok = 0 WHERE id = ?", [JSON.stringify([...await repairsOf(id), ...repairs]), id]);
    await beginCheck(actor, id, { importId: id, preview: true, rows: found.total });
    return importOfOwnSchool(actor, id);
  });
}

/** The repairs that were adopted for a file. */
export async function repairsOf(importId: number): Promise<Repair[]> {
  const kept = await row<{ repairs: string | null }>('SELECT repairs FROM imports WHERE id = ?', [importId]);
  return kept?.repairs ? JSON.parse(kept.repairs) : [];
}
