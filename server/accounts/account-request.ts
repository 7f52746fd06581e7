import { recordAudit } from '../audit/record.js';
import { row, rows, run, transact } from '../database.js';
import { Conflict, Forbidden, NotFound, RuleBroken } from '../lib/errors.js';
import { formatInstant } from '../values/office-date.js';
import type { Actor, Role } from '../values/actor.js';
import { accountScope, lockAccount } from './account.js';
import { demandOneDuty } from './account-rules.js';

/** What a system administrator asked for and a security administrator decides: 管理权限分离. */
export type AccountRequest = {
  id: number; kind: 'open-account' | 'add-post'; state: 'pending' | 'approved' | 'refused'; userId: number; login: string; name: string;
  organisation: { id: number; name: string }; role: Role; reason: string; requestedBy: string; requestedAt: Date; decidedBy: string | null; decidedAt: Date | null; remark: string | null;
};
export const requestKinds: Record<AccountRequest['kind'], string> = { 'open-account': '开户', 'add-post': '增加岗位' };

type Row = {
  id: number; kind: AccountRequest['kind']; state: AccountRequest['state']; user_id: number; login: string; name: string; organisation_id: number; organisation_name: string; role: Role; reason: string;
  requested_by: number; asker: string; requested_at: Date; decider: string | null; decided_at: Date | null; remark: string | null;
};
const SELECT = `SELECT q.id, q.kind, q.state, q.user_id, u.login, u.name, q.organisation_id, o.name AS organisation_name, q.role, q.reason, q.requested_by, a.name AS asker, q.requested_at, d.name AS decider, q.decided_at, q.remark
  FROM account_requests q JOIN users u ON u.id = q.user_id JOIN organisations o ON o.id = q.organisation_id JOIN users a ON a.id = q.requested_by LEFT JOIN users d ON d.id = q.decided_by`;

const requestOf = (one: Row): AccountRequest => ({
  id: one.id, kind: one.kind, state: one.state, userId: one.user_id, login: one.login, name: one.name, organisation: { id: one.organisation_id, name: one.organisation_name }, role: one.role, reason: one.reason,
  requestedBy: one.asker, requestedAt: one.requested_at, decidedBy: one.decider, decidedAt: one.decided_at, remark: one.remark,
});

/** Requests of the administrator's reach, newest first. */
export async function requestsOf(actor: Actor, filter: { state?: AccountRequest['state']; userId?: number; before?: number; limit: number }): Promise<AccountRequest[]> {
  const scope = accountScope(actor);
  const where = [scope.sql];
  const params: (string | number)[] = [...scope.params];
  for (const [sql, value] of [['q.state = ?', filter.state], ['q.user_id = ?', filter.userId], ['q.id < ?', filter.before]] as const) if (value !== undefined) { where.push(sql); params.push(value); }
  return (await rows<Row>(`${SELECT} WHERE ${where.join(' AND ')} ORDER BY q.id DESC LIMIT ?`, [...params, filter.limit])).map(requestOf);
}

/** @throws NotFound outside the administrator's reach. */
export async function requestInScope(actor: Actor, id: number): Promise<AccountRequest> {
  const scope = accountScope(actor);
  const found = await row<Row>(`${SELECT} WHERE q.id = ? AND ${scope.sql}`, [id, ...scope.params]);
  if (!found) throw new NotFound();
  return requestOf(found);
}

/**
 * 批准或不批准: with a yes the post is granted and a new account opens (its password is set by the activation link); with a no
 * a new account is cancelled. The one who asked never decides.
 * @throws NotFound; Conflict `already-done`; Forbidden `same-person`; RuleBroken `remark-required`, `duties-apart`.
 */
export async function decideRequest(actor: Actor, id: number, { decision, remark = '' }: { decision: 'approve' | 'refuse'; remark?: string }): Promise<AccountRequest> {
  return transact(async (tx) => {
    const asked = await row<{ requested_by: number }>('SELECT requested_by FROM account_requests WHERE id = ? FOR UPDATE', [id]);
    const request = await requestInScope(actor, id);
    if (request.state !== 'pending') throw new Conflict('already-done', `这项申请已由${request.decidedBy ?? '同事'}于 ${request.decidedAt ? formatInstant(request.decidedAt) : ''} 办理。`, request.decidedBy ?? undefined, request.decidedAt?.toISOString());
    if (asked?.requested_by === actor.userId) throw new Forbidden('same-person', '申请人不能批准自己的申请，请由另一位安全管理员办理。');
    if (decision === 'refuse' && remark.trim() === '') throw new RuleBroken('remark-required', '不批准必须写明原因，申请人会看到。', undefined, [{ path: 'remark', code: 'remark-required', message: '请写明原因。' }]);
    const account = await lockAccount(actor, request.userId);
    if (decision === 'approve') {
      demandOneDuty(account.duty, request.role);
      await run('INSERT INTO posts (user_id, organisation_id, role, granted_by, granted_at) VALUES (?, ?, ?, ?, ?)', [account.id, request.organisation.id, request.role, actor.userId, tx.now]);
    }
    if (request.kind === 'open-account') await run('UPDATE users SET status = ?, version = version + 1 WHERE id = ? AND status = ?', [decision === 'approve' ? 'active' : 'cancelled', account.id, 'pending']);
    await run('UPDATE account_requests SET state = ?, pending_flag = NULL, decided_by = ?, decided_at = ?, remark = ? WHERE id = ?', [decision === 'approve' ? 'approved' : 'refused', actor.userId, tx.now, remark.trim() || null, id]);
    await recordAudit(actor, { action: `${requestKinds[request.kind]}${decision === 'approve' ? '批准' : '不批准'}`, object: { kind: 'user', id: account.id, organisationId: account.organisation.id }, before: { status: account.status }, after: { role: request.role, organisationId: request.organisation.id }, remark: remark.trim() || null });
    return requestInScope(actor, id);
  });
}
