import { run, transact } from '../database.js';
import { Conflict, RuleBroken } from '../lib/errors.js';
import type { FileHeaders, NamedHeaders } from '../lib/sheet-headers.js';
import type { Actor } from '../values/actor.js';
import { beginCheck, importOfOwnSchool, lockedImport, type FileImport } from './file-import.js';
import { bytesOf, forgetParts, headersOf, keepHeaders, partsOf } from './import-parts.js';
import { importKind } from './kinds.js';
import { namedHeaders, proposedNames, rememberedNames, rememberNames } from './name-columns.js';
import { surveyed } from './survey-file.js';

/** A file looked at again with what was said of its headers. */
export type Matched = { readonly named: NamedHeaders; readonly rows: number; readonly headers: FileHeaders };

/** The headers of a kept file with what is proposed for the unknown ones. @returns null when every header is known or the file is gone. */
export async function headersToMatch(actor: Actor, { id, kind }: Pick<FileImport, 'id' | 'kind'>): Promise<{ found: FileHeaders; proposed: ReadonlyMap<string, string> } | null> {
  const found = await headersOf(id);
  return found && { found, proposed: proposedNames(importKind(kind).table, found, await rememberedNames(actor, importKind(kind))) };
}

/**
 * The slow part before the act: reads the kept file with the columns as they are said to be.
 * @param said the words of a header → the name of our column, '' for one that is not read.
 * @throws NotFound; InputInvalid for a column there is not; RuleBroken `columns-missing`, `file-gone`, and what a file as a whole is refused for.
 */
export async function readMatched(actor: Actor, id: number, said: Readonly<Record<string, string>>): Promise<Matched> {
  const found = await importOfOwnSchool(actor, id);
  demandOpen(found);
  const kind = importKind(found.kind);
  const named = namedHeaders(kind, said);
  const bytes = await bytesOf(id, 'file');
  if (!bytes) throw gone();
  const answer = await surveyed(kind, bytes, named);
  if (!('rows' in answer)) throw new RuleBroken(answer.code, answer.message.replace('请用本页的导入模板填写。', '请给它们选文件里的一列；文件里没有的，补上以后重新上传。'));
  if (answer.rows === 0) throw new RuleBroken('nothing-to-import', '文件里没有要导入的行。请在表头下面填写后再上传；示例行不会导入。');
  return { named, rows: answer.rows, headers: answer.headers };
}

/**
 * 对应表头: says which column of ours each header of a kept file is. The file is checked (again) with it, nothing is written before it
 * is committed, and the next file of the school or office is proposed the same.
 * @throws Conflict `already-done`, `in-progress`; RuleBroken `import-ended`, `file-gone`.
 */
export async function matchColumns(actor: Actor, id: number, { named, rows, headers }: Matched): Promise<FileImport> {
  return transact(async () => {
    const found = await lockedImport(actor, id);
    demandOpen(found);
    if ((await partsOf(id, 'file')).length === 0) throw gone();
    await forgetParts(id, 'headers');
    await keepHeaders(id, headers);
    await rememberNames(actor, importKind(found.kind), named);
    // Cells that were mended belong to the columns as they were.
    await run("UPDATE imports SET file_columns = ?, repairs = NULL, errors = '[]', rows_total = ?, rows_ok = 0 WHERE id = ?", [JSON.stringify(named), rows, id]);
    await beginCheck(actor, id, { importId: id, preview: true, rows });
    return importOfOwnSchool(actor, id);
  });
}

function demandOpen({ state }: FileImport): void {
  switch (state) {
    case 'unmatched': case 'checked': case 'failed': return;
    case 'received': case 'writing': throw new Conflict('in-progress', '文件还在检查，请稍候刷新。');
    case 'committed': throw new Conflict('already-done', '这个文件已经导入，不用再改。');
    case 'cancelled': throw new RuleBroken('import-ended', '这次导入已经取消，或放了太久。请重新上传文件。');
  }
}

const gone = (): RuleBroken => new RuleBroken('file-gone', '这个文件已经不再保存。请重新上传。');
