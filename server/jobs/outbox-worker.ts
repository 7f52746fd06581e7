import { randomUUID } from 'node:crypto';
import { rows, run } from '../database.js';

const BATCH = 50;
const owner = randomUUID();

export type Deliverer = (payload: never) => Promise<void>;
const deliverers = new Map<string, Deliverer>();

/** A feature says how one kind of outbox row is delivered. Delivery may happen twice; the receiver collapses it. */
export function registerDeliverer<T>(kind: string, deliver: (payload: T) => Promise<void>): void {
  deliverers.set(kind, deliver as unknown as Deliverer);
}

/**
 * Sends what is due. Rows are claimed by compare-and-set with a lease of a minute, so two servers share the work and a
 * row whose worker died is taken over; failures wait longer each time.
 * @returns how many were sent.
 */
export async function sendOutbox(onFailure: (error: unknown, kind: string) => void = () => undefined): Promise<number> {
  const due = await rows<{ id: number; kind: string; payload: string; attempts: number }>('SELECT id, kind, payload, attempts FROM outbox WHERE sent_at IS NULL AND not_before <= CURRENT_TIMESTAMP(3) AND (lease_until IS NULL OR lease_until < CURRENT_TIMESTAMP(3)) ORDER BY id LIMIT ?', [BATCH]);
  let sent = 0;
  for (const message of due) {
    const { affected } = await run('UPDATE outbox SET lease_owner = ?, lease_until = CURRENT_TIMESTAMP(3) + INTERVAL 60 SECOND, attempts = attempts + 1 WHERE id = ? AND sent_at IS NULL AND attempts = ?', [owner, message.id, message.attempts]);
    if (affected !== 1) continue;
    try {
      const deliver = deliverers.get(message.kind);
      if (!deliver) throw new Error(`nobody delivers ${message.kind}`);
      await deliver(JSON.parse(message.payload) as never);
      await run('UPDATE outbox SET sent_at = CURRENT_TIMESTAMP(3), lease_until = NULL, last_error = NULL WHERE id = ? AND lease_owner = ?', [message.id, owner]);
      sent += 1;
    } catch (error) {
      const wait = Math.min(3600, 5 * 4 ** Math.min(message.attempts, 5));
      await run('UPDATE outbox SET lease_until = NULL, not_before = CURRENT_TIMESTAMP(3) + INTERVAL ? SECOND, last_error = ? WHERE id = ? AND lease_owner = ?', [wait, String(error instanceof Error ? error.message : error).slice(0, 500), message.id, owner]);
      onFailure(error, message.kind);
    }
  }
  return sent;
}
