import { randomBytes } from 'node:crypto';
import { recordAudit } from '../audit/record.js';
import { run, transact } from '../database.js';
import { realNow } from '../lib/clock.js';
import { hashToken } from '../lib/crypto.js';
import { Conflict, Forbidden, InputInvalid, NotFound, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { forgetFailures } from '../people/failed-attempts.js';
import { forgetCode } from '../people/set-up-code.js';
import { accountInScope, lockAccount, type Account } from './account.js';
import { cancel, demandLinkable, freeze, thaw, type AccountStatus } from './account-rules.js';

export const LINK_HOURS = 72;

const moves = { freeze: { rule: freeze, word: '冻结账号', why: 'frozen' }, thaw: { rule: thaw, word: '解冻账号', why: null }, cancel: { rule: cancel, word: '注销账号', why: 'cancelled' } } as const;
export type AccountMove = keyof typeof moves;

/**
 * 冻结、解冻、注销 by the system administrator, with a reason. Who is frozen or cancelled is signed out everywhere at once.
 * @throws NotFound; Forbidden `own-account`, `own-level`; RuleBroken for a state that does not allow it, `remark-required`.
 */
export async function moveAccount(actor: Actor, id: number, move: AccountMove, reason: string): Promise<Account> {
  if (reason.trim() === '') throw new RuleBroken('remark-required', '请写明原因。', undefined, [{ path: 'reason', code: 'remark-required', message: '请写明原因。' }]);
  return transact(async () => {
    const account = await lockAccount(actor, id);
    demandOther(actor, account);
    demandBelow(actor, account);
    const { rule, word, why } = moves[move];
    const status: AccountStatus = rule(account.status);
    await run('UPDATE users SET status = ?, activation_hash = NULL, activation_expires_at = NULL, version = version + 1 WHERE id = ?', [status, id]);
    if (why) await signOutEverywhere(id, why);
    if (status === 'cancelled') await run("UPDATE account_requests SET state = 'refused', pending_flag = NULL, decided_at = ?, remark = '账号已注销' WHERE user_id = ? AND state = 'pending'", [realNow(), id]);
    await recordAudit(actor, { action: word, object: { kind: 'user', id, organisationId: account.organisation.id }, before: { status: account.status }, after: { status }, remark: reason.trim() });
    return accountInScope(actor, id);
  });
}

/** 改姓名. @throws NotFound; InputInvalid; Conflict `stale-version`. */
export async function renameAccount(actor: Actor, id: number, given: { name: string; version: number }): Promise<Account> {
  const name = given.name.trim();
  if (name === '') throw new InputInvalid([{ path: 'name', code: 'required', message: '请填写姓名。' }]);
  return transact(async () => {
    const account = await lockAccount(actor, id);
    if (account.version !== given.version) throw new Conflict('stale-version', '您打开页面后账号已有变化，请刷新后再改；您填写的内容还在。');
    await run('UPDATE users SET name = ?, version = version + 1 WHERE id = ?', [name, id]);
    await recordAudit(actor, { action: '修改账号', object: { kind: 'user', id, organisationId: account.organisation.id }, before: { name: true }, after: { name: true } });
    return accountInScope(actor, id);
  });
}

/**
 * 收回岗位 by the security administrator; whoever is signed in with it is out at once.
 * @throws NotFound; Forbidden `own-account`, `own-level`; RuleBroken `remark-required`.
 */
export async function withdrawPost(actor: Actor, id: number, postId: number, reason: string): Promise<Account> {
  if (reason.trim() === '') throw new RuleBroken('remark-required', '请写明收回岗位的原因。', undefined, [{ path: 'reason', code: 'remark-required', message: '请写明原因。' }]);
  return transact(async () => {
    const account = await lockAccount(actor, id);
    demandOther(actor, account);
    demandBelow(actor, account);
    const post = account.posts.find((one) => one.id === postId);
    if (!post) throw new NotFound('没有找到这个岗位，可能已经收回。');
    await run('UPDATE users SET version = version + 1 WHERE id = ?', [id]);
    await run('DELETE FROM sessions WHERE post_id = ?', [postId]);
    await run('DELETE FROM posts WHERE id = ?', [postId]);
    await recordAudit(actor, { action: '收回岗位', object: { kind: 'user', id, organisationId: account.organisation.id }, before: { role: post.role, organisationId: post.organisation.id }, remark: reason.trim() });
    return accountInScope(actor, id);
  });
}

/**
 * 发激活链接 by the system administrator, for a new account and for a forgotten password: the old password and all sessions end,
 * and the link, shown once, lets the person set a new one within 72 hours. Nobody but the person ever knows a password. The
 * administrators of one level give each other theirs, since there may be nobody above.
 * @throws NotFound; Forbidden `own-account`, `role-not-allowed`; RuleBroken `account-not-active`.
 */
export async function issueLink(actor: Actor, id: number): Promise<{ account: Account; token: string; until: Date }> {
  const token = randomBytes(32).toString('base64url');
  const until = new Date(realNow().getTime() + LINK_HOURS * 3_600_000);
  const account = await transact(async () => {
    const found = await lockAccount(actor, id);
    demandOther(actor, found);
    demandMayLink(actor, found);
    demandLinkable(found.status);
    await run('UPDATE users SET password_hash = NULL, activation_hash = ?, activation_expires_at = ?, version = version + 1 WHERE id = ?', [hashToken(token), until, id]);
    await forgetFailures(id, { devices: 'forget' });
    await signOutEverywhere(id, 'password-reset');
    await recordAudit(actor, { action: '发激活链接', object: { kind: 'user', id, organisationId: found.organisation.id } });
    return accountInScope(actor, id);
  });
  return { account, token, until };
}

/** 解除锁定 after too many wrong passwords. @throws NotFound */
export async function unlockAccount(actor: Actor, id: number): Promise<Account> {
  return transact(async () => {
    const account = await lockAccount(actor, id);
    await run('UPDATE users SET version = version + 1 WHERE id = ?', [id]);
    await forgetFailures(id, { devices: 'unlock' });
    await recordAudit(actor, { action: '解除锁定', object: { kind: 'user', id, organisationId: account.organisation.id } });
    return accountInScope(actor, id);
  });
}

/**
 * 清除动态口令 by the security administrator, for a lost phone whose paper is lost too. Who gives links does not clear codes, so
 * nobody alone can take an account over.
 * @throws NotFound; Forbidden `own-account`; RuleBroken `one-time-code-not-set`.
 */
export async function clearCode(actor: Actor, id: number): Promise<Account> {
  return transact(async () => {
    const account = await lockAccount(actor, id);
    demandOther(actor, account);
    if (!account.codeSince) throw new RuleBroken('one-time-code-not-set', `${account.name}没有设置动态口令。`);
    await forgetCode(id);
    await run('UPDATE users SET version = version + 1 WHERE id = ?', [id]);
    await signOutEverywhere(id, 'password-reset');
    await recordAudit(actor, { action: '清除动态口令', object: { kind: 'user', id, organisationId: account.organisation.id } });
    return accountInScope(actor, id);
  });
}

/** The system administrator gives links; the one of his own level gets his from the security administrator. */
function demandMayLink(actor: Actor, account: Account): void {
  const peers = account.duty !== 'business' && account.organisation.id === actor.organisation.id;
  if (actor.role !== 'system-administrator' && !peers) throw new Forbidden('role-not-allowed', '激活链接由系统管理员发放；安全管理员只给本级的其他管理员发。');
}

/** The administrators of one level do not stop each other; that is done from above. */
export function demandBelow(actor: Actor, account: Account): void {
  if (account.duty !== 'business' && account.organisation.id === actor.organisation.id) throw new Forbidden('own-level', `${account.name}是本级的管理员，由上级账号管理人员办理。`);
}

/** Nobody changes the own account here. */
export function demandOther(actor: Actor, account: Account): void {
  if (account.id === actor.userId) throw new Forbidden('own-account', '不能办理自己的账号，请由上级账号管理人员办理。');
}

async function signOutEverywhere(userId: number, why: string): Promise<void> {
  await run('UPDATE sessions SET live_flag = NULL, ended_at = ?, ended_reason = ? WHERE user_id = ? AND live_flag = 1', [realNow(), why, userId]);
}
