import { RuleBroken } from '../lib/errors.js';
import { formatThousands } from '../lib/money.js';

/*
 * 附件1 四 in pure functions: what a row of a bank's file must hold, and what a decision does to it. Amounts in integer fen.
 */

/** Loans are of these two stages (附件1 四 涉及学段：本专科、研究生). */
export type LoanStage = 'undergraduate' | 'postgraduate';
export const loanStageNames: Readonly<Record<LoanStage, string>> = { undergraduate: '本专科', postgraduate: '研究生' };
const stageWords: Readonly<Record<string, LoanStage>> = { 本专科: 'undergraduate', 本科: 'undergraduate', 专科: 'undergraduate', 本科生: 'undergraduate', 专科生: 'undergraduate', 研究生: 'postgraduate', 硕士: 'postgraduate', 博士: 'postgraduate', 硕士研究生: 'postgraduate', 博士研究生: 'postgraduate' };
export const loanStageNamed = (word: string): LoanStage | null => stageWords[word] ?? null;

/** Where the borrower studies; the last two do not use the system (附件1 四1: 科研院所、军队院校). */
export type SchoolKind = 'university' | 'research' | 'military';
export const schoolKindNames: Readonly<Record<SchoolKind, string>> = { university: '普通高校', research: '科研院所', military: '军队院校' };
const kindWords: Readonly<Record<string, SchoolKind>> = { 普通高校: 'university', 高校: 'university', 科研院所: 'research', 科研机构: 'research', 研究院所: 'research', 军队院校: 'military', 军校: 'military', 军事院校: 'military' };
export const schoolKindNamed = (word: string): SchoolKind | null => kindWords[word] ?? null;

/** 待审核 → 通过 or 不通过; a row entered again before it was approved is `replaced` by the new one. */
export type RowStatus = 'pending' | 'passed' | 'failed' | 'replaced';
export const rowStatusNames: Readonly<Record<RowStatus, string>> = { pending: '待审核', passed: '通过', failed: '不通过', replaced: '已被新的一行替换' };

export type Problem = { code: string; message: string; basis?: string };

/** 正文三：地方银行（非国家开发银行、非中国银行）. Null when the bank is a local one. */
export function whyNotLocal(bank: string): Problem | null {
  const word = bank.normalize('NFKC').replace(/\s|股份有限公司|有限责任公司/g, '').toUpperCase();
  const national = /^(国家开发银行|国开行|国开银行|开发银行|CDB|CHINADEVELOPMENTBANK)/.test(word) ? '国家开发银行' : /^(中国银行|中行|BOC$|BANKOFCHINA)/.test(word) ? '中国银行' : null;
  return national && { code: 'bank-not-local', message: `${national}的贷款不在这里录入。省级只维护地方银行（非国家开发银行、非中国银行）的国家助学贷款，请删去这一行`, basis: '教助中心〔2023〕8号 正文三' };
}

/** One issue cap. `rule` always holds; `ready` holds where the province activated it; `former` only warns (A14). */
export type Cap = { id: number; stage: LoanStage; fromYear: number; cap: number; standing: 'rule' | 'ready' | 'former'; active: boolean; basis: string };

/** The cap of a year: of those in force the one that began last. @throws RangeError when the table has none, a fault of ours. */
export function capOf(caps: readonly Cap[], stage: LoanStage, year: number): Cap {
  const found = latest(caps.filter((one) => one.stage === stage && one.fromYear <= year && (one.standing === 'rule' || (one.standing === 'ready' && one.active))));
  if (!found) throw new RangeError(`no cap for ${stage} in ${year}`);
  return found;
}

/** The lower cap of that time, where the amount lies above it: told, never refused (A14). */
export function formerCapExceeded(caps: readonly Cap[], stage: LoanStage, year: number, amount: number): Cap | null {
  const former = latest(caps.filter((one) => one.stage === stage && one.standing === 'former' && one.fromYear <= year));
  return former && amount > former.cap ? former : null;
}

const latest = (caps: readonly Cap[]): Cap | null => caps.reduce<Cap | null>((best, one) => (best && best.fromYear >= one.fromYear ? best : one), null);

/** 附件1 四1：导入模板的“发放金额”增加上限校验，本专科为12000元、研究生为16000元. Null when the amount stands. */
export function amountProblem(amount: number, stage: LoanStage, cap: Cap): Problem | null {
  if (amount <= 0) return { code: 'amount-not-positive', message: '发放金额应大于 0。请核对后重填' };
  if (amount <= cap.cap) return null;
  return { code: 'over-cap', message: `发放金额 ${formatThousands(amount)} 元超过${loanStageNames[stage]}的上限 ${formatThousands(cap.cap)} 元。请核对后重填`, basis: cap.basis };
}

/** 年度 is the calendar year of 发放日期; the year written must be it. @param today office date. */
export function yearProblem(year: number | null, issuedOn: string, today: string): Problem | null {
  const real = Number(issuedOn.slice(0, 4));
  if (issuedOn > today) return { code: 'issued-in-future', message: `发放日期 ${issuedOn} 晚于今天。还没有发放的贷款不录入，请核对日期` };
  if (real < 1999) return { code: 'issued-too-early', message: '国家助学贷款从 1999 年开始发放，请核对发放日期' };
  if (year !== null && year !== real) return { code: 'year-differs', message: `年度应是发放日期所在的公历年 ${real}，填的是 ${year}。请核对年度和发放日期` };
  return null;
}

/** Whether a year is before the current one (历史年度). */
export const isPast = (year: number, today: string): boolean => year < Number(today.slice(0, 4));

/** What a repayment must hold beside its loan. Null when it stands. @param repaidAt office wall clock, `2023-04-18 10:05:00`. */
export function repaymentProblem(amount: number, repaidAt: string, issuedOn: string, now: string): Problem | null {
  if (amount <= 0) return { code: 'amount-not-positive', message: '还款金额应大于 0。请核对后重填' };
  if (repaidAt > now) return { code: 'repaid-in-future', message: `还款时间 ${repaidAt} 晚于现在。请核对` };
  if (repaidAt.slice(0, 10) < issuedOn) return { code: 'repaid-before-issue', message: `还款时间早于贷款的发放日期 ${issuedOn}。请核对是不是另一笔贷款的还款` };
  return null;
}

/** 附件1 四2、四4: a row that was decided is never decided again; an approved one never changes. */
export function decideRow(status: RowStatus, decision: 'pass' | 'fail'): RowStatus {
  if (status !== 'pending') throw new RuleBroken('already-done', `这一行已经是“${rowStatusNames[status]}”，不能再审核。`);
  return decision === 'pass' ? 'passed' : 'failed';
}

/**
 * What is to be done with a row that is in the books already: an approved one is refused (已审核通过的某条具体贷款信息不支持重复导入),
 * a pending or failed one is replaced by the new row.
 */
export function meets(existing: RowStatus): 'refused' | 'replaces' | 'new' {
  return existing === 'passed' ? 'refused' : existing === 'replaced' ? 'new' : 'replaces';
}
