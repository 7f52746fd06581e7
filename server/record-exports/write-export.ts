import { recordAudit } from '../audit/record.js';
import { requireTx, row, run } from '../database.js';
import type { EndedJob, JobAtWork, JobKind } from '../jobs/job-kinds.js';
import { exportMark, linesOf } from '../web/export-records.js';
import { lookInto } from '../web/record-lists.js';
import { recordsSheet } from '../web/spreadsheet.js';
import { forgetParts, keepLines, keepPart, keptLines } from './export-parts.js';
import { EXPORT_JOB } from './record-export.js';

type Standing = { list: string; conditions: string; title: string; purpose: string; state: string };
/** Where it goes on. `after`: the last student written; `read`: nobody comes after. */
type Checkpoint = { page: number; after: number | null; seq: number; people: number; read: boolean };

const A_PART = 500;
/** Small enough that sealing and sending one holds up nobody. */
const PART_BYTES = 512 * 1024;
const PARTS_A_STEP = 8;

/**
 * Writes a list out as its page shows it to this person now, a few hundred students a step; what is cut off goes on behind the last
 * one written. The workbook is made at the end, from what was kept.
 */
async function writeExport(job: JobAtWork): Promise<string | null> {
  const { exportId } = JSON.parse(job.input) as { exportId: number };
  const found = await row<Standing>('SELECT list, conditions, title, purpose, state FROM record_exports WHERE id = ?', [exportId]);
  if (found?.state !== 'working') return null;
  const look = await lookInto(job.actor, found.list, JSON.parse(found.conditions) as Record<string, string>);
  let at: Checkpoint = job.checkpoint === null ? { page: 1, after: null, seq: 0, people: 0, read: false } : (JSON.parse(job.checkpoint) as Checkpoint);
  while (!at.read) {
    const shown = await look(at.page, A_PART, at.after ?? undefined);
    const last = shown.rows.at(-1)?.key;
    const next: Checkpoint = { page: at.page + 1, after: typeof last === 'number' ? last : at.after, seq: at.seq + 1, people: at.people + shown.rows.length, read: shown.rows.length < A_PART };
    const { seq } = at;
    await job.step(async () => {
      if (shown.rows.length > 0) await keepLines(exportId, seq, linesOf(shown));
      return { checkpoint: JSON.stringify(next), done: next.people };
    });
    at = next;
  }
  const { columns } = await look(1, 1);
  await keepFile(job, exportId, at, await recordsSheet(found.title, await exportMark(job.actor, found.purpose), columns, keptLines(exportId)));
  await job.step(async () => {
    await forgetParts(exportId, 'rows');
    await run("UPDATE record_exports SET state = 'done', people = ?, finished_at = ? WHERE id = ?", [at.people, requireTx().now, exportId]);
    await recordAudit(job.actor, { action: '导出学生名单', object: { kind: 'records-export', id: exportId, organisationId: job.actor.organisation.id }, after: { list: found.title, people: at.people }, remark: found.purpose });
    return { checkpoint: JSON.stringify(at), done: at.people, total: at.people };
  });
  return null;
}

/** A file that was cut off is put down anew. */
async function keepFile(job: JobAtWork, exportId: number, at: Checkpoint, bytes: Buffer): Promise<void> {
  const parts = Math.ceil(bytes.length / PART_BYTES);
  for (let first = 0; first < parts; first += PARTS_A_STEP) {
    await job.step(async () => {
      if (first === 0) await forgetParts(exportId, 'file');
      for (let seq = first; seq < Math.min(parts, first + PARTS_A_STEP); seq += 1) await keepPart(exportId, 'file', seq, bytes.subarray(seq * PART_BYTES, (seq + 1) * PART_BYTES));
      return { checkpoint: JSON.stringify(at) };
    });
  }
}

async function exportEnded({ input, how, error }: EndedJob): Promise<void> {
  const { exportId } = JSON.parse(input) as { exportId: number };
  await run('UPDATE record_exports SET state = ?, failure = ?, finished_at = ? WHERE id = ?', [how, error?.message.slice(0, 500) ?? null, requireTx().now, exportId]);
  await forgetParts(exportId, 'rows', 'file');
}

export const exportJob: JobKind = { key: EXPORT_JOB, long: true, run: writeExport, ended: exportEnded };
