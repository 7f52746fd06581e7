import { recordAudit } from '../audit/record.js';
import { run, transact } from '../database.js';
import { realNow } from '../lib/clock.js';
import { InputInvalid, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { demandPassword } from './demand-password.js';
import { forgetFailures } from './failed-attempts.js';
import { hashPassword } from './password.js';
import { newPasswordProblems } from './password-policy.js';

export type PasswordChange = { currentPassword: string; newPassword: string; repeatPassword: string };

/**
 * A person changes their own password. Everywhere else they are signed out; the session they did it in goes on.
 * A wrong present password counts as a failed sign-in, so a session left open is no way to guess it.
 * @throws InputInvalid for a weak or mistyped new one; RuleBroken `wrong-password`, `same-password`, `account-locked`.
 */
export async function changePassword(actor: Actor, sessionId: number, given: PasswordChange): Promise<void> {
  const problems = newPasswordProblems(given, actor.login);
  if (given.currentPassword === '') problems.unshift({ path: 'currentPassword', code: 'required', message: '请填写现在的密码。' });
  if (problems.length > 0) throw new InputInvalid(problems);
  const { changedAt } = await demandPassword(actor, given.currentPassword, 'currentPassword', '现在的密码不对，请重新填写。');
  const now = realNow();
  if (given.newPassword === given.currentPassword) throw new RuleBroken('same-password', '新密码与现在的密码相同，请换一个。', undefined, [{ path: 'newPassword', code: 'same-password', message: '新密码与现在的密码相同，请换一个。' }]);
  const hash = await hashPassword(given.newPassword);
  await transact(async () => {
    await run('UPDATE users SET password_hash = ?, password_changed_at = ? WHERE id = ?', [hash, now, actor.userId]);
    await forgetFailures(actor.userId, { devices: 'forget' });
    await run("UPDATE sessions SET live_flag = NULL, ended_at = ?, ended_reason = 'password-changed' WHERE user_id = ? AND id <> ? AND live_flag = 1", [now, actor.userId, sessionId]);
    await recordAudit(actor, { action: '修改密码', object: { kind: 'user', id: actor.userId, organisationId: actor.organisation.id }, before: { passwordChangedAt: changedAt?.toISOString() ?? null }, after: { passwordChangedAt: now.toISOString() } });
  });
}
