import { recordAudit } from '../audit/record.js';
import { isDuplicate, row, run, transact } from '../database.js';
import { Conflict, RuleBroken } from '../lib/errors.js';
import { unifiedProvider, type UnifiedProvider } from '../people/unified-provider.js';
import { identityIndex } from '../people/unified-sign-in.js';
import type { Actor } from '../values/actor.js';
import { accountInScope, lockAccount, type Account } from './account.js';
import { demandBelow, demandOther } from './change-account.js';

/** 统一用户标识 of an account as its keeper sees it: in part only, since in some provinces it is the resident identity number. */
export type UnifiedIdentity = { hint: string; boundBy: string; boundAt: Date; lastUsedAt: Date | null };

/** What the account is registered with in the province's provider; null without. */
export async function identityOf(userId: number): Promise<UnifiedIdentity | null> {
  const found = await row<{ subject_hint: string; bound_by: string; bound_at: Date; last_used_at: Date | null }>('SELECT i.subject_hint, b.name AS bound_by, i.bound_at, i.last_used_at FROM unified_identities i JOIN users b ON b.id = i.bound_by WHERE i.user_id = ?', [userId]);
  return found ? { hint: found.subject_hint, boundBy: found.bound_by, boundAt: found.bound_at, lastUsedAt: found.last_used_at } : null;
}

/** The ends of an identity, enough to tell two apart, never the whole. */
export const hintOf = (subject: string): string => (subject.length > 6 ? `${subject.slice(0, 2)}…${subject.slice(-2)}` : '…');

/**
 * 登记统一用户标识 by the system administrator: from now on who the provider calls so signs in as this account. It replaces what
 * was registered before. 动态口令 stays, and the person is told, so that nobody takes an account over unseen.
 * @throws NotFound; Forbidden `own-account`, `own-level`; RuleBroken `no-unified-sign-in`, `account-not-active`; Conflict `in-use`.
 */
export async function registerIdentity(actor: Actor, id: number, subject: string): Promise<Account> {
  const provider = demandProvider();
  return transact(async (tx) => {
    const account = await lockOther(actor, id);
    if (account.status !== 'active') throw new RuleBroken('account-not-active', `${account.name}的账号现在不能登录，不用登记。`);
    await run('DELETE FROM unified_identities WHERE user_id = ?', [id]);
    try {
      await run('INSERT INTO unified_identities (user_id, subject_index, subject_hint, bound_by, bound_at) VALUES (?, ?, ?, ?, ?)', [id, identityIndex(provider, subject.trim()), hintOf(subject.trim()), actor.userId, tx.now]);
    } catch (error) {
      if (isDuplicate(error, 'unified_identities_once')) throw new Conflict('in-use', '这个标识已经登记在另一个账号上，请核对后再登记。');
      throw error;
    }
    await changed(actor, account, tx.now, '登记统一用户标识', '登记了统一用户标识，可以用统一用户登录。不是您要求的，请马上告诉本单位的账号管理人员。');
    return accountInScope(actor, id);
  });
}

/**
 * 取消统一用户标识: the account signs in by password only; who is signed in stays so.
 * @throws NotFound; Forbidden `own-account`, `own-level`; RuleBroken `not-registered`.
 */
export async function removeIdentity(actor: Actor, id: number): Promise<Account> {
  return transact(async (tx) => {
    const account = await lockOther(actor, id);
    const { affected } = await run('DELETE FROM unified_identities WHERE user_id = ?', [id]);
    if (affected === 0) throw new RuleBroken('not-registered', `${account.name}没有登记统一用户标识。`);
    await changed(actor, account, tx.now, '取消统一用户标识', '取消了统一用户标识，请用账号和密码登录。');
    return accountInScope(actor, id);
  });
}

async function lockOther(actor: Actor, id: number): Promise<Account> {
  const account = await lockAccount(actor, id);
  demandOther(actor, account);
  demandBelow(actor, account);
  return account;
}

async function changed(actor: Actor, account: Account, now: Date, action: string, told: string): Promise<void> {
  await run('UPDATE users SET version = version + 1 WHERE id = ?', [account.id]);
  await run('INSERT IGNORE INTO notifications (user_id, source, title, body, href, created_at) VALUES (?, ?, ?, ?, ?, ?)', [account.id, `unified-identity:${account.version}`, action, `${actor.name}给您的账号${told}`, '/sessions', now]);
  await recordAudit(actor, { action, object: { kind: 'user', id: account.id, organisationId: account.organisation.id }, after: { unifiedIdentity: true } });
}

/** @throws RuleBroken `no-unified-sign-in` where the installation has no provider. */
function demandProvider(): UnifiedProvider {
  const provider = unifiedProvider();
  if (!provider) throw new RuleBroken('no-unified-sign-in', '这里没有接入统一用户管理，不用登记标识。接入的办法见运行手册。');
  return provider;
}
