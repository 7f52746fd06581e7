import type { ListStatus } from '../../server/award-lists/status.js';
import { transitionWords, type TransitionName } from '../../server/award-lists/transitions.js';
import { attempt, everyStatus, reachableStatuses, transitionNames, vector } from '../support/statuses.js';

/** A row of the office's table of transitions: in which states the act may be done, what it changes, how it is refused elsewhere. */
type Rule = { act: TransitionName; from: { [Column in keyof ListStatus]?: readonly ListStatus[Column][] }; changes: Partial<ListStatus>; refusals: readonly string[] };

/** T2–T9n, written from the notice and the table of transitions, not from the code. Everything not named under `changes` stays. */
const rules: readonly Rule[] = [
  { act: 'submitList', from: { submission: ['draft'] }, changes: { submission: 'submitted', schoolReview: 'pending', authorityReview: 'pending' }, refusals: ['not-draft'] },
  { act: 'takeBackSubmission', from: { submission: ['submitted'], schoolReview: ['pending'] }, changes: { submission: 'draft' }, refusals: ['already-done'] },
  { act: 'passSchoolReview', from: { submission: ['submitted'], schoolReview: ['pending'] }, changes: { schoolReview: 'passed', authorityReview: 'pending' }, refusals: ['not-awaiting-school-review'] },
  { act: 'failSchoolReview', from: { submission: ['submitted'], schoolReview: ['pending'] }, changes: { schoolReview: 'failed', submission: 'draft' }, refusals: ['not-awaiting-school-review'] },
  { act: 'passAuthorityReview', from: { submission: ['submitted'], schoolReview: ['passed'], authorityReview: ['pending'] }, changes: { authorityReview: 'passed' }, refusals: ['not-awaiting-authority-review'] },
  { act: 'failAuthorityReview', from: { submission: ['submitted'], schoolReview: ['passed'], authorityReview: ['pending'] }, changes: { authorityReview: 'failed', schoolReview: 'pending', submission: 'draft' }, refusals: ['not-awaiting-authority-review'] },
  { act: 'publishList', from: { submission: ['submitted'], schoolReview: ['passed'], authorityReview: ['passed'], schoolPublicity: ['unpublished'] }, changes: { schoolPublicity: 'published', authorityPublicity: 'awaiting', withdrawal: 'none' }, refusals: ['not-reviewed', 'already-done'] },
  { act: 'confirmPublicity', from: { schoolPublicity: ['published'], authorityPublicity: ['awaiting'] }, changes: { authorityPublicity: 'confirmed' }, refusals: ['not-awaiting-confirmation'] },
  // 附件1 二（一）3、二（二）3
  { act: 'rejectPublicity', from: { schoolPublicity: ['published'], authorityPublicity: ['awaiting'] }, changes: { schoolPublicity: 'unpublished', schoolReview: 'pending', authorityReview: 'pending', authorityPublicity: 'rejected', submission: 'draft' }, refusals: ['not-awaiting-confirmation'] },
  { act: 'requestWithdrawal', from: { schoolPublicity: ['published'], authorityPublicity: ['confirmed'], withdrawal: ['none', 'granted', 'refused'] }, changes: { withdrawal: 'pending' }, refusals: ['not-published', 'not-confirmed', 'withdrawal-pending'] },
  // 附件1 二（一）6、二（二）5
  { act: 'grantWithdrawal', from: { authorityPublicity: ['confirmed'], withdrawal: ['pending'] }, changes: { authorityPublicity: 'rejected', schoolPublicity: 'unpublished', schoolReview: 'pending', authorityReview: 'pending', submission: 'draft', withdrawal: 'granted' }, refusals: ['no-withdrawal-request'] },
  { act: 'refuseWithdrawal', from: { authorityPublicity: ['confirmed'], withdrawal: ['pending'] }, changes: { withdrawal: 'refused' }, refusals: ['no-withdrawal-request'] },
];

const columns = ['submission', 'schoolReview', 'authorityReview', 'schoolPublicity', 'authorityPublicity', 'withdrawal'] as const;
const may = ({ from }: Rule, status: ListStatus): boolean => columns.every((column) => {
  const allowed: readonly string[] | undefined = from[column];
  return allowed === undefined || allowed.includes(status[column]);
});

