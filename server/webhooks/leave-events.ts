import { later } from '../database.js';
import type { HistoryKind } from '../workflow/history.js';
import { isTold } from './events.js';

/**
 * Leaves what a webhook is to be told, in the transaction of the act it tells of and with its statements: committed with it or not at all.
 * A webhook hears of the processes of its organisation and below; a held one hears later.
 */
export async function leaveEvents(instanceId: number, fromSeq: number, kinds: readonly HistoryKind[]): Promise<void> {
  const worthTelling = [...new Set(kinds.filter(isTold))];
  if (worthTelling.length === 0) return;
  await later(
    `INSERT INTO webhook_deliveries (webhook_id, instance_id, seq, kind, made_at, due_at)
     SELECT w.id, h.instance_id, h.seq, h.kind, CURRENT_TIMESTAMP(3), CURRENT_TIMESTAMP(3)
     FROM webhooks w JOIN organisations own ON own.id = w.organisation_id JOIN process_instances p ON p.id = ? JOIN process_definitions d ON d.id = p.definition_id
     JOIN organisations o ON o.id = p.subject_organisation_id AND o.path LIKE CONCAT(own.path, '%')
     JOIN process_history h ON h.instance_id = p.id AND h.seq > ? AND h.kind IN (?) AND FIND_IN_SET(h.kind, w.kinds)
     WHERE w.state IN ('active', 'held') AND (w.definition_key IS NULL OR w.definition_key = d.definition_key)`,
    [instanceId, fromSeq, worthTelling]);
}
