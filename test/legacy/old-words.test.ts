import { isCorrected, passedOfOld, statusOfOld, type OldStanding } from '../../server/legacy/old-status.js';
import { periodOfOld, reviewNamed, type OldPeriod } from '../../server/legacy/old-words.js';
import { stageOf } from '../../server/award-lists/status.js';
import { programmeOf, type ListProgrammeKey } from '../../server/values/programme.js';

const term = (year: string | null, word: string | null) => periodOfOld('senior-high-fee-waiver', { year, term: word, month: null });
const month = (year: string | null, word: string | null) => periodOfOld('vocational-grant', { year, term: null, month: word });

describe('the year and term of an old list', () => {
  it.each([
    ['2022', '春', '2021-2022-spring'], ['2022', '秋', '2022-2023-autumn'], ['2022年', '春季学期', '2021-2022-spring'], ['２０２２', '秋季', '2022-2023-autumn'],
    ['2021-2022', '春季', '2021-2022-spring'], ['2021-2022学年', '第一学期', '2021-2022-autumn'], ['2021-22', '下学期', '2021-2022-spring'],
  ])('%s and %s are %s', (year, word, is) => expect(term(year, word)).toBe(is));

  it.each([
    ['2022', null, 'no-term'], ['2022', '全年', 'no-term'], [null, '春', 'no-year'], ['2022', '上学期', 'term-order-in-calendar-year'], ['2022', '2', 'term-order-in-calendar-year'], ['2022', '冬', 'term-unreadable'], ['去年', '春', 'year-unreadable'], ['2021-2023', '春', 'year-unreadable'],
  ])('%s and %s say it not for sure (%s)', (year, word, why) => expect(term(year, word)).toEqual({ unclear: why }));
});

describe('the year and month of an old list', () => {
  it.each([['2022', '5', '2022-05'], ['2022年', '05月', '2022-05'], [null, '2022-12', '2022-12'], ['2021', '202203', '2022-03'], [null, '2022年3月', '2022-03']])('%s and %s are %s', (year, word, is) => expect(month(year, word)).toBe(is));
  it.each([['2022', null, 'no-month'], [null, '5', 'no-year'], ['2022', '13', 'month-unreadable'], ['2022', '0', 'month-unreadable'], ['去年', '5', 'year-unreadable'], ['2022', '春', 'month-unreadable']])('%s and %s say it not for sure (%s)', (year, word, why) => expect(month(year, word)).toEqual({ unclear: why }));
});

it('only a yes is a yes', () => expect(['通过', '审核通过', '不通过', '退回', '待审核', '', '同意'].map(reviewNamed)).toEqual(['passed', 'passed', 'failed', 'failed', 'pending', 'pending', 'pending']));

const old = (change: Partial<OldStanding> = {}): OldStanding => ({ submitted: true, schoolReview: 'passed', authorityReview: 'passed', published: false, ...change });
const stageAfter = (key: ListProgrammeKey, standing: OldStanding, paid: boolean): string => {
  const programme = programmeOf(key);
  return stageOf({ status: statusOfOld(programme, standing, paid), programme, publicityEnd: '2022-04-08', today: '2023-05-10', people: 1, paidPeople: paid ? 1 : 0 });
};

describe('an old list', () => {
  it('that was published without confirmation waits for it', () => {
    expect(stageAfter('vocational-grant', old({ published: true }), false)).toBe('awaiting-confirmation');
    expect(stageAfter('vocational-tuition-waiver', old({ published: true }), false)).toBe('awaiting-confirmation');
  });
  it('that was published and paid is confirmed', () => {
    expect(stageAfter('vocational-grant', old({ published: true }), true)).toBe('disbursed');
    expect(stageAfter('vocational-tuition-waiver', old({ published: true }), true)).toBe('finished');
  });
  it.each([
    [old({ submitted: false, schoolReview: 'pending', authorityReview: 'pending' }), 'entry'], [old({ schoolReview: 'pending', authorityReview: 'pending' }), 'school-review'], [old({ authorityReview: 'pending' }), 'authority-review'],
    [old({ schoolReview: 'failed', authorityReview: 'pending' }), 'entry'], [old({ authorityReview: 'failed' }), 'entry'], [old(), 'to-publish'],
  ])('stands where it stood: %j → %s', (standing, stage) => expect(stageAfter('vocational-grant', standing, false)).toBe(stage));
  it('of the fee waiver has no publicity, whatever the old column says', () => expect(stageAfter('senior-high-fee-waiver', old({ published: true }), false)).toBe('to-disburse'));
  it('whose columns contradict each other stands at the later step, and that is told', () => {
    const standing = old({ submitted: false, schoolReview: 'pending', authorityReview: 'passed', published: true });
    const status = statusOfOld(programmeOf('vocational-grant'), standing, false);
    expect([status.schoolReview, status.authorityPublicity, isCorrected(standing, status), isCorrected(old(), statusOfOld(programmeOf('vocational-grant'), old(), false))]).toEqual(['passed', 'awaiting', true, false]);
  });
  it('has passed what lies behind it', () => {
    const grant = programmeOf('vocational-grant');
    expect(passedOfOld(grant, statusOfOld(grant, old({ published: true }), true), true).map(({ elementId }) => elementId)).toEqual(['enter-list', 'school-review', 'authority-review', 'publish-list', 'confirm-publicity', 'publicity-ended', 'manage-disbursement']);
    expect(passedOfOld(grant, statusOfOld(grant, old({ submitted: false, schoolReview: 'pending', authorityReview: 'pending' }), false), false)).toEqual([]);
  });
});

it('every period that comes out is one of its programme', () => {
  const years: OldPeriod['year'][] = ['2022', null, '2021-2022'];
  const words: OldPeriod['term'][] = ['春', '上学期', null, '5', '2022-05'];
  const came = (key: ListProgrammeKey): unknown[] => years.flatMap((year) => words.map((word) => periodOfOld(key, { year, term: word, month: word }))).filter((found) => typeof found === 'string');
  expect(came('vocational-grant').filter((found) => !/^\d{4}-\d{2}$/.test(String(found)))).toEqual([]);
  expect(came('senior-high-fee-waiver').filter((found) => !/^\d{4}-\d{4}-(spring|autumn)$/.test(String(found)))).toEqual([]);
});
