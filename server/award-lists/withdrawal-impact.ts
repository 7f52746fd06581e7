import { rows } from '../database.js';
import { formatThousands, formatYuan, parseYuan } from '../lib/money.js';
import type { OfficeDate } from '../values/office-date.js';
import type { AwardList } from './award-list.js';
import { statusWords } from './status.js';

export type ImpactChange = { name: string; before: string; after: string };
/** Who has already been paid, so that the money is to be recovered; the first few by name, the sum of all. */
export type Recovery = { people: number; amount: string; students: { awardId: number; name: string; paid: string }[] };
export type Impact = { people: number; paidPeople: number; paid: string; message: string; changes: ImpactChange[]; recover: Recovery | null };

const NAMED = 20;

/** What granting a withdrawal would change (附件1 二(一)6), told before anybody decides. */
export async function withdrawalImpact(list: AwardList, today: OfficeDate): Promise<Impact> {
  const paid = list.paid ?? 0;
  const recover = paid > 0 && list.programme.hasDisbursement ? await recoveryOf(list) : null;
  return {
    people: list.people, paidPeople: list.paidPeople, paid: formatYuan(paid),
    message: paid > 0 ? `${list.paidPeople.toLocaleString('en-US')} 人实发 ${formatThousands(paid)} 元将清零${recover ? '，已发放的记录保留并标记待追回' : ''}。` : '还没有实发金额，不涉及清零。',
    changes: [
      { name: '上级公示状态', before: statusWords.authorityPublicity[list.status.authorityPublicity], after: statusWords.authorityPublicity.rejected },
      ...resetChanges(list),
      ...noticeChange(list, today),
      ...(list.paid === null ? [] : [{ name: '实发金额（元）', before: formatThousands(paid), after: '0.00' }]),
      ...(recover ? [{ name: '发放记录', before: `${recover.people.toLocaleString('en-US')} 人已发放`, after: '作废，待追回' }] : []),
    ],
    recover,
  };
}

/** What 公示不通过 would change (附件1 二(一)3). */
export const rejectionImpact = (list: AwardList, today: OfficeDate): ImpactChange[] => [
  ...resetChanges(list),
  { name: '上级公示状态', before: statusWords.authorityPublicity[list.status.authorityPublicity], after: statusWords.authorityPublicity.rejected },
  ...noticeChange(list, today),
];

const resetChanges = (list: AwardList): ImpactChange[] => [
  { name: '学校公示状态', before: statusWords.schoolPublicity[list.status.schoolPublicity], after: statusWords.schoolPublicity.unpublished },
  { name: '学校审核状态', before: statusWords.review[list.status.schoolReview], after: statusWords.review.pending },
  { name: '主管部门审核状态', before: statusWords.review[list.status.authorityReview], after: statusWords.review.pending },
];

/** The public page closes at once while it is open; one that is over stays over. */
function noticeChange({ publicity }: AwardList, today: OfficeDate): ImpactChange[] {
  if (!publicity || today > publicity.end) return [];
  return [today < publicity.start ? { name: '公示页', before: '还没到公示日期', after: '不再公开' } : { name: '公示页', before: '公开中', after: '立即关闭' }];
}

async function recoveryOf(list: AwardList): Promise<Recovery> {
  const found = await rows<{ id: number; name: string; paid_fen: number }>('SELECT id, name, paid_fen FROM awards WHERE list_id = ? AND paid_fen > 0 ORDER BY id LIMIT ?', [list.id, NAMED]);
  return { people: list.paidPeople, amount: formatYuan(list.paid ?? 0), students: found.map((one) => ({ awardId: one.id, name: one.name, paid: formatYuan(one.paid_fen) })) };
}

/** `已发放：张三 200.00 元、李四 200.00 元等 312 人，共 62,400.00 元 → 待追回。` */
export const recoveryWords = ({ people, amount, students }: Recovery): string =>
  `已发放：${students.slice(0, 5).map(({ name, paid }) => `${name} ${formatThousands(parseYuan(paid))} 元`).join('、')}${people > Math.min(5, students.length) ? ` 等 ${people.toLocaleString('en-US')} 人` : ''}，共 ${formatThousands(parseYuan(amount))} 元 → 待追回，由学校追回或在重新发放时抵扣。`;
