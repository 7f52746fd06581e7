import { row, rows, type Params } from '../database.js';
import { NotFound } from '../lib/errors.js';
import type { Actor, Level, Role } from '../values/actor.js';
import type { Duty } from '../values/duty.js';
import type { AccountStatus } from './account-rules.js';

/** One person's way into the system and the posts they hold. */
export type Account = {
  id: number; login: string; name: string; status: AccountStatus; duty: Duty; organisation: { id: number; name: string };
  posts: { id: number; role: Role; organisation: { id: number; name: string } }[];
  /** Whether a password was ever set; until then only the activation link opens the account. */
  activated: boolean; lockedUntil: Date | null; /** Since when the account has 动态口令. */ codeSince: Date | null; lastSignIn: Date | null; createdAt: Date; version: number;
};
export type AccountFilter = { q?: string; status?: AccountStatus; organisationId?: number; after?: number; limit: number };

type Row = { id: number; login: string; name: string; status: AccountStatus; duty: Duty; organisation_id: number; organisation_name: string; activated: number; locked_until: Date | null; code_since: Date | null; last_login_at: Date | null; created_at: Date; version: number };
const SELECT = 'SELECT u.id, u.login, u.name, u.status, u.duty, u.organisation_id, o.name AS organisation_name, u.password_hash IS NOT NULL AS activated, u.locked_until, u.code_since, u.last_login_at, u.created_at, u.version FROM users u JOIN organisations o ON o.id = u.organisation_id';

/** 账号管理 reaches the administrator's own organisation and those below it. */
export const accountScope = (actor: Actor): { sql: string; params: string[] } => ({ sql: 'o.path LIKE ?', params: [`${actor.organisation.path}%`] });

/** Accounts of the administrator's reach, by login. */
export async function accountsOf(actor: Actor, filter: AccountFilter): Promise<Account[]> {
  const scope = accountScope(actor);
  const where = [scope.sql];
  const params: (string | number)[] = [...scope.params];
  const add = (sql: string, ...values: (string | number)[]): void => { where.push(sql); params.push(...values); };
  if (filter.q) add('(CONVERT(u.login USING utf8mb4) LIKE ? OR u.name LIKE ? OR o.name LIKE ?)', ...Array.from({ length: 3 }, () => `%${filter.q?.replace(/[\\%_]/g, '\\$&')}%`));
  if (filter.status) add('u.status = ?', filter.status);
  if (filter.organisationId) add('u.organisation_id = ?', filter.organisationId);
  if (filter.after) add('u.id > ?', filter.after);
  return withPosts(await rows<Row>(`${SELECT} WHERE ${where.join(' AND ')} ORDER BY u.id LIMIT ?`, [...params, filter.limit] as Params));
}

/** @throws NotFound for an account outside the administrator's reach, or none. */
export async function accountInScope(actor: Actor, id: number): Promise<Account> {
  const scope = accountScope(actor);
  const [found] = await withPosts(await rows<Row>(`${SELECT} WHERE u.id = ? AND ${scope.sql}`, [id, ...scope.params]));
  if (!found) throw new NotFound();
  return found;
}

/** The same, its row locked for the act. */
export async function lockAccount(actor: Actor, id: number): Promise<Account> {
  await row('SELECT id FROM users WHERE id = ? FOR UPDATE', [id]);
  return accountInScope(actor, id);
}

async function withPosts(found: readonly Row[]): Promise<Account[]> {
  if (found.length === 0) return [];
  const posts = await rows<{ id: number; user_id: number; role: Role; organisation_id: number; name: string }>('SELECT p.id, p.user_id, p.role, p.organisation_id, o.name FROM posts p JOIN organisations o ON o.id = p.organisation_id WHERE p.user_id IN (?) ORDER BY p.id', [found.map(({ id }) => id)]);
  return found.map((one) => ({
    id: one.id, login: one.login, name: one.name, status: one.status, duty: one.duty, organisation: { id: one.organisation_id, name: one.organisation_name },
    posts: posts.filter(({ user_id }) => user_id === one.id).map(({ id, role, organisation_id, name }) => ({ id, role, organisation: { id: organisation_id, name } })),
    activated: one.activated === 1, lockedUntil: one.locked_until, codeSince: one.code_since, lastSignIn: one.last_login_at, createdAt: one.created_at, version: one.version,
  }));
}

export type Placement = { id: number; name: string; level: Level; path: string };

/** An organisation an account may be for. @throws NotFound outside the administrator's reach. */
export async function placeInReach(actor: Actor, organisationId: number): Promise<Placement> {
  const scope = accountScope(actor);
  const found = await row<Placement>(`SELECT o.id, o.name, o.level, o.path FROM organisations o WHERE o.id = ? AND o.status = 'active' AND ${scope.sql}`, [organisationId, ...scope.params]);
  if (!found) throw new NotFound('没有找到这个单位。它可能已停用，或不在您的管理范围内。');
  return found;
}

/** Organisations one may choose from, in the order of the tree. */
export async function placesInReach(actor: Actor): Promise<Placement[]> {
  const scope = accountScope(actor);
  return rows(`SELECT o.id, o.name, o.level, o.path FROM organisations o WHERE o.status = 'active' AND ${scope.sql} ORDER BY o.path LIMIT 2000`, scope.params);
}
