import { row, rows } from '../database.js';
import { formatThousands } from '../lib/money.js';
import type { Actor } from '../values/actor.js';
import type { OfficeDate } from '../values/office-date.js';
import type { TagProps } from '../web/components/tag.js';
import type { DisbursementRecord } from '../web/pages/list-records.js';
import { dayWords, momentWords } from '../web/time-words.js';
import { factsOf, listInScope } from '../award-lists/award-list.js';
import { channels, type Channel } from './disburse.js';

type Group = { paid_on: string; channel: Channel; state: string; reason: string | null; recover: number; entered_at: Date; name: string | null; people: number; amount: number };

/** What a payment's row says of it. */
export function paymentTag(state: string, recover: boolean, reason: string | null): TagProps {
  if (state === 'returned') return { tone: 'bad', icon: 'back', word: reason ? `退票：${reason}` : '退票' };
  if (state === 'voided') return { tone: 'back', icon: 'back', word: recover ? '已作废，待追回' : '已作废' };
  return { tone: 'good', icon: 'check', word: '已发放' };
}

/** 资金发放 of a list, one line for everybody entered at once. @throws NotFound outside the scope. */
export async function paymentGroups(actor: Actor, listId: number): Promise<DisbursementRecord[]> {
  const { today } = await factsOf(await listInScope(actor, listId));
  const found = await rows<Group>(
    `SELECT d.paid_on, d.channel, d.state, d.reason, d.recover, d.entered_at, u.name, COUNT(*) AS people, CAST(SUM(d.amount_fen) AS SIGNED) AS amount FROM disbursements d LEFT JOIN users u ON u.id = d.entered_by
      WHERE d.list_id = ? GROUP BY d.entered_at, d.entered_by, u.name, d.paid_on, d.channel, d.state, d.reason, d.recover ORDER BY d.entered_at DESC, d.state LIMIT 200`, [listId]);
  return found.map((one, index) => ({
    id: index, paidOn: dayWords(one.paid_on, today), channel: channels[one.channel], people: one.people.toLocaleString('en-US'), amount: formatThousands(one.amount),
    by: `${one.name ?? '—'} ${momentWords(one.entered_at, today)}`, state: paymentTag(one.state, one.recover === 1, one.reason),
  }));
}

export type SinglePayment = { id: number; name: string; paidOn: OfficeDate; channel: string; amount: number; state: string; reason: string | null; recover: boolean };

/** Single payments, newest first, found by the student's name; a page at a time. */
export async function singlePayments(listId: number, asked: { q?: string; limit: number; offset: number }): Promise<SinglePayment[]> {
  const like = asked.q ? `%${asked.q.replace(/[%_\\]/g, '\\$&')}%` : null;
  const found = await rows<{ id: number; name: string; paid_on: string; channel: Channel; card_tail: string | null; amount_fen: number; state: string; reason: string | null; recover: number }>(
    `SELECT d.id, COALESCE(w.name, '') AS name, d.paid_on, d.channel, d.card_tail, d.amount_fen, d.state, d.reason, d.recover FROM disbursements d LEFT JOIN awards w ON w.id = d.award_id
      WHERE d.list_id = ?${like ? ' AND w.name LIKE ?' : ''} ORDER BY d.id DESC LIMIT ? OFFSET ?`, [listId, ...(like ? [like] : []), asked.limit, asked.offset]);
  return found.map((one) => ({ id: one.id, name: one.name, paidOn: one.paid_on, channel: `${channels[one.channel]}${one.card_tail ? ` 尾号 ${one.card_tail}` : ''}`, amount: one.amount_fen, state: one.state, reason: one.reason, recover: one.recover === 1 }));
}

export type UnpaidAward = { id: number; number: number; name: string; maskedId: string; cardTail: string | null; payable: number; paid: number | null };

/** Who has not been paid yet, in the order of the list. */
export async function unpaidAwards(listId: number, asked: { limit: number; offset: number }): Promise<UnpaidAward[]> {
  return rows<UnpaidAward>(
    `SELECT * FROM (SELECT w.id, ROW_NUMBER() OVER (ORDER BY w.id) AS number, w.name, s.document_masked AS maskedId, s.card_tail AS cardTail, w.payable_fen AS payable, w.paid_fen AS paid FROM awards w JOIN students s ON s.id = w.student_id WHERE w.list_id = ?) everybody
      WHERE COALESCE(paid, 0) = 0 ORDER BY id LIMIT ? OFFSET ?`, [listId, asked.limit, asked.offset]);
}

/** How many payments came back or are to be recovered, and their sum in fen; what is still open. */
export async function paymentSums(listId: number): Promise<{ returned: number; returnedAmount: number; voided: number; voidedAmount: number; unpaid: number; unpaidAmount: number; payments: number }> {
  const found = await row<{ returned: number; returned_amount: number; voided: number; voided_amount: number; payments: number }>(
    `SELECT CAST(COALESCE(SUM(state = 'returned'), 0) AS SIGNED) AS returned, CAST(COALESCE(SUM(IF(state = 'returned', amount_fen, 0)), 0) AS SIGNED) AS returned_amount,
            CAST(COALESCE(SUM(state = 'voided' AND recover), 0) AS SIGNED) AS voided, CAST(COALESCE(SUM(IF(state = 'voided' AND recover, amount_fen, 0)), 0) AS SIGNED) AS voided_amount, COUNT(*) AS payments FROM disbursements WHERE list_id = ?`, [listId]);
  const open = await row<{ n: number; amount: number }>('SELECT COUNT(*) AS n, CAST(COALESCE(SUM(payable_fen), 0) AS SIGNED) AS amount FROM awards WHERE list_id = ? AND COALESCE(paid_fen, 0) = 0', [listId]);
  return { returned: found?.returned ?? 0, returnedAmount: found?.returned_amount ?? 0, voided: found?.voided ?? 0, voidedAmount: found?.voided_amount ?? 0, unpaid: open?.n ?? 0, unpaidAmount: open?.amount ?? 0, payments: found?.payments ?? 0 };
}
