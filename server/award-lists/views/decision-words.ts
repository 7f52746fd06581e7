import { RuleBroken } from '../../lib/errors.js';
import { formatThousands } from '../../lib/money.js';
import type { Impact } from '../../web/components/decision-form.js';
import { dayWords } from '../../web/time-words.js';
import type { Evidence } from '../../workflow/evidence.js';
import { decisionImpact, type SendingBack } from '../decision-impact.js';
import { unmetConditions } from '../guards.js';
import { statusChanges } from '../status.js';
import { transitions, type TransitionName } from '../transitions.js';
import { recoveryWords } from '../withdrawal-impact.js';
import type { Dossier } from './dossier.js';

type Words = NonNullable<Evidence['decisions']>;

/** What each decision of a shipped task means for this list. What the columns will say comes from the transitions themselves. */
export async function decisionWords(dossier: Dossier, taskKey: string): Promise<Words> {
  const { list, today } = dossier;
  switch (taskKey) {
    case 'school-review': return {
      pass: { explanation: `送${list.authority.name}审核。`, impact: impactOf(dossier, 'passSchoolReview', 'good') },
      fail: { explanation: '退回录入，业务操作人员修改后重新提交。', impact: await sentBack(dossier, 'fail') },
    };
    case 'authority-review': return {
      pass: { explanation: `${list.school.name}可以${list.programme.hasPublicity ? '公示名单' : '维护资金发放'}。`, impact: impactOf(dossier, 'passAuthorityReview', 'good') },
      fail: { explanation: '退回学校录入，修改后重新经学校审核。', impact: await sentBack(dossier, 'fail') },
    };
    case 'confirm-publicity': return {
      confirm: { explanation: confirmExplained(dossier), impact: confirmImpact(dossier) },
      reject: { explanation: '名单退回学校，重新维护、审核、公示。', irreversible: true, impact: await sentBack(dossier, 'reject') },
    };
    case 'review-withdrawal': return {
      grant: { explanation: list.paid === null ? '名单回到学校重新维护。' : '名单回到学校，实发金额调整为 0。', irreversible: true, impact: await sentBack(dossier, 'grant') },
      refuse: { explanation: '名单保持不变，学校可以再申请。', impact: { ...impactOf(dossier, 'refuseWithdrawal', 'run'), consequence: list.programme.hasDisbursement && list.publicity && today <= list.publicity.end ? `公示继续到${dayWords(list.publicity.end, today)}。` : undefined } },
    };
    default: return {};
  }
}

/** What sending the list back changes, for the page beside the decision. A redrawn path may stand where the rules refuse it: then nothing can be foretold. */
export async function sentBack({ list, today }: Pick<Dossier, 'list' | 'today'>, decision: SendingBack): Promise<Impact> {
  const tone = decision === 'grant' ? 'back' : 'bad';
  try {
    const impact = await decisionImpact(list, decision, today);
    return {
      tone, headline: impact.message, rows: impact.changes.map(({ name, before, after }) => ({ field: name, now: before, after })), consequence: impact.consequence, ...(impact.recover ? { more: [recoveryWords(impact.recover)] } : {}),
    };
  } catch (error) {
    if (!(error instanceof RuleBroken)) throw error;
    return { tone, rows: [] };
  }
}

/** The columns now and after a transition. A redrawn path may ask for a decision the rules refuse here: then nothing can be foretold. */
function impactOf({ list }: Dossier, name: TransitionName, tone: Impact['tone']): Impact {
  try {
    return { tone, rows: statusChanges(list.status, transitions[name](list.status)).map(({ name: field, before, after }) => ({ field, now: before, after })) };
  } catch (error) {
    if (!(error instanceof RuleBroken)) throw error;
    return { tone, rows: [] };
  }
}

function confirmExplained({ list, facts, today }: Dossier): string {
  const unmet = unmetConditions('confirm-publicity', facts);
  if (unmet.length > 0) return `现在不能选：${unmet.map(({ message }) => message).join('')}`;
  if (list.programme.fillsPaidOnConfirmation) return '自动补充实发金额，名单办结。';
  return list.publicity && today <= list.publicity.end ? `公示期 ${dayWords(list.publicity.end, today)}结束后，学校可以维护资金发放。` : '学校可以维护资金发放。';
}

/** 附件1 二(二)3: a waiver's paid amounts are filled by the confirmation; a grant's are not touched. */
function confirmImpact(dossier: Dossier): Impact {
  const { list, today } = dossier;
  const impact = impactOf(dossier, 'confirmPublicity', 'good');
  return {
    ...impact, rows: list.programme.fillsPaidOnConfirmation && impact.rows.length > 0 ? [...impact.rows, { field: '实发金额（元）', now: list.paid === null ? '—' : formatThousands(list.paid), after: formatThousands(list.payable) }] : impact.rows,
    consequence: list.publicity && today <= list.publicity.end ? `公示页继续公开到${dayWords(list.publicity.end, today)}。` : undefined,
  };
}

/** Ready words for the remark of each shipped task. */
export const phrases: Record<string, string[]> = {
  'school-review': ['人员信息有误', '有学生不在读', '档次不符', '缺少应列入的学生'], 'authority-review': ['人员信息有误', '有逾期学生，请核实', '同卡，请核实', '与上月变化没有说明'],
  'confirm-publicity': ['名单与附件不一致', '有人员信息错误', '附件不清楚', '公示期间有异议'], 'review-withdrawal': ['原因不充分', '不影响发放，下月更正'],
};

/** Where each shipped task is written. */
export function basisOf({ list }: Pick<Dossier, 'list'>, taskKey: string): string | undefined {
  const [part, review] = list.programme.hasDisbursement ? ['二（一）', 6] : ['二（二）', 5];
  const paragraph = { 'publish-list': 2, 'confirm-publicity': 3, 'review-withdrawal': review }[taskKey];
  return paragraph ? `教助中心〔2023〕8号 附件1 ${part}${paragraph}` : undefined;
}
