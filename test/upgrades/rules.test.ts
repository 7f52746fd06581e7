import { checks, judge, type Check } from '../../server/upgrades/checks.js';
import type { Installation } from '../../server/upgrades/installation.js';
import { answered, closed, demandFeedback, demandPast, standingOf, stateOf, type Conclusion, type UpgradeResult } from '../../server/upgrades/rules.js';

const codeOf = (act: () => unknown): string => { try { act(); return 'yes'; } catch (error) { return (error as { code: string }).code; } };

it.each<[string, { result: UpgradeResult; conclusion: Conclusion | null } | null, string]>([
  ['nothing was registered', null, 'not-upgraded'],
  ['it was tried and did not succeed', { result: 'failed', conclusion: null }, 'not-upgraded'],
  ['it was deployed', { result: 'done', conclusion: null }, 'upgraded'],
  ['it was deployed and something is wrong', { result: 'done', conclusion: 'problems' }, 'upgraded'],
  ['it was deployed and looked at', { result: 'done', conclusion: 'verified' }, 'verified'],
])('%s', (_name, record, state) => {
  expect(stateOf(record)).toBe(state);
});

it.each<[string, Parameters<typeof standingOf>, object]>([
  ['the day before', ['not-upgraded', null, '2023-04-18', '2023-04-17'], { daysLeft: 1, overdue: false, late: false }],
  ['on the last day', ['upgraded', null, '2023-04-18', '2023-04-18'], { daysLeft: 0, overdue: false, late: false }],
  ['the day after without an upgrade', ['not-upgraded', null, '2023-04-18', '2023-04-19'], { daysLeft: -1, overdue: true, late: false }],
  ['the day after, upgraded and silent', ['upgraded', null, '2023-04-18', '2023-04-19'], { daysLeft: -1, overdue: true, late: false }],
  ['fed back in the last hour', ['verified', new Date('2023-04-18T23:59:00+08:00'), '2023-04-18', '2023-05-10'], { daysLeft: -22, overdue: false, late: false }],
  ['fed back a minute late', ['upgraded', new Date('2023-04-19T00:00:00+08:00'), '2023-04-18', '2023-05-10'], { daysLeft: -22, overdue: false, late: true }],
  ['a failure that was told is no upgrade', ['not-upgraded', new Date('2023-04-17T10:00:00+08:00'), '2023-04-18', '2023-04-19'], { daysLeft: -1, overdue: true, late: false }],
])('%s', (_name, given, standing) => {
  expect(standingOf(...given)).toEqual(standing);
});

const record = { result: 'done' as UpgradeResult, conclusion: null, recordedAt: new Date('2023-04-15T22:30:00+08:00') };
const after = { at: new Date('2023-04-16T09:00:00+08:00'), failed: 0 };
it.each<[string, Parameters<typeof demandFeedback>, string]>([
  ['nothing is fed back before the result is registered', [null, null, 'problems', '坏了'], 'not-upgraded'],
  ['all right, and looked at since', [record, after, 'verified', ''], 'yes'],
  ['all right is not said unseen', [record, null, 'verified', ''], 'not-checked'],
  ['all right is not said of what was looked at before', [record, { ...after, at: new Date('2023-04-14T09:00:00+08:00') }, 'verified', ''], 'not-checked'],
  ['all right is not said while something is missing', [record, { ...after, failed: 1 }, 'verified', ''], 'checks-failed'],
  ['all right is not said of a failure', [{ ...record, result: 'failed' }, after, 'verified', ''], 'not-upgraded'],
  ['a problem is told in words', [record, null, 'problems', ' '], 'text-required'],
  ['a problem is told at any time', [{ ...record, result: 'failed' }, null, 'problems', '部署包校验和不对'], 'yes'],
])('%s', (_name, given, code) => {
  expect(codeOf(() => demandFeedback(...given))).toBe(code);
});

it('a deployment has happened, and a closed request stays closed', () => {
  const now = new Date('2023-04-18T10:00:00+08:00');
  expect([codeOf(() => demandPast(now, now)), codeOf(() => demandPast(new Date(now.getTime() + 60_000), now)), answered('open'), answered('answered'), closed('open'), codeOf(() => answered('closed')), codeOf(() => closed('closed'))])
    .toEqual(['yes', 'in-future', 'answered', 'answered', 'closed', 'request-closed', 'request-closed']);
});

const nothing: Installation = { routes: new Map(), menu: [], columns: new Map(), processes: new Map(), caps: new Map(), answers: { 'group-statistics': '没有答复', 'aid-by-stage': '没有答复', reminders: '没有答复', 'work-progress': '没有答复', 'loan-tables': '没有答复', 'loan-chart': '没有答复', 'fee-waiver-lists': '没有答复' } };
/** Items about the program's own rules have nothing to look for on an installation. */
const ruleOnly = ['2021年9月入学、学制2年，2023年9月起为逾期学生'];

it.each(checks.filter(({ item }) => !ruleOnly.includes(item)).map((one): [string, Check] => [`${one.paragraph} ${one.item}`, one]))('on an empty installation it is missed: %s', (_name, check) => {
  expect(check.lacks(nothing)).toMatch(/\p{Script=Han}/u);
});

it('every part of 附件1 is looked at, and every red item says what to do', () => {
  const lines = judge(nothing);
  expect([...new Set(lines.map(({ part }) => part))]).toEqual(['一', '二', '三', '四', '五']);
  expect(lines.filter(({ good, advice }) => good === (advice !== ''))).toEqual([]);
});
