import { randomBytes } from 'node:crypto';
import type { Actor } from '../values/actor.js';
import type { Session } from '../web/route.js';
import { row, rows, run, transact } from '../database.js';
import { realNow } from '../lib/clock.js';
import { sha256Hex } from '../lib/crypto.js';
import { Forbidden, NotFound, NotSignedIn } from '../lib/errors.js';
import { recordAudit } from '../audit/record.js';
import { countFailure, FAILURES, fromOf, lockedUntil, rememberDevice, tokenOf, type From } from './failed-attempts.js';
import { useCode } from './one-time-code.js';
import { verifyNobody, verifyPassword } from './password.js';

export type Client = 'desk' | 'phone' | 'api';

/** Absolute life of a session in hours; the phone keeps its for seven days. */
const LIFE_HOURS: Record<Client, number> = { desk: 8, api: 8, phone: 168 };
/** So long after a code was given its session may do what asks for one again. */
export const FRESH_MINUTES = 5;
/** Minutes without a request after which a session ends. */
export const IDLE_MINUTES = { administrator: 15, business: 30, phone: 10_080 };

type UserRow = { id: number; login: string; name: string; password_hash: string | null; status: string; code_since: Date | null };
const columns = 'id, login, name, password_hash, status, code_since';

export type SigningIn = { client: Client; ip: string; agent: string; postId?: number; /** What the device was given when somebody signed in from it. */ device?: string };
export type SignedIn = { token: string; session: Session; actor: Actor; posts: PostChoice[]; /** Given to the device, to be shown with the next sign-in. */ device?: string };

/**
 * Checks login, password and, where the account has 动态口令, its code, and opens a session; the person's earlier session of the
 * same client ends. Same answer and time for an unknown login, a wrong password and a disabled account.
 * @throws NotSignedIn `wrong-credentials`, `account-locked`, `one-time-code-needed` or `wrong-one-time-code`.
 */
export async function signIn({ login, password, otp, ...input }: SigningIn & { login: string; password: string; otp?: string }): Promise<SignedIn> {
  const user = await row<UserRow>(`SELECT ${columns} FROM users WHERE login = ?`, [login]);
  const now = realNow();
  const from = user ? await fromOf(user.id, input.device) : 'strangers';
  const until = user && (await lockedUntil(user.id, from, now));
  if (until) {
    await verifyNobody(password);
    throw locked(until, from, now);
  }
  const right = user?.password_hash && user.status === 'active' ? await verifyPassword(user.password_hash, password) : await verifyNobody(password);
  if (!user || !right) {
    if (user) await countFailure(user.id, from, now);
    throw new NotSignedIn('wrong-credentials', '用户名或密码不对，请重新输入。');
  }
  if (user.code_since) {
    if (!otp) throw new CodeNeeded(user.id);
    await demandCode(user, otp, from, now);
  }
  return openFor(user, input, from, now);
}

/** The password was right; a code of the app, or of the paper, is asked for as well. */
export class CodeNeeded extends NotSignedIn {
  constructor(readonly userId: number) {
    super('one-time-code-needed', '请再填写手机上的 6 位动态口令；手机不在身边，填纸上的备用口令。');
  }
}

/**
 * The second half of signing in at the desk, for somebody whose password was right, or whose identity was vouched for, a moment ago.
 * @throws NotSignedIn `account-locked`, `wrong-one-time-code`, `wrong-credentials`.
 */
export async function signInWithCode(userId: number, otp: string, input: SigningIn): Promise<SignedIn> {
  const user = await row<UserRow>(`SELECT ${columns} FROM users WHERE id = ? AND status = 'active' AND code_since IS NOT NULL AND (password_hash IS NOT NULL OR EXISTS (SELECT 1 FROM unified_identities i WHERE i.user_id = users.id))`, [userId]);
  const now = realNow();
  if (!user) throw new NotSignedIn('wrong-credentials', '账号有变化，请重新登录。');
  const from = await fromOf(user.id, input.device);
  const until = await lockedUntil(user.id, from, now);
  if (until) throw locked(until, from, now);
  await demandCode(user, otp, from, now);
  return openFor(user, input, from, now);
}

/**
 * For somebody whose 统一用户标识 the province's provider has just vouched for: the code is asked for as after a password.
 * @throws CodeNeeded; NotSignedIn `wrong-credentials`.
 */
export async function signInShown(userId: number, input: SigningIn): Promise<SignedIn> {
  const user = await row<UserRow>(`SELECT ${columns} FROM users WHERE id = ? AND status = 'active'`, [userId]);
  if (!user) throw new NotSignedIn('wrong-credentials', '这个账号现在不能登录，请联系本单位的账号管理人员。');
  if (user.code_since) throw new CodeNeeded(user.id);
  return openFor(user, input, null, realNow());
}

async function demandCode(user: UserRow, otp: string, from: From, now: Date): Promise<void> {
  if (await transact(() => useCode(user.id, otp, now))) return;
  await countFailure(user.id, from, now);
  throw new NotSignedIn('wrong-one-time-code', '动态口令不对，或者这个口令刚用过。请等手机上换出下一个再填。');
}

const locked = (until: Date, from: From, now: Date): NotSignedIn => new NotSignedIn('account-locked', `密码或口令连续输错 ${FAILURES} 次，${from === 'strangers' ? '账号' : '这台设备'}已锁定，请 ${Math.ceil((until.getTime() - now.getTime()) / 60_000)} 分钟后再试${from === 'strangers' ? '；在您平时登录的电脑或手机上现在就可以登录' : ''}。`);

