import { recordAudit } from '../audit/record.js';
import { isDuplicate, officeNow, requireTx, row, rows, run, transact } from '../database.js';
import { startJob, type JobState } from '../jobs/job.js';
import { Conflict, Forbidden, InputInvalid, NotFound, RuleBroken } from '../lib/errors.js';
import { isAdministrator, type Actor, type Role } from '../values/actor.js';
import { officeDateOf } from '../values/office-date.js';
import { formatSchoolYear, type SchoolYear } from '../values/school-year.js';
import { layToRest } from '../workflow/rest.js';
import { hindrances, reasonMissing, unfinishedOf, type ArchiveState } from './rules.js';
import { listsOfYear, lookAtYear } from './years.js';

export const PACK_JOB = 'year-archive';
export const UNPACK_JOB = 'year-reopening';

type Said = { by: string; at: Date };
/** One closing of a school year. `paid` in fen, `people` each time aided; `digest` over the packs of all lists; `work` while its job is at it or has stopped. */
export type YearArchive = {
  id: number; organisation: { id: number; name: string; path: string }; year: SchoolYear; state: ArchiveState; version: number;
  reason: string; asked: Said & { userId: number }; decided: Said | null; remark: string;
  lists: number; people: number; paid: number; unfinished: number; digest: string | null; finishedAt: Date | null;
  reopening: { reason: string; asked: Said & { userId: number }; decided: Said | null; remark: string } | null;
  work: { state: JobState; done: number; total: number | null; failure: string | null } | null;
};

type Row = {
  id: number; organisation_id: number; organisation: string; path: string; school_year: string; state: ArchiveState; version: number; reason: string; asked_by: number; asker: string; asked_at: Date; decider: string | null; decided_at: Date | null; remark: string;
  lists: number; people: number; paid_fen: number; unfinished: number; digest: string | null; finished_at: Date | null;
  reopening_reason: string | null; reopening_asked_by: number | null; reopener: string | null; reopening_asked_at: Date | null; reopening_decider: string | null; reopening_decided_at: Date | null; reopening_remark: string;
  job_state: JobState | null; rows_done: number | null; rows_total: number | null; failure: string | null;
};
const SELECT = `SELECT a.id, a.organisation_id, o.name AS organisation, o.path, a.school_year, a.state, a.version, a.reason, a.asked_by, u.name AS asker, a.asked_at, d.name AS decider, a.decided_at, a.remark, a.lists, a.people, a.paid_fen, a.unfinished, a.digest, a.finished_at,
  a.reopening_reason, a.reopening_asked_by, r.name AS reopener, a.reopening_asked_at, e.name AS reopening_decider, a.reopening_decided_at, a.reopening_remark, j.state AS job_state, j.rows_done, j.rows_total, j.failure
  FROM year_archives a JOIN organisations o ON o.id = a.organisation_id JOIN users u ON u.id = a.asked_by LEFT JOIN users d ON d.id = a.decided_by LEFT JOIN users r ON r.id = a.reopening_asked_by LEFT JOIN users e ON e.id = a.reopening_decided_by LEFT JOIN jobs j ON j.id = a.job_id`;

function fromRow(one: Row): YearArchive {
  const said = (by: string | null, at: Date | null): Said | null => (by !== null && at ? { by, at } : null);
  const working = one.state === 'packing' || one.state === 'unpacking';
  return {
    id: one.id, organisation: { id: one.organisation_id, name: one.organisation, path: one.path }, year: one.school_year, state: one.state, version: one.version,
    reason: one.reason, asked: { by: one.asker, at: one.asked_at, userId: one.asked_by }, decided: said(one.decider, one.decided_at), remark: one.remark,
    lists: one.lists, people: one.people, paid: one.paid_fen, unfinished: one.unfinished, digest: one.digest, finishedAt: one.finished_at,
    reopening: one.reopening_reason !== null && one.reopening_asked_by !== null && one.reopening_asked_at ? { reason: one.reopening_reason, asked: { by: one.reopener ?? '', at: one.reopening_asked_at, userId: one.reopening_asked_by }, decided: said(one.reopening_decider, one.reopening_decided_at), remark: one.reopening_remark } : null,
    work: working ? { state: one.job_state ?? 'failed', done: one.rows_done ?? 0, total: one.rows_total, failure: one.failure } : null,
  };
}

