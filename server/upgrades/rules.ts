import { RuleBroken } from '../lib/errors.js';
import { daysBetween, officeDateOf, type OfficeDate } from '../values/office-date.js';

/** 未升级 / 已升级 / 已核实. */
export type UpgradeState = 'not-upgraded' | 'upgraded' | 'verified';
export const stateNames: Readonly<Record<UpgradeState, string>> = { 'not-upgraded': '未升级', upgraded: '已升级', verified: '已核实' };
/** 升级结果: the package was deployed, or it was tried and did not succeed. */
export type UpgradeResult = 'done' | 'failed';
export const resultNames: Readonly<Record<UpgradeResult, string>> = { done: '升级成功', failed: '升级没有成功' };
/** 核实的结果: every part is as the notice says, or something is not. */
export type Conclusion = 'verified' | 'problems';
export const conclusionNames: Readonly<Record<Conclusion, string>> = { verified: '五个部分核实无误', problems: '核实发现问题' };
export type RequestState = 'open' | 'answered' | 'closed';
export const requestStateNames: Readonly<Record<RequestState, string>> = { open: '待答复', answered: '已答复', closed: '已办结' };

export const basis = '教助中心〔2023〕8号 正文一：于2023年4月18日前按照操作说明完成系统升级部署工作，并将升级结果、对升级内容核实的结果反馈';

/** What of a province's record decides its state. */
export type Registered = { result: UpgradeResult; conclusion: Conclusion | null };

/** A deployment that did not succeed is none; 已核实 only where the province said that all five parts are right. */
export function stateOf(record: Registered | null): UpgradeState {
  if (record?.result !== 'done') return 'not-upgraded';
  return record.conclusion === 'verified' ? 'verified' : 'upgraded';
}

export type Standing = { /** Working towards the last day: days left, 0 on the day itself; negative once it is past. */ daysLeft: number; /** The day is past and the result is not fed back, or there is none. */ overdue: boolean; /** Fed back, but after the day. */ late: boolean };

/**
 * 4月18日前: deployed and fed back by the end of the last day.
 * @param fedBackAt when the province told the centre; null when it has not.
 */
export function standingOf(state: UpgradeState, fedBackAt: Date | null, dueOn: OfficeDate, today: OfficeDate): Standing {
  const daysLeft = daysBetween(today, dueOn);
  const told = state !== 'not-upgraded' && fedBackAt !== null;
  return { daysLeft, overdue: !told && daysLeft < 0, late: told && officeDateOf(fedBackAt) > dueOn };
}

/** @throws RuleBroken `in-future` for a deployment that has not happened yet. */
export function demandPast(deployedAt: Date, now: Date): void {
  if (deployedAt > now) throw new RuleBroken('in-future', '部署时间还没有到，请填实际完成部署的时间。', basis, [{ path: 'deployedAt', code: 'in-future', message: '部署时间还没有到，请填实际完成部署的时间。' }]);
}

/**
 * 将对升级内容核实的结果反馈: a province says that all is right only after it has looked since it deployed, and nothing was missing. That
 * something is wrong it may say at any time, in words.
 * @throws RuleBroken `not-upgraded`, `not-checked`, `checks-failed`, `text-required`
 */
export function demandFeedback(record: (Registered & { recordedAt: Date }) | null, check: { at: Date; failed: number } | null, conclusion: Conclusion, text: string): void {
  if (!record) throw new RuleBroken('not-upgraded', '还没有登记升级结果，请先登记部署包版本、部署时间和结果。', basis);
  if (conclusion === 'problems') {
    if (text.trim() === '') throw new RuleBroken('text-required', '请写明发现了什么问题，中央才能答复。', basis, [{ path: 'feedback', code: 'text-required', message: '请写明发现的问题。' }]);
    return;
  }
  const on = (code: string, message: string): RuleBroken => new RuleBroken(code, message, basis, [{ path: 'conclusion', code, message }]);
  if (record.result !== 'done') throw on('not-upgraded', '登记的结果是升级没有成功，不能反馈“核实无误”。请升级成功后重新登记，或反馈发现的问题。');
  if (!check || check.at < record.recordedAt) throw on('not-checked', '登记以后还没有核对过五个部分，请先点“现在核对”。');
  if (check.failed > 0) throw on('checks-failed', `最近一次核对有 ${check.failed} 项没有通过，不能反馈“核实无误”。请处理后再核对，或反馈发现的问题。`);
}

/** 协助升级申请: answered by the centre until the province closes it; closed it stays. @throws RuleBroken `request-closed` */
export function answered(state: RequestState): RequestState {
  if (state === 'closed') throw new RuleBroken('request-closed', '这份协助升级申请已经办结，不能再答复。', basis);
  return 'answered';
}
/** @throws RuleBroken `request-closed` */
export function closed(state: RequestState): RequestState {
  if (state === 'closed') throw new RuleBroken('request-closed', '这份协助升级申请已经办结，不用再办。', basis);
  return 'closed';
}
