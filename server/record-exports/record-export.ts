import { Readable } from 'node:stream';
import { recordAudit } from '../audit/record.js';
import { officeNow, requireTx, row, rows, run, transact } from '../database.js';
import { cancelJob, jobStanding, startJob } from '../jobs/job.js';
import { Conflict, NotFound, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { demandPurpose } from '../web/export-records.js';
import { lookInto } from '../web/record-lists.js';
import { forgetParts, partsOf } from './export-parts.js';

export const EXPORT_JOB = 'record-export';
/** So long the file is to be had. */
export const KEPT_DAYS = 7;

export type ExportState = 'working' | 'done' | 'failed' | 'cancelled';
/** A list of students written out in the background. `people`: how many are in it so far. */
export type RecordExport = { id: number; list: string; title: string; purpose: string; state: ExportState; people: number; failure: string | null; createdAt: Date; finishedAt: Date | null; expiresAt: Date };

type Row = { id: number; list: string; title: string; purpose: string; state: ExportState; people: number | null; failure: string | null; job_id: number | null; created_at: Date; finished_at: Date | null };
const COLUMNS = 'id, list, title, purpose, state, people, failure, job_id, created_at, finished_at';
/** Whoever asked for it, in the post in which it was asked. */
const OWN = 'user_id = ? AND organisation_id = ? AND role = ?';
const ownOf = (actor: Actor): [number, number, string] => [actor.userId, actor.organisation.id, actor.role];

/**
 * Begins to write a list out, as its page shows it, for one purpose.
 * @throws InputInvalid without a purpose; NotFound, Forbidden for a list the person has not got; Conflict `in-progress` while another of theirs is being written.
 */
export async function beginExport(actor: Actor, { list, conditions, purpose }: { list: string; conditions: Readonly<Record<string, string>>; purpose: string }): Promise<RecordExport> {
  const why = demandPurpose(purpose);
  const { title } = await (await lookInto(actor, list, conditions))(1, 1);
  return transact(async ({ now }) => {
    await rows('SELECT id FROM users WHERE id = ? FOR UPDATE', [actor.userId]);
    if (await row("SELECT id FROM record_exports WHERE user_id = ? AND state = 'working' LIMIT 1", [actor.userId])) throw new Conflict('in-progress', '您还有一份名单正在后台导出，等它办完或取消后再导出下一份。');
    const { insertId: id } = await run("INSERT INTO record_exports (user_id, organisation_id, role, list, conditions, title, purpose, state, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'working', ?)", [...ownOf(actor), list, JSON.stringify(conditions), title.slice(0, 120), why, now]);
    await run('UPDATE record_exports SET job_id = ? WHERE id = ?', [await startJob(actor, EXPORT_JOB, { subjectId: id, input: { exportId: id } }), id]);
    await recordAudit(actor, { action: '后台导出学生名单', object: { kind: 'records-export', id, organisationId: actor.organisation.id }, after: { list: title }, remark: why });
    return ownExport(actor, id);
  });
}

/** One of the person's own. @throws NotFound */
export async function ownExport(actor: Actor, id: number): Promise<RecordExport> {
  const found = await row<Row>(`SELECT ${COLUMNS} FROM record_exports WHERE id = ? AND ${OWN}`, [id, ...ownOf(actor)]);
  if (!found) throw new NotFound();
  return exportOf(found);
}

/** The person's own, the newest first; they are few, as they go after a week. */
export async function ownExports(actor: Actor): Promise<RecordExport[]> {
  const found = await rows<Row>(`SELECT ${COLUMNS} FROM record_exports WHERE ${OWN} ORDER BY id DESC LIMIT 50`, ownOf(actor));
  return Promise.all(found.map(exportOf));
}

async function exportOf(one: Row): Promise<RecordExport> {
  const done = one.state === 'working' && one.job_id !== null ? (await jobStanding(one.job_id)).done : 0;
  return { id: one.id, list: one.list, title: one.title, purpose: one.purpose, state: one.state, people: one.people ?? done, failure: one.failure, createdAt: one.created_at, finishedAt: one.finished_at, expiresAt: new Date(one.created_at.getTime() + KEPT_DAYS * 86_400_000) };
}

/** Stops one that is being written; nothing of it stays. @throws NotFound; Conflict `already-done` */
export async function cancelExport(actor: Actor, id: number): Promise<RecordExport> {
  return transact(async () => {
    const found = await row<Row>(`SELECT ${COLUMNS} FROM record_exports WHERE id = ? AND ${OWN} FOR UPDATE`, [id, ...ownOf(actor)]);
    if (!found) throw new NotFound();
    if (found.state !== 'working' || found.job_id === null) throw new Conflict('already-done', '这份名单已经导出完或已经取消，请刷新页面看结果。');
    await cancelJob(found.job_id);
    await recordAudit(actor, { action: '取消后台导出', object: { kind: 'records-export', id, organisationId: actor.organisation.id } });
    return ownExport(actor, id);
  });
}

/** The file of one that is done, part by part; each fetching is on record. @throws NotFound; RuleBroken `not-ready` */
export async function exportedFile(actor: Actor, id: number): Promise<{ name: string; stream: Readable }> {
  const found = await ownExport(actor, id);
  if (found.state === 'working') throw new RuleBroken('not-ready', '名单还在导出，导出完才能下载。请稍候刷新。');
  if (found.state !== 'done') throw new RuleBroken('not-ready', '这份名单没有导出成，没有文件可下载。请重新导出。');
  await transact(() => recordAudit(actor, { action: '下载导出的学生名单', object: { kind: 'records-export', id, organisationId: actor.organisation.id }, after: { list: found.title, people: found.people }, remark: found.purpose }));
  return { name: `${found.title}.xlsx`, stream: Readable.from(partsOf(id, 'file'), { objectMode: false }) };
}

/** After a week nothing of an export is kept; what was taken by whom stays on record. @returns how many went. */
export async function forgetOldExports(): Promise<number> {
  const old = await rows<{ id: number }>("SELECT id FROM record_exports WHERE created_at < ? AND state <> 'working' ORDER BY id LIMIT 20", [new Date((await officeNow()).getTime() - KEPT_DAYS * 86_400_000)]);
  for (const { id } of old) {
    await transact(async () => {
      requireTx();
      await forgetParts(id, 'rows', 'file');
      await run('DELETE FROM record_exports WHERE id = ?', [id]);
    });
  }
  return old.length;
}
