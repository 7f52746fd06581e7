import { checkCandidates } from './check-candidates.js';
import type { Findings } from './findings.js';
import { attributeOf, excerpt, type Place } from './raw-tree.js';
import type { RawElement } from './xml-scan.js';

/** How several offices decide together: 会签, 或签, 票签. */
export function checkVote(vote: RawElement, place: Place, findings: Findings): void {
  const rule = attributeOf(vote, 'rule') ?? '';
  const share = attributeOf(vote, 'share');
  const onReject = attributeOf(vote, 'onReject');
  if (!['all', 'any', 'ratio'].includes(rule)) findings.error('vote-rule', `${place.name}的表决规则“${excerpt(rule)}”无法识别，请写 all（会签，全部同意）、any（或签，一家同意）或 ratio（票签，按比例）。`, place.id);
  if (rule === 'ratio' && !(share !== undefined && /^\d{1,3}$/.test(share) && Number(share) >= 1 && Number(share) <= 100)) findings.error('vote-share', `${place.name}按比例表决，请用 share 写明同意票要占百分之几（1 到 100 的整数）。`, place.id);
  if (rule !== 'ratio' && share !== undefined) findings.warn('attribute-ignored', `${place.name}的 share 只在按比例表决（ratio）时起作用。`, place.id);
  if (onReject !== undefined && onReject !== 'end' && onReject !== 'count') findings.error('vote-reject', `${place.name}的 onReject“${excerpt(onReject)}”无法识别，请写 end（一家不同意就结束）或 count（只计票）。`, place.id);
}

const FARTHEST = 60;

/** The ladder of reminders around a due date; further up it names whom else to tell. */
export function checkReminders(ladder: RawElement, roles: readonly string[], place: Place, findings: Findings): void {
  for (const reminder of ladder.children) {
    const workdays = attributeOf(reminder, 'workdays') ?? '';
    if (!/^-?\d{1,2}$/.test(workdays) || Math.abs(Number(workdays)) > FARTHEST) findings.error('reminder-workdays', `${place.name}的提醒日期“${excerpt(workdays)}”无法识别。请写到期前后的工作日数，如 -1（到期前一个工作日）、0（到期当天）、2（逾期两个工作日），不超过 ${FARTHEST}。`, place.id);
    checkCandidates(attributeOf(reminder, 'to') ?? '', roles, place, findings);
  }
}
