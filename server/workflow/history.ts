import { later } from '../database.js';
import type { Actor } from '../values/actor.js';

export type HistoryKind = 'started' | 'task-opened' | 'task-done' | 'task-cancelled' | 'service' | 'timer-set' | 'timer-fired' | 'message' | 'voted' | 'vote-withdrawn' | 'reminded' | 'claimed' | 'released' | 'transferred' | 'delegated' | 'signer-added' | 'signer-removed' | 'signed' | 'awaits-signers' | 'copied' | 'task-urged' | 'ended' | 'incident' | 'retried' | 'variable-set' | 'skipped' | 'wait-restored' | 'migrated' | 'migration-undone' | 'call-started' | 'call-ended' | 'message-sent' | 'signal-sent' | 'message-unheard' | 'external-opened' | 'external-done' | 'external-error' | 'external-failed' | 'external-cancelled';
export type HistoryEntry = { kind: HistoryKind; elementId?: string; elementName?: string; actor?: Pick<Actor, 'userId' | 'name' | 'onBehalfOf'> | null; decision?: string; remark?: string };

type Follower = (instanceId: number, fromSeq: number, kinds: readonly HistoryKind[]) => Promise<void>;
const followers = new Set<Follower>();
/** A feature that leaves something for each entry, in the same transaction and after it (`processes.ts`). */
export const followHistory = (follower: Follower): void => { followers.add(follower); };

/** Appends what a step did to the instance's history, in one statement. `fromSeq` is the last number used. */
export async function appendHistory(instanceId: number, fromSeq: number, entries: readonly HistoryEntry[], at: Date): Promise<void> {
  if (entries.length === 0) return;
  await later('INSERT INTO process_history (instance_id, seq, kind, element_id, element_name, actor_id, actor_name, on_behalf_of, decision, remark, at) VALUES ?', [
    entries.map((entry, index) => [instanceId, fromSeq + index + 1, entry.kind, entry.elementId ?? null, entry.elementName ?? null, entry.actor?.userId ?? null, entry.actor?.name ?? null, entry.actor?.onBehalfOf?.name ?? null, entry.decision ?? null, entry.remark ?? null, at]),
  ]);
  for (const follow of followers) await follow(instanceId, fromSeq, entries.map(({ kind }) => kind));
}
