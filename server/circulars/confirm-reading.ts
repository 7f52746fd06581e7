import { recordAudit } from '../audit/record.js';
import { run, transact } from '../database.js';
import { Forbidden } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { circularInScope, type Circular } from './circular.js';
import { whyNotConfirm } from './policy.js';

/** 确认已阅: one person of an organisation says so; the organisation has read it from the first of them on. Saying it twice changes nothing. @throws NotFound; Forbidden for the sender. */
export async function confirmReading(actor: Actor, circularId: number): Promise<Circular> {
  return transact(async (tx) => {
    const circular = await circularInScope(actor, circularId);
    const unmet = whyNotConfirm(actor, circular);
    if (unmet?.code === 'role-not-allowed') throw new Forbidden(unmet.code, unmet.message);
    const { affected } = await run('INSERT IGNORE INTO circular_receipts (circular_id, user_id, organisation_id, read_at) VALUES (?, ?, ?, ?)', [circularId, actor.userId, actor.organisation.id, tx.now]);
    if (affected > 0) await recordAudit(actor, { action: '确认通知已阅', object: { kind: 'circular', id: circularId, organisationId: actor.organisation.id } });
    await run("UPDATE notifications SET read_at = ? WHERE user_id = ? AND read_at IS NULL AND href = ?", [tx.now, actor.userId, `/circulars/${circularId}`]);
    return circularInScope(actor, circularId);
  });
}
