import type { Actor } from '../values/actor.js';
import { isAdministrator } from '../values/actor.js';
import type { Session } from '../web/route.js';
import { recordAudit } from '../audit/record.js';
import { row, rows, run, transact } from '../database.js';
import { realNow } from '../lib/clock.js';
import { sha256Hex } from '../lib/crypto.js';
import { NotSignedIn } from '../lib/errors.js';
import { needOf, needWords } from './account-profile.js';
import { FRESH_MINUTES, IDLE_MINUTES } from './sign-in.js';

type SessionRow = {
  id: number; client: Session['client']; csrf_token: string; expires_at: Date; last_seen_at: Date; ended_at: Date | null; ended_reason: string | null;
  shown_again_at: Date | null; code_since: Date | null; password_changed_at: Date | null; password_ages: number; user_created_at: Date;
  user_id: number; login: string; user_name: string; status: string; role: Actor['role'];
  organisation_id: number; organisation_name: string; level: Actor['organisation']['level']; path: string;
};

/**
 * Finds the live session of a token and who acts in it; scope and role are read afresh at every request,
 * so a moved or disabled person is stopped at once.
 * @throws NotSignedIn `signed-in-elsewhere`, `session-expired` or `not-signed-in`.
 */
export async function authenticate(token: string): Promise<{ actor: Actor; session: Session }> {
  const found = await row<SessionRow>(
    `SELECT s.id, s.client, s.csrf_token, s.expires_at, s.last_seen_at, s.ended_at, s.ended_reason, s.shown_again_at, u.code_since, u.password_changed_at, u.password_ages, u.created_at AS user_created_at, u.id AS user_id, u.login, u.name AS user_name, u.status, p.role,
            o.id AS organisation_id, o.name AS organisation_name, o.level, o.path
       FROM sessions s JOIN users u ON u.id = s.user_id JOIN posts p ON p.id = s.post_id JOIN organisations o ON o.id = p.organisation_id
      WHERE s.token_hash = ?`, [sha256Hex(token)]);
  if (!found) throw new NotSignedIn();
  if (found.ended_reason === 'signed-in-elsewhere') throw new NotSignedIn('signed-in-elsewhere', '您的账号刚在别处登录，这里已退出。不是您本人操作的，请尽快修改密码。');
  if (found.ended_at || found.status !== 'active') throw new NotSignedIn();
  const actor: Actor = { userId: found.user_id, login: found.login, name: found.user_name, role: found.role, organisation: { id: found.organisation_id, name: found.organisation_name, level: found.level, path: found.path } };
  const now = realNow();
  const idleMinutes = found.client === 'phone' ? IDLE_MINUTES.phone : isAdministrator(actor) ? IDLE_MINUTES.administrator : IDLE_MINUTES.business;
  if (found.expires_at <= now || now.getTime() - found.last_seen_at.getTime() > idleMinutes * 60_000) throw new NotSignedIn('session-expired', '登录已过期，请重新登录；没有提交的内容请先复制保存。');
  if (now.getTime() - found.last_seen_at.getTime() > 30_000) await run('UPDATE sessions SET last_seen_at = ? WHERE id = ?', [now, found.id]);
  const need = needOf(actor, { passwordChangedAt: found.password_changed_at, passwordAges: found.password_ages === 1, hasCode: found.code_since !== null, createdAt: found.user_created_at }, now);
  const fresh = found.code_since === null || (found.shown_again_at !== null && now.getTime() - found.shown_again_at.getTime() <= FRESH_MINUTES * 60_000);
  return { actor, session: { id: found.id, csrfToken: found.csrf_token, client: found.client, expiresAt: found.expires_at, first: need && needWords[need], fresh } };
}

/** Ends one session of one's own, e.g. on a device left behind. @returns whether there was one. */
export async function endSession(actor: Actor, sessionId: number): Promise<boolean> {
  return transact(async () => {
    await run('SELECT id FROM users WHERE id = ? FOR UPDATE', [actor.userId]);
    const { affected } = await run("UPDATE sessions SET live_flag = NULL, ended_at = ?, ended_reason = 'signed-out' WHERE id = ? AND user_id = ? AND ended_at IS NULL", [realNow(), sessionId, actor.userId]);
    if (affected === 1) await recordAudit(actor, { action: '退出登录', object: { kind: 'user', id: actor.userId, organisationId: actor.organisation.id } });
    return affected === 1;
  });
}

export type OwnSession = { id: number; client: Session['client']; ip: string; agent: string; createdAt: Date; lastSeenAt: Date; expiresAt: Date };

/** One's own live sessions, newest first. Times are real ones, whatever the office clock says. */
export async function ownSessions(actor: Actor): Promise<OwnSession[]> {
  return rows('SELECT id, client, ip, agent, created_at AS createdAt, last_seen_at AS lastSeenAt, expires_at AS expiresAt FROM sessions WHERE user_id = ? AND live_flag = 1 AND expires_at > ? ORDER BY id DESC', [actor.userId, realNow()]);
}
