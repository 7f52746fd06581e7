import { rows } from '../database.js';

/**
 * Somebody who is asked for their word before a task is decided (加签（前）), after it (加签（后）), or to work on it and give it
 * back (委派). They decide nothing; the one who asked does.
 */
export type Signer = {
  id: number; kind: 'before' | 'after' | 'delegation'; user: { id: number; name: string }; state: 'open' | 'signed' | 'removed'; question: string | null;
  askedBy: { id: number; name: string }; askedAt: Date; agrees: boolean | null; opinion: string | null; answeredAt: Date | null;
};

type Row = { id: number; task_id: number; kind: Signer['kind']; user_id: number; user: string; state: Signer['state']; question: string | null; asked_by: number; asker: string; asked_at: Date; agrees: number | null; opinion: string | null; answered_at: Date | null };

/** Everybody asked about these tasks, oldest first; one statement whatever their number. */
export async function signersOf(taskIds: readonly number[]): Promise<Map<number, Signer[]>> {
  const found = taskIds.length === 0 ? [] : await rows<Row>("SELECT s.id, s.task_id, s.kind, s.user_id, u.name AS user, s.state, s.question, s.asked_by, a.name AS asker, s.asked_at, s.agrees, s.opinion, s.answered_at FROM task_signers s JOIN users u ON u.id = s.user_id JOIN users a ON a.id = s.asked_by WHERE s.task_id IN (?) AND s.state <> 'removed' ORDER BY s.id", [[...taskIds]]);
  const signers = new Map<number, Signer[]>();
  for (const one of found) {
    const signer: Signer = { id: one.id, kind: one.kind, user: { id: one.user_id, name: one.user }, state: one.state, question: one.question, askedBy: { id: one.asked_by, name: one.asker }, askedAt: one.asked_at, agrees: one.agrees === null ? null : one.agrees === 1, opinion: one.opinion, answeredAt: one.answered_at };
    signers.set(one.task_id, [...(signers.get(one.task_id) ?? []), signer]);
  }
  return signers;
}

/** Those whose word is still waited for before the task can be decided. */
export const waitedFor = (signers: readonly Signer[]): Signer[] => signers.filter(({ kind, state }) => kind !== 'after' && state === 'open');
export const signingAfter = (signers: readonly Signer[]): Signer[] => signers.filter(({ kind, state }) => kind === 'after' && state === 'open');
