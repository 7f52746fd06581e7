import { recordAudit } from '../audit/record.js';
import { row, rows, run, transact } from '../database.js';
import { realNow } from '../lib/clock.js';
import { Conflict, Forbidden, NotFound, NotSignedIn } from '../lib/errors.js';
import { demandPassword } from '../people/demand-password.js';
import { openSession, postsOf, type PostChoice } from '../people/sign-in.js';
import { protection } from '../protection.js';
import type { Actor } from '../values/actor.js';
import type { Session } from '../web/route.js';

const indexOf = (openid: string): Buffer => protection().cipher.blindIndex('wechat_bindings.openid', openid);
const context = (userId: number): string => `wechat_bindings.openid:${userId}`;

/** So long after signing in with the password a first binding needs no second one. */
const FIRST_BINDING_MINUTES = 15;

/**
 * A binding outlives the session it is made in, so whoever makes it has shown their password: by signing in with it just now, or
 * once more (and, where the account has one, the code: the route asks for it). Only the first WeChat goes with the sign-in; one tap opens sessions too, and those shall not bind another phone.
 * @throws Forbidden `password-needed`, RuleBroken `wrong-password`, `account-locked`.
 */
export async function demandOwnHand(actor: Actor, session: Session, password: string | undefined): Promise<void> {
  if (password !== undefined) return void (await demandPassword(actor, password, 'password'));
  const opened = await row<{ created_at: Date }>('SELECT created_at FROM sessions WHERE id = ?', [session.id]);
  const isFresh = opened !== undefined && realNow().getTime() - opened.created_at.getTime() < FIRST_BINDING_MINUTES * 60_000;
  if (!isFresh || (await boundAt(actor.userId)) !== null) throw new Forbidden('password-needed', '为防止别人用您的手机绑定，请再输入一次密码。');
}

/**
 * 绑定: the WeChat of this phone belongs to the signed-in person from now on, in the post they chose. Binding anew replaces
 * one's own earlier WeChat.
 * @throws Conflict `wechat-bound-to-another` when another account has this WeChat.
 */
export async function bind(actor: Actor, openid: string): Promise<void> {
  await transact(async (tx) => {
    const other = await row<{ user_id: number }>('SELECT user_id FROM wechat_bindings WHERE openid_index = ? FOR UPDATE', [indexOf(openid)]);
    if (other && other.user_id !== actor.userId) throw new Conflict('wechat-bound-to-another', '这个微信已绑定另一个账号，请先用那个账号登录，在“我的”里解除绑定。');
    const post = (await postsOf(actor.userId)).find(({ role, organisation }) => role === actor.role && organisation.id === actor.organisation.id);
    if (!post) throw new NotFound();
    await run('INSERT INTO wechat_bindings (user_id, post_id, openid_sealed, openid_index, bound_at) VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE post_id = VALUES(post_id), openid_sealed = VALUES(openid_sealed), openid_index = VALUES(openid_index), bound_at = VALUES(bound_at)',
      [actor.userId, post.id, protection().cipher.seal(openid, context(actor.userId)), indexOf(openid), tx.now]);
    await recordAudit(actor, { action: '绑定微信', object: { kind: 'user', id: actor.userId, organisationId: actor.organisation.id } });
  });
}

/** 解除绑定: no one tap any more, no message; phones that are signed in are signed out. @throws NotFound when nothing is bound. */
export async function unbind(actor: Actor): Promise<void> {
  await transact(async () => {
    const { affected } = await run('DELETE FROM wechat_bindings WHERE user_id = ?', [actor.userId]);
    if (affected === 0) throw new NotFound('您还没有绑定微信。');
    await run('DELETE FROM wechat_credits WHERE user_id = ?', [actor.userId]);
    await run("UPDATE sessions SET live_flag = NULL, ended_at = ?, ended_reason = 'signed-out' WHERE user_id = ? AND client = 'phone' AND live_flag = 1", [realNow(), actor.userId]);
    await recordAudit(actor, { action: '解除微信绑定', object: { kind: 'user', id: actor.userId, organisationId: actor.organisation.id } });
  });
}

export async function boundAt(userId: number): Promise<Date | null> {
  return (await row<{ bound_at: Date }>('SELECT bound_at FROM wechat_bindings WHERE user_id = ?', [userId]))?.bound_at ?? null;
}

/** Whoever of these people can be written to on WeChat. */
export async function boundAmong(userIds: readonly number[]): Promise<Set<number>> {
  if (userIds.length === 0) return new Set();
  return new Set((await rows<{ user_id: number }>('SELECT user_id FROM wechat_bindings WHERE user_id IN (?)', [userIds])).map(({ user_id }) => user_id));
}

/** The address of a bound person's WeChat; undefined once unbound. */
export async function openidOfUser(userId: number): Promise<string | undefined> {
  const found = await row<{ openid_sealed: string }>('SELECT openid_sealed FROM wechat_bindings WHERE user_id = ?', [userId]);
  return found && protection().cipher.open(found.openid_sealed, context(userId));
}

type Opened = { token: string; session: Session; actor: Actor; posts: PostChoice[] };

/**
 * One tap: the WeChat of a bound person opens a session of the phone, in the post it was bound in unless another of theirs is asked for.
 * @throws NotSignedIn `wechat-not-bound` for a WeChat nobody bound, and for a person who left or was disabled.
 */
export async function signInByWechat(openid: string, input: { ip: string; agent: string; postId?: number }): Promise<Opened> {
  const found = await row<{ id: number; login: string; name: string; post_id: number }>("SELECT u.id, u.login, u.name, b.post_id FROM wechat_bindings b JOIN users u ON u.id = b.user_id WHERE b.openid_index = ? AND u.status = 'active'", [indexOf(openid)]);
  const posts = found ? await postsOf(found.id) : [];
  const post = posts.find(({ id }) => id === (input.postId ?? found?.post_id)) ?? posts[0];
  if (!found || !post) throw new NotSignedIn('wechat-not-bound', '这个微信还没有绑定账号，请用账号和密码登录一次。');
  return openSession(found, post, posts, { client: 'phone', ip: input.ip, agent: input.agent }, realNow());
}