describe('what each act does to the status columns', () => {
  it('names every transition once, with a word for the audit', () => {
    expect(rules.map(({ act }) => act).sort()).toEqual([...transitionNames].sort());
    expect(new Set(Object.values(transitionWords)).size).toBe(transitionNames.length);
    expect(everyStatus).toHaveLength(576);
  });

  it.each(rules.map((rule) => [transitionWords[rule.act], rule] as const))('%s: allowed exactly where the table says, and changes exactly those columns', (_word, rule) => {
    const wrong = everyStatus.filter((status) => {
      const outcome = attempt(rule.act, status);
      if (!may(rule, status)) return !('refused' in outcome && rule.refusals.includes(outcome.refused));
      return !('after' in outcome && vector(outcome.after) === vector({ ...status, ...rule.changes }));
    });
    expect(wrong.map(vector)).toEqual([]);
  });

  it('leaves the status it was given as it was', () => {
    for (const status of everyStatus) for (const name of transitionNames) {
      const before = vector(status);
      attempt(name, status);
      expect(vector(status)).toBe(before);
    }
  });

  it('a publicity that cannot be withdrawn says which of its three conditions is missing', () => {
    const confirmed = everyStatus.find((status) => vector(status) === 'submitted passed passed published confirmed none') as ListStatus;
    expect([
      attempt('requestWithdrawal', { ...confirmed, schoolPublicity: 'unpublished' }), attempt('requestWithdrawal', { ...confirmed, authorityPublicity: 'awaiting' }),
      attempt('requestWithdrawal', { ...confirmed, authorityPublicity: 'rejected' }), attempt('requestWithdrawal', { ...confirmed, withdrawal: 'pending' }),
    ]).toEqual([{ refused: 'not-published' }, { refused: 'not-confirmed' }, { refused: 'not-confirmed' }, { refused: 'withdrawal-pending' }]);
  });

  it('a list not reviewed by both cannot be published, one already published neither', () => {
    const ready = everyStatus.find((status) => vector(status) === 'submitted passed passed unpublished none none') as ListStatus;
    expect([attempt('publishList', { ...ready, schoolReview: 'pending' }), attempt('publishList', { ...ready, authorityReview: 'pending' }), attempt('publishList', { ...ready, submission: 'draft' }), attempt('publishList', { ...ready, schoolPublicity: 'published' })])
      .toEqual([{ refused: 'not-reviewed' }, { refused: 'not-reviewed' }, { refused: 'not-reviewed' }, { refused: 'already-done' }]);
  });
});

describe('every state a list can come to', () => {
  const reachable = [...reachableStatuses().values()];

  // Six on the way to publicity, for a list that is new, was rejected or was withdrawn before; four published.
  it('is one of twenty-two', () => expect(reachable).toHaveLength(6 * 3 + 4));

  it.each<[string, (status: ListStatus) => boolean]>([
    ['published lists have passed both reviews', (status) => status.schoolPublicity !== 'published' || (status.schoolReview === 'passed' && status.authorityReview === 'passed')],
    ['what the authority confirmed is published', (status) => status.authorityPublicity !== 'confirmed' || status.schoolPublicity === 'published'],
    ['what awaits the authority is published', (status) => (status.authorityPublicity === 'awaiting') <= (status.schoolPublicity === 'published')],
    ['a withdrawal waits only where the publicity was confirmed', (status) => status.withdrawal !== 'pending' || status.authorityPublicity === 'confirmed'],
    ['a draft is not published', (status) => status.submission !== 'draft' || status.schoolPublicity === 'unpublished'],
    ['a submitted list has no failed review', (status) => status.submission !== 'submitted' || (status.schoolReview !== 'failed' && status.authorityReview !== 'failed')],
    ['the authority passes only what the school has passed', (status) => status.authorityReview !== 'passed' || status.schoolReview === 'passed'],
  ])('%s', (_name, holds) => expect(reachable.filter(({ status }) => !holds(status)).map(({ status }) => vector(status))).toEqual([]));

  it('after a rejected publicity and after a granted withdrawal the list is with the school again, and only that', () => {
    const after = (act: TransitionName): string[] => reachable.filter(({ by }) => by.has(act)).map(({ status }) => vector(status)).sort();
    expect(after('rejectPublicity')).toEqual(['draft pending pending unpublished rejected none']);
    expect(after('grantWithdrawal')).toEqual(['draft pending pending unpublished rejected granted']);
  });

  it('has a way back to entry and on to confirmation: nothing is a dead end', () => {
    const goals: [string, (status: ListStatus) => boolean][] = [['entry', ({ submission }) => submission === 'draft'], ['confirmation', ({ authorityPublicity }) => authorityPublicity === 'confirmed']];
    for (const [goal, reached] of goals) {
      const stuck = reachable.filter(({ status }) => !leadsTo(status, reached)).map(({ status }) => vector(status));
      expect([goal, stuck]).toEqual([goal, []]);
    }
  });
});

function leadsTo(from: ListStatus, reached: (status: ListStatus) => boolean): boolean {
  const seen = new Map([[vector(from), from]]);
  for (const status of seen.values()) {
    if (reached(status)) return true;
    for (const name of transitionNames) {
      const outcome = attempt(name, status);
      if ('after' in outcome) seen.set(vector(outcome.after), outcome.after);
    }
  }
  return false;
}
