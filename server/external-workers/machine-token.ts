import { officeNow, row, run } from '../database.js';
import { hashToken } from '../lib/crypto.js';
import { NotSignedIn } from '../lib/errors.js';
import type { Actor, Level } from '../values/actor.js';
import type { Session } from '../web/route.js';

type Row = { id: number; user_id: number; login: string; name: string; topics: string; state: string; expires_at: Date | null; last_used_at: Date | null; organisation_id: number; organisation: string; level: Level; path: string };
const NOTED_EVERY_MS = 60_000;

/**
 * The program a token belongs to. Read afresh at every request, so a revoked one is stopped at once. Only the token's hash is kept.
 * @throws NotSignedIn for a token that is unknown, revoked or expired by office time
 */
export async function authenticateMachine(token: string): Promise<{ actor: Actor; session: Session }> {
  const found = await row<Row>(
    `SELECT m.id, m.user_id, u.login, m.name, m.topics, m.state, m.expires_at, m.last_used_at, o.id AS organisation_id, o.name AS organisation, o.level, o.path
       FROM machine_clients m JOIN users u ON u.id = m.user_id JOIN organisations o ON o.id = m.organisation_id WHERE m.token_hash = ?`, [hashToken(token)]);
  if (!found || found.state !== 'approved' || found.expires_at === null) throw new NotSignedIn('not-signed-in', '令牌无效或已收回。请联系流程管理员。');
  const now = await officeNow();
  if (found.expires_at <= now) throw new NotSignedIn('session-expired', '令牌已过期。请流程管理员重新申请开通。');
  if (found.last_used_at === null || Math.abs(now.getTime() - found.last_used_at.getTime()) > NOTED_EVERY_MS) await run('UPDATE machine_clients SET last_used_at = ? WHERE id = ?', [now, found.id]);
  return {
    actor: { userId: found.user_id, login: found.login, name: found.name, role: 'external-program', organisation: { id: found.organisation_id, name: found.organisation, level: found.level, path: found.path } },
    session: { id: found.id, csrfToken: '', client: 'api', expiresAt: found.expires_at, first: null, fresh: true, topics: found.topics.split(',') },
  };
}
