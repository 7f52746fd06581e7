import { later, requireTx } from './database.js';

/** Wakes the worker of this process after the commit; set by the jobs. Cannot fail the act. */
let wake: () => void = () => undefined;
export const onOutbox = (listener: () => void): void => {
  wake = listener;
};

/**
 * Leaves a message to be sent after the commit, in the act's own transaction. The same `dedupeKey` is sent once.
 * Delivery is at least once; the receiver collapses repeats by the key.
 */
export async function enqueue(kind: string, dedupeKey: string, payload: Record<string, unknown>): Promise<void> {
  const tx = requireTx();
  await later('INSERT IGNORE INTO outbox (kind, dedupe_key, payload) VALUES (?, ?, ?)', [kind, dedupeKey, JSON.stringify(payload)]);
  tx.afterCommit(wake);
}

/** Thrown by a delivery that must wait for a known time, e.g. the next day's quota; it is no failure of ours. */
export class DeliverLater extends Error {
  constructor(readonly seconds: number, reason: string) {
    super(reason);
  }
}
