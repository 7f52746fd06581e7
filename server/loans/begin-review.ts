import { row } from '../database.js';
import type { Actor } from '../values/actor.js';
import { endInstanceOf, startInstance } from '../workflow/start-instance.js';
import { books, type BatchKind } from './bank-batch.js';

/** Hands a batch that was just written to review by its process. */
export async function beginReview(kind: BatchKind, batchId: number, actor: Actor | null): Promise<void> {
  await startInstance(books[kind].subject, { kind: books[kind].subject, id: batchId }, actor);
}

/** Nobody is asked to review a batch whose last open rows were replaced by newer ones. */
export async function endEmptyReviews(kind: BatchKind, batchIds: Iterable<number>): Promise<void> {
  for (const id of batchIds) {
    const open = await row<{ n: number }>(`SELECT COUNT(*) AS n FROM ${books[kind].table} WHERE batch_id = ? AND status = 'pending'`, [id]);
    if (open?.n === 0) await endInstanceOf({ kind: books[kind].subject, id });
  }
}
