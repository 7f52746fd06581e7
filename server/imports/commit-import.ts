import { requireTx, row, run, transact } from '../database.js';
import { startJob } from '../jobs/job.js';
import type { EndedJob, JobAtWork, JobKind } from '../jobs/job-kinds.js';
import { Conflict, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { importOfOwnSchool, lockedImport, type FileImport } from './file-import.js';
import { WRITE_JOB, type WriteInput } from './import-jobs.js';
import { forgetParts, partsOf, ROWS_A_PART, rowsPart, rowsParts } from './import-parts.js';
import { importKind } from './kinds.js';

/**
 * Writes a file that was checked before, all or none; one of a kind that is too large for an act is written in the background.
 * @throws RuleBroken `import-has-errors`, `import-ended`, `columns-missing`, and what the feature refuses by now (`rows-refused`); Conflict `already-done`, `in-progress`.
 */
export async function commitImport(actor: Actor, id: number): Promise<FileImport> {
  return transact(async () => {
    const found = await lockedImport(actor, id);
    const kind = importKind(found.kind);
    demandWritable(found);
    if (kind.inSteps?.(found.total)) {
      const jobId = await startJob(actor, WRITE_JOB, { subjectId: id, input: { importId: id }, total: found.total });
      await run("UPDATE imports SET state = 'writing', job_id = ? WHERE id = ?", [jobId, id]);
    } else {
      await kind.write(actor, found.subjectId, rowsParts(id), id);
      await written(id);
    }
    return importOfOwnSchool(actor, id);
  });
}

function demandWritable({ state, errors }: FileImport): void {
  switch (state) {
    case 'committed': throw new Conflict('already-done', '这个文件已经导入，不用再办。');
    case 'unmatched': throw new RuleBroken('columns-missing', '文件的表头还没有对应好，不能导入。请先说明每一列是模板的哪一列。');
    case 'received': throw new Conflict('in-progress', '文件还在检查，检查完才能导入。请稍候刷新。');
    case 'writing': throw new Conflict('in-progress', '文件正在写入，不用再办。');
    case 'cancelled': throw new RuleBroken('import-ended', '这次导入已经取消，或放了太久。请重新上传文件。');
    default: if (errors.length > 0 || state === 'failed') throw new RuleBroken('import-has-errors', errors.length > 0 ? `文件里有 ${errors.length} 处错误，不能导入。请改正后重新上传。` : '这个文件没有通过检查，不能导入。请重新上传。', undefined, errors.map(({ row: line, column, code, message }) => ({ row: line, column, code, message })));
  }
}

async function written(id: number): Promise<void> {
  await run("UPDATE imports SET state = 'committed', committed_at = ? WHERE id = ?", [requireTx().now, id]);
  await forgetParts(id, 'file', 'rows', 'beside', 'headers');
}

/** Writes a large file part by part; which part is next is committed with each. */
async function writeFile(job: JobAtWork): Promise<string | null> {
  const { importId }: WriteInput = JSON.parse(job.input);
  const found = await row<{ kind: string; subject_id: number | null; state: string; rows_total: number }>('SELECT kind, subject_id, state, rows_total FROM imports WHERE id = ?', [importId]);
  if (found?.state !== 'writing') return null;
  const from: number = job.checkpoint === null ? 0 : JSON.parse(job.checkpoint);
  for (const seq of await partsOf(importId, 'rows')) {
    if (seq < from) continue;
    await job.step(async () => {
      await importKind(found.kind).write(job.actor, found.subject_id, only(await rowsPart(importId, seq)), importId);
      return { checkpoint: JSON.stringify(seq + 1), done: Math.min(found.rows_total, (seq + 1) * ROWS_A_PART), total: found.rows_total };
    });
  }
  await job.step(async () => {
    await written(importId);
    return { checkpoint: job.checkpoint ?? 'null', done: found.rows_total };
  });
  return null;
}

async function* only(part: string): AsyncGenerator<string> {
  yield part;
}

/** Parts that were written stay; the message says so. */
async function writeEnded({ input, how, error }: EndedJob): Promise<void> {
  const { importId }: WriteInput = JSON.parse(input);
  await run('UPDATE imports SET state = ?, refusal_code = ?, refusal = ? WHERE id = ?', [how, error?.code ?? 'import-stopped', (error?.message ?? '写入到一半时停下，前面的行已经写入。改好后把整个文件再传一次，已写入的行不会重复。').slice(0, 500), importId]);
  await forgetParts(importId, 'file', 'rows', 'marked', 'beside', 'headers');
}

export const writeJob: JobKind = { key: WRITE_JOB, run: writeFile, ended: writeEnded };