/** The closings of the actor's own place and those above it, the newest first. */
export async function yearArchives(actor: Actor): Promise<YearArchive[]> {
  if (isAdministrator(actor)) return [];
  const found = await rows<Row>(`${SELECT} WHERE ? LIKE CONCAT(o.path, '%') ORDER BY a.id DESC LIMIT 200`, [actor.organisation.path]);
  return Promise.all(found.map((one) => withinOwn(actor, fromRow(one))));
}

/** @throws NotFound unless it is of the actor's organisation or one above it. */
export async function yearArchive(actor: Actor, id: number): Promise<YearArchive> {
  const found = isAdministrator(actor) ? undefined : await row<Row>(`${SELECT} WHERE a.id = ? AND ? LIKE CONCAT(o.path, '%')`, [id, actor.organisation.path]);
  if (!found) throw new NotFound();
  return withinOwn(actor, fromRow(found));
}

/**
 * What those below a province see of its closing: that and when it was, and by whom. Figures are those of their own place; what the province
 * said to itself, and how its work goes (a failure names a list), is none of theirs.
 */
async function withinOwn(actor: Actor, one: YearArchive): Promise<YearArchive> {
  if (one.organisation.id === actor.organisation.id) return one;
  const { lists, people, paid, ...found } = await lookAtYear(actor.organisation.path, one.year);
  return { ...one, lists, people, paid, unfinished: unfinishedOf(found), reason: '', remark: '', work: null, reopening: one.reopening && { ...one.reopening, reason: '', remark: '' } };
}

/** Why this person closes no year; null when they do: a province closes its own, in both deployments. */
export const whyNotTheirs = (actor: Actor): string | null => (actor.organisation.level === 'province' ? null : '学年由省级主管部门归档，您可以查看。');

function demandTheirs(actor: Actor, role: Role, otherwise: string): void {
  const refused = whyNotTheirs(actor);
  if (refused || actor.role !== role) throw new Forbidden('role-not-allowed', refused ?? otherwise);
}

/**
 * 申请学年归档 of the actor's province. Nothing is closed before another person agrees.
 * @throws Forbidden; InputInvalid; RuleBroken `in-progress`, `already-archived`, `year-not-over`, `nothing-to-archive`, `reason-required`
 */
export async function askArchive(actor: Actor, { schoolYear, reason }: { schoolYear: string; reason: string }): Promise<YearArchive> {
  demandTheirs(actor, 'authority-operator', '由省级主管部门业务操作人员申请，业务主管领导决定。');
  return transact(async (tx) => {
    const live = await row<{ state: ArchiveState }>('SELECT state FROM year_archives WHERE organisation_id = ? AND school_year = ? AND live_flag = 1 FOR UPDATE', [actor.organisation.id, schoolYear]);
    await demandClosable(actor.organisation.path, schoolYear, live?.state ?? null, reason);
    try {
      const { insertId } = await run('INSERT INTO year_archives (organisation_id, school_year, reason, asked_by, asked_at) VALUES (?, ?, ?, ?, ?)', [actor.organisation.id, schoolYear, reason, actor.userId, tx.now]);
      await recordAudit(actor, { action: '申请学年归档', object: { kind: 'year-archive', id: insertId, organisationId: actor.organisation.id }, after: { schoolYear }, remark: reason || null });
      await tellDirectors(actor, insertId, 'asked', `${formatSchoolYear(schoolYear)}归档等您决定`);
      return await yearArchive(actor, insertId);
    } catch (error) {
      throw isDuplicate(error, 'year_archives_once') ? new RuleBroken('in-progress', `${formatSchoolYear(schoolYear)}刚有人申请归档，请刷新页面查看。`) : error;
    }
  });
}

/** @returns what the year's lists look like. @throws InputInvalid, RuleBroken as `askArchive` */
async function demandClosable(path: string, year: string, live: ArchiveState | null, reason: string): Promise<Awaited<ReturnType<typeof lookAtYear>>> {
  const today = officeDateOf(await officeNow());
  const [malformed] = hindrances(year, today, live, { lists: 1 });
  if (malformed?.code === 'not-a-school-year') throw new InputInvalid([{ path: 'schoolYear', ...malformed }]);
  const found = await lookAtYear(path, year);
  const [first] = [...hindrances(year, today, live, found), ...[reasonMissing(found, reason)].filter((one) => one !== null)];
  if (first) throw new RuleBroken(first.code, first.message, undefined, [{ path: first.code === 'reason-required' ? 'reason' : 'schoolYear', ...first }]);
  return found;
}

