import { createHash } from 'node:crypto';
import type { Operation as Claimable } from './lib/act-context.js';
import { Conflict } from './lib/errors.js';
import { errorNumber, row, run } from './database.js';

type Operation = Omit<Claimable, 'claim'>;

/** The answer an operation got the first time: status and JSON body, or where the page was sent. */
export type StoredAnswer = { status: number; answer: string };

/** Thrown inside an act when the operation was done before: the first answer is given again. */
export class DoneBefore extends Error {
  constructor(readonly stored: StoredAnswer) {
    super('done before');
  }
}

const LOCKED = new Set([1205, 3572]);

/**
 * Claims the operation inside its act's transaction, so that claim and effect commit together.
 * @throws DoneBefore with the first answer; Conflict `in-progress` while it runs elsewhere, `key-reused` for another body or route.
 */
export async function claimOperation(operation: Operation, outcomeUnknown: boolean): Promise<void> {
  const found = await existing(operation, outcomeUnknown);
  if (found) return refuseOrRepeat(operation, found);
  try {
    await run('INSERT INTO operations (user_id, operation_key, route, body_hash) VALUES (?, ?, ?, ?)', [operation.userId, operation.key, operation.route, operation.bodyHash]);
  } catch (error) {
    if (errorNumber(error) !== 1062) throw error;
    const twin = await existing(operation, true);
    if (twin) refuseOrRepeat(operation, twin);
    throw error;
  }
}

/** What the operation was answered, outside any act; null when it was not, or was something else. */
export async function answeredBefore(operation: Operation): Promise<DoneBefore | null> {
  const found = await row<Row>('SELECT route, body_hash, status, answer FROM operations WHERE user_id = ? AND operation_key = ?', [operation.userId, operation.key]);
  if (!found || found.route !== operation.route || found.body_hash !== operation.bodyHash || found.status === null) return null;
  return new DoneBefore({ status: found.status, answer: found.answer ?? '' });
}

/** Writes the answer beside the claim, in the same transaction. */
export async function storeAnswer(operation: Operation, stored: StoredAnswer): Promise<void> {
  await run('UPDATE operations SET status = ?, answer = ? WHERE user_id = ? AND operation_key = ?', [stored.status, stored.answer, operation.userId, operation.key]);
}

/** Keeps a refusal (4xx) whose transaction was rolled back. */
export async function storeRefusal(operation: Operation, stored: StoredAnswer): Promise<void> {
  await run('INSERT IGNORE INTO operations (user_id, operation_key, route, body_hash, status, answer) VALUES (?, ?, ?, ?, ?, ?)', [operation.userId, operation.key, operation.route, operation.bodyHash, stored.status, stored.answer]);
}

/** Forgets operations older than seven days (contract: kept 7 days). */
export async function forgetOldOperations(): Promise<number> {
  return (await run('DELETE FROM operations WHERE created_at < CURRENT_TIMESTAMP(3) - INTERVAL 7 DAY LIMIT 5000')).affected;
}

export const hashBody = (body: unknown): string => createHash('sha256').update(typeof body === 'string' ? body : JSON.stringify(body ?? null)).digest('hex');

type Row = { route: string; body_hash: string; status: number | null; answer: string | null };

async function existing(operation: Operation, wait: boolean): Promise<Row | undefined> {
  try {
    return await row<Row>(`SELECT route, body_hash, status, answer FROM operations WHERE user_id = ? AND operation_key = ? FOR UPDATE${wait ? '' : ' NOWAIT'}`, [operation.userId, operation.key]);
  } catch (error) {
    if (!wait && LOCKED.has(errorNumber(error))) throw new Conflict('in-progress', '同一次提交正在办理，请稍候，不必重复提交。');
    throw error;
  }
}

function refuseOrRepeat(operation: Operation, found: Row): void {
  if (found.route !== operation.route || found.body_hash !== operation.bodyHash) throw new Conflict('key-reused', '这个提交编号已用于另一次操作，请刷新页面后重新提交。');
  if (found.status !== null) throw new DoneBefore({ status: found.status, answer: found.answer ?? '' });
}
