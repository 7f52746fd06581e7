import { randomUUID } from 'node:crypto';
import { row, rows, run, transact } from '../database.js';
import { ticks, realNow } from '../lib/clock.js';
import { protection } from '../protection.js';
import { eventId, messageOf, testMessage, type Told, type ToldKind } from './events.js';
import { HELD_AFTER_HOURS, isGone, pauseAfter } from './pauses.js';
import { isTaken, postEvent, type Outcome } from './post-event.js';
import { signedHeaders } from './signature.js';
import type { Allowed } from './target.js';
import { secretContext } from './webhook.js';

const AT_ONCE = 20;
const LEASE_SECONDS = 60;
/** After so long what is left of a batch is given back: the lease must outlive the slowest sending. */
const LONGEST_MS = 40_000;
const NOW = 'CURRENT_TIMESTAMP(3)';
const DUE = `d.state = 'due' AND d.due_at <= ${NOW} AND (d.lease_until IS NULL OR d.lease_until < ${NOW})`;

/**
 * Sends what is due to every webhook that takes anything, side by side; to one of them one after another in the order of the acts.
 * Claimed by compare-and-set with a lease, so of two servers one sends and what a dead one held is sent again: at least once.
 * @returns how many were taken by the other side.
 */
export async function sendEvents(allowed: Allowed, post = postEvent): Promise<number> {
  const waiting = await rows<{ webhook_id: number }>(`SELECT DISTINCT d.webhook_id FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id WHERE w.state = 'active' AND ${DUE}`);
  const taken = await Promise.all(waiting.map((one) => sendTo(one.webhook_id, allowed, post)));
  return taken.reduce((sum, one) => sum + one, 0);
}

async function sendTo(webhookId: number, allowed: Allowed, post: typeof postEvent): Promise<number> {
  const owner = randomUUID();
  const target = await row<{ uid: string; url: string; secret_sealed: string; old_secret_sealed: string | null }>(`SELECT uid, url, secret_sealed, IF(old_secret_until > ${NOW}, old_secret_sealed, NULL) AS old_secret_sealed FROM webhooks WHERE id = ?`, [webhookId]);
  if (!target) return 0;
  const { cipher } = protection();
  const secrets = [target.secret_sealed, target.old_secret_sealed].flatMap((sealed) => (sealed === null ? [] : [cipher.open(sealed, secretContext(target.uid))]));
  const begun = ticks();
  let taken = 0;
  for (const delivery of await claim(webhookId, owner)) {
    if (ticks() - begun > LONGEST_MS) break;
    const at = realNow();
    const id = delivery.instance_id === null || delivery.seq === null ? `test_${delivery.id}` : eventId({ instanceId: delivery.instance_id, seq: delivery.seq });
    const body = delivery.instance_id === null ? testMessage(at) : await messageAbout(delivery.instance_id, delivery.seq ?? 0);
    const outcome: Outcome = body === null ? { status: null, error: '这件事的记录已经不在' } : await post(target.url, signedHeaders(secrets, { id, at, body }), body, allowed);
    const goesOn = await keep(webhookId, delivery, owner, outcome, body !== null);
    if (isTaken(outcome)) taken += 1;
    // Whoever does not take this one will hardly take the next.
    if (!goesOn) break;
  }
  await run('UPDATE webhook_deliveries SET lease_owner = NULL, lease_until = NULL WHERE webhook_id = ? AND lease_owner = ?', [webhookId, owner]);
  return taken;
}

type Claimed = { id: number; instance_id: number | null; seq: number | null; attempts: number };

async function claim(webhookId: number, owner: string): Promise<Claimed[]> {
  const due = await rows<{ id: number }>(`SELECT d.id FROM webhook_deliveries d WHERE d.webhook_id = ? AND ${DUE} ORDER BY d.id LIMIT ?`, [webhookId, AT_ONCE]);
  if (due.length === 0) return [];
  await run(`UPDATE webhook_deliveries d SET d.lease_owner = ?, d.lease_until = ${NOW} + INTERVAL ? SECOND WHERE d.id IN (?) AND ${DUE}`, [owner, LEASE_SECONDS, due.map(({ id }) => id)]);
  return rows<Claimed>('SELECT id, instance_id, seq, attempts FROM webhook_deliveries WHERE webhook_id = ? AND lease_owner = ? ORDER BY id', [webhookId, owner]);
}

