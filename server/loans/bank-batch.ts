import { requireTx, row, rows, run } from '../database.js';
import { Forbidden, NotFound } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import type { RowStatus } from './rules.js';

/** One file of a province on the books: its loans or its repayments, reviewed whole or row by row. */
export type BatchKind = 'loan' | 'repayment';
export type BankBatch = {
  id: number; kind: BatchKind; province: { id: number; name: string }; importedBy: { id: number; name: string }; importedAt: Date; version: number;
  /** Rows by status; `amount` in fen of those not replaced. */
  rows: Record<RowStatus, number>; amount: number; past: number; supplement: number;
};
export type Books = { table: 'loans' | 'repayments'; name: string; noun: string; path: '/loans' | '/repayments'; subject: 'loan-batch' | 'repayment-batch'; task: 'review-loans' | 'review-repayments' };
export const books: Readonly<Record<BatchKind, Books>> = {
  loan: { table: 'loans', name: '贷款信息', noun: '贷款', path: '/loans', subject: 'loan-batch', task: 'review-loans' },
  repayment: { table: 'repayments', name: '还款信息', noun: '还款', path: '/repayments', subject: 'repayment-batch', task: 'review-repayments' },
};

/**
 * 附件1 四 涉及用户：省级主管部门业务操作人员、业务主管领导. Other levels have no such function.
 * @throws Forbidden `role-not-allowed`
 */
export function demandProvincial(actor: Actor): void {
  if (actor.organisation.level !== 'province') throw new Forbidden('role-not-allowed', '国家助学贷款由省级主管部门的业务操作人员和业务主管领导办理。');
}

type Row = {
  id: number; kind: BatchKind; province_id: number; province_name: string; imported_by: number; importer: string | null; brought: string | null; imported_at: Date; version: number;
  pending: number; passed: number; failed: number; replaced: number; amount: number; past: number; supplement: number;
};

const select = (kind: BatchKind): string => `SELECT b.id, b.kind, b.province_id, o.name AS province_name, b.imported_by, u.name AS importer, b.imported_at, b.version, b.brought,
    CAST(COALESCE(SUM(r.status = 'pending'), 0) AS SIGNED) AS pending, CAST(COALESCE(SUM(r.status = 'passed'), 0) AS SIGNED) AS passed, CAST(COALESCE(SUM(r.status = 'failed'), 0) AS SIGNED) AS failed,
    CAST(COALESCE(SUM(r.status = 'replaced'), 0) AS SIGNED) AS replaced, CAST(COALESCE(SUM(IF(r.status = 'replaced', 0, r.amount_fen)), 0) AS SIGNED) AS amount, CAST(COALESCE(SUM(r.past), 0) AS SIGNED) AS past,
    CAST(COALESCE(SUM(${kind === 'loan' ? 'r.supplement' : '0'}), 0) AS SIGNED) AS supplement
  FROM bank_batches b JOIN organisations o ON o.id = b.province_id LEFT JOIN users u ON u.id = b.imported_by LEFT JOIN ${books[kind].table} r ON r.batch_id = b.id`;
const GROUP = 'GROUP BY b.id, b.kind, b.province_id, o.name, b.imported_by, u.name, b.imported_at, b.version, b.brought';

const batchOf = (found: Row): BankBatch => ({
  id: found.id, kind: found.kind, province: { id: found.province_id, name: found.province_name }, importedBy: { id: found.imported_by, name: found.importer ?? (found.brought ? 'V3.1.0 旧库转入' : '') }, importedAt: found.imported_at, version: found.version,
  rows: { pending: found.pending, passed: found.passed, failed: found.failed, replaced: found.replaced }, amount: found.amount, past: found.past, supplement: found.supplement,
});

/** A batch of the actor's own province. @throws NotFound */
export async function batchInScope(actor: Actor, kind: BatchKind, id: number): Promise<BankBatch> {
  const found = actor.organisation.level === 'province' ? await row<Row>(`${select(kind)} WHERE b.id = ? AND b.kind = ? AND b.province_id = ? ${GROUP}`, [id, kind, actor.organisation.id]) : undefined;
  if (!found) throw new NotFound();
  return batchOf(found);
}

/** A batch whatever the scope, for services whose task was already checked. */
export async function batchById(kind: BatchKind, id: number): Promise<BankBatch> {
  const found = await row<Row>(`${select(kind)} WHERE b.id = ? AND b.kind = ? ${GROUP}`, [id, kind]);
  if (!found) throw new NotFound();
  return batchOf(found);
}

/** The province's batches, newest first; `open` keeps those with rows to be reviewed. */
export async function batchesOf(actor: Actor, kind: BatchKind, asked: { open?: boolean; limit: number; offset?: number }): Promise<BankBatch[]> {
  const found = await rows<Row>(`${select(kind)} WHERE b.kind = ? AND b.province_id = ? ${GROUP}${asked.open ? ' HAVING pending > 0' : ''} ORDER BY b.id DESC LIMIT ? OFFSET ?`, [kind, actor.organisation.id, asked.limit, asked.offset ?? 0]);
  return found.map(batchOf);
}

/** Begins a batch of the actor's province in the act under way. */
export async function openBatch(actor: Actor, kind: BatchKind): Promise<number> {
  return (await run('INSERT INTO bank_batches (kind, province_id, imported_by, imported_at) VALUES (?, ?, ?, ?)', [kind, actor.organisation.id, actor.userId, requireTx().now])).insertId;
}

export const batchName = ({ id, kind, province }: Pick<BankBatch, 'id' | 'kind' | 'province'>): string => `${province.name} 国家助学贷款${kind === 'loan' ? '发放' : '还款'}信息 第${id}批`;
