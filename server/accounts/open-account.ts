import { recordAudit } from '../audit/record.js';
import { isDuplicate, run, transact } from '../database.js';
import { Conflict, InputInvalid } from '../lib/errors.js';
import type { Actor, Role } from '../values/actor.js';
import { dutyOf } from '../values/duty.js';
import { accountInScope, lockAccount, placeInReach, type Account } from './account.js';
import { demandOneDuty, demandPostBelow } from './account-rules.js';

export type NewAccount = { login: string; name: string; organisationId: number; role: Role; reason: string };
export type NewPost = { organisationId: number; role: Role; reason: string };

export const LOGIN = /^[a-z][a-z0-9._-]{2,63}$/;

/**
 * 申请开户 by the system administrator: the account is there, waits for the security administrator and opens nothing until then.
 * @param importId the file it came with, of several at once.
 * @throws InputInvalid; NotFound for an organisation out of reach; RuleBroken `post-not-here`, `role-does-not-fit`; Conflict `in-use` for a login that exists or ever existed.
 */
export async function openAccount(actor: Actor, input: NewAccount, importId: number | null = null): Promise<Account> {
  const login = input.login.trim().toLowerCase();
  const name = input.name.trim();
  if (!LOGIN.test(login)) throw new InputInvalid([{ path: 'login', code: 'malformed', message: '账号用 3 至 64 个小写字母、数字或 . _ -，以字母开头，如 school9.operator。' }]);
  if (name === '') throw new InputInvalid([{ path: 'name', code: 'required', message: '请填写姓名。' }]);
  return transact(async (tx) => {
    const place = await placeInReach(actor, input.organisationId);
    demandPostBelow(actor, input.role, place);
    const id = await insertUser(login, name, place.id, input.role, tx.now);
    await ask(actor, 'open-account', id, input, tx.now, importId);
    await recordAudit(actor, { action: '申请开户', object: { kind: 'user', id, organisationId: place.id }, after: { role: input.role }, remark: input.reason });
    return accountInScope(actor, id);
  });
}

/**
 * 申请增加岗位 for an account that exists; the security administrator decides.
 * @throws NotFound; RuleBroken as for a new one, and `duties-apart`; Conflict `in-use` for a post held or asked for already.
 */
export async function requestPost(actor: Actor, userId: number, input: NewPost): Promise<Account> {
  return transact(async (tx) => {
    const account = await lockAccount(actor, userId);
    const place = await placeInReach(actor, input.organisationId);
    demandPostBelow(actor, input.role, place);
    demandOneDuty(account.duty, input.role);
    if (account.posts.some(({ role, organisation }) => role === input.role && organisation.id === place.id)) throw new Conflict('in-use', `${account.name}已经任${place.name}的这个岗位。`);
    await ask(actor, 'add-post', userId, input, tx.now);
    await recordAudit(actor, { action: '申请增加岗位', object: { kind: 'user', id: userId, organisationId: account.organisation.id }, after: { role: input.role, organisationId: place.id }, remark: input.reason });
    return accountInScope(actor, userId);
  });
}

async function insertUser(login: string, name: string, organisationId: number, role: Role, now: Date): Promise<number> {
  try {
    return (await run("INSERT INTO users (login, name, status, duty, organisation_id, created_at) VALUES (?, ?, 'pending', ?, ?, ?)", [login, name, dutyOf(role), organisationId, now])).insertId;
  } catch (error) {
    throw isDuplicate(error, 'users_login') ? new Conflict('in-use', `账号“${login}”已经有了（注销的账号名也不再使用），请换一个。`) : error;
  }
}

async function ask(actor: Actor, kind: 'open-account' | 'add-post', userId: number, { organisationId, role, reason }: NewPost, now: Date, importId: number | null = null): Promise<void> {
  try {
    await run('INSERT INTO account_requests (kind, user_id, organisation_id, role, reason, requested_by, requested_at, import_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [kind, userId, organisationId, role, reason.trim(), actor.userId, now, importId]);
  } catch (error) {
    throw isDuplicate(error, 'account_requests_once') ? new Conflict('in-use', '这个岗位已经申请过，正等安全管理员批准。') : error;
  }
}