/** Writes down what came of it. @returns whether the next one is sent now. */
async function keep(webhookId: number, { id, attempts }: Claimed, owner: string, outcome: Outcome, retry: boolean): Promise<boolean> {
  const said = [outcome.status, outcome.error?.slice(0, 200) ?? null];
  if (isTaken(outcome)) {
    await run(`UPDATE webhook_deliveries SET state = 'done', due_at = NULL, attempts = attempts + 1, lease_owner = NULL, lease_until = NULL, last_status = ?, last_error = ?, tried_at = ${NOW} WHERE id = ? AND lease_owner = ?`, [...said, id, owner]);
    await run('UPDATE webhooks SET failing_since = NULL WHERE id = ? AND failing_since IS NOT NULL', [webhookId]);
    return true;
  }
  return transact(async () => {
    const pause = retry ? pauseAfter(attempts + 1) : null;
    const { affected } = await run(
      `UPDATE webhook_deliveries SET state = ?, due_at = ${pause === null ? 'NULL' : `${NOW} + INTERVAL ${pause} SECOND`}, attempts = attempts + 1, lease_owner = NULL, lease_until = NULL, last_status = ?, last_error = ?, tried_at = ${NOW} WHERE id = ? AND lease_owner = ?`,
      [pause === null ? 'parked' : 'due', ...said, id, owner]);
    if (affected === 0) return false;
    if (!retry) return true;
    await run(`UPDATE webhooks SET failing_since = ${NOW} WHERE id = ? AND failing_since IS NULL`, [webhookId]);
    const gone = isGone(outcome.status);
    await run(`UPDATE webhooks SET state = 'held', reason = ? WHERE id = ? AND state = 'active'${gone ? '' : ` AND failing_since <= ${NOW} - INTERVAL ${HELD_AFTER_HOURS} HOUR`}`, [gone ? '对方答复不再接收（410）' : `${HELD_AFTER_HOURS} 小时里一次也没有送到`, webhookId]);
    return false;
  });
}

/** The message, read from the history, which is never changed: a repetition says the same. Null when the history is gone. */
async function messageAbout(instanceId: number, seq: number): Promise<string | null> {
  const found = await row<{ kind: ToldKind; at: Date; element_id: string | null; element_name: string | null; decision: string | null; definition_key: string; version: number; name: string; subject_kind: string; subject_id: number; organisation_id: number; organisation: string }>(
    `SELECT h.kind, h.at, h.element_id, h.element_name, h.decision, d.definition_key, d.version, d.name, p.subject_kind, p.subject_id, o.id AS organisation_id, o.name AS organisation
     FROM process_history h JOIN process_instances p ON p.id = h.instance_id JOIN process_definitions d ON d.id = p.definition_id JOIN organisations o ON o.id = p.subject_organisation_id WHERE h.instance_id = ? AND h.seq = ?`, [instanceId, seq]);
  if (!found) return null;
  const told: Told = {
    instanceId, seq, kind: found.kind, at: found.at, elementId: found.element_id, elementName: found.element_name, decision: found.decision,
    definition: { key: found.definition_key, version: found.version, name: found.name }, subject: { kind: found.subject_kind, id: found.subject_id }, organisation: { id: found.organisation_id, name: found.organisation },
  };
  return messageOf(told);
}

/** Forgets what was taken a month ago, and what nobody has sent again for three. @returns how many went. */
export async function forgetOldDeliveries(): Promise<number> {
  const past = async (state: 'done' | 'parked', days: number): Promise<number> => (await run(`DELETE FROM webhook_deliveries WHERE state = ? AND made_at < ${NOW} - INTERVAL ? DAY LIMIT 1000`, [state, days])).affected;
  return (await past('done', 30)) + (await past('parked', 90));
}
