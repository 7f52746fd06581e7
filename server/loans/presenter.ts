import { z } from 'zod';
import { formatYuan } from '../lib/money.js';
import { officeIso } from '../values/office-date.js';
import type { BankBatch } from './bank-batch.js';
import type { CapStep } from './caps.js';
import type { Loan } from './loan.js';
import type { Repayment } from './query.js';
import type { Cap } from './rules.js';

const status = z.enum(['pending', 'passed', 'failed', 'replaced']);
export const loanShape = z.object({
  id: z.number(), batchId: z.number(), row: z.number(), name: z.string(), maskedId: z.string(), stage: z.enum(['undergraduate', 'postgraduate']), schoolKind: z.enum(['university', 'research', 'military']), schoolName: z.string(),
  bank: z.string(), contractNo: z.string(), year: z.number(), issuedOn: z.string(), amount: z.string(), importKind: z.enum(['current', 'past', 'supplement']), past: z.boolean(), supplement: z.boolean(), warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  status, replacesId: z.number().nullable(), decidedBy: z.string().nullable(), decidedAt: z.string().nullable(), reason: z.string().nullable(),
});
export const repaymentShape = z.object({
  id: z.number(), batchId: z.number(), row: z.number(), loanId: z.number(), name: z.string(), maskedId: z.string(), bank: z.string(), contractNo: z.string(), loanYear: z.number(), loanAmount: z.string(), loanStatus: status, amount: z.string(), repaidAt: z.string(), early: z.boolean(),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })), status, decidedBy: z.string().nullable(), decidedAt: z.string().nullable(), reason: z.string().nullable(),
});
export const batchShape = z.object({
  id: z.number(), kind: z.enum(['loan', 'repayment']), importedBy: z.object({ id: z.number(), name: z.string() }), importedAt: z.string(), rows: z.object({ pending: z.number(), passed: z.number(), failed: z.number(), replaced: z.number() }), amount: z.string(), past: z.number(), supplement: z.number(), version: z.number(),
});
export const institutionShape = z.object({ id: z.number(), name: z.string(), kind: z.enum(['research', 'military']), region: z.string().nullable() });
export const capShape = z.object({ id: z.number(), stage: z.string(), fromYear: z.number(), cap: z.string(), standing: z.enum(['rule', 'ready', 'former']), active: z.boolean(), basis: z.string(), proposal: z.object({ by: z.string(), at: z.string(), remark: z.string() }).nullable() });

/** 增补 comes before 历史: a supplement is told as one whatever its year. */
export const importKindOf = ({ past, supplement }: Pick<Loan, 'past' | 'supplement'>): 'current' | 'past' | 'supplement' => (supplement ? 'supplement' : past ? 'past' : 'current');
export const importKindNames = { current: '当前年度', past: '历史年度', supplement: '增补' } as const;

export const loanWarnings = ({ overFormerCap, year }: Pick<Loan, 'overFormerCap' | 'year'>): { code: string; message: string }[] =>
  (overFormerCap ? [{ code: 'over-former-cap', message: `超过 ${year} 年当时的上限，请核对金额。` }] : []);

/** 还款合计超过发放金额 is told, never refused; what is repaid early is marked. */
export const repaymentWarnings = ({ repaidTotal, loanAmount }: Pick<Repayment, 'repaidTotal' | 'loanAmount'>): { code: string; message: string }[] =>
  (repaidTotal > loanAmount ? [{ code: 'over-repaid', message: `这笔贷款的还款合计 ${formatYuan(repaidTotal)} 元，超过发放金额 ${formatYuan(loanAmount)} 元（可能含利息），请核对。` }] : []);

export const presentLoan = (one: Loan): z.infer<typeof loanShape> => ({
  id: one.id, batchId: one.batchId, row: one.row, name: one.name, maskedId: one.maskedId, stage: one.stage, schoolKind: one.schoolKind, schoolName: one.schoolName, bank: one.bank, contractNo: one.contractNo, year: one.year, issuedOn: one.issuedOn, amount: formatYuan(one.amount),
  importKind: importKindOf(one), past: one.past, supplement: one.supplement, warnings: loanWarnings(one), status: one.status, replacesId: one.replacesId, decidedBy: one.decidedBy, decidedAt: one.decidedAt && officeIso(one.decidedAt), reason: one.reason,
});

export const presentRepayment = (one: Repayment): z.infer<typeof repaymentShape> => ({
  id: one.id, batchId: one.batchId, row: one.row, loanId: one.loanId, name: one.name, maskedId: one.maskedId, bank: one.bank, contractNo: one.contractNo, loanYear: one.loanYear, loanAmount: formatYuan(one.loanAmount), loanStatus: one.loanStatus, amount: formatYuan(one.amount), repaidAt: one.repaidAt, early: one.early,
  warnings: repaymentWarnings(one), status: one.status, decidedBy: one.decidedBy, decidedAt: one.decidedAt && officeIso(one.decidedAt), reason: one.reason,
});

export const presentBatch = ({ id, kind, importedBy, importedAt, rows, amount, past, supplement, version }: BankBatch): z.infer<typeof batchShape> => ({ id, kind, importedBy, importedAt: officeIso(importedAt), rows, amount: formatYuan(amount), past, supplement, version });

export const presentCap = ({ id, stage, fromYear, cap, standing, active, basis }: Cap, asked: CapStep | undefined): z.infer<typeof capShape> => ({ id, stage, fromYear, cap: formatYuan(cap), standing, active, basis, proposal: asked ? { by: asked.by.name, at: officeIso(asked.at), remark: asked.remark ?? '' } : null });
