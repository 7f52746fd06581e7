import { recordAudit } from '../audit/record.js';
import { requireTx, row, rows, run, transact } from '../database.js';
import { cancelJob, startJob, type JobStanding } from '../jobs/job.js';
import { realNow } from '../lib/clock.js';
import { InputInvalid, NotFound, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { isAcademicTerm } from '../values/academic-term.js';
import type { Period } from '../values/period.js';
import { programmeOf, type ListProgrammeKey } from '../values/programme.js';
import { scopeSql } from '../values/scope.js';

/** 成批凭据包: the packs of all lists of a region for some months or terms, made in the background and taken as one file. */
export type PackSeries = {
  id: number; programme: ListProgrammeKey; from: Period; to: Period; within: { id: number; name: string }; purpose: string; askedAt: Date; expiresAt: Date;
  state: JobStanding['state'] | 'expired'; stopping: boolean; total: number; packed: number; failed: number; sizeBytes: number;
};
export type PackAsked = { programme: ListProgrammeKey; from: Period; to: Period; withinId?: number; purpose: string };
export type PackedList = { listId: number; place: number; state: 'waiting' | 'packed' | 'failed'; fileName: string; sizeBytes: number; sha256: string; message: string | null; school: string; period: Period; batchNo: number; people: number; payable: number; paid: number | null };

export const MOST_LISTS = 5000;
/** What was packed holds personal information; it does not lie about longer than an inspection lasts. */
export const KEPT_DAYS = 7;
const MINIMUM_PURPOSE = 4;

/**
 * Puts the packing of a region's lists in line: those that were handed in at least once, as the lists stand when each is packed.
 * @throws InputInvalid without a purpose or for months of another kind; NotFound for a region outside the scope;
 *   RuleBroken `nothing-to-pack`, `too-many-lists`
 */
export async function beginSeries(actor: Actor, asked: PackAsked): Promise<PackSeries> {
  const purpose = asked.purpose.trim();
  demandPeriods(asked);
  if (Array.from(purpose).length < MINIMUM_PURPOSE) throw new InputInvalid([{ path: 'purpose', code: 'required', message: '请写明下载的用途，至少 4 个字，例如：2023年资助检查。' }]);
  return transact(async (tx) => {
    const scope = scopeSql(actor);
    const within = await row<{ id: number; path: string }>(`SELECT o.id, o.path FROM organisations o WHERE o.id = ? AND ${scope.sql}`, [asked.withinId ?? actor.organisation.id, ...scope.params]);
    if (!within) throw new NotFound('没有找到这个单位，或不在您的管理范围内。请重新选择。');
    const lists = await rows<{ id: number }>(
      "SELECT l.id FROM award_lists l JOIN organisations o ON o.id = l.school_id WHERE l.programme = ? AND l.period BETWEEN ? AND ? AND o.path LIKE ? AND (l.submission = 'submitted' OR l.round > 0) ORDER BY o.path, l.period, l.batch_no LIMIT ?",
      [asked.programme, asked.from, asked.to, `${within.path}%`, MOST_LISTS + 1]);
    if (lists.length === 0) throw new RuleBroken('nothing-to-pack', '这个范围里没有报送过的名单，请换一个项目、月份或单位。');
    if (lists.length > MOST_LISTS) throw new RuleBroken('too-many-lists', `一次最多 ${MOST_LISTS} 份名单，请缩小范围，分几次下载。`);
    const { insertId } = await run('INSERT INTO pack_series (user_id, organisation_id, within_id, programme, from_period, to_period, purpose, asked_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      [actor.userId, actor.organisation.id, within.id, asked.programme, asked.from, asked.to, purpose, tx.now, new Date(realNow().getTime() + KEPT_DAYS * 24 * 3_600_000)]);
    await run('INSERT INTO pack_series_lists (series_id, list_id, place) VALUES ?', [lists.map(({ id }, at) => [insertId, id, at + 1])]);
    await run('UPDATE pack_series SET job_id = ? WHERE id = ?', [await startJob(actor, 'pack-series', { subjectId: insertId, input: {}, total: lists.length }), insertId]);
    await recordAudit(actor, { action: '成批打包凭据', object: { kind: 'pack-series', id: insertId, organisationId: within.id }, after: { programme: asked.programme, from: asked.from, to: asked.to, lists: lists.length }, remark: purpose });
    return seriesOf(actor, insertId);
  });
}

function demandPeriods({ programme, from, to }: PackAsked): void {
  const byTerm = programmeOf(programme).period === 'term';
  if (isAcademicTerm(from) !== byTerm || isAcademicTerm(to) !== byTerm) throw new InputInvalid([{ path: 'from', code: 'wrong-period', message: byTerm ? '这个项目按学年学期，请选学期。' : '这个项目按月份，请选月份。' }]);
  if (from > to) throw new InputInvalid([{ path: 'to', code: 'wrong-order', message: '结束的月份（学期）不能早于开始的。' }]);
}

type Row = { id: number; programme: ListProgrammeKey; from_period: Period; to_period: Period; within_id: number; within_name: string; purpose: string; asked_at: Date; expires_at: Date; removed_at: Date | null; state: JobStanding['state'] | null; asked: string | null; total: number; packed: string | null; failed: string | null; size: string | null };
const SELECT = `SELECT s.id, s.programme, s.from_period, s.to_period, s.within_id, w.name AS within_name, s.purpose, s.asked_at, s.expires_at, s.removed_at, j.state, j.asked,
    COUNT(i.list_id) AS total, SUM(i.state = 'packed') AS packed, SUM(i.state = 'failed') AS failed, SUM(i.size_bytes) AS size
  FROM pack_series s JOIN organisations w ON w.id = s.within_id JOIN pack_series_lists i ON i.series_id = s.id LEFT JOIN jobs j ON j.id = s.job_id`;
const GROUP = 'GROUP BY s.id, s.programme, s.from_period, s.to_period, s.within_id, w.name, s.purpose, s.asked_at, s.expires_at, s.removed_at, j.state, j.asked';

/** One's own series, in the post it was asked for in. @throws NotFound for everybody else: the purpose is theirs. */
export async function seriesOf(actor: Actor, id: number): Promise<PackSeries> {
  const found = await row<Row>(`${SELECT} WHERE s.id = ? AND s.user_id = ? AND s.organisation_id = ? ${GROUP}`, [id, actor.userId, actor.organisation.id]);
  if (!found) throw new NotFound();
  return present(found);
}

/** What one has asked for, the newest first. */
export const ownSeries = async (actor: Actor, { before = 4_294_967_295, limit }: { before?: number; limit: number }): Promise<PackSeries[]> =>
  (await rows<Row>(`${SELECT} WHERE s.user_id = ? AND s.organisation_id = ? AND s.id < ? ${GROUP} ORDER BY s.id DESC LIMIT ?`, [actor.userId, actor.organisation.id, before, limit])).map(present);

function present(found: Row): PackSeries {
  const gone = found.removed_at !== null || found.expires_at <= realNow();
  return {
    id: found.id, programme: found.programme, from: found.from_period, to: found.to_period, within: { id: found.within_id, name: found.within_name }, purpose: found.purpose, askedAt: found.asked_at, expiresAt: found.expires_at,
    state: gone ? 'expired' : found.state ?? 'done', stopping: found.asked !== null, total: found.total, packed: Number(found.packed ?? 0), failed: Number(found.failed ?? 0), sizeBytes: Number(found.size ?? 0),
  };
}

/** The lists of a series in their order, with what became of each. */
export async function listsOfSeries(seriesId: number): Promise<PackedList[]> {
  return (await rows<{ list_id: number; place: number; state: PackedList['state']; file_name: string; size_bytes: number; sha256: string; message: string | null; school: string; period: Period; batch_no: number; people: number; payable_fen: number; paid_fen: number | null }>(
    'SELECT i.list_id, i.place, i.state, i.file_name, i.size_bytes, i.sha256, i.message, o.name AS school, l.period, l.batch_no, l.people, l.payable_fen, l.paid_fen FROM pack_series_lists i JOIN award_lists l ON l.id = i.list_id JOIN organisations o ON o.id = l.school_id WHERE i.series_id = ? ORDER BY i.place', [seriesId]))
    .map((one) => ({ listId: one.list_id, place: one.place, state: one.state, fileName: one.file_name, sizeBytes: one.size_bytes, sha256: one.sha256, message: one.message, school: one.school, period: one.period, batchNo: one.batch_no, people: one.people, payable: one.payable_fen, paid: one.paid_fen }));
}

/** 取消: nothing more is packed; what is packed is removed. @throws Conflict `already-done` when the work has ended */
export async function cancelSeries(actor: Actor, id: number): Promise<PackSeries> {
  return transact(async () => {
    await cancelJob(await ownJob(actor, id));
    await recordAudit(actor, { action: '取消成批凭据包', object: { kind: 'pack-series', id, organisationId: actor.organisation.id } });
    return seriesOf(actor, id);
  });
}

/** 删除: the files go before their day. What was asked for, by whom and why stays on record. @throws RuleBroken `pack-at-work` while it is being made */
export async function removeSeries(actor: Actor, id: number): Promise<void> {
  await transact(async () => {
    const job = await ownJob(actor, id);
    const { state } = await seriesOf(actor, id);
    if (state === 'queued' || state === 'running' || state === 'paused') throw new RuleBroken('pack-at-work', '还在打包，请先取消。');
    await run('UPDATE pack_series SET removed_at = ? WHERE id = ? AND job_id = ? AND removed_at IS NULL', [requireTx().recordedAt, id, job]);
    await recordAudit(actor, { action: '删除成批凭据包', object: { kind: 'pack-series', id, organisationId: actor.organisation.id } });
  });
}

async function ownJob(actor: Actor, id: number): Promise<number> {
  const found = await row<{ job_id: number }>('SELECT job_id FROM pack_series WHERE id = ? AND user_id = ? AND organisation_id = ? FOR UPDATE', [id, actor.userId, actor.organisation.id]);
  if (!found) throw new NotFound();
  return found.job_id;
}
