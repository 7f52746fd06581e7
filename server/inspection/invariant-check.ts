import { recordAudit, systemActor } from '../audit/record.js';
import { isDuplicate, row, rows, run, transact } from '../database.js';
import { startJob } from '../jobs/job.js';
import type { EndedJob, JobAtWork, JobKind } from '../jobs/job-kinds.js';
import { realNow } from '../lib/clock.js';
import { Conflict, NotFound } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { checkInvariants, invariants, type InvariantLine } from './invariants/check-invariants.js';

/** One 账目核对: on its way, done with what was found, or stopped. */
export type InvariantCheck = { id: number; state: 'running' | 'done' | 'failed'; at: Date; by: string | null; broken: number; lines: InvariantLine[]; progress: { done: number; total: number } | null };

const JOB = 'invariant-check';
const brokenIn = (lines: readonly InvariantLine[]): InvariantLine[] => lines.filter(({ found }) => found > 0);

/** 现在核对, in the background. @returns its id. @throws Conflict `in-progress` while one is on its way. */
export async function beginCheck(actor: Actor): Promise<number> {
  return transact(async () => {
    const insertId = await begun(actor);
    await run('UPDATE invariant_checks SET job_id = ? WHERE id = ?', [await startJob(actor, JOB, { subjectId: insertId, input: { checkId: insertId }, total: invariants.length }), insertId]);
    await recordAudit(actor, { action: '账目核对', object: { kind: 'invariant-check', id: insertId, organisationId: actor.organisation.id } });
    return insertId;
  });
}

async function begun(actor: Actor): Promise<number> {
  try {
    return (await run("INSERT INTO invariant_checks (state, running_flag, found_lines, checked_by, checked_at) VALUES ('running', 1, '[]', ?, ?)", [actor.userId, realNow()])).insertId;
  } catch (error) {
    throw isDuplicate(error, 'invariant_checks_one_running') ? new Conflict('in-progress', '账目核对正在进行，请等它完成。') : error;
  }
}

async function work(job: JobAtWork): Promise<string | null> {
  const lines = await checkInvariants((done, total) => job.progress(done, total));
  await job.step(async () => {
    await run("UPDATE invariant_checks SET state = 'done', running_flag = NULL, found_lines = ?, broken = ? WHERE id = ?", [JSON.stringify(lines), brokenIn(lines).length, job.subjectId]);
    return { checkpoint: '"done"', done: lines.length, total: lines.length };
  });
  return null;
}

/** Stopped, whatever the reason: nothing was found out. */
const ended = async ({ subjectId }: EndedJob): Promise<void> => void (await run("UPDATE invariant_checks SET state = 'failed', running_flag = NULL WHERE id = ?", [subjectId]));

export const invariantJob: JobKind = { key: JOB, long: true, run: work, ended };

/** The nightly one, once a day whichever of two servers ticks, before the daily 巡检 that tells of it. @returns whether one was made. */
export async function checkNightly(day: string): Promise<boolean> {
  if (await row('SELECT id FROM invariant_checks WHERE slot = ?', [day])) return false;
  const lines = await checkInvariants();
  try {
    await transact(async () => {
      const { insertId } = await run("INSERT INTO invariant_checks (slot, state, found_lines, broken, checked_at) VALUES (?, 'done', ?, ?, ?)", [day, JSON.stringify(lines), brokenIn(lines).length, realNow()]);
      await recordAudit(systemActor, { action: '账目核对', object: { kind: 'invariant-check', id: insertId }, after: { broken: brokenIn(lines).map(({ key }) => key) } });
    });
    return true;
  } catch (error) {
    if (isDuplicate(error, 'invariant_checks_slot')) return false;
    throw error;
  }
}

/** What the last finished one found, for 巡检; null before the first. */
export async function lastCheck(): Promise<{ at: Date; broken: string[] } | null> {
  const found = await row<{ checked_at: Date; found_lines: string }>("SELECT checked_at, found_lines FROM invariant_checks WHERE state = 'done' ORDER BY id DESC LIMIT 1");
  return found ? { at: found.checked_at, broken: brokenIn(JSON.parse(found.found_lines) as InvariantLine[]).map(({ key, name }) => `${key} ${name}`) } : null;
}

type Row = { id: number; state: InvariantCheck['state']; checked_at: Date; name: string | null; broken: number; found_lines: string; rows_done: number | null; rows_total: number | null };
const SELECT = 'SELECT c.id, c.state, c.checked_at, u.name, c.broken, c.found_lines, j.rows_done, j.rows_total FROM invariant_checks c LEFT JOIN users u ON u.id = c.checked_by LEFT JOIN jobs j ON j.id = c.job_id';
const read = (one: Row): InvariantCheck => ({
  id: one.id, state: one.state, at: one.checked_at, by: one.name, broken: one.broken, lines: JSON.parse(one.found_lines) as InvariantLine[], progress: one.state === 'running' ? { done: one.rows_done ?? 0, total: one.rows_total ?? invariants.length } : null,
});

/** The latest ones, the newest first. */
export const recentChecks = async (limit: number): Promise<InvariantCheck[]> => (await rows<Row>(`${SELECT} ORDER BY c.id DESC LIMIT ?`, [limit])).map(read);

/** @throws NotFound */
export async function checkOf(id: number): Promise<InvariantCheck> {
  const found = await row<Row>(`${SELECT} WHERE c.id = ?`, [id]);
  if (!found) throw new NotFound();
  return read(found);
}
