import { acts, canDo, conditionsOf, demandAct, unmetConditions, whyNotTheirs, type Act, type ListFacts } from '../../server/award-lists/guards.js';
import type { ListStatus } from '../../server/award-lists/status.js';
import type { TransitionName } from '../../server/award-lists/transitions.js';
import { Forbidden, RuleBroken } from '../../server/lib/errors.js';
import { roleNames, type Actor, type Level, type Role } from '../../server/values/actor.js';
import { programmeOf } from '../../server/values/programme.js';
import { attempt, reachableStatuses, vector } from '../support/statuses.js';

const schoolOffice = { id: 7, name: '安陵县职业教育中心' };
const authorityOffice = { id: 3, name: '安陵县学生资助管理中心' };
const draft: ListStatus = { submission: 'draft', schoolReview: 'pending', authorityReview: 'pending', schoolPublicity: 'unpublished', authorityPublicity: 'none', withdrawal: 'none' };
const submitted: ListStatus = { ...draft, submission: 'submitted' };
const schoolPassed: ListStatus = { ...submitted, schoolReview: 'passed' };
const toPublish: ListStatus = { ...schoolPassed, authorityReview: 'passed' };
const published: ListStatus = { ...toPublish, schoolPublicity: 'published', authorityPublicity: 'awaiting' };
const confirmed: ListStatus = { ...published, authorityPublicity: 'confirmed' };
const asked: ListStatus = { ...confirmed, withdrawal: 'pending' };
const factsWith = (status: ListStatus, more: Partial<ListFacts> = {}): ListFacts => ({
  programme: programmeOf('vocational-grant'), period: '2023-04', status, people: 3, round: status.schoolPublicity === 'published' ? 1 : 0,
  publicity: status.schoolPublicity === 'published' ? { start: '2023-05-10', end: '2023-05-16' } : null, attachments: 0, submittedBy: 11, school: schoolOffice, authority: authorityOffice, today: '2023-05-17', ...more,
});
const codes = (act: Act, facts: ListFacts): string[] => unmetConditions(act, facts).map(({ code }) => code);
const actor = (role: Role, organisationId: number, userId = 20, level: Level = 'county'): Actor => ({ userId, login: 'x', name: '某人', role, organisation: { id: organisationId, name: '某单位', level, path: `/${organisationId}/` } });

