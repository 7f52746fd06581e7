import { requireTx, row, run } from '../database.js';
import { startJob } from '../jobs/job.js';
import type { EndedJob, JobAtWork, JobKind } from '../jobs/job-kinds.js';
import type { NamedHeaders } from '../lib/sheet-headers.js';
import type { SheetError } from '../lib/sheet-table.js';
import { CHECK_JOB, WRITE_JOB, type CheckInput } from './import-jobs.js';
import { bytesOf, forgetParts, keepBeside, keepBytes, keepRows, ROWS_A_PART, rowsParts } from './import-parts.js';
import { importKind, type Findings, type Meeting, type Repair } from './kinds.js';
import { keptErrors, rowsWithErrors } from './row-errors.js';
import { markedFile } from './spreadsheet.js';

type Standing = { kind: string; subject_id: number | null; state: string; repairs: string | null; file_columns: string | null };

/**
 * Reads a file that was handed in, row by row, and finds everything wrong with it before anything is written. A check that was cut
 * off begins again: it leaves nothing but the rows it has kept.
 */
async function checkFile(job: JobAtWork): Promise<string | null> {
  const input: CheckInput = JSON.parse(job.input);
  const { importId } = input;
  const found = await row<Standing>('SELECT kind, subject_id, state, repairs, file_columns FROM imports WHERE id = ?', [importId]);
  if (found?.state !== 'received') return null;
  const kind = importKind(found.kind);
  const bytes = async (): Promise<Buffer> => (await bytesOf(importId, 'file')) ?? Buffer.alloc(0);
  const repairs: Repair[] = found.repairs === null ? [] : JSON.parse(found.repairs);
  const table = { ...kind.table, ...(found.file_columns === null ? {} : { named: JSON.parse(found.file_columns) as NamedHeaders }) };
  const kept = new Kept(job, importId);
  await job.step(async () => {
    await forgetParts(importId, 'rows', 'marked', 'beside');
    return { checkpoint: 'null', done: 0 };
  });
  await kind.check({ actor: job.actor, subjectId: found.subject_id, repairs, named: table.named, rows: input.rows, bytes }, kept);
  await kept.finish();
  const errors = keptErrors(kept.errors);
  const marked = errors.length > 0 ? await markedFile(await bytes(), table, repairs, kept.errors) : null;
  await job.step(async () => {
    const sound = errors.length === 0;
    const state = input.preview ? 'checked' : !sound ? 'failed' : kind.inSteps?.(kept.total(input.rows)) ? 'writing' : 'committed';
    if (state === 'committed') await kind.write(job.actor, found.subject_id, rowsParts(importId), importId);
    await run('UPDATE imports SET state = ?, rows_total = ?, rows_ok = ?, errors = ?, committed_at = ? WHERE id = ?',
      [state, kept.total(input.rows), kept.total(input.rows) - rowsWithErrors(kept.errors), JSON.stringify(errors), state === 'committed' ? requireTx().now : null, importId]);
    if (state === 'committed') await forgetParts(importId, 'file', 'rows', 'headers');
    if (state !== 'committed' && kept.met > 0) await keepBeside(importId, { total: kept.met, shown: kept.meetings });
    if (!sound) await forgetParts(importId, 'rows');
    if (marked) await keepBytes(importId, 'marked', marked);
    if (state === 'writing') await run('UPDATE imports SET job_id = ? WHERE id = ?', [await startJob(job.actor, WRITE_JOB, { subjectId: importId, input: { importId }, total: input.rows }), importId]);
    return { checkpoint: 'null', done: input.rows };
  });
  return null;
}

/** More than anybody compares one by one. */
const MOST_BESIDE = 500;

/** What the check has found so far. Rows go to the database as they come, so that a large file is never in memory whole. */
class Kept implements Findings {
  readonly errors: SheetError[] = [];
  readonly meetings: Meeting[] = [];
  met = 0;
  private waiting: object[] = [];
  private seq = 0;
  private seen = 0;

  constructor(private readonly job: JobAtWork, private readonly importId: number) {}

  async keep(rows: readonly object[]): Promise<void> {
    for (const one of rows) this.waiting.push(one);
    while (this.waiting.length >= ROWS_A_PART) await this.write(this.waiting.splice(0, ROWS_A_PART));
  }

  refuse(errors: readonly SheetError[]): void {
    for (const one of errors) this.errors.push(one);
  }

  meets(meetings: readonly Meeting[]): void {
    this.met += meetings.length;
    this.meetings.push(...meetings.slice(0, Math.max(0, MOST_BESIDE - this.meetings.length)));
  }

  async progress(done: number, total: number): Promise<void> {
    this.seen = total;
    await this.job.progress(done, total);
  }

  async finish(): Promise<void> {
    if (this.waiting.length > 0) await this.write(this.waiting.splice(0));
  }

  total(surveyed: number): number {
    return this.seen || surveyed;
  }

  private async write(part: readonly object[]): Promise<void> {
    const { seq } = this;
    await this.job.step(async () => {
      await keepRows(this.importId, seq, part);
      return { checkpoint: 'null' };
    });
    this.seq += 1;
  }
}

/** Whatever ended it, nothing was written, and nothing of the file is kept. */
async function checkEnded({ input, how, error }: EndedJob): Promise<void> {
  const { importId }: CheckInput = JSON.parse(input);
  await run('UPDATE imports SET state = ?, refusal_code = ?, refusal = ? WHERE id = ?', [how, error?.code ?? null, error?.message.slice(0, 500) ?? null, importId]);
  await forgetParts(importId, 'file', 'rows', 'marked', 'beside', 'headers');
}

export const checkJob: JobKind = { key: CHECK_JOB, run: checkFile, ended: checkEnded };
