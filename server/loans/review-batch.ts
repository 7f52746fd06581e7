import { recordAudit } from '../audit/record.js';
import { requireTx, row, rows, run } from '../database.js';
import { Forbidden, NotFound, RuleBroken, type ErrorItem } from '../lib/errors.js';
import { markRostersOfLoans } from '../students/roster-marks.js';
import type { Actor } from '../values/actor.js';
import type { Service, ServiceCall, TaskInput } from '../workflow/registry.js';
import { batchById, batchInScope, books, type BankBatch, type BatchKind } from './bank-batch.js';
import { decideRow } from './rules.js';

/*
 * 贷款信息审核、还款信息审核 (附件1 四2、四4): the provincial director decides a batch whole or row by row. What diagrams may call is
 * here; each locks the batch's rows, applies the rule and records it.
 */

/** 附件1 四 by the names diagrams use. */
export const loanServices: Readonly<Record<'passLoans' | 'failLoans' | 'passRepayments' | 'failRepayments', Service>> = {
  passLoans: (call) => decide(call, 'loan', 'pass'),
  failLoans: (call) => decide(call, 'loan', 'fail'),
  passRepayments: (call) => decide(call, 'repayment', 'pass'),
  failRepayments: (call) => decide(call, 'repayment', 'fail'),
};

/**
 * What stands before a decision whatever the diagram says: it is the provincial director's, never of who imported the file, and
 * only about rows of this batch that are still open.
 * @throws NotFound for another batch's rows; Forbidden `role-not-allowed`, `same-person`; RuleBroken `nothing-pending`, `already-done`, `loan-not-approved`.
 */
export async function demandReview(actor: Actor, kind: BatchKind, id: number, input: TaskInput): Promise<void> {
  const batch = await batchInScope(actor, kind, id);
  const theirs = whyNotTheirs(actor, batch);
  if (theirs) throw new Forbidden(theirs.code, theirs.message);
  if (batch.rows.pending === 0) throw new RuleBroken('nothing-pending', '这一批没有等待审核的行。');
  const chosen = chosenRows(input);
  if (chosen) await demandOpenRows(kind, id, chosen);
  if (kind === 'repayment' && input.decision === 'pass') await demandApprovedLoans(id, chosen);
}

/** Why a review is not this person's; null when it is. */
export function whyNotTheirs(actor: Actor, batch: Pick<BankBatch, 'kind' | 'importedBy' | 'province'>): { code: string; message: string } | null {
  if (actor.role !== 'authority-director' || actor.organisation.id !== batch.province.id) return { code: 'role-not-allowed', message: `${books[batch.kind].name}由省级业务主管领导审核，您可以查看。` };
  return batch.importedBy.id === actor.userId ? { code: 'same-person', message: '这一批是您导入的，不能再由您审核。' } : null;
}

const chosenRows = ({ values }: TaskInput): number[] | null => (Array.isArray(values.rows) && values.rows.length > 0 ? values.rows.map(Number) : null);

async function demandOpenRows(kind: BatchKind, batchId: number, ids: readonly number[]): Promise<void> {
  const found = new Map((await rows<{ id: number; status: string; line: number }>(`SELECT id, status, row_number_in_file AS line FROM ${books[kind].table} WHERE batch_id = ? AND id IN (?)`, [batchId, [...ids]])).map((one) => [one.id, one]));
  if (ids.some((id) => !found.has(id))) throw new NotFound();
  const closed = [...found.values()].filter(({ status }) => status !== 'pending');
  if (closed.length > 0) throw new RuleBroken('already-done', `选中的行里有 ${closed.length} 行已经审核或已被替换，请刷新后重新选择。`, undefined, closed.map(({ line }): ErrorItem => ({ path: 'rows', row: line, code: 'already-done', message: `文件第 ${line} 行不再等待审核。` })));
}

/** 还款 follows its loan (A16): approved only after the loan is. */
async function demandApprovedLoans(batchId: number, ids: readonly number[] | null): Promise<void> {
  const open = await rows<{ line: number }>(
    `SELECT r.row_number_in_file AS line FROM repayments r JOIN loans l ON l.id = r.loan_id WHERE r.batch_id = ? AND r.status = 'pending' AND l.status <> 'passed'${ids ? ' AND r.id IN (?)' : ''} ORDER BY r.id LIMIT 50`, [batchId, ...(ids ? [[...ids]] : [])]);
  if (open.length > 0) throw new RuleBroken('loan-not-approved', `有还款所属的贷款还没有审核通过（文件第 ${open.map(({ line }) => line).slice(0, 10).join('、')} 行${open.length > 10 ? '等' : ''}）。请先审核贷款信息，或只选其余的行。`, '附件1 四3',
    open.map(({ line }): ErrorItem => ({ path: 'rows', row: line, code: 'loan-not-approved', message: `文件第 ${line} 行：所属贷款还没有审核通过。` })));
}

async function decide(call: ServiceCall, kind: BatchKind, decision: 'pass' | 'fail'): Promise<void> {
  if (!call.actor) throw new Error('nobody acts: a review is a person’s act');
  const { table } = books[kind];
  const { now } = requireTx();
  const chosen = chosenRows(call.input);
  await demandReview(call.actor, kind, call.subject.id, { ...call.input, decision });
  const open = await rows<{ id: number; status: 'pending' }>(`SELECT id, status FROM ${table} WHERE batch_id = ? AND status = 'pending'${chosen ? ' AND id IN (?)' : ''} FOR UPDATE`, [call.subject.id, ...(chosen ? [chosen] : [])]);
  if (chosen && open.length !== chosen.length) throw new RuleBroken('already-done', '选中的行里有的刚被审核或替换，请刷新后重新选择。');
  const status = decideRow('pending', decision);
  // A row that failed may be entered again: it gives its place up.
  await run(`UPDATE ${table} SET status = ?, active_flag = IF(? = 'passed', 1, NULL), decided_by = ?, decided_at = ?, reason = ?, version = version + 1 WHERE batch_id = ? AND status = 'pending'${chosen ? ' AND id IN (?)' : ''}`,
    [status, status, call.actor.userId, now, call.input.remark ?? null, call.subject.id, ...(chosen ? [chosen] : [])]);
  if (kind === 'loan') await markRostersOfLoans(call.subject.id);
  await run('UPDATE bank_batches SET version = version + 1 WHERE id = ?', [call.subject.id]);
  const batch = await batchById(kind, call.subject.id);
  const sum = await row<{ amount: number }>(`SELECT CAST(COALESCE(SUM(amount_fen), 0) AS SIGNED) AS amount FROM ${table} WHERE batch_id = ? AND status = ? AND decided_at = ?`, [call.subject.id, status, now]);
  await recordAudit(call.actor, {
    action: `${books[kind].noun}信息审核${decision === 'pass' ? '通过' : '不通过'}`, object: { kind: books[kind].subject, id: batch.id, organisationId: batch.province.id },
    after: { rows: open.length, amountFen: sum?.amount ?? 0, left: batch.rows.pending }, remark: call.input.remark ?? null,
  });
}