describe('which conditions each act has', () => {
  const good: Record<Act, ListFacts> = {
    edit: factsWith(draft), delete: factsWith(draft), submit: factsWith(draft), 'take-back': factsWith(submitted), 'school-review': factsWith(submitted), 'authority-review': factsWith(schoolPassed),
    'publish-list': factsWith(toPublish, { period: '2023-05', attachments: 1 }), attach: factsWith(toPublish), 'confirm-publicity': factsWith(published), 'reject-publicity': factsWith(published, { openObjections: 2 }), disburse: factsWith(confirmed), 'request-withdrawal': factsWith(confirmed), 'review-withdrawal': factsWith(asked),
  };

  it.each(acts)('%s may be done when all of them hold', (act) => expect(codes(act, good[act])).toEqual([]));

  it.each<[Act, string, Partial<ListFacts>, string[]]>([
    ['edit', 'a submitted list', { status: submitted }, ['not-draft']],
    ['edit', 'a published list', { status: published }, ['not-draft']],
    ['delete', 'a submitted list', { status: submitted }, ['not-draft']],
    ['delete', 'a list that was published once', { round: 1 }, ['was-published']],
    ['submit', 'a list with nobody on it', { people: 0 }, ['empty-list']],
    ['submit', 'a list submitted before', { status: submitted }, ['not-draft']],
    ['take-back', 'a draft', { status: draft }, ['not-awaiting-school-review']],
    ['take-back', 'a list the school has reviewed', { status: schoolPassed }, ['not-awaiting-school-review']],
    ['school-review', 'a draft', { status: draft }, ['not-awaiting-school-review']],
    ['authority-review', 'a list the school has not reviewed', { status: submitted }, ['not-awaiting-authority-review']],
    ['authority-review', 'a list reviewed before', { status: toPublish }, ['not-awaiting-authority-review']],
    ['publish-list', 'a draft', { status: draft }, ['not-reviewed', 'not-reviewed']],
    ['publish-list', 'a list the authority has not reviewed', { status: schoolPassed }, ['not-reviewed']],
    ['publish-list', 'a published list', { status: published }, ['already-done']],
    ['publish-list', 'a May list without attachment', { attachments: 0 }, ['attachment-required']],
    ['publish-list', 'a December list without attachment', { period: '2023-12', attachments: 0 }, ['attachment-required']],
    ['publish-list', 'an April list without attachment', { period: '2023-04', attachments: 0 }, []],
    ['attach', 'a confirmed list', { status: confirmed }, ['already-done']],
    ['attach', 'a list whose withdrawal is asked for', { status: asked }, ['already-done']],
    ['attach', 'a published list that awaits the authority', { status: published }, []],
    ['attach', 'a draft', { status: draft }, []],
    ['confirm-publicity', 'a list not published', { status: toPublish }, ['not-published', 'not-awaiting-confirmation']],
    ['confirm-publicity', 'a list confirmed before', { status: confirmed }, ['not-awaiting-confirmation']],
    ['confirm-publicity', 'a list with an objection nobody has settled', { openObjections: 1 }, ['objection-open']],
    ['reject-publicity', 'a list confirmed before', { status: confirmed }, ['not-awaiting-confirmation']],
    ['disburse', 'a list with an objection nobody has settled', { openObjections: 1 }, ['objection-open']],
    ['disburse', 'the waiver, which has no disbursement', { programme: programmeOf('vocational-tuition-waiver') }, ['no-disbursement']],
    ['disburse', 'a fee-waiver list the authority has not reviewed, without a word of publicity', { programme: programmeOf('senior-high-fee-waiver'), period: '2022-2023-spring', status: schoolPassed }, ['not-reviewed']],
    ['disburse', 'a fee-waiver list reviewed twice, which is never published', { programme: programmeOf('senior-high-fee-waiver'), period: '2022-2023-spring', status: toPublish }, []],
    ['publish-list', 'a fee-waiver list, which has no publicity', { programme: programmeOf('senior-high-fee-waiver'), period: '2022-2023-spring', status: toPublish }, ['no-publicity']],
    ['disburse', 'a list whose withdrawal is asked for', { status: asked }, ['withdrawal-pending']],
    ['request-withdrawal', 'a list not published', { status: toPublish }, ['not-published', 'not-confirmed']],
    ['request-withdrawal', 'a list not confirmed', { status: published }, ['not-confirmed']],
    ['request-withdrawal', 'a list whose withdrawal is asked for', { status: asked }, ['withdrawal-pending']],
    ['request-withdrawal', 'a list paid out or still in its period', { today: '2023-05-12' }, []],
    ['review-withdrawal', 'a list nobody wants withdrawn', { status: confirmed }, ['no-withdrawal-request']],
    ['review-withdrawal', 'a request already refused', { status: { ...confirmed, withdrawal: 'refused' } }, ['no-withdrawal-request']],
  ])('%s and %s', (act, _what, change, expected) => expect(codes(act, { ...good[act], ...change })).toEqual(expected));

  it('二（一）4: all eight combinations of published, confirmed and ended; only the one with all three allows disbursement', () => {
    const combinations = [false, true].flatMap((isPublished) => [false, true].flatMap((isConfirmed) => [false, true].map((isEnded) => ({ isPublished, isConfirmed, isEnded }))));
    const allowed = combinations.filter(({ isPublished, isConfirmed, isEnded }) => codes('disburse', factsWith(
      { ...confirmed, schoolPublicity: isPublished ? 'published' : 'unpublished', authorityPublicity: isConfirmed ? 'confirmed' : 'awaiting' }, { publicity: { start: '2023-05-10', end: isEnded ? '2023-05-16' : '2023-05-17' } })).length === 0);
    expect(allowed).toEqual([{ isPublished: true, isConfirmed: true, isEnded: true }]);
  });

  it('the last day of the publicity period is still in it', () => {
    expect(codes('disburse', factsWith(confirmed, { today: '2023-05-16' }))).toEqual(['publicity-not-ended']);
    expect(codes('disburse', factsWith(confirmed, { today: '2023-05-17' }))).toEqual([]);
    expect(unmetConditions('disburse', factsWith(confirmed, { today: '2023-05-16' }))[0].message).toContain('5月17日 0:00');
  });

  it('tells every missing condition, each with its message and paragraph', () => {
    const unmet = unmetConditions('disburse', factsWith(published, { today: '2023-05-12' }));
    expect(unmet.map(({ code }) => code)).toEqual(['not-confirmed', 'publicity-not-ended']);
    expect(unmet.every(({ message, basis }) => message.endsWith('。') && basis !== '')).toBe(true);
  });

  it('no condition speaks with exclamation marks or without a full stop, in any state a list can come to', () => {
    const messages = [...reachableStatuses().values()].flatMap(({ status }) => acts.flatMap((act) => conditionsOf(act, programmeOf('vocational-grant')).map((condition) => condition.message(factsWith(status)))));
    expect(messages.filter((message) => !/。$/.test(message) || /[!！]|undefined|null/.test(message))).toEqual([]);
  });
});

