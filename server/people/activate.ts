import { recordAudit } from '../audit/record.js';
import { row, run, transact } from '../database.js';
import { realNow } from '../lib/clock.js';
import { hashToken } from '../lib/crypto.js';
import { Gone, InputInvalid } from '../lib/errors.js';
import { roleNames, type Actor, type Role } from '../values/actor.js';
import { forgetFailures } from './failed-attempts.js';
import { hashPassword } from './password.js';
import { newPasswordProblems } from './password-policy.js';

/** An account that waits for its first password behind a one-time link, and the post it is for. */
export type Activation = { actor: Actor; roleName: string; until: Date };

const deadLink = (): Gone => new Gone('这个激活链接已经用过，或者超过了 72 小时，不能再用。已设置过密码的，请直接登录；没有设置的，请联系系统管理员重新发一个链接。');

type Row = { id: number; login: string; name: string; activation_expires_at: Date; role: Role; organisation_id: number; organisation_name: string; level: Actor['organisation']['level']; path: string };

/** Whose link it is. @throws Gone when it was used, is too old or never was one; the three are not told apart. */
export async function activationOf(token: string): Promise<Activation> {
  const found = await row<Row>(
    `SELECT u.id, u.login, u.name, u.activation_expires_at, p.role, o.id AS organisation_id, o.name AS organisation_name, o.level, o.path
       FROM users u JOIN posts p ON p.user_id = u.id JOIN organisations o ON o.id = p.organisation_id
      WHERE u.activation_hash = ? AND u.activation_expires_at > ? AND u.status = 'active' ORDER BY p.id LIMIT 1`, [hashToken(token), realNow()]);
  if (!found) throw deadLink();
  const organisation = { id: found.organisation_id, name: found.organisation_name, level: found.level, path: found.path };
  return { actor: { userId: found.id, login: found.login, name: found.name, role: found.role, organisation }, roleName: roleNames[found.role], until: found.activation_expires_at };
}

/**
 * Sets the first password of an account and uses the link up; of two at once, one succeeds.
 * @throws Gone for a dead link, InputInvalid for a weak or mistyped password.
 */
export async function activate(token: string, given: { newPassword: string; repeatPassword: string }): Promise<Actor> {
  const { actor } = await activationOf(token);
  const problems = newPasswordProblems(given, actor.login);
  if (problems.length > 0) throw new InputInvalid(problems);
  const hash = await hashPassword(given.newPassword);
  const now = realNow();
  await transact(async () => {
    const { affected } = await run('UPDATE users SET password_hash = ?, password_changed_at = ?, activation_hash = NULL, activation_expires_at = NULL WHERE id = ? AND activation_hash = ?', [hash, now, actor.userId, hashToken(token)]);
    if (affected !== 1) throw deadLink();
    await forgetFailures(actor.userId, { devices: 'forget' });
    await recordAudit(actor, { action: '激活账号', object: { kind: 'user', id: actor.userId, organisationId: actor.organisation.id }, before: { passwordChangedAt: null }, after: { passwordChangedAt: now.toISOString() } });
  });
  return actor;
}
