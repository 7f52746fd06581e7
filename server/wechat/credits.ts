import { row, run } from '../database.js';
import type { Actor } from '../values/actor.js';
import { boundAt } from './binding.js';
import { wechatApp } from './wechat-app.js';

/** What WeChat's own dialog came to for one template. */
export type Consent = 'accept' | 'reject' | 'ban' | 'filter';

/** Whether this person can be reminded on WeChat, how many messages they have allowed so far, and which template to ask for. */
export async function subscriptionOf(actor: Actor): Promise<{ available: boolean; bound: boolean; templateId: string | null; credits: number; lastResult: string | null }> {
  const template = wechatApp()?.template ?? null;
  const kept = await row<{ credits: number; last_result: string }>('SELECT credits, last_result FROM wechat_credits WHERE user_id = ?', [actor.userId]);
  return { available: template !== null, bound: (await boundAt(actor.userId)) !== null, templateId: template?.id ?? null, credits: kept?.credits ?? 0, lastResult: kept?.last_result ?? null };
}

/** One tap on 允许 is one message, however often 总是保持 is ticked; a refusal takes nothing away. */
export async function recordConsent(actor: Actor, result: Consent, now: Date): Promise<void> {
  await run('INSERT INTO wechat_credits (user_id, credits, last_result, changed_at) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE credits = credits + VALUES(credits), last_result = VALUES(last_result), changed_at = VALUES(changed_at)',
    [actor.userId, result === 'accept' ? 1 : 0, result, now]);
}

/** Takes one credit for a message that is about to be sent. @returns false when there is none. */
export async function spendCredit(userId: number): Promise<boolean> {
  return (await run('UPDATE wechat_credits SET credits = credits - 1 WHERE user_id = ? AND credits > 0', [userId])).affected === 1;
}

/** Gives it back: WeChat said that nothing was sent. */
export async function returnCredit(userId: number): Promise<void> {
  await run('UPDATE wechat_credits SET credits = credits + 1 WHERE user_id = ?', [userId]);
}

/** WeChat says there is no consent left, whatever we counted. */
export async function loseCredits(userId: number): Promise<void> {
  await run('UPDATE wechat_credits SET credits = 0 WHERE user_id = ?', [userId]);
}