describe('guards and rules agree', () => {
  const ruled: [Act, TransitionName[]][] = [
    ['submit', ['submitList']], ['take-back', ['takeBackSubmission']], ['school-review', ['passSchoolReview', 'failSchoolReview']], ['authority-review', ['passAuthorityReview', 'failAuthorityReview']],
    ['publish-list', ['publishList']], ['confirm-publicity', ['confirmPublicity']], ['reject-publicity', ['rejectPublicity']], ['request-withdrawal', ['requestWithdrawal']], ['review-withdrawal', ['grantWithdrawal', 'refuseWithdrawal']],
  ];

  it.each(ruled)('%s is offered in exactly the states where the rule allows it', (act, names) => {
    const wrong = [...reachableStatuses().values()].filter(({ status }) => names.some((name) => ('after' in attempt(name, status)) !== (codes(act, factsWith(status, { attachments: 1 })).length === 0)));
    expect(wrong.map(({ status }) => vector(status))).toEqual([]);
  });
});

describe('whose act it is (附件1 涉及用户)', () => {
  const school: Act[] = ['edit', 'delete', 'submit', 'take-back', 'publish-list', 'attach', 'disburse', 'request-withdrawal'];
  const owners: Record<string, Act[]> = { 'school-operator 7': school, 'school-reviewer 7': ['school-review'], 'authority-operator 3': ['authority-review', 'confirm-publicity', 'reject-publicity', 'review-withdrawal'] };
  const everybody = (Object.keys(roleNames) as Role[]).flatMap((role) => [7, 3, 8, 4, 1].map((organisation) => [role, organisation] as const));

  it.each(everybody)('%s of organisation %i has just the acts of the notice', (role, organisation) => {
    const theirs = acts.filter((act) => whyNotTheirs(act, actor(role, organisation), factsWith(draft)) === null);
    expect([...theirs].sort()).toEqual([...(owners[`${role} ${organisation}`] ?? [])].sort());
  });

  it('the school reviewer who submitted the list does not review it, another one does', () => {
    expect(whyNotTheirs('school-review', actor('school-reviewer', 7, 11), factsWith(submitted))?.code).toBe('same-person');
    expect(whyNotTheirs('school-review', actor('school-reviewer', 7, 12), factsWith(submitted))).toBeNull();
  });

  it('whoever may not is told whose it is, by office and post', () => {
    expect(whyNotTheirs('confirm-publicity', actor('authority-operator', 4), factsWith(published))).toEqual({ code: 'role-not-allowed', message: '这项由安陵县学生资助管理中心的主管部门业务操作人员办理，您可以查看。', basis: '附件1 二（一） 涉及用户' });
    expect(whyNotTheirs('submit', actor('school-reviewer', 7), factsWith(draft, { programme: programmeOf('vocational-tuition-waiver') }))).toMatchObject({ message: expect.stringContaining('安陵县职业教育中心的学校业务操作人员'), basis: '附件1 二（二） 涉及用户' });
  });

  it('another person’s act is forbidden before any condition is told; one’s own is refused with the first', () => {
    expect(() => demandAct('disburse', actor('authority-operator', 3), factsWith(draft))).toThrow(Forbidden);
    expect(() => demandAct('disburse', actor('school-operator', 7), factsWith(confirmed))).not.toThrow();
    let refusal: unknown;
    try {
      demandAct('disburse', actor('school-operator', 7), factsWith(published, { today: '2023-05-12' }));
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(RuleBroken);
    expect(refusal).toMatchObject({ code: 'not-confirmed', errors: [{ code: 'not-confirmed' }, { code: 'publicity-not-ended' }] });
  });

  it('what buttons are told is what the server answers, for everybody in every state', () => {
    for (const { status } of reachableStatuses().values()) for (const [role, organisation] of everybody) {
      const person = actor(role, organisation);
      const facts = factsWith(status);
      const can = canDo(person, facts);
      for (const act of acts) {
        let refused: string | null = null;
        try {
          demandAct(act, person, facts);
        } catch (error) {
          refused = error instanceof Forbidden || error instanceof RuleBroken ? error.code : 'not-ours';
        }
        expect({ act, allowed: can[act].allowed, first: can[act].unmet[0]?.code ?? null }).toEqual({ act, allowed: refused === null, first: refused });
      }
    }
  });
});