/** @param from where the right password came from; null where no password was asked for. */
async function openFor(user: UserRow, input: SigningIn, from: From | null, now: Date): Promise<SignedIn> {
  const posts = await postsOf(user.id);
  const post = posts.find(({ id }) => id === input.postId) ?? posts[0];
  if (!post) throw new NotSignedIn('wrong-credentials', '这个账号还没有岗位，请联系上级管理员授权。');
  const device = from ? await tokenOf(input.device) : undefined;
  const opened = await openSession(user, post, posts, { ...input, withCode: user.code_since !== null, ...(from && device ? { shown: { device, from } } : {}) }, now);
  return { ...opened, ...(device ? { device } : {}) };
}

export type PostChoice = { id: number; role: Actor['role']; organisation: Actor['organisation'] };

/** The posts a person holds, oldest first. */
export async function postsOf(userId: number): Promise<PostChoice[]> {
  const found = await rows<{ id: number; role: Actor['role']; organisation_id: number; name: string; level: Actor['organisation']['level']; path: string }>(
    `SELECT p.id, p.role, p.organisation_id, o.name, o.level, o.path FROM posts p JOIN organisations o ON o.id = p.organisation_id WHERE p.user_id = ? ORDER BY p.id`, [userId]);
  return found.map((post) => ({ id: post.id, role: post.role, organisation: { id: post.organisation_id, name: post.name, level: post.level, path: post.path } }));
}

/** Opens a session for somebody who has shown who they are, in one of their posts; their earlier one of the same client ends. */
export async function openSession(user: Pick<UserRow, 'id' | 'login' | 'name'>, post: PostChoice, posts: PostChoice[], input: { client: Client; ip: string; agent: string; withCode?: boolean; /** Where the right password was typed. */ shown?: { device: string; from: From } }, now: Date): Promise<SignedIn> {
  const token = randomBytes(32).toString('base64url');
  const csrfToken = randomBytes(32).toString('base64url');
  const expiresAt = new Date(now.getTime() + LIFE_HOURS[input.client] * 3_600_000);
  const actor: Actor = { userId: user.id, login: user.login, name: user.name, role: post.role, organisation: post.organisation };
  const id = await transact(async () => {
    await run('SELECT id FROM users WHERE id = ? FOR UPDATE', [user.id]);
    await run("UPDATE sessions SET live_flag = NULL, ended_at = ?, ended_reason = 'signed-in-elsewhere' WHERE user_id = ? AND client = ? AND live_flag = 1", [now, user.id, input.client]);
    const { insertId } = await run(
      'INSERT INTO sessions (token_hash, user_id, post_id, client, csrf_token, ip, agent, created_at, last_seen_at, expires_at, shown_again_at, live_flag) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)',
      [sha256Hex(token), user.id, post.id, input.client, csrfToken, input.ip, input.agent.slice(0, 200), now, now, expiresAt, input.withCode ? now : null]);
    await run('UPDATE users SET last_login_at = ? WHERE id = ?', [now, user.id]);
    if (input.shown) await rememberDevice(user.id, input.shown.device, input.shown.from, now);
    await recordAudit(actor, { action: '登录', object: { kind: 'user', id: user.id, organisationId: post.organisation.id }, after: { client: input.client } });
    return insertId;
  });
  return { token, session: { id, csrfToken, client: input.client, expiresAt, first: null, fresh: input.withCode === true }, actor, posts };
}

/**
 * Gives the session of a phone a new token and life; the old token ends with it. On a desk a person signs in again.
 * @throws Forbidden `phone-only`.
 */
export async function refreshSession(actor: Actor, session: Session): Promise<SignedIn> {
  if (session.client !== 'phone') throw new Forbidden('phone-only', '只有手机端的登录可以延长，请重新登录。');
  const token = randomBytes(32).toString('base64url');
  const now = realNow();
  const expiresAt = new Date(now.getTime() + LIFE_HOURS[session.client] * 3_600_000);
  await run('UPDATE sessions SET token_hash = ?, expires_at = ?, last_seen_at = ? WHERE id = ? AND user_id = ? AND live_flag = 1', [sha256Hex(token), expiresAt, now, session.id, actor.userId]);
  return { token, session: { ...session, expiresAt }, actor, posts: await postsOf(actor.userId) };
}

/**
 * 换岗位: goes on in another of one's posts, without the password and code that opened the session; the old token ends.
 * @throws NotFound for a post that is not one's own.
 */
export async function choosePost(actor: Actor, session: Session, postId: number): Promise<SignedIn> {
  const posts = await postsOf(actor.userId);
  const post = posts.find(({ id }) => id === postId);
  if (!post) throw new NotFound('您没有这个岗位，请重新登录后再选。');
  const token = randomBytes(32).toString('base64url');
  const now: Actor = { userId: actor.userId, login: actor.login, name: actor.name, role: post.role, organisation: post.organisation };
  await transact(async () => {
    await run('UPDATE sessions SET token_hash = ?, post_id = ?, last_seen_at = ? WHERE id = ? AND user_id = ? AND live_flag = 1', [sha256Hex(token), post.id, realNow(), session.id, actor.userId]);
    await recordAudit(now, { action: '换岗位', object: { kind: 'user', id: actor.userId, organisationId: post.organisation.id } });
  });
  return { token, session, actor: now, posts };
}
