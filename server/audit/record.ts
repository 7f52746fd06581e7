import type { Actor } from '../values/actor.js';
import { heldRead, hold, later, requireTx, row } from '../database.js';
import { canonicalJson, chainMac } from '../lib/crypto.js';
import { currentRequest } from '../lib/act-context.js';
import { auditKey } from './key.js';

/** One thing somebody did, as the audit keeps it. `before`/`after` hold status words and field names, never protected values. */
export type AuditEntry = {
  action: string;
  object: { kind: string; id: number | null; organisationId?: number | null };
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
  remark?: string | null;
  outcome?: 'done' | 'denied';
};

/** Who acts when nobody is at the desk: timers, seeds, jobs. */
export const systemActor = { userId: null, name: '系统', role: '', organisation: null } as const;

/** The last of an object's records: where the next one is chained. */
type Link = { seq: number; mac: Buffer };

/** An object the act under way has just made has no records yet. */
export const beginsChain = (kind: string, id: number): void => hold('audit_chain', `${kind}:${id}`, undefined);

/** Who acts without a sign-in: somebody at the public notice. */
export const outsider = { userId: null, name: '公众', role: '', organisation: null } as const;

type Who = Pick<Actor, 'userId' | 'name' | 'role' | 'organisation' | 'onBehalfOf'> | ((typeof systemActor | typeof outsider) & { onBehalfOf?: undefined });

/**
 * Writes the audit row of an act inside its transaction, chained to the object's earlier rows:
 * mac = HMAC(key, previous mac ‖ canonical row). Mostly the caller holds the object's row lock; where two acts write to one
 * chain at once (somebody refused twice in a moment), the later one is begun again and takes the next place.
 */
export async function recordAudit(actor: Who, entry: AuditEntry): Promise<void> {
  const tx = requireTx();
  const chain = `${entry.object.kind}:${entry.object.id ?? `by-${actor.userId ?? 0}`}`;
  const last = await heldRead('audit_chain', chain, () => row<Link>('SELECT seq, mac FROM audit_events WHERE chain = ? ORDER BY seq DESC LIMIT 1 FOR UPDATE', [chain]));
  const seq = (last?.seq ?? 0) + 1;
  const request = currentRequest();
  const fields = {
    chain, seq,
    action: entry.action,
    outcome: entry.outcome ?? 'done',
    actor_id: actor.userId,
    actor_name: actor.name,
    role: actor.role,
    organisation_id: actor.organisation?.id ?? null,
    organisation_name: actor.organisation?.name ?? '',
    object_kind: entry.object.kind,
    object_id: entry.object.id,
    object_organisation_id: entry.object.organisationId ?? null,
    before_values: entry.before ? JSON.stringify(entry.before) : null,
    after_values: entry.after || actor.onBehalfOf ? JSON.stringify({ ...entry.after, ...(actor.onBehalfOf ? { onBehalfOf: actor.onBehalfOf.name } : {}) }) : null,
    remark: entry.remark ?? null,
    ip: request?.ip ?? '',
    operation_key: request?.operation?.key ?? null,
    office_at: tx.now.toISOString(),
    recorded_at: tx.recordedAt.toISOString(),
  };
  const mac = chainMac(auditKey(), last?.mac ?? null, canonicalJson(fields));
  await later(
    `INSERT INTO audit_events (${Object.keys(fields).join(', ')}, previous_mac, mac) VALUES (${Object.keys(fields).map(() => '?').join(', ')}, ?, ?)`,
    [...Object.values({ ...fields, office_at: tx.now, recorded_at: tx.recordedAt }), last?.mac ?? null, mac],
  );
  hold('audit_chain', chain, { seq, mac });
}
