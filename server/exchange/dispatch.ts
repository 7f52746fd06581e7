import { recordAudit } from '../audit/record.js';
import { requireTx, row, rows, run, transact } from '../database.js';
import { NotFound, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import type { Period } from '../values/period.js';
import { scopeSql } from '../values/scope.js';

/** One package on its way to the centre. `queued`: not yet written; `written`: whole in the folder, its checksum not yet beside it; `sent`: theirs to take. */
export type Dispatch = {
  id: number; number: number; attempt: number; period: Period; file: string; state: 'queued' | 'written' | 'sent' | 'accepted' | 'refused'; sha256: string; sizeBytes: number; rows: number; reason: string;
  askedBy: string; askedAt: Date; sentAt: Date | null; answeredAt: Date | null;
};

/**
 * Asks for the package of a month or term to be sent (正文一: 数据交换专用通道). The clockwork writes it.
 * @throws RuleBroken `already-sent` when one of this period is on its way or was accepted: made again it keeps its number.
 */
export async function askDispatch(actor: Actor, period: Period): Promise<Dispatch> {
  return transact(async (tx) => {
    const from = await row<{ code: string }>('SELECT region_code AS code FROM organisations WHERE id = ? FOR UPDATE', [actor.organisation.id]);
    const before = await row<{ number: number }>('SELECT number FROM exchange_dispatches WHERE organisation_id = ? AND period = ? LIMIT 1', [actor.organisation.id, period]);
    if (before) throw new RuleBroken('already-sent', `这个月份（学期）已有第 ${before.number} 号数据包。数据有变动或对方没有收到的，请在那一行点“重新生成”，编号不变。`);
    const number = ((await row<{ last: number | null }>('SELECT MAX(number) AS last FROM exchange_dispatches WHERE organisation_id = ?', [actor.organisation.id]))?.last ?? 0) + 1;
    const file = `${from?.code.slice(0, 2)}-${period}-${actor.organisation.id}-${String(number).padStart(4, '0')}.zip`;
    const { insertId } = await run('INSERT INTO exchange_dispatches (organisation_id, number, period, file_name, asked_by, asked_at) VALUES (?, ?, ?, ?, ?, ?)', [actor.organisation.id, number, period, file, actor.userId, tx.now]);
    await recordAudit(actor, { action: '发送数据包', object: { kind: 'exchange-dispatch', id: insertId, organisationId: actor.organisation.id }, after: { number, period, file } });
    return dispatchOf(actor, insertId);
  });
}

/** 重新生成: the same number with the figures of today. @throws NotFound outside the scope; RuleBroken `dispatch-at-work` while it is being written */
export async function redoDispatch(actor: Actor, id: number): Promise<Dispatch> {
  return transact(async () => {
    const { state } = await dispatchOf(actor, id, true);
    if (state === 'queued' || state === 'written') throw new RuleBroken('dispatch-at-work', '这个数据包正在生成，请过一分钟刷新再看。');
    await run("UPDATE exchange_dispatches SET state = 'queued', attempt = attempt + 1, reason = '', sent_at = NULL, answered_at = NULL, asked_by = ?, asked_at = ? WHERE id = ?", [actor.userId, requireTx().now, id]);
    const again = await dispatchOf(actor, id);
    await recordAudit(actor, { action: '重新生成数据包', object: { kind: 'exchange-dispatch', id, organisationId: actor.organisation.id }, after: { number: again.number, attempt: again.attempt } });
    return again;
  });
}

type Row = { id: number; number: number; attempt: number; period: Period; file_name: string; state: Dispatch['state']; sha256: string; size_bytes: number; row_count: number; reason: string; asked_by: string; asked_at: Date; sent_at: Date | null; answered_at: Date | null };
const SELECT = 'SELECT d.id, d.number, d.attempt, d.period, d.file_name, d.state, d.sha256, d.size_bytes, d.row_count, d.reason, u.name AS asked_by, d.asked_at, d.sent_at, d.answered_at FROM exchange_dispatches d JOIN users u ON u.id = d.asked_by JOIN organisations o ON o.id = d.organisation_id';
const present = (one: Row): Dispatch => ({ id: one.id, number: one.number, attempt: one.attempt, period: one.period, file: one.file_name, state: one.state, sha256: one.sha256, sizeBytes: one.size_bytes, rows: one.row_count, reason: one.reason, askedBy: one.asked_by, askedAt: one.asked_at, sentAt: one.sent_at, answeredAt: one.answered_at });

/** Whose packages somebody sees: the province its own; whoever keeps the installation all of them, which hold names of files and figures only. */
const seenBy = (actor: Actor): { sql: string; params: string[] } => (actor.role === 'system-administrator' ? { sql: 'TRUE', params: [] } : scopeSql(actor));

/** @throws NotFound outside the scope */
export async function dispatchOf(actor: Actor, id: number, lock = false): Promise<Dispatch> {
  const seen = seenBy(actor);
  if (lock) await rows('SELECT id FROM exchange_dispatches WHERE id = ? FOR UPDATE', [id]);
  const found = await row<Row>(`${SELECT} WHERE d.id = ? AND ${seen.sql}`, [id, ...seen.params]);
  if (!found) throw new NotFound();
  return present(found);
}

/** What was sent, the newest first. */
export async function dispatchesSeenBy(actor: Actor, { before = 4_294_967_295, limit }: { before?: number; limit: number }): Promise<Dispatch[]> {
  const seen = seenBy(actor);
  return (await rows<Row>(`${SELECT} WHERE d.id < ? AND ${seen.sql} ORDER BY d.id DESC LIMIT ?`, [before, ...seen.params, limit])).map(present);
}

/** The door of a route about one package. @throws NotFound */
export async function dispatchScope(actor: Actor, params: Record<string, string>): Promise<void> {
  const id = Number(params.id);
  if (!Number.isInteger(id) || id < 1) throw new NotFound();
  await dispatchOf(actor, id);
}
