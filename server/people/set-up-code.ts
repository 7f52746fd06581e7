import { recordAudit } from '../audit/record.js';
import { row, run, transact } from '../database.js';
import { realNow } from '../lib/clock.js';
import { RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { accountProfile } from './account-profile.js';
import { newRecoveryCodes, newSecret, openSecret, sealSecret, stepOf, useCode } from './one-time-code.js';
import { countFailure, lockedUntil, OWN_SESSION } from './failed-attempts.js';

type CodeRow = { code_secret_sealed: string | null; code_waiting_sealed: string | null };
const codeRow = async (userId: number): Promise<CodeRow> => (await row<CodeRow>('SELECT code_secret_sealed, code_waiting_sealed FROM users WHERE id = ? FOR UPDATE', [userId])) as CodeRow;
const audited = (actor: Actor, action: string): Promise<void> => recordAudit(actor, { action, object: { kind: 'user', id: actor.userId, organisationId: actor.organisation.id } });

/** 设置动态口令, the first half: a secret for the app that counts only once a code of it was given. @returns the secret, base32. */
export async function beginCode(actor: Actor): Promise<string> {
  return transact(async () => {
    if ((await codeRow(actor.userId)).code_secret_sealed) throw new RuleBroken('one-time-code-set', '您已经设置了动态口令。要换手机，请先停用再重新设置。');
    const secret = newSecret();
    await run('UPDATE users SET code_waiting_sealed = ? WHERE id = ?', [sealSecret(actor.userId, secret), actor.userId]);
    return secret;
  });
}

/** The secret that waits for its first code, to show the picture again after a mistyped one. */
export async function waitingSecret(actor: Actor): Promise<string | null> {
  const found = await row<{ code_waiting_sealed: string | null }>('SELECT code_waiting_sealed FROM users WHERE id = ?', [actor.userId]);
  return found?.code_waiting_sealed ? openSecret(actor.userId, found.code_waiting_sealed) : null;
}

/**
 * 设置动态口令, the second half: the first code proves that the app has the secret. Everywhere else the person is signed out.
 * @returns the recovery codes, shown this once.
 * @throws RuleBroken `one-time-code-not-begun`, `wrong-one-time-code`.
 */
export async function confirmCode(actor: Actor, sessionId: number, code: string): Promise<string[]> {
  const now = realNow();
  return transact(async () => {
    const { code_waiting_sealed: waiting } = await codeRow(actor.userId);
    if (!waiting) throw new RuleBroken('one-time-code-not-begun', '请先取得二维码，再填写动态口令。');
    const step = stepOf(openSecret(actor.userId, waiting), code.trim(), now);
    if (step === null) throw wrongCode();
    await run('UPDATE users SET code_secret_sealed = code_waiting_sealed, code_waiting_sealed = NULL, code_last_step = ?, code_since = ? WHERE id = ?', [step, now, actor.userId]);
    await run('UPDATE sessions SET shown_again_at = ? WHERE id = ?', [now, sessionId]);
    await run("UPDATE sessions SET live_flag = NULL, ended_at = ?, ended_reason = 'password-changed' WHERE user_id = ? AND id <> ? AND live_flag = 1", [now, actor.userId, sessionId]);
    await audited(actor, '设置动态口令');
    return newRecoveryCodes(actor.userId);
  });
}

/** 停用动态口令 with a code, where the post does not ask for it. @throws RuleBroken `one-time-code-required`, `wrong-one-time-code`. */
export async function dropCode(actor: Actor, code: string, mayGo = !accountProfile().needsCode(actor)): Promise<void> {
  if (!mayGo) throw new RuleBroken('one-time-code-required', '您的岗位要用动态口令，不能停用。换手机请用纸上的备用口令登录，再由账号管理人员清除后重新设置。');
  await withCode(actor, code, async () => {
    await forgetCode(actor.userId);
    await audited(actor, '停用动态口令');
  });
}

/** New codes on paper. @throws RuleBroken `wrong-one-time-code`. */
export async function renewRecoveryCodes(actor: Actor, code: string): Promise<string[]> {
  return withCode(actor, code, async () => {
    await audited(actor, '换备用口令');
    return newRecoveryCodes(actor.userId);
  });
}

/** 再次验证: for some minutes this session may do what asks for it. @throws RuleBroken `wrong-one-time-code`. */
export async function showAgain(actor: Actor, sessionId: number, code: string): Promise<void> {
  await withCode(actor, code, async () => {
    await run('UPDATE sessions SET shown_again_at = ? WHERE id = ? AND user_id = ?', [realNow(), sessionId, actor.userId]);
    await audited(actor, '再次验证动态口令');
  });
}

/** Without secret, waiting secret and paper: the account is as it was before. In a transaction of the caller. */
export async function forgetCode(userId: number): Promise<void> {
  await run('UPDATE users SET code_secret_sealed = NULL, code_waiting_sealed = NULL, code_last_step = NULL, code_since = NULL WHERE id = ?', [userId]);
  await run('DELETE FROM recovery_codes WHERE user_id = ?', [userId]);
}

/** One act with the code it asks for. A wrong code counts as a wrong password, so a session left open is no way to guess one. */
async function withCode<T>(actor: Actor, code: string, act: () => Promise<T>): Promise<T> {
  const now = realNow();
  if (await lockedUntil(actor.userId, OWN_SESSION, now)) throw new RuleBroken('account-locked', '口令连续输错，请过 15 分钟再试。');
  const done = await transact(async () => ((await useCode(actor.userId, code, now)) ? { what: await act() } : null));
  if (done) return done.what;
  await countFailure(actor.userId, OWN_SESSION, now);
  throw wrongCode();
}

export const wrongCode = (): RuleBroken => {
  const message = '动态口令不对，或者这个口令刚用过。请等手机上换出下一个再填。';
  return new RuleBroken('wrong-one-time-code', message, undefined, [{ path: 'code', code: 'wrong-one-time-code', message }]);
};
