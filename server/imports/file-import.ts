import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { cleanFileName } from '../attachments/file-name.js';
import { requireTx, row, run, transact } from '../database.js';
import { Conflict, NotFound, RuleBroken } from '../lib/errors.js';
import type { SheetError } from '../lib/sheet-table.js';
import { protection } from '../protection.js';
import { isAdministrator, type Actor } from '../values/actor.js';
import { importKind, type ImportKind } from './kinds.js';
import { keptErrors, rowsWithErrors } from './row-errors.js';

/** One file a school handed in. `checked` waits for its commit, `committed` is on the books, of a `failed` one nothing was written. */
export type FileImport = {
  id: number;
  kind: ImportKind['key'];
  subjectId: number | null;
  fileName: string;
  state: 'checked' | 'committed' | 'failed';
  /** Rows with something in them, and those among them without an error. */
  total: number;
  ok: number;
  errors: SheetError[];
  createdAt: Date;
};

/** A file as the feature read it: every error of every row, and the rows that can be written, in the feature's own JSON. */
export type CheckedFile = { readonly total: number; readonly errors: readonly SheetError[]; readonly rows: string };

/**
 * Keeps the record of a checked file. Without errors it is written in the same act, unless it was only to be looked at
 * (`preview`); with errors nothing is written.
 * @throws RuleBroken `nothing-to-import` for a file without a row.
 */
export async function receiveFile(actor: Actor, kind: ImportKind, subjectId: number | null, fileName: string, checked: CheckedFile, preview: boolean): Promise<FileImport> {
  if (checked.total === 0) throw new RuleBroken('nothing-to-import', '文件里没有要导入的行。请在表头下面填写后再上传；示例行不会导入。');
  return transact(async (tx) => {
    const sound = checked.errors.length === 0;
    const state = preview ? 'checked' : sound ? 'committed' : 'failed';
    const { insertId } = await run(
      'INSERT INTO imports (kind, subject_id, school_id, user_id, file_name, state, rows_total, rows_ok, errors, created_at, committed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      [kind.key, subjectId, actor.organisation.id, actor.userId, cleanFileName(fileName), state, checked.total, checked.total - rowsWithErrors(checked.errors), JSON.stringify(keptErrors(checked.errors)), tx.now, state === 'committed' ? tx.now : null]);
    if (state === 'committed') await kind.write(actor, subjectId, checked.rows);
    else if (preview && sound) await run('UPDATE imports SET payload = ? WHERE id = ?', [sealed(insertId, checked.rows), insertId]);
    return importOfOwnSchool(actor, insertId);
  });
}

/**
 * Writes a file that was checked before, all or none.
 * @throws RuleBroken `import-has-errors`, and what the feature refuses by now (`rows-refused`); Conflict `already-done`.
 */
export async function commitImport(actor: Actor, id: number): Promise<FileImport> {
  return transact(async () => {
    await importOfOwnSchool(actor, id);
    const kept = await row<{ payload: string | null }>('SELECT payload FROM imports WHERE id = ? FOR UPDATE', [id]);
    const found = await importOfOwnSchool(actor, id);
    if (found.state === 'committed') throw new Conflict('already-done', '这个文件已经导入，不用再办。');
    if (found.errors.length > 0 || !kept?.payload) throw new RuleBroken('import-has-errors', `文件里有 ${found.errors.length} 处错误，不能导入。请改正后重新上传。`, undefined, found.errors.map(({ row: line, column, code, message }) => ({ row: line, column, code, message })));
    await importKind(found.kind).write(actor, found.subjectId, opened(id, kept.payload));
    await run("UPDATE imports SET state = 'committed', payload = NULL, committed_at = ? WHERE id = ?", [requireTx().now, id]);
    return importOfOwnSchool(actor, id);
  });
}

type Row = { id: number; kind: ImportKind['key']; subject_id: number | null; file_name: string; state: FileImport['state']; rows_total: number; rows_ok: number; errors: string; created_at: Date };

/** An import of the actor's own school; authorities have nothing to do with a school's files. @throws NotFound */
export async function importOfOwnSchool(actor: Actor, id: number): Promise<FileImport> {
  const found = isAdministrator(actor) ? undefined : await row<Row>('SELECT id, kind, subject_id, file_name, state, rows_total, rows_ok, errors, created_at FROM imports WHERE id = ? AND school_id = ?', [id, actor.organisation.id]);
  if (!found) throw new NotFound();
  const errors: SheetError[] = JSON.parse(found.errors);
  return { id: found.id, kind: found.kind, subjectId: found.subject_id, fileName: found.file_name, state: found.state, total: found.rows_total, ok: found.rows_ok, errors, createdAt: found.created_at };
}

// The rows hold document numbers, so they wait sealed; deflated first, because 20,000 of them would not fit the column.
const sealed = (id: number, rows: string): string => protection().cipher.sealBytes(deflateRawSync(rows), contextOf(id)).toString('base64');
const opened = (id: number, payload: string): string => inflateRawSync(protection().cipher.openBytes(Buffer.from(payload, 'base64'), contextOf(id))).toString('utf8');
const contextOf = (id: number): string => `imports.payload:${id}`;