type Decision = { version: number; agree: boolean; remark: string };

/**
 * Another person agrees or does not: to a closing, or to opening a closed year again. From a closing's agreement on its lists are only
 * looked at; their proofs are packed in the background.
 * @throws NotFound; Forbidden `same-person`; Conflict `stale-version`, `already-done`; RuleBroken `remark-required`, and as `askArchive`
 */
export async function decideArchive(actor: Actor, id: number, { version, agree, remark }: Decision): Promise<YearArchive> {
  demandTheirs(actor, 'authority-director', '由省级业务主管领导决定。');
  if (!agree && remark === '') throw new RuleBroken('remark-required', '请写明为什么不同意，申请的人会看到。', undefined, [{ path: 'remark', code: 'remark-required', message: '请写明为什么不同意。' }]);
  return transact(async () => {
    const one = await locked(actor, id, version);
    if (one.state === 'asked') await decideClosing(actor, one, agree, remark);
    else if (one.state === 'reopening') await decideReopening(actor, one, agree, remark);
    else throw new Conflict('already-done', '这项申请已经有了决定，请刷新页面查看。');
    return yearArchive(actor, id);
  });
}

async function decideClosing(actor: Actor, one: YearArchive, agree: boolean, remark: string): Promise<void> {
  const { now } = requireTx();
  const year = formatSchoolYear(one.year);
  if (one.asked.userId === actor.userId) throw new Forbidden('same-person', '是您申请的，要由另一个人决定。');
  if (!agree) await change(one, "state = 'refused', live_flag = NULL, decided_by = ?, decided_at = ?, remark = ?", [actor.userId, now, remark]);
  else {
    // What has come up since it was asked for counts too.
    const found = await demandClosable(one.organisation.path, one.year, null, one.reason);
    const of = listsOfYear(one.organisation.path, one.year);
    const { affected } = await run(`UPDATE award_lists l SET l.archive_id = ? WHERE ${of.sql}`, [one.id, ...of.params]);
    await layToRest(restOf(one.id));
    const jobId = await startJob(actor, PACK_JOB, { subjectId: one.id, input: { archiveId: one.id }, total: affected });
    await change(one, "state = 'packing', decided_by = ?, decided_at = ?, remark = ?, lists = ?, people = ?, paid_fen = ?, unfinished = ?, job_id = ?", [actor.userId, now, remark, affected, found.people, found.paid, unfinishedOf(found), jobId]);
  }
  await recordAudit(actor, { action: agree ? '同意学年归档' : '不同意学年归档', object: { kind: 'year-archive', id: one.id, organisationId: one.organisation.id }, after: { schoolYear: one.year }, remark: remark || null });
  await tell([one.asked.userId], one.id, agree ? 'agreed' : 'refused', `${year}归档${agree ? '已同意' : '没有同意'}`, agree ? '名单从现在起只能查看，正在后台归档。' : remark);
}

/** The processes of an archive's lists. */
export const restOf = (id: number): { kind: string; ids: { sql: string; params: number[] } } => ({ kind: 'award-list', ids: { sql: 'SELECT resting_list.id FROM award_lists resting_list WHERE resting_list.archive_id = ?', params: [id] } });

/** 申请重新打开 a closed year. @throws Forbidden; NotFound; Conflict `stale-version`; RuleBroken `not-archived`, `reason-required` */
export async function askReopening(actor: Actor, id: number, { version, reason }: { version: number; reason: string }): Promise<YearArchive> {
  demandTheirs(actor, 'authority-operator', '由省级主管部门业务操作人员申请，业务主管领导决定。');
  return transact(async (tx) => {
    const one = await locked(actor, id, version);
    if (one.state !== 'archived') throw new RuleBroken('not-archived', '只有已归档的学年才能申请重新打开。');
    await change(one, "state = 'reopening', reopening_reason = ?, reopening_asked_by = ?, reopening_asked_at = ?, reopening_decided_by = NULL, reopening_decided_at = NULL, reopening_remark = ''", [reason, actor.userId, tx.now]);
    await recordAudit(actor, { action: '申请重新打开学年', object: { kind: 'year-archive', id, organisationId: one.organisation.id }, after: { schoolYear: one.year }, remark: reason });
    await tellDirectors(actor, id, `reopening-${one.version}`, `重新打开${formatSchoolYear(one.year)}等您决定`);
    return yearArchive(actor, id);
  });
}

