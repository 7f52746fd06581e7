import { row, rows } from '../database.js';
import { NotFound } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { typeOf, type EventType, type ToldKind } from './events.js';

/** `proposed`: by one, waits for another; `held`: nothing is sent, what happens is kept for later; `refused` and `ended` are final. */
export type WebhookState = 'proposed' | 'active' | 'held' | 'refused' | 'ended';

/** 事件回调: an address of another system that is told of what happens in processes. */
export type Webhook = {
  id: number; name: string; url: string; definition: string | null; events: EventType[]; state: WebhookState; reason: string; failingSince: Date | null;
  organisation: { id: number; name: string }; proposedBy: { id: number; name: string }; proposedAt: Date; decidedBy: string | null; decidedAt: Date | null; remark: string; secretChangesUntil: Date | null;
  /** How many messages wait, were taken in the last month, and were given up. */
  due: number; done: number; parked: number;
};

/** What the secrets of one webhook are sealed for. */
export const secretContext = (uid: string): string => `webhooks.secret:${uid}`;

type Row = {
  id: number; name: string; url: string; definition_key: string | null; kinds: string; state: WebhookState; reason: string; failing_since: Date | null; organisation_id: number; organisation: string;
  proposed_by: number; proposer: string; proposed_at: Date; decider: string | null; decided_at: Date | null; remark: string; old_secret_until: Date | null; due: number; done: number; parked: number;
};
const counted = (state: string): string => `(SELECT COUNT(*) FROM webhook_deliveries c WHERE c.webhook_id = w.id AND c.state = '${state}') AS ${state}`;
const SELECT = `SELECT w.id, w.name, w.url, w.definition_key, w.kinds, w.state, w.reason, w.failing_since, w.organisation_id, o.name AS organisation, w.proposed_by, p.name AS proposer, w.proposed_at, d.name AS decider, w.decided_at, w.remark,
  IF(w.old_secret_until > CURRENT_TIMESTAMP(3), w.old_secret_until, NULL) AS old_secret_until, ${counted('due')}, ${counted('done')}, ${counted('parked')}
  FROM webhooks w JOIN organisations o ON o.id = w.organisation_id JOIN users p ON p.id = w.proposed_by LEFT JOIN users d ON d.id = w.decided_by`;

/** Registrations of the actor’s organisation and below. They are no business data: who administers processes sees them, as with accounts. */
const within = ({ organisation }: Actor): { sql: string; params: string[] } => ({ sql: 'o.path LIKE ?', params: [`${organisation.path}%`] });

/** Those of the actor's organisation and below, the ones that need a look first. */
export async function webhooksOf(actor: Actor): Promise<Webhook[]> {
  const scope = within(actor);
  return (await rows<Row>(`${SELECT} WHERE ${scope.sql} ORDER BY FIELD(w.state, 'held', 'proposed', 'active', 'refused', 'ended'), w.id DESC LIMIT 200`, scope.params)).map(fromRow);
}

/** @throws NotFound */
export async function webhookInScope(actor: Actor, id: number): Promise<Webhook> {
  const scope = within(actor);
  const found = await row<Row>(`${SELECT} WHERE w.id = ? AND ${scope.sql}`, [id, ...scope.params]);
  if (!found) throw new NotFound('没有这个事件回调。');
  return fromRow(found);
}

const fromRow = (one: Row): Webhook => ({
  id: one.id, name: one.name, url: one.url, definition: one.definition_key, events: one.kinds.split(',').map((kind) => typeOf(kind as ToldKind)), state: one.state, reason: one.reason, failingSince: one.failing_since,
  organisation: { id: one.organisation_id, name: one.organisation }, proposedBy: { id: one.proposed_by, name: one.proposer }, proposedAt: one.proposed_at, decidedBy: one.decider, decidedAt: one.decided_at, remark: one.remark, secretChangesUntil: one.old_secret_until,
  due: Number(one.due), done: Number(one.done), parked: Number(one.parked),
});

/** `due`: waits to be sent or sent again; `done`: the other side took it; `parked`: given up, can be sent again by hand. */
export type DeliveryState = 'due' | 'done' | 'parked';
export type Delivery = { id: number; state: DeliveryState; event: EventType | 'test'; instanceId: number | null; seq: number | null; madeAt: Date; triedAt: Date | null; attempts: number; lastStatus: number | null; lastError: string | null; dueAt: Date | null };

/** The messages of one webhook, the latest first. */
export async function deliveriesOf(webhookId: number, { state, before, limit }: { state?: DeliveryState; before?: number; limit: number }): Promise<Delivery[]> {
  const found = await rows<{ id: number; state: DeliveryState; kind: ToldKind | 'test'; instance_id: number | null; seq: number | null; made_at: Date; tried_at: Date | null; attempts: number; last_status: number | null; last_error: string | null; due_at: Date | null }>(
    `SELECT id, state, kind, instance_id, seq, made_at, tried_at, attempts, last_status, last_error, due_at FROM webhook_deliveries WHERE webhook_id = ?${state ? ' AND state = ?' : ''}${before ? ' AND id < ?' : ''} ORDER BY id DESC LIMIT ?`,
    [webhookId, ...(state ? [state] : []), ...(before ? [before] : []), limit]);
  return found.map((one) => ({ id: one.id, state: one.state, event: one.kind === 'test' ? 'test' : typeOf(one.kind), instanceId: one.instance_id, seq: one.seq, madeAt: one.made_at, triedAt: one.tried_at, attempts: one.attempts, lastStatus: one.last_status, lastError: one.last_error, dueAt: one.due_at }));
}
