import type { KeyedPlace } from '../workflow/check-keyed.js';

/*
 * Places of the shipped drawings that rules of the office know by their id: guards of the notice, reminders, the way back, what
 * desk and phone open. A drawing of the same procedure must keep them; see `check-keyed.ts`.
 */

const entry: KeyedPlace[] = [
  { kind: 'step', key: 'enter-list', name: '资助名单录入', loses: '名单提交不了，提交以后也不能撤回' },
  { kind: 'step', key: 'school-review', name: '学校审核', decisions: ['pass', 'fail'], loses: '学校审核不再核对“提交人不能审核自己提交的名单”，首页没有名单审核提醒，不能退回，批注没有人答' },
  { kind: 'step', key: 'authority-review', name: '主管部门审核', decisions: ['pass', 'fail'], loses: '主管部门审核不再核对审核的条件，首页没有名单审核提醒，不能退回，当月进度数不到它' },
  { kind: 'message', key: 'submission-taken-back', name: '撤回提交', loses: '提交以后不能再撤回' },
];
const publicity: KeyedPlace[] = [
  { kind: 'step', key: 'publish-list', name: '资助名单公示', fields: ['start', 'end'], loses: '公示日期没有地方填，不再要求先上传公示附件，首页没有名单公示和附件上传提醒' },
  { kind: 'step', key: 'confirm-publicity', name: '名单公示确认', decisions: ['confirm', 'reject'], loses: '名单公示确认就不再核对公示材料和未处理的异议，首页没有名单公示确认提醒，不能退回' },
];
const withdrawal: KeyedPlace[] = [
  { kind: 'step', key: 'request-withdrawal', name: '申请公示退回', loses: '学校不能申请公示退回' },
  { kind: 'step', key: 'review-withdrawal', name: '公示退回审核', decisions: ['grant', 'refuse'], loses: '公示退回不再先看影响，首页没有公示退回审核提醒，会被放进批量办理' },
];
const disbursement: KeyedPlace[] = [
  { kind: 'step', key: 'manage-disbursement', name: '资金发放管理', loses: '全部登记发放以后这一步不会自己办结，也不再要求先登记发放' },
  { kind: 'message', key: 'disbursement-returned', name: '银行退票', loses: '登记退票以后不会回到资金发放' },
];

/** By the key of the procedure. */
export const keyedPlaces: Readonly<Record<string, readonly KeyedPlace[]>> = {
  'vocational-grant': [...entry, ...publicity, ...disbursement, ...withdrawal],
  'vocational-tuition-waiver': [...entry, ...publicity, ...withdrawal],
  'senior-high-fee-waiver': [...entry, ...disbursement],
};
