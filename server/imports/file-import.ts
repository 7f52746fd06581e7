import { cleanFileName } from '../attachments/file-name.js';
import { requireTx, row, rows, run, transact } from '../database.js';
import { cancelJob, startJob } from '../jobs/job.js';
import { Conflict, NotFound, RuleBroken } from '../lib/errors.js';
import type { FileHeaders, NamedHeaders } from '../lib/sheet-headers.js';
import type { SheetError } from '../lib/sheet-table.js';
import type { Actor } from '../values/actor.js';
import { CHECK_JOB, type CheckInput } from './import-jobs.js';
import { forgetParts, keepBytes, keepHeaders } from './import-parts.js';
import { kindsOf, type ImportKind } from './kinds.js';
import { rememberNames } from './name-columns.js';

/**
 * One file somebody handed in. `unmatched`: waits to be told which column is which; `received`: being checked; `checked`: waits for its commit; `writing`: a large one being written;
 * `committed`: on the books; `failed`, `cancelled`: nothing was written.
 */
export type ImportState = 'unmatched' | 'received' | 'checked' | 'writing' | 'committed' | 'failed' | 'cancelled';
export type FileImport = {
  id: number;
  kind: ImportKind['key'];
  subjectId: number | null;
  fileName: string;
  state: ImportState;
  /** Rows with something in them, and those among them without an error (once they are checked). */
  total: number;
  ok: number;
  errors: SheetError[];
  /** Why the file as a whole, or its writing, was refused in the background. */
  refusal: { code: string; message: string } | null;
  /** While it is checked or written: rows looked at. `stopping`: cancelled and not noticed yet. */
  progress: { done: number; total: number; stopping: boolean; waiting: boolean } | null;
  createdAt: Date;
};

/** @param named what was said of its headers; `unmatched`: columns that must be there were not found, and its sender is asked. */
export type Surveyed = { readonly name: string; readonly bytes: Buffer; readonly rows: number; readonly named?: NamedHeaders; readonly headers: FileHeaders; readonly unmatched: boolean };

/**
 * Takes a file that passed the survey: it is kept sealed, and checked in the background. Without errors it is written then, unless it
 * was only to be looked at (`preview`); with errors nothing is written.
 * @throws RuleBroken `nothing-to-import` for a file without a row.
 */
export async function receiveFile(actor: Actor, kind: ImportKind, subjectId: number | null, file: Surveyed, preview: boolean): Promise<FileImport> {
  if (file.rows === 0 && !file.unmatched) throw new RuleBroken('nothing-to-import', '文件里没有要导入的行。请在表头下面填写后再上传；示例行不会导入。');
  return transact(async (tx) => {
    const { insertId } = await run(
      "INSERT INTO imports (kind, subject_id, school_id, user_id, file_name, state, rows_total, rows_ok, errors, file_columns, created_at) VALUES (?, ?, ?, ?, ?, 'unmatched', ?, 0, '[]', ?, ?)",
      [kind.key, subjectId, actor.organisation.id, actor.userId, cleanFileName(file.name), file.rows, file.named ? JSON.stringify(file.named) : null, tx.now]);
    await keepBytes(insertId, 'file', file.bytes);
    if (file.named) await rememberNames(actor, kind, file.named);
    if (file.headers.headers.some(({ column }) => column === null)) await keepHeaders(insertId, file.headers);
    if (!file.unmatched) await beginCheck(actor, insertId, { importId: insertId, preview, rows: file.rows });
    return importOfOwnSchool(actor, insertId);
  });
}

/** Has a kept file checked (again) in the background, in the act under way. */
export async function beginCheck(actor: Actor, importId: number, input: CheckInput): Promise<void> {
  const jobId = await startJob(actor, CHECK_JOB, { subjectId: importId, input, total: input.rows });
  await run("UPDATE imports SET state = 'received', job_id = ?, refusal = NULL, refusal_code = NULL WHERE id = ?", [jobId, importId]);
}

