import { rows } from '../database.js';
import { canonicalJson, chainMac } from '../lib/crypto.js';
import { auditKey } from './key.js';

/** The first record that does not fit: altered, missing before it, or out of order. */
export type Broken = { id: number; chain: string; seq: number; reason: string };

type Row = {
  id: number; chain: string; seq: number; action: string; outcome: string; actor_id: number | null; actor_name: string; role: string; organisation_id: number | null; organisation_name: string;
  object_kind: string; object_id: number | null; object_organisation_id: number | null; before_values: string | null; after_values: string | null; remark: string | null; ip: string; operation_key: string | null;
  office_at: Date; recorded_at: Date; previous_mac: Buffer | null; mac: Buffer;
};

const BATCH = 1000;

/**
 * Recomputes the audit chains: every row's mac from its own fields and the row before it in its chain, with no gap in the numbers.
 * @param newest only the newest so many rows (their predecessors are looked up); all of them when left out.
 * @returns the first record that does not fit, or null.
 */
export async function verifyChains(newest?: number): Promise<Broken | null> {
  const from = newest === undefined ? 0 : Math.max(0, ((await rows<{ last: number | null }>('SELECT MAX(id) AS last FROM audit_events'))[0]?.last ?? 0) - newest);
  const ends = new Map<string, { seq: number; mac: Buffer }>();
  for (let after = from; ;) {
    const batch = await rows<Row>('SELECT * FROM audit_events WHERE id > ? ORDER BY id LIMIT ?', [after, BATCH]);
    if (batch.length === 0) return null;
    const unknown = from > 0 ? [...new Set(batch.filter(({ chain, seq }) => seq > 1 && !ends.has(chain)).map(({ chain }) => chain))] : [];
    if (unknown.length > 0) await recall(unknown, from, ends);
    for (const found of batch) {
      const reason = problemWith(found, ends.get(found.chain));
      if (reason) return { id: found.id, chain: found.chain, seq: found.seq, reason };
      ends.set(found.chain, { seq: found.seq, mac: found.mac });
    }
    after = batch[batch.length - 1].id;
  }
}

async function recall(chains: string[], upTo: number, ends: Map<string, { seq: number; mac: Buffer }>): Promise<void> {
  const found = await rows<{ chain: string; seq: number; mac: Buffer }>('SELECT e.chain, e.seq, e.mac FROM audit_events e JOIN (SELECT chain, MAX(seq) AS seq FROM audit_events WHERE id <= ? AND chain IN (?) GROUP BY chain) m ON m.chain = e.chain AND m.seq = e.seq', [upTo, chains]);
  for (const { chain, seq, mac } of found) ends.set(chain, { seq, mac });
}

function problemWith(found: Row, before: { seq: number; mac: Buffer } | undefined): string | null {
  if (found.seq !== (before?.seq ?? 0) + 1) return '前面少了一条';
  const { id: _id, previous_mac, mac, ...fields } = found;
  if (!(previous_mac === null ? before === undefined : before?.mac.equals(previous_mac))) return '与前一条接不上';
  const expected = chainMac(auditKey(), previous_mac, canonicalJson({ ...fields, office_at: found.office_at.toISOString(), recorded_at: found.recorded_at.toISOString() }));
  return expected.equals(mac) ? null : '内容被改过';
}
