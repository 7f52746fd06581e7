import { rows } from '../database.js';

/** A file of the exchange and what became of it. `checked`: lines looked at so far; `problems`: the first of what is wrong. */
export type ReceiptRow = {
  id: number; file: string; sha256: string; state: 'waiting' | 'working' | 'received' | 'quarantined'; reason: string; records: number; matched: number; otherName: number; checked: number;
  problems: { row: number; message: string }[]; sentBy: string | null; receivedAt: Date;
};

/** The receipts, the newest first; names of files and numbers only. */
export async function findReceipts({ limit, before = 4_294_967_295, offset = 0 }: { limit: number; before?: number; offset?: number }): Promise<ReceiptRow[]> {
  const found = await rows<{ id: number; file_name: string; sha256: string; state: ReceiptRow['state']; reason: string; records: number; matched: number; other_name: number; checked: number; problems: string | null; sent_by: string | null; received_at: Date }>(
    'SELECT r.id, r.file_name, r.sha256, r.state, r.reason, r.records, r.matched, r.other_name, r.checked, r.problems, u.name AS sent_by, r.received_at FROM exchange_receipts r LEFT JOIN users u ON u.id = r.sent_by WHERE r.id < ? ORDER BY r.id DESC LIMIT ? OFFSET ?', [before, limit, offset]);
  return found.map((one) => ({
    id: one.id, file: one.file_name, sha256: one.sha256, state: one.state, reason: one.reason, records: one.records, matched: one.matched, otherName: one.other_name, checked: one.checked,
    problems: one.problems === null ? [] : (JSON.parse(one.problems) as ReceiptRow['problems']), sentBy: one.sent_by, receivedAt: one.received_at,
  }));
}
