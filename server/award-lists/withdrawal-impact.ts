import { formatThousands, formatYuan } from '../lib/money.js';
import type { AwardList } from './award-list.js';
import { statusWords } from './status.js';

export type Impact = { people: number; paidPeople: number; paid: string; message: string; changes: { name: string; before: string; after: string }[] };

/** What granting a withdrawal would change (附件1 二(一)6), told before anybody decides. */
export async function withdrawalImpact(list: AwardList): Promise<Impact> {
  const paid = list.paid ?? 0;
  return {
    people: list.people, paidPeople: list.paidPeople, paid: formatYuan(paid),
    message: paid > 0 ? `${list.paidPeople} 人实发 ${formatThousands(paid)} 元将清零${list.programme.hasDisbursement ? '，已发放的记录保留并标记待追回' : ''}。` : '还没有实发金额，不涉及清零。',
    changes: [
      { name: '上级公示状态', before: statusWords.authorityPublicity[list.status.authorityPublicity], after: statusWords.authorityPublicity.rejected },
      ...resetChanges(list),
      ...(list.paid === null ? [] : [{ name: '实发金额（元）', before: formatThousands(paid), after: '0.00' }]),
    ],
  };
}

/** What 公示不通过 would change (附件1 二(一)3). */
export const rejectionImpact = (list: AwardList): { name: string; before: string; after: string }[] => [
  ...resetChanges(list),
  { name: '上级公示状态', before: statusWords.authorityPublicity[list.status.authorityPublicity], after: statusWords.authorityPublicity.rejected },
  { name: '公示页', before: '公开中', after: '立即关闭' },
];

const resetChanges = (list: AwardList): { name: string; before: string; after: string }[] => [
  { name: '学校公示状态', before: statusWords.schoolPublicity[list.status.schoolPublicity], after: statusWords.schoolPublicity.unpublished },
  { name: '学校审核状态', before: statusWords.review[list.status.schoolReview], after: statusWords.review.pending },
  { name: '主管部门审核状态', before: statusWords.review[list.status.authorityReview], after: statusWords.review.pending },
];
