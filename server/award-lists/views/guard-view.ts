import { formatDay } from '../../values/office-date.js';
import type { GuardPanelProps, MetCondition } from '../../web/components/guard-panel.js';
import { momentWords } from '../../web/time-words.js';
import { conditionsOf, whyNotTheirs, type Act, type Condition } from '../guards.js';
import type { Stage } from '../status.js';
import type { Dossier } from './dossier.js';

/** Acts as the notice names them, and the words on their buttons. */
export const actNames: Record<Act, { name: string; label: string }> = {
  edit: { name: '资助名单录入', label: '修改名单' }, delete: { name: '删除名单', label: '删除名单' }, submit: { name: '提交名单', label: '提交：送学校审核' }, 'take-back': { name: '撤回提交', label: '撤回提交' },
  'school-review': { name: '学校审核', label: '作出决定' }, 'authority-review': { name: '主管部门审核', label: '作出决定' }, 'publish-list': { name: '资助名单公示', label: '公示名单' }, attach: { name: '上传公示附件', label: '上传附件' },
  'confirm-publicity': { name: '名单公示确认', label: '作出决定' }, 'reject-publicity': { name: '公示不通过', label: '公示不通过' }, disburse: { name: '资金发放管理', label: '维护发放信息' }, 'request-withdrawal': { name: '申请公示退回', label: '申请公示退回' }, 'review-withdrawal': { name: '公示退回审核', label: '作出决定' },
};

/** Acts that still lie ahead of a list in a stage, the nearest first. What lies behind it needs no panel. */
const ahead: Record<Stage, readonly Act[]> = {
  entry: ['submit', 'school-review', 'authority-review', 'publish-list', 'confirm-publicity'], 'school-review': ['authority-review', 'publish-list', 'confirm-publicity'], 'authority-review': ['publish-list', 'confirm-publicity'],
  'to-publish': ['publish-list', 'confirm-publicity'], 'awaiting-confirmation': ['disburse', 'request-withdrawal'], 'in-publicity': ['disburse', 'request-withdrawal'], 'to-disburse': ['disburse', 'request-withdrawal'],
  disbursed: ['request-withdrawal'], finished: ['request-withdrawal'], 'withdrawal-pending': ['disburse', 'request-withdrawal'],
};

/** Without publicity the list is paid once it is reviewed (附件1 五). */
const aheadOf = ({ stage, list: { programme } }: Dossier): readonly Act[] => (programme.hasPublicity
  ? ahead[stage].filter((act) => act !== 'disburse' || programme.hasDisbursement)
  : [...ahead[stage].filter((act) => act === 'submit' || act === 'school-review' || act === 'authority-review'), ...(stage === 'disbursed' ? [] : ['disburse' as const])]);

/** One panel for each act that is this person's and not possible yet, with every condition, held or not. */
export const guardPanels = (dossier: Dossier): GuardPanelProps[] =>
  (dossier.facts.archived ? [] : aheadOf(dossier))
    .filter((act) => whyNotTheirs(act, dossier.actor, dossier.facts) === null && !dossier.can[act].allowed)
    .map((act) => guardPanel(dossier, act));

/** Can it be done, why not, what next: the guards' own answer (`can`) and conditions. */
export function guardPanel(dossier: Dossier, act: Act, href?: string): GuardPanelProps {
  const { can, facts } = dossier;
  const theirs = whyNotTheirs(act, dossier.actor, facts);
  const unmet = can[act].unmet.map((one) => ({ ...one, title: conditionsOf(act, facts.programme).find((condition) => condition.code === one.code && condition.message(facts) === one.message)?.name }));
  return {
    name: actNames[act].name,
    act: { key: act, label: actNames[act].label, allowed: can[act].allowed, unmet, ...(href ? { href } : {}) },
    // That the programme pays out, or announces, at all is no news where it does.
    met: theirs ? [] : conditionsOf(act, facts.programme).filter((condition) => condition.met(facts) && condition.code !== 'no-disbursement' && condition.code !== 'no-publicity').map((condition) => metCondition(dossier, condition)),
    ...(act === 'disburse' && !can[act].allowed ? { footnote: '各项都满足，才能维护该份名单的资金发放信息。' } : {}),
  };
}

/** Which task's completion made a condition true: who did it and when is told beside the tick. */
const madeTrueBy: Record<string, string> = { 学校审核通过: 'school-review', 主管部门审核通过: 'authority-review', 学校已公示: 'publish-list', 上级公示通过: 'confirm-publicity' };

function metCondition({ tasks, facts, list, today }: Dossier, { name }: Condition): MetCondition {
  const task = tasks.filter(({ key, state }) => state === 'done' && key === madeTrueBy[name]).at(-1);
  if (task?.doneAt) return { title: name, message: `${task.doneBy?.name ?? task.organisation?.name ?? ''} ${momentWords(task.doneAt, today)}${name === '学校已公示' ? `公示，第 ${list.round} 轮` : ''}。` };
  if (name === '公示时间已结束' && list.publicity) return { title: name, message: `${formatDay(list.publicity.end)} 24:00 结束。` };
  if (name === '公示附件') return { title: name, message: facts.attachments > 0 ? `已有 ${facts.attachments} 份。` : '本月名单不要求公示附件。' };
  if (name === '名单里有人') return { title: name, message: `${facts.people.toLocaleString('en-US')} 人。` };
  return { title: name };
}

