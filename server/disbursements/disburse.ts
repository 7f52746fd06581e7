import { requireTx, row, rows, run, transact } from '../database.js';
import { recordAudit } from '../audit/record.js';
import { Conflict, Forbidden, InputInvalid, NotFound, RuleBroken, type ErrorItem } from '../lib/errors.js';
import { markRostersOfList } from '../students/roster-marks.js';
import type { Actor } from '../values/actor.js';
import { officeDateOf, formatDay } from '../values/office-date.js';
import { firstMonthOf, periodName } from '../values/period.js';
import { scopeSql } from '../values/scope.js';
import { factsOf, listById, listInScope, lockList, refreshTotals, type AwardList } from '../award-lists/award-list.js';
import { mayViewPayments } from '../award-lists/payment-records.js';
import { demandAct } from '../award-lists/guards.js';
import { completeTask } from '../workflow/complete-task.js';
import { fireDueTimersOf } from '../workflow/fire-timers.js';
import { sendMessage } from '../workflow/send-message.js';
import { lockInstanceOf } from '../workflow/step.js';
import { openTaskOf } from '../workflow/task.js';

/** How the money went out: only to the student's own card (policy: no cash). */
export const channels = { 'aid-card': '资助卡', 'bank-card': '银行卡' } as const;
export type Channel = keyof typeof channels;

/** One payment to one person of a list. `amount` in fen. */
export type Disbursement = { id: number; listId: number; awardId: number; name: string; round: number; paidOn: string; amount: number; channel: Channel; cardTail: string | null; state: 'paid' | 'returned' | 'voided'; reason: string | null; recover: boolean; enteredAt: Date };

/**
 * T7 资金发放管理 (附件1 二(一)4): 当资助名单经过学校公示和上级主管部门公示确认，且公示时间已结束时，学校可维护该份名单的资金发放信息。
 * `awards` is `'all'` for everybody not yet paid, at their standard, or single awards with amounts in fen. When everybody has
 * been paid the list's task is done.
 * @throws NotFound for a programme without disbursement; RuleBroken with the unmet condition, `paid-in-future`, `paid-too-early`, `already-paid`, `over-payable`.
 */
export async function disburse(actor: Actor, listId: number, input: { paidOn: string; channel: Channel; awards: 'all' | { awardId: number; amount: number }[] }): Promise<AwardList> {
  return transact(async (tx) => {
    const seen = await listInScope(actor, listId);
    if (!seen.programme.hasDisbursement) throw new NotFound();
    await lockInstanceOf({ kind: 'award-list', id: listId });
    await fireDueTimersOf({ kind: 'award-list', id: listId });
    const list = await lockList(listId);
    demandAct('disburse', actor, await factsOf(list));
    checkDate(list, input.paidOn, officeDateOf(tx.now));
    const payments = await paymentsFor(list, input.awards);
    await run('INSERT INTO disbursements (list_id, award_id, round, paid_on, amount_fen, channel, card_tail, entered_by, entered_at) VALUES ?',
      [payments.map((one) => [list.id, one.awardId, list.round, input.paidOn, one.amount, input.channel, one.cardTail, actor.userId, tx.now])]);
    await run("UPDATE awards w JOIN (SELECT award_id, SUM(amount_fen) AS paid FROM disbursements WHERE list_id = ? AND state = 'paid' GROUP BY award_id) d ON d.award_id = w.id SET w.paid_fen = d.paid, w.version = w.version + 1 WHERE w.list_id = ?", [list.id, list.id]);
    const after = await settle(actor, list, '登记资金发放', { paidOn: input.paidOn, channel: input.channel, people: payments.length, amountFen: payments.reduce((sum, { amount }) => sum + amount, 0) });
    await finishWhenAllPaid(actor, after);
    return listById(listId);
  });
}

/** 退票: the bank gave one payment back; it stays on record and the person can be paid again. */
export async function returnPayment(actor: Actor, id: number, reason: string): Promise<Disbursement> {
  return transact(async (tx) => {
    const seen = await paymentInScope(actor, id);
    await lockInstanceOf({ kind: 'award-list', id: seen.listId });
    const list = await lockList(seen.listId);
    demandAct('disburse', actor, await factsOf(list));
    if (!reason.trim()) throw new RuleBroken('remark-required', '请写明银行退票的原因。');
    const { affected } = await run("UPDATE disbursements SET state = 'returned', reason = ?, ended_at = ?, version = version + 1 WHERE id = ? AND state = 'paid'", [reason.trim(), tx.now, id]);
    if (affected !== 1) throw new Conflict('already-done', '这笔发放已经登记过退票。');
    await run("UPDATE awards SET paid_fen = (SELECT SUM(amount_fen) FROM disbursements WHERE award_id = ? AND state = 'paid'), version = version + 1 WHERE id = ?", [seen.awardId, seen.awardId]);
    await settle(actor, list, '登记银行退票', { disbursementId: id, amountFen: seen.amount }, reason.trim());
    await sendMessage({ kind: 'award-list', id: list.id }, 'disbursement-returned', actor);
    return paymentInScope(actor, id);
  });
}

/** All payments of a list, voided and returned ones among them, newest first. @throws NotFound for a programme without disbursement. */
export async function disbursementsOf(actor: Actor, listId: number): Promise<Disbursement[]> {
  const list = await listInScope(actor, listId);
  if (!list.programme.hasDisbursement) throw new NotFound();
  if (!mayViewPayments(actor, list.programme)) throw new Forbidden('role-not-allowed', `${list.programme.name}的资金发放由学校业务审核人员和主管部门业务操作人员查看。`);
  return (await rows<Row>(`${SELECT} WHERE d.list_id = ? ORDER BY d.id DESC`, [listId])).map(paymentOf);
}

