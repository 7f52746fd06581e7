import { rows } from '../database.js';
import { formatYuan } from '../lib/money.js';
import { officeIso } from '../values/office-date.js';
import { roleNames, type Role } from '../values/actor.js';

/** What happened to a list, oldest first: one entry for each act, with the status before and after. */
export async function historyOf(listId: number): Promise<{ id: number; action: string; at: string; actor: string; role: string; organisation: string; before: Record<string, unknown> | null; after: Record<string, unknown> | null; remark: string | null }[]> {
  const found = await rows<{ id: number; seq: number; action: string; office_at: Date; actor_name: string; role: string; organisation_name: string; before_values: string | null; after_values: string | null; remark: string | null }>(
    "SELECT id, seq, action, office_at, actor_name, role, organisation_name, before_values, after_values, remark FROM audit_events WHERE chain = ? AND outcome = 'done' ORDER BY seq", [`award-list:${listId}`]);
  return found.map((one) => ({
    id: one.id, action: one.action, at: officeIso(one.office_at), actor: one.actor_name, role: roleNames[one.role as Role] ?? '', organisation: one.organisation_name,
    before: one.before_values ? (JSON.parse(one.before_values) as Record<string, unknown>) : null, after: one.after_values ? (JSON.parse(one.after_values) as Record<string, unknown>) : null, remark: one.remark,
  }));
}

/** The frozen publicity rounds of a list, oldest first. */
export async function roundsOf(listId: number): Promise<{ round: number; start: string; end: string; people: number; payable: string; contentHash: string; publishedAt: string; outcome: string; closedAt: string | null; views: number }[]> {
  const found = await rows<{ round: number; start_on: string; end_on: string; people: number; payable_fen: number; content_hash: string; published_at: Date; outcome: string; closed_at: Date | null; views: number }>('SELECT round, start_on, end_on, people, payable_fen, content_hash, published_at, outcome, closed_at, views FROM publicity_rounds WHERE list_id = ? ORDER BY round', [listId]);
  return found.map((one) => ({ round: one.round, start: one.start_on, end: one.end_on, people: one.people, payable: formatYuan(one.payable_fen), contentHash: one.content_hash, publishedAt: officeIso(one.published_at), outcome: one.outcome, closedAt: one.closed_at ? officeIso(one.closed_at) : null, views: one.views }));
}

/** Every withdrawal request of a list, newest first. */
export async function withdrawalsOf(listId: number): Promise<{ id: number; round: number; state: 'pending' | 'granted' | 'refused'; reason: string; requestedAt: string; reviewedAt: string | null; remark: string | null }[]> {
  const found = await rows<{ id: number; round: number; state: 'pending' | 'granted' | 'refused'; reason: string; requested_at: Date; reviewed_at: Date | null; remark: string | null }>('SELECT id, round, state, reason, requested_at, reviewed_at, remark FROM withdrawal_requests WHERE list_id = ? ORDER BY id DESC', [listId]);
  return found.map((one) => ({ id: one.id, round: one.round, state: one.state, reason: one.reason, requestedAt: officeIso(one.requested_at), reviewedAt: one.reviewed_at ? officeIso(one.reviewed_at) : null, remark: one.remark }));
}
