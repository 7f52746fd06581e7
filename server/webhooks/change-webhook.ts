import { randomUUID } from 'node:crypto';
import { recordAudit } from '../audit/record.js';
import { row, run, transact } from '../database.js';
import { Conflict, Forbidden, InputInvalid, NotFound, RuleBroken } from '../lib/errors.js';
import { protection } from '../protection.js';
import type { Actor } from '../values/actor.js';
import { allowedTargets } from './allowed.js';
import { kindOf, type EventType } from './events.js';
import { newSecret } from './signature.js';
import { whyNotTarget } from './target.js';
import { secretContext, webhookInScope, type DeliveryState, type Webhook, type WebhookState } from './webhook.js';

/** Of one organisation and those below it; more would be a mistake. */
const MOST = 20;
/** So long the receiver has to change from the old secret to the new one; both sign. */
const CHANGE_HOURS = 24;

export type NewWebhook = { name: string; url: string; events: readonly EventType[]; definition?: string };

/**
 * Proposes to tell another system what happens in the processes of the actor's organisation and below. Nothing is told until another person has agreed.
 * @throws InputInvalid; RuleBroken `too-many-webhooks`
 */
export async function proposeWebhook(actor: Actor, given: NewWebhook): Promise<Webhook> {
  const url = given.url.trim();
  const why = whyNotTarget(url, allowedTargets());
  if (why) throw new InputInvalid([{ path: 'url', code: 'not-allowed', message: why }]);
  return transact(async (tx) => {
    if (given.definition !== undefined && !(await row('SELECT id FROM process_definitions WHERE definition_key = ? LIMIT 1', [given.definition]))) throw new InputInvalid([{ path: 'definition', code: 'unknown', message: `流程库里没有“${given.definition}”。` }]);
    const open = await row<{ n: number }>("SELECT COUNT(*) AS n FROM webhooks WHERE organisation_id = ? AND state IN ('proposed', 'active', 'held')", [actor.organisation.id]);
    if (Number(open?.n ?? 0) >= MOST) throw new RuleBroken('too-many-webhooks', `最多同时有 ${MOST} 个事件回调，请先停用不要的。`);
    const uid = randomUUID();
    const { insertId } = await run('INSERT INTO webhooks (uid, organisation_id, name, url, definition_key, kinds, secret_sealed, proposed_by, proposed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      [uid, actor.organisation.id, given.name.trim(), url, given.definition ?? null, [...new Set(given.events.map(kindOf))].join(','), protection().cipher.seal(newSecret(), secretContext(uid)), actor.userId, tx.now]);
    await recordAudit(actor, { action: '登记事件回调', object: { kind: 'webhook', id: insertId }, after: { host: new URL(url).host, events: given.events.join(','), ...(given.definition ? { definition: given.definition } : {}) } });
    return webhookInScope(actor, insertId);
  });
}

/** Another person agrees or does not, and says why. @throws NotFound; Forbidden `same-person`; Conflict `already-done`; RuleBroken `remark-required` */
export async function decideWebhook(actor: Actor, id: number, grants: boolean, remark: string): Promise<Webhook> {
  if (!grants && remark === '') throw new RuleBroken('remark-required', '请写明为什么不同意，登记的人会看到。');
  return transact(async (tx) => {
    const found = await locked(actor, id, ['proposed'], '这个事件回调已经有人决定过，请刷新。');
    if (found.proposedBy.id === actor.userId) throw new Forbidden('same-person', '是您登记的，要由另一位流程发布人同意。');
    await run('UPDATE webhooks SET state = ?, decided_by = ?, decided_at = ?, remark = ? WHERE id = ?', [grants ? 'active' : 'refused', actor.userId, tx.now, remark, id]);
    await recordAudit(actor, { action: grants ? '同意事件回调' : '不同意事件回调', object: { kind: 'webhook', id }, remark });
    return webhookInScope(actor, id);
  });
}

/** Sends nothing for now; what happens meanwhile is kept and sent later. @throws NotFound; Conflict `already-done` */
export const holdWebhook = (actor: Actor, id: number, reason: string): Promise<Webhook> => change(actor, id, { from: ['active'], otherwise: '这个事件回调现在没有在发。', to: 'held', action: '暂停事件回调', reason });

/** Goes on with a held one; what waits is sent at once. @throws NotFound; Conflict `already-done` */
export const resumeWebhook = (actor: Actor, id: number): Promise<Webhook> => change(actor, id, { from: ['held'], otherwise: '这个事件回调没有暂停。', to: 'active', action: '恢复事件回调', reason: '' });

/** Ends it for good; what still waits is not sent. @throws NotFound; Conflict `already-done` */
export const endWebhook = (actor: Actor, id: number): Promise<Webhook> => change(actor, id, { from: ['proposed', 'active', 'held'], otherwise: '这个事件回调已经停用。', to: 'ended', action: '停用事件回调', reason: '' });

type Change = { from: readonly WebhookState[]; otherwise: string; to: WebhookState; action: string; reason: string };
async function change(actor: Actor, id: number, { from, otherwise, to, action, reason }: Change): Promise<Webhook> {
  return transact(async () => {
    await locked(actor, id, from, otherwise);
    await run('UPDATE webhooks SET state = ?, reason = ?, failing_since = NULL WHERE id = ?', [to, reason, id]);
    if (to === 'active') await run("UPDATE webhook_deliveries SET due_at = CURRENT_TIMESTAMP(3) WHERE webhook_id = ? AND state = 'due'", [id]);
    if (to === 'ended') await run("DELETE FROM webhook_deliveries WHERE webhook_id = ? AND state <> 'done'", [id]);
    await recordAudit(actor, { action, object: { kind: 'webhook', id }, remark: reason || null });
    return webhookInScope(actor, id);
  });
}

/** The secret the receiver checks signatures with; that it was shown is on record. @throws NotFound; Conflict `already-done` */
export async function showSecret(actor: Actor, id: number): Promise<string> {
  return transact(async () => {
    await locked(actor, id, ['proposed', 'active', 'held'], '这个事件回调已经停用。');
    await recordAudit(actor, { action: '查看回调密钥', object: { kind: 'webhook', id } });
    return secretOf(id);
  });
}

/** A new secret, e.g. because the old one got known. For a day messages are signed with both, so that the receiver can change in between. @throws NotFound; Conflict `already-done` */
export async function renewSecret(actor: Actor, id: number): Promise<Webhook> {
  return transact(async () => {
    await locked(actor, id, ['proposed', 'active', 'held'], '这个事件回调已经停用。');
    const { uid } = await sealedOf(id);
    await run(`UPDATE webhooks SET old_secret_sealed = secret_sealed, old_secret_until = CURRENT_TIMESTAMP(3) + INTERVAL ${CHANGE_HOURS} HOUR, secret_sealed = ? WHERE id = ?`, [protection().cipher.seal(newSecret(), secretContext(uid)), id]);
    await recordAudit(actor, { action: '更换回调密钥', object: { kind: 'webhook', id } });
    return webhookInScope(actor, id);
  });
}

/** Sends a message that tells of nothing, to see whether the other side takes it. @throws NotFound; Conflict `already-done` */
export async function sendTest(actor: Actor, id: number): Promise<Webhook> {
  return transact(async () => {
    await locked(actor, id, ['active'], '没有在发的事件回调不能试发。');
    await run("INSERT INTO webhook_deliveries (webhook_id, kind, made_at, due_at) VALUES (?, 'test', CURRENT_TIMESTAMP(3), CURRENT_TIMESTAMP(3))", [id]);
    await recordAudit(actor, { action: '试发事件回调', object: { kind: 'webhook', id } });
    return webhookInScope(actor, id);
  });
}

/** Sends one message again, taken or given up. It has the same id as before. @throws NotFound; Conflict `already-done` when it waits to be sent anyway */
export async function sendAgain(actor: Actor, id: number, deliveryId: number): Promise<Webhook> {
  return transact(async () => {
    await locked(actor, id, ['active', 'held'], '停用了的事件回调不再发。');
    const found = await row<{ state: DeliveryState }>('SELECT state FROM webhook_deliveries WHERE id = ? AND webhook_id = ? FOR UPDATE', [deliveryId, id]);
    if (!found) throw new NotFound('没有这条消息；送到的只留 30 天。');
    if (found.state === 'due') throw new Conflict('already-done', '这条消息正等着发，不用再发。');
    await run("UPDATE webhook_deliveries SET state = 'due', attempts = 0, due_at = CURRENT_TIMESTAMP(3) WHERE id = ?", [deliveryId]);
    await recordAudit(actor, { action: '重发回调消息', object: { kind: 'webhook', id }, after: { delivery: deliveryId } });
    return webhookInScope(actor, id);
  });
}

/** Sends everything again that was given up. @throws NotFound; RuleBroken `nothing-to-send` */
export async function sendParkedAgain(actor: Actor, id: number): Promise<{ webhook: Webhook; messages: number }> {
  return transact(async () => {
    await locked(actor, id, ['active', 'held'], '停用了的事件回调不再发。');
    const { affected } = await run("UPDATE webhook_deliveries SET state = 'due', attempts = 0, due_at = CURRENT_TIMESTAMP(3) WHERE webhook_id = ? AND state = 'parked'", [id]);
    if (affected === 0) throw new RuleBroken('nothing-to-send', '没有搁置的消息。');
    await recordAudit(actor, { action: '重发搁置的回调消息', object: { kind: 'webhook', id }, after: { messages: affected } });
    return { webhook: await webhookInScope(actor, id), messages: affected };
  });
}

async function locked(actor: Actor, id: number, states: readonly WebhookState[], otherwise: string): Promise<Webhook> {
  await row('SELECT id FROM webhooks WHERE id = ? FOR UPDATE', [id]);
  const found = await webhookInScope(actor, id);
  if (!states.includes(found.state)) throw new Conflict('already-done', otherwise);
  return found;
}

async function sealedOf(id: number): Promise<{ uid: string; secret_sealed: string }> {
  const found = await row<{ uid: string; secret_sealed: string }>('SELECT uid, secret_sealed FROM webhooks WHERE id = ?', [id]);
  if (!found) throw new NotFound('没有这个事件回调。');
  return found;
}

async function secretOf(id: number): Promise<string> {
  const { uid, secret_sealed } = await sealedOf(id);
  return protection().cipher.open(secret_sealed, secretContext(uid));
}
