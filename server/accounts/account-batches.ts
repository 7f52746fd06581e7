import { recordAudit } from '../audit/record.js';
import { row, rows, transact } from '../database.js';
import { NotFound, RuleBroken } from '../lib/errors.js';
import { roleNames, type Actor, type Role } from '../values/actor.js';
import { accountScope } from './account.js';
import { decideRequest } from './account-request.js';
import { issueLink } from './change-account.js';

/** 批量申请开户: the requests that came with one file. `waiting` for the security administrator; `unopened`: approved, without a password yet. */
export type AccountBatch = { id: number; fileName: string; askedBy: string; askedAt: Date; total: number; waiting: number; approved: number; unopened: number };
/** One link, known only to the answer that gives it. */
export type HandedLink = { organisation: string; name: string; login: string; posts: string; token: string; until: Date };

const SELECT = `SELECT i.id, i.file_name AS fileName, a.name AS askedBy, MIN(q.requested_at) AS askedAt, COUNT(*) AS total, CAST(SUM(q.state = 'pending') AS SIGNED) AS waiting, CAST(SUM(q.state = 'approved') AS SIGNED) AS approved,
    CAST(SUM(q.state = 'approved' AND u.status = 'active' AND u.password_hash IS NULL) AS SIGNED) AS unopened
  FROM account_requests q JOIN imports i ON i.id = q.import_id JOIN users a ON a.id = q.requested_by JOIN users u ON u.id = q.user_id JOIN organisations o ON o.id = i.school_id`;

/** The files asked for in the administrator's reach that still need something: an approval, or links. */
export async function batchesOf(actor: Actor): Promise<AccountBatch[]> {
  const scope = accountScope(actor);
  return rows<AccountBatch>(`${SELECT} WHERE ${scope.sql} GROUP BY i.id, i.file_name, a.name HAVING waiting > 0 OR unopened > 0 ORDER BY i.id DESC LIMIT 20`, scope.params);
}

/** @throws NotFound outside the administrator's reach. */
export async function batchInScope(actor: Actor, importId: number): Promise<AccountBatch> {
  const scope = accountScope(actor);
  const found = await row<AccountBatch>(`${SELECT} WHERE i.id = ? AND ${scope.sql} GROUP BY i.id, i.file_name, a.name`, [importId, ...scope.params]);
  if (!found) throw new NotFound();
  return found;
}

/**
 * 成批批准或不批准: every request of the file that still waits, each decided as if it were decided alone; all or none.
 * @throws NotFound; RuleBroken `nothing-to-decide`, and what a single decision refuses.
 */
export async function decideBatch(actor: Actor, importId: number, given: { decision: 'approve' | 'refuse'; remark?: string }): Promise<AccountBatch> {
  return transact(async () => {
    await batchInScope(actor, importId);
    const waiting = await rows<{ id: number }>("SELECT id FROM account_requests WHERE import_id = ? AND state = 'pending' ORDER BY id", [importId]);
    if (waiting.length === 0) throw new RuleBroken('nothing-to-decide', '这个文件里没有等待批准的申请，可能已由同事办理。');
    for (const { id } of waiting) await decideRequest(actor, id, given);
    return batchInScope(actor, importId);
  });
}

/**
 * 成批发激活链接: one for every approved account of the file that has no password yet. They are answered once and kept only as hashes;
 * asked again, those given before stop working.
 * @throws NotFound; RuleBroken `nothing-to-link`, and what a single link refuses.
 */
export async function issueLinks(actor: Actor, importId: number): Promise<HandedLink[]> {
  return transact(async () => {
    const { fileName } = await batchInScope(actor, importId);
    const accounts = await rows<{ id: number }>("SELECT u.id FROM account_requests q JOIN users u ON u.id = q.user_id WHERE q.import_id = ? AND q.state = 'approved' AND u.status = 'active' AND u.password_hash IS NULL ORDER BY q.id", [importId]);
    if (accounts.length === 0) throw new RuleBroken('nothing-to-link', '没有要发链接的账号：还没有批准，或都已设好密码。');
    const links: HandedLink[] = [];
    for (const { id } of accounts) {
      const { account, token, until } = await issueLink(actor, id);
      links.push({ organisation: account.organisation.name, name: account.name, login: account.login, posts: account.posts.map(({ role }: { role: Role }) => roleNames[role]).join('、'), token, until });
    }
    await recordAudit(actor, { action: '成批发激活链接', object: { kind: 'import', id: importId, organisationId: actor.organisation.id }, after: { file: fileName, links: links.length } });
    return links;
  });
}
