import { RuleBroken } from '../lib/errors.js';
import type { ListStatus } from './status.js';

/*
 * What each act of the office does to the status columns, T2–T9n of the lists' table of transitions.
 * Pure: takes a status, returns a status, refuses with RuleBroken what the columns do not allow.
 */

const reset = { submission: 'draft', schoolReview: 'pending', authorityReview: 'pending', schoolPublicity: 'unpublished' } as const;

/** T2 提交: the school files the list; both reviews begin anew. */
export function submitList(status: ListStatus): ListStatus {
  demand(status.submission === 'draft', 'not-draft', '名单已经提交，不能重复提交。');
  return { ...status, submission: 'submitted', schoolReview: 'pending', authorityReview: 'pending' };
}

/** T2' 撤回提交: before the school has reviewed it. */
export function takeBackSubmission(status: ListStatus): ListStatus {
  demand(status.submission === 'submitted' && status.schoolReview === 'pending', 'already-done', '学校已经审核，不能再撤回提交；需要修改请由审核人员退回。');
  return { ...status, submission: 'draft' };
}

/** T3 学校审核通过. */
export function passSchoolReview(status: ListStatus): ListStatus {
  demandSchoolReview(status);
  return { ...status, schoolReview: 'passed', authorityReview: 'pending' };
}

/** T3n 学校审核不通过: back to entry. */
export function failSchoolReview(status: ListStatus): ListStatus {
  demandSchoolReview(status);
  return { ...status, schoolReview: 'failed', submission: 'draft' };
}

/** T4 主管部门审核通过: the list may be published. */
export function passAuthorityReview(status: ListStatus): ListStatus {
  demandAuthorityReview(status);
  return { ...status, authorityReview: 'passed' };
}

/** T4n 主管部门审核不通过: back to entry, the school reviews again. */
export function failAuthorityReview(status: ListStatus): ListStatus {
  demandAuthorityReview(status);
  return { ...status, authorityReview: 'failed', schoolReview: 'pending', submission: 'draft' };
}

/** T5 资助名单公示 (附件1 二(一)2、二(二)2): a new round begins, the authority's word is awaited. */
export function publishList(status: ListStatus): ListStatus {
  demand(status.submission === 'submitted' && status.schoolReview === 'passed' && status.authorityReview === 'passed', 'not-reviewed', '学校和主管部门都审核通过后才能公示。');
  demand(status.schoolPublicity === 'unpublished', 'already-done', '名单已经公示。');
  return { ...status, schoolPublicity: 'published', authorityPublicity: 'awaiting', withdrawal: 'none' };
}

/** T6 公示通过 (附件1 二(一)3、二(二)3). */
export function confirmPublicity(status: ListStatus): ListStatus {
  demandAwaiting(status);
  return { ...status, authorityPublicity: 'confirmed' };
}

/**
 * T6n 公示不通过: 学校公示状态由“学校已公示”调整为“学校未公示”，学校和上级主管部门的审核状态均由“通过”调整为“待审核”，
 * 学校可重新维护名单信息 (附件1 二(一)3).
 */
export function rejectPublicity(status: ListStatus): ListStatus {
  demandAwaiting(status);
  return { ...status, ...reset, authorityPublicity: 'rejected' };
}

/** T8 申请公示退回 (附件1 二(一)5): after school publicity and the authority's confirmation. */
export function requestWithdrawal(status: ListStatus): ListStatus {
  demand(status.schoolPublicity === 'published', 'not-published', '名单还没有公示，不用申请退回。');
  demand(status.authorityPublicity === 'confirmed', 'not-confirmed', '上级主管部门公示通过后才能申请公示退回。');
  demand(status.withdrawal !== 'pending', 'withdrawal-pending', '已有一份退回申请等待审核。');
  return { ...status, withdrawal: 'pending' };
}

/**
 * T9 同意退回: 上级公示状态由“公示通过”调整为“公示不通过”、学校公示状态由“学校已公示”调整为“学校未公示”、
 * 学校和上级主管部门的审核状态均由“通过”调整为“待审核” (附件1 二(一)6). Paid amounts are set to 0 beside it.
 */
export function grantWithdrawal(status: ListStatus): ListStatus {
  demandPendingWithdrawal(status);
  return { ...status, ...reset, authorityPublicity: 'rejected', withdrawal: 'granted' };
}

/** T9n 不同意退回: the list stays as it was; the school may apply again. */
export function refuseWithdrawal(status: ListStatus): ListStatus {
  demandPendingWithdrawal(status);
  return { ...status, withdrawal: 'refused' };
}

export const transitions = { submitList, takeBackSubmission, passSchoolReview, failSchoolReview, passAuthorityReview, failAuthorityReview, publishList, confirmPublicity, rejectPublicity, requestWithdrawal, grantWithdrawal, refuseWithdrawal };
export type TransitionName = keyof typeof transitions;

/** The audit's word for each transition. */
export const transitionWords: Record<TransitionName, string> = {
  submitList: '提交名单', takeBackSubmission: '撤回提交', passSchoolReview: '学校审核通过', failSchoolReview: '学校审核不通过',
  passAuthorityReview: '主管部门审核通过', failAuthorityReview: '主管部门审核不通过', publishList: '公示名单', confirmPublicity: '公示通过', rejectPublicity: '公示不通过',
  requestWithdrawal: '申请公示退回', grantWithdrawal: '同意退回', refuseWithdrawal: '不同意退回',
};

function demandSchoolReview(status: ListStatus): void {
  demand(status.submission === 'submitted' && status.schoolReview === 'pending', 'not-awaiting-school-review', '名单不在待学校审核的状态。');
}
function demandAuthorityReview(status: ListStatus): void {
  demand(status.submission === 'submitted' && status.schoolReview === 'passed' && status.authorityReview === 'pending', 'not-awaiting-authority-review', '名单不在待主管部门审核的状态。');
}
function demandAwaiting(status: ListStatus): void {
  demand(status.schoolPublicity === 'published' && status.authorityPublicity === 'awaiting', 'not-awaiting-confirmation', '名单不在待公示确认的状态。');
}
function demandPendingWithdrawal(status: ListStatus): void {
  demand(status.withdrawal === 'pending' && status.authorityPublicity === 'confirmed', 'no-withdrawal-request', '没有等待审核的退回申请。');
}
function demand(met: boolean, code: string, message: string): void {
  if (!met) throw new RuleBroken(code, message);
}
