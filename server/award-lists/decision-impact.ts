import { formatThousands } from '../lib/money.js';
import { needsAttachment, periodName } from '../values/period.js';
import type { OfficeDate } from '../values/office-date.js';
import type { AwardList } from './award-list.js';
import { countNotes } from './award-notes.js';
import { statusChanges } from './status.js';
import { transitions } from './transitions.js';
import { rejectionImpact, withdrawalImpact, type Impact } from './withdrawal-impact.js';

/** The decisions that send a list back: 审核不通过, 公示不通过, 同意退回. */
export type SendingBack = 'fail' | 'reject' | 'grant';
export type DecisionImpact = Impact & {
  decision: SendingBack;
  /** What the school has to do then. */
  consequence: string;
  /** Notes without an answer that go back with the list. */
  openNotes: number;
};

/**
 * What a decision would change, told before it is made: sentence, columns, money, who has been paid, what the school must do.
 * @throws RuleBroken when the list does not stand at that step.
 */
export async function decisionImpact(list: AwardList, decision: SendingBack, today: OfficeDate): Promise<DecisionImpact> {
  const openNotes = (await countNotes([list.id])).get(list.id)?.open ?? 0;
  const notes = openNotes > 0 ? `没有答复的 ${openNotes} 条批注排在最上面，由学校逐条答复。` : '';
  return { decision, ...(await impactOf(list, decision, today)), consequence: `${consequenceOf(list, decision)}${notes}`, openNotes };
}

async function impactOf(list: AwardList, decision: SendingBack, today: OfficeDate): Promise<Impact> {
  const nothingPaid = { people: list.people, paidPeople: 0, paid: '0.00', recover: null };
  const people = list.people.toLocaleString('en-US');
  switch (decision) {
    case 'grant':
      // Before the school has asked for it the same is told to whoever thinks of asking.
      transitions.grantWithdrawal(list.status.withdrawal === 'pending' ? list.status : transitions.requestWithdrawal(list.status));
      return withdrawalImpact(list, today);
    case 'reject':
      transitions.rejectPublicity(list.status);
      return { ...nothingPaid, message: `${people} 人、${formatThousands(list.payable)} 元的公示名单将退回学校，还没有实发金额，不涉及清零。`, changes: rejectionImpact(list, today) };
    case 'fail': {
      const { schoolReview, submission } = list.status;
      const after = submission === 'submitted' && schoolReview === 'pending' ? transitions.failSchoolReview(list.status) : transitions.failAuthorityReview(list.status);
      return { ...nothingPaid, message: `${people} 人、${formatThousands(list.payable)} 元的名单将退回学校录入。`, changes: statusChanges(list.status, after) };
    }
  }
}

function consequenceOf(list: AwardList, decision: SendingBack): string {
  if (decision === 'fail') return `${list.school.name}修改后重新提交，再从学校审核开始；审核人员只看上次通过以后的变化。`;
  const attachment = needsAttachment(list.period) ? `；${periodName(list.period)}名单要重新上传公示附件` : '';
  return `${list.school.name}在“资助名单录入”中重新维护 ${list.people.toLocaleString('en-US')} 人的名单，再走一遍审核和公示${attachment}。`;
}