/** Gives an import up, at once or as soon as the worker notices. @throws Conflict `already-done` */
export async function cancelImport(actor: Actor, id: number): Promise<FileImport> {
  return transact(async () => {
    const found = await lockedImport(actor, id);
    if (found.state === 'received' || found.state === 'writing') await cancelJob(await jobOf(id));
    else if (found.state === 'checked' || found.state === 'unmatched') await giveUp(id);
    else throw new Conflict('already-done', found.state === 'committed' ? '这个文件已经导入，不能取消。' : '这次导入已经结束，没有写入任何一行。');
    return importOfOwnSchool(actor, id);
  });
}

/** Nothing of the file is kept but what it was called and how many rows it had. */
export async function giveUp(id: number): Promise<void> {
  await run("UPDATE imports SET state = 'cancelled' WHERE id = ?", [id]);
  await forgetParts(id, 'file', 'rows', 'marked', 'beside', 'headers');
}

/** Its row locked, so that of two acts at once the second sees what the first did. @throws NotFound */
export async function lockedImport(actor: Actor, id: number): Promise<FileImport> {
  requireTx();
  await importOfOwnSchool(actor, id);
  await row('SELECT id FROM imports WHERE id = ? FOR UPDATE', [id]);
  return importOfOwnSchool(actor, id);
}

async function jobOf(id: number): Promise<number> {
  const found = await row<{ job_id: number | null }>('SELECT job_id FROM imports WHERE id = ?', [id]);
  if (!found?.job_id) throw new Error(`import ${id} has no job`);
  return found.job_id;
}

type Row = {
  id: number; kind: ImportKind['key']; subject_id: number | null; file_name: string; state: ImportState; rows_total: number; rows_ok: number; errors: string; refusal_code: string | null; refusal: string | null; created_at: Date;
  rows_done: number | null; job_total: number | null; asked: string | null; job_state: string | null;
};

/** An import of the actor's own school or office, of a kind that is their business; authorities have nothing to do with a school's files. @throws NotFound */
export async function importOfOwnSchool(actor: Actor, id: number): Promise<FileImport> {
  const kinds = kindsOf(actor);
  const found = kinds.length === 0 ? undefined : await row<Row>(
    `SELECT i.id, i.kind, i.subject_id, i.file_name, i.state, i.rows_total, i.rows_ok, i.errors, i.refusal_code, i.refusal, i.created_at, j.rows_done, j.rows_total AS job_total, j.asked, j.state AS job_state
       FROM imports i LEFT JOIN jobs j ON j.id = i.job_id WHERE i.id = ? AND i.school_id = ? AND i.kind IN (?)`, [id, actor.organisation.id, kinds]);
  if (!found) throw new NotFound();
  const errors: SheetError[] = JSON.parse(found.errors);
  return {
    id: found.id, kind: found.kind, subjectId: found.subject_id, fileName: found.file_name, state: found.state, total: found.rows_total, ok: found.rows_ok, errors, createdAt: found.created_at,
    refusal: found.refusal_code === null ? null : { code: found.refusal_code, message: found.refusal ?? '' },
    progress: found.state === 'received' || found.state === 'writing' ? { done: found.rows_done ?? 0, total: found.job_total ?? found.rows_total, stopping: found.asked !== null, waiting: found.job_state === 'queued' } : null,
  };
}

/** What the own school or office has lately handed in, the newest first: the way back to a report one has left. */
export async function importsOfOwnSchool(actor: Actor): Promise<Pick<FileImport, 'id' | 'kind' | 'fileName' | 'state' | 'total' | 'ok' | 'createdAt'>[]> {
  return rows('SELECT id, kind, file_name AS fileName, state, rows_total AS total, rows_ok AS ok, created_at AS createdAt FROM imports WHERE school_id = ? AND kind IN (?) ORDER BY id DESC LIMIT 50', [actor.organisation.id, kindsOf(actor)]);
}
