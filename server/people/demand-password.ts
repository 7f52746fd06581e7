import { row } from '../database.js';
import { realNow } from '../lib/clock.js';
import { RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { verifyPassword } from './password.js';
import { countFailure, lockedUntil, OWN_SESSION } from './failed-attempts.js';

/**
 * Somebody who is signed in shows once more who they are, before an act that outlives their session. Wrong ones are
 * counted for whoever is signed in, so a session left open is no way to guess it.
 * @param path the field it was typed into. @returns when the password was set.
 * @throws RuleBroken `account-locked`, `wrong-password`.
 */
export async function demandPassword(actor: Pick<Actor, 'userId'>, given: string, path: string, wrong = '密码不对，请重新填写。'): Promise<{ changedAt: Date | null }> {
  const user = await row<{ id: number; password_hash: string | null; password_changed_at: Date | null }>('SELECT id, password_hash, password_changed_at FROM users WHERE id = ?', [actor.userId]);
  const now = realNow();
  if (await lockedUntil(actor.userId, OWN_SESSION, now)) throw new RuleBroken('account-locked', '密码连续输错，请过 15 分钟再试。');
  if (!user?.password_hash || !(await verifyPassword(user.password_hash, given))) {
    if (user) await countFailure(user.id, OWN_SESSION, now);
    throw new RuleBroken('wrong-password', wrong, undefined, [{ path, code: 'wrong-password', message: wrong }]);
  }
  return { changedAt: user.password_changed_at };
}