/** 附件1 二(一)6: a granted withdrawal voids what was paid; it is kept and marked 待追回 because money really went out. */
export async function voidPayments(list: AwardList): Promise<void> {
  await run("UPDATE disbursements SET state = 'voided', recover = 1, reason = '同意公示退回', ended_at = ?, version = version + 1 WHERE list_id = ? AND state = 'paid'", [requireTx().now, list.id]);
}

type Row = { id: number; list_id: number; award_id: number; name: string; round: number; paid_on: string; amount_fen: number; channel: Channel; card_tail: string | null; state: Disbursement['state']; reason: string | null; recover: number; entered_at: Date };
const SELECT = `SELECT d.id, d.list_id, d.award_id, COALESCE(w.name, '') AS name, d.round, d.paid_on, d.amount_fen, d.channel, d.card_tail, d.state, d.reason, d.recover, d.entered_at
  FROM disbursements d JOIN award_lists l ON l.id = d.list_id JOIN organisations o ON o.id = l.school_id LEFT JOIN awards w ON w.id = d.award_id`;
const paymentOf = (found: Row): Disbursement => ({ id: found.id, listId: found.list_id, awardId: found.award_id, name: found.name, round: found.round, paidOn: found.paid_on, amount: found.amount_fen, channel: found.channel, cardTail: found.card_tail, state: found.state, reason: found.reason, recover: found.recover === 1, enteredAt: found.entered_at });

/** A payment of a list the actor sees. @throws NotFound */
export async function paymentInScope(actor: Actor, id: number): Promise<Disbursement> {
  const scope = scopeSql(actor);
  const found = await row<Row>(`${SELECT} WHERE d.id = ? AND ${scope.sql}`, [id, ...scope.params]);
  if (!found) throw new NotFound();
  return paymentOf(found);
}

function checkDate(list: AwardList, paidOn: string, today: string): void {
  if (paidOn > today) throw new RuleBroken('paid-in-future', `发放日期不能晚于今天（${formatDay(today)}）。`);
  const opens = `${firstMonthOf(list.period)}-01`;
  if (!list.programme.hasPublicity && paidOn < opens) throw new RuleBroken('paid-too-early', `${periodName(list.period)}从${formatDay(opens)}开始，发放日期应在此之后。`, '附件1 五3');
  if (list.publicity && paidOn <= list.publicity.end) throw new RuleBroken('paid-too-early', `公示期到${formatDay(list.publicity.end)}（含当天），发放日期应在此之后。`, '附件1 二（一）4');
}

async function paymentsFor(list: AwardList, wanted: 'all' | { awardId: number; amount: number }[]): Promise<{ awardId: number; amount: number; cardTail: string | null }[]> {
  const awards = await rows<{ id: number; name: string; payable_fen: number; paid_fen: number | null; card_tail: string | null }>('SELECT w.id, w.name, w.payable_fen, w.paid_fen, s.card_tail FROM awards w JOIN students s ON s.id = w.student_id WHERE w.list_id = ?', [list.id]);
  if (wanted === 'all') {
    const unpaid = awards.filter(({ paid_fen }) => !paid_fen);
    if (unpaid.length === 0) throw new RuleBroken('already-paid', '名单上的人都已登记发放。');
    return unpaid.map((one) => ({ awardId: one.id, amount: one.payable_fen, cardTail: one.card_tail }));
  }
  if (wanted.length === 0) throw new InputInvalid([{ path: 'awards', code: 'too_small', message: '请选择要登记发放的学生。' }]);
  const byId = new Map(awards.map((one) => [one.id, one]));
  const errors: ErrorItem[] = [];
  const seen = new Set<number>();
  for (const { awardId, amount } of wanted) {
    const award = byId.get(awardId);
    if (!award) throw new NotFound();
    if (seen.has(awardId) || award.paid_fen) errors.push({ path: `awards.${awardId}`, code: 'already-paid', message: `${award.name}已登记发放。` });
    else if (amount <= 0) errors.push({ path: `awards.${awardId}`, code: 'amount-not-positive', message: `${award.name}的发放金额应大于 0。` });
    else if (amount > award.payable_fen) errors.push({ path: `awards.${awardId}`, code: 'over-payable', message: `${award.name}的发放金额超过应发金额。` });
    seen.add(awardId);
  }
  if (errors.length > 0) throw new RuleBroken(errors[0].code, errors[0].message, undefined, errors);
  return wanted.map(({ awardId, amount }) => ({ awardId, amount, cardTail: byId.get(awardId)?.card_tail ?? null }));
}

async function settle(actor: Actor, list: AwardList, action: string, after: Record<string, unknown>, remark?: string): Promise<AwardList> {
  await refreshTotals(list.id);
  await markRostersOfList(list.id);
  await run('UPDATE award_lists SET version = version + 1 WHERE id = ?', [list.id]);
  await recordAudit(actor, { action, object: { kind: 'award-list', id: list.id, organisationId: list.school.id }, before: { paidFen: list.paid }, after, remark });
  return listById(list.id);
}

async function finishWhenAllPaid(actor: Actor, list: AwardList): Promise<void> {
  if (list.paidPeople < list.people) return;
  const task = await openTaskOf({ kind: 'award-list', id: list.id }, 'manage-disbursement');
  if (task) await completeTask(actor, task.id, { version: task.version });
}