async function decideReopening(actor: Actor, one: YearArchive, agree: boolean, remark: string): Promise<void> {
  if (one.reopening?.asked.userId === actor.userId) throw new Forbidden('same-person', '是您申请的，要由另一个人决定。');
  const jobId = agree ? await startJob(actor, UNPACK_JOB, { subjectId: one.id, input: { archiveId: one.id }, total: one.lists }) : null;
  await change(one, 'state = ?, reopening_decided_by = ?, reopening_decided_at = ?, reopening_remark = ?, job_id = COALESCE(?, job_id)', [agree ? 'unpacking' : 'archived', actor.userId, requireTx().now, remark, jobId]);
  await recordAudit(actor, { action: agree ? '同意重新打开学年' : '不同意重新打开学年', object: { kind: 'year-archive', id: one.id, organisationId: one.organisation.id }, after: { schoolYear: one.year }, remark: remark || null });
  await tell([one.reopening?.asked.userId ?? 0], one.id, `reopening-decided-${one.version}`, `重新打开${formatSchoolYear(one.year)}${agree ? '已同意' : '没有同意'}`, agree ? '正在后台取出存档，取完以后名单就能办理。' : remark);
}

/**
 * Goes on where the background work of a closing or an opening has stopped, from where it is; what was done stays.
 * @throws Forbidden; NotFound; Conflict `stale-version`, `already-done` while it is on its way or nothing is to be done.
 */
export async function goOn(actor: Actor, id: number, version: number): Promise<YearArchive> {
  const refused = whyNotTheirs(actor);
  if (refused) throw new Forbidden('role-not-allowed', refused);
  return transact(async () => {
    const one = await locked(actor, id, version);
    if (one.work?.state !== 'failed' && one.work?.state !== 'cancelled') throw new Conflict('already-done', '后台正在办或已经办完，请刷新页面查看。');
    const jobId = await startJob(actor, one.state === 'packing' ? PACK_JOB : UNPACK_JOB, { subjectId: id, input: { archiveId: id }, total: one.lists });
    await change(one, 'job_id = ?', [jobId]);
    await recordAudit(actor, { action: '继续后台归档', object: { kind: 'year-archive', id, organisationId: one.organisation.id }, after: { schoolYear: one.year } });
    return yearArchive(actor, id);
  });
}

async function locked(actor: Actor, id: number, version: number): Promise<YearArchive> {
  await row('SELECT id FROM year_archives WHERE id = ? FOR UPDATE', [id]);
  const one = await yearArchive(actor, id);
  if (one.organisation.id !== actor.organisation.id) throw new Forbidden('role-not-allowed', `由${one.organisation.name}办理，您可以查看。`);
  if (one.version !== version) throw new Conflict('stale-version', '您打开页面后这个学年已有变化，请刷新查看最新内容；您填写的内容还在。');
  return one;
}

async function change(one: YearArchive, set: string, params: (string | number | Date | null)[]): Promise<void> {
  const { affected } = await run(`UPDATE year_archives SET ${set}, version = version + 1 WHERE id = ? AND version = ?`, [...params, one.id, one.version]);
  if (affected !== 1) throw new Conflict('stale-version', '这个学年刚被别人改动，请刷新后再办。');
}

/** Tells people where an archive stands, each thing once. */
export async function tell(userIds: readonly number[], id: number, what: string, title: string, body: string): Promise<void> {
  const { now } = requireTx();
  await run('INSERT IGNORE INTO notifications (user_id, source, title, body, href, created_at) VALUES ?', [[...new Set(userIds)].map((userId) => [userId, `year-archive-${what}:${id}`, title, body.slice(0, 300), `/year-archives/${id}`, now])]);
}

async function tellDirectors(actor: Actor, id: number, what: string, title: string): Promise<void> {
  const directors = await rows<{ user_id: number }>("SELECT DISTINCT p.user_id FROM posts p JOIN users u ON u.id = p.user_id AND u.status = 'active' WHERE p.organisation_id = ? AND p.role = 'authority-director' AND p.user_id <> ?", [actor.organisation.id, actor.userId]);
  if (directors.length > 0) await tell(directors.map(({ user_id }) => user_id), id, what, title, `${actor.name}申请。点开看名单、金额和没有办完的。`);
}
