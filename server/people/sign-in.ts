import { randomBytes } from 'node:crypto';
import type { Actor } from '../values/actor.js';
import type { Session } from '../web/route.js';
import { row, rows, run, transact } from '../database.js';
import { realNow } from '../lib/clock.js';
import { sha256Hex } from '../lib/crypto.js';
import { Forbidden, NotSignedIn } from '../lib/errors.js';
import { recordAudit, systemActor } from '../audit/record.js';
import { verifyNobody, verifyPassword } from './password.js';

export type Client = 'desk' | 'phone' | 'api';

/** After five failures in a row the account rests for fifteen minutes (等保三级). */
const FAILURES = 5;
const LOCK_MINUTES = 15;
/** Absolute life of a session in hours; the phone keeps its for seven days. */
const LIFE_HOURS: Record<Client, number> = { desk: 8, api: 8, phone: 168 };
/** Minutes without a request after which a session ends. */
export const IDLE_MINUTES = { administrator: 15, business: 30, phone: 10_080 };

type UserRow = { id: number; login: string; name: string; password_hash: string | null; status: string; failed_count: number; locked_until: Date | null };

/**
 * Checks login and password and opens a session; the person's earlier session of the same client ends.
 * Same answer and time for an unknown login, a wrong password and a disabled account.
 * @throws NotSignedIn `wrong-credentials` or `account-locked`.
 */
export async function signIn(input: { login: string; password: string; client: Client; ip: string; agent: string; postId?: number }): Promise<{ token: string; session: Session; actor: Actor; posts: PostChoice[] }> {
  const user = await row<UserRow>('SELECT id, login, name, password_hash, status, failed_count, locked_until FROM users WHERE login = ?', [input.login]);
  const now = realNow();
  if (user?.locked_until && user.locked_until > now) {
    await verifyNobody(input.password);
    throw new NotSignedIn('account-locked', `密码连续输错 ${FAILURES} 次，账号已锁定，请 ${Math.ceil((user.locked_until.getTime() - now.getTime()) / 60_000)} 分钟后再试。`);
  }
  const right = user?.password_hash && user.status === 'active' ? await verifyPassword(user.password_hash, input.password) : await verifyNobody(input.password);
  if (!user || !right) {
    if (user) await countFailure(user, now);
    throw new NotSignedIn('wrong-credentials', '用户名或密码不对，请重新输入。');
  }
  const posts = await postsOf(user.id);
  const post = posts.find(({ id }) => id === input.postId) ?? posts[0];
  if (!post) throw new NotSignedIn('wrong-credentials', '这个账号还没有岗位，请联系上级管理员授权。');
  return openSession(user, post, posts, input, now);
}

export type PostChoice = { id: number; role: Actor['role']; organisation: Actor['organisation'] };

/** The posts a person holds, oldest first. */
export async function postsOf(userId: number): Promise<PostChoice[]> {
  const found = await rows<{ id: number; role: Actor['role']; organisation_id: number; name: string; level: Actor['organisation']['level']; path: string }>(
    `SELECT p.id, p.role, p.organisation_id, o.name, o.level, o.path FROM posts p JOIN organisations o ON o.id = p.organisation_id WHERE p.user_id = ? ORDER BY p.id`, [userId]);
  return found.map((post) => ({ id: post.id, role: post.role, organisation: { id: post.organisation_id, name: post.name, level: post.level, path: post.path } }));
}

async function openSession(user: UserRow, post: PostChoice, posts: PostChoice[], input: { client: Client; ip: string; agent: string }, now: Date): Promise<{ token: string; session: Session; actor: Actor; posts: PostChoice[] }> {
  const token = randomBytes(32).toString('base64url');
  const csrfToken = randomBytes(32).toString('base64url');
  const expiresAt = new Date(now.getTime() + LIFE_HOURS[input.client] * 3_600_000);
  const actor: Actor = { userId: user.id, login: user.login, name: user.name, role: post.role, organisation: post.organisation };
  const id = await transact(async () => {
    await run('SELECT id FROM users WHERE id = ? FOR UPDATE', [user.id]);
    await run("UPDATE sessions SET live_flag = NULL, ended_at = ?, ended_reason = 'signed-in-elsewhere' WHERE user_id = ? AND client = ? AND live_flag = 1", [now, user.id, input.client]);
    const { insertId } = await run(
      'INSERT INTO sessions (token_hash, user_id, post_id, client, csrf_token, ip, agent, created_at, last_seen_at, expires_at, live_flag) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)',
      [sha256Hex(token), user.id, post.id, input.client, csrfToken, input.ip, input.agent.slice(0, 200), now, now, expiresAt]);
    await run('UPDATE users SET failed_count = 0, locked_until = NULL, last_login_at = ? WHERE id = ?', [now, user.id]);
    await recordAudit(actor, { action: '登录', object: { kind: 'user', id: user.id, organisationId: post.organisation.id }, after: { client: input.client } });
    return insertId;
  });
  return { token, session: { id, csrfToken, client: input.client, expiresAt }, actor, posts };
}

/**
 * Gives the session of a phone a new token and life; the old token ends with it. On a desk a person signs in again.
 * @throws Forbidden `phone-only`.
 */
export async function refreshSession(actor: Actor, session: Session): Promise<{ token: string; session: Session; actor: Actor; posts: PostChoice[] }> {
  if (session.client !== 'phone') throw new Forbidden('phone-only', '只有手机端的登录可以延长，请重新登录。');
  const token = randomBytes(32).toString('base64url');
  const now = realNow();
  const expiresAt = new Date(now.getTime() + LIFE_HOURS[session.client] * 3_600_000);
  await run('UPDATE sessions SET token_hash = ?, expires_at = ?, last_seen_at = ? WHERE id = ? AND user_id = ? AND live_flag = 1', [sha256Hex(token), expiresAt, now, session.id, actor.userId]);
  return { token, session: { ...session, expiresAt }, actor, posts: await postsOf(actor.userId) };
}

/** Counts a wrong password; the fifth in a row locks the account. */
export async function countFailure(user: Pick<UserRow, 'id'>, now: Date): Promise<void> {
  await transact(async () => {
    const counted = await row<{ failed_count: number }>('SELECT failed_count FROM users WHERE id = ? FOR UPDATE', [user.id]);
    const locks = (counted?.failed_count ?? 0) + 1 >= FAILURES;
    await run('UPDATE users SET failed_count = ?, locked_until = ? WHERE id = ?', [locks ? 0 : (counted?.failed_count ?? 0) + 1, locks ? new Date(now.getTime() + LOCK_MINUTES * 60_000) : null, user.id]);
    await recordAudit(systemActor, { action: locks ? '登录失败，账号锁定' : '登录失败', outcome: 'denied', object: { kind: 'user', id: user.id } });
  });
}
