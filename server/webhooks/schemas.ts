import { z } from 'zod';
import { NotFound } from '../lib/errors.js';
import type { Actor, Role } from '../values/actor.js';
import { officeIso } from '../values/office-date.js';
import { id, organisationRef } from '../web/schemas.js';
import { eventTypes } from './events.js';
import { webhookInScope, type Delivery, type Webhook } from './webhook.js';

/** Drawn up by who administers processes, decided by who publishes them. */
export const staff: readonly Role[] = ['process-administrator', 'process-publisher'];
export const administrators: readonly Role[] = ['process-administrator'];
export const publishers: readonly Role[] = ['process-publisher'];

/** @throws NotFound unless it is of the actor's organisation or below. */
export async function webhookScope(actor: Actor, params: Record<string, string>): Promise<void> {
  const webhookId = Number(params.id);
  if (!Number.isInteger(webhookId) || webhookId < 1) throw new NotFound();
  await webhookInScope(actor, webhookId);
}

export const name = z.string().trim().min(1, '请写一个名称，例如“省教育数据平台”。').max(60, '名称最多 60 字。');
export const url = z.string().trim().min(1, '请写对方接收的网址。').max(500, '网址最多 500 个字符。');
export const events = z.array(z.enum(eventTypes)).min(1, '请至少选一种事件。');
export const remark = z.string().trim().max(500, '最多 500 字。');
export const reason = z.string().trim().min(1, '请写明为什么暂停。').max(500, '最多 500 字。');
export const deliveryState = z.enum(['due', 'done', 'parked']);
export const deliveryParams = z.strictObject({ id, deliveryId: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });

const text = z.string().nullable();
export const webhookShape = z.object({
  id: z.number(), name: z.string(), url: z.string(), definition: text, events: z.array(z.enum(eventTypes)), state: z.enum(['proposed', 'active', 'held', 'refused', 'ended']), reason: z.string(), failingSince: text, organisation: organisationRef,
  proposedBy: z.string(), proposedAt: z.string(), decidedBy: text, decidedAt: text, remark: z.string(), secretChangesUntil: text, deliveries: z.object({ due: z.number(), done: z.number(), parked: z.number() }),
});
const instant = (at: Date | null): string | null => (at ? officeIso(at) : null);
export const presentWebhook = ({ due, done, parked, proposedBy, proposedAt, decidedAt, failingSince, secretChangesUntil, ...one }: Webhook): z.infer<typeof webhookShape> =>
  ({ ...one, failingSince: instant(failingSince), proposedBy: proposedBy.name, proposedAt: officeIso(proposedAt), decidedAt: instant(decidedAt), secretChangesUntil: instant(secretChangesUntil), deliveries: { due, done, parked } });

export const deliveryShape = z.object({ id: z.number(), state: deliveryState, event: z.enum([...eventTypes, 'test']), instanceId: z.number().nullable(), sequence: z.number().nullable(), madeAt: z.string(), triedAt: text, attempts: z.number(), lastStatus: z.number().nullable(), lastError: text, dueAt: text });
export const presentDelivery = ({ seq, madeAt, triedAt, dueAt, ...one }: Delivery): z.infer<typeof deliveryShape> => ({ ...one, sequence: seq, madeAt: officeIso(madeAt), triedAt: instant(triedAt), dueAt: instant(dueAt) });
