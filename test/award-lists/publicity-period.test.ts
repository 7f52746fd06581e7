import { checkPublicityPeriod, periodProblems } from '../../server/award-lists/publicity-period.js';
import { RuleBroken } from '../../server/lib/errors.js';
import { addDays } from '../../server/values/office-date.js';
import { workdayCalendar } from '../../server/values/workday.js';
import { workdaySeedRows } from '../../server/values/workday-seed.js';

const calendar = workdayCalendar(workdaySeedRows());
const codes = (start: string, end: string, today = '2023-05-10'): string[] => periodProblems({ start, end }, today, calendar).map(({ code }) => code);

describe('不少于5个工作日: a period the office may announce', () => {
  it.each([
    ['today to the fifth working day', '2023-05-10', '2023-05-16'],
    ['a start fifteen days ahead', '2023-05-25', '2023-05-31'],
    ['sixty days after the start', '2023-05-10', '2023-07-09'],
    ['a start on a Sunday, five working days after it', '2023-05-14', '2023-05-19'],
  ])('%s', (_name, start, end) => expect(codes(start, end)).toEqual([]));

  it.each([
    ['only four working days', '2023-05-10', '2023-05-15', ['publicity-too-short']],
    ['one day before today', '2023-05-09', '2023-05-16', ['publicity-in-past']],
    ['a start sixteen days ahead', '2023-05-26', '2023-06-02', ['publicity-too-far']],
    ['sixty-one days after the start', '2023-05-10', '2023-07-10', ['publicity-too-far']],
    ['an end before the start', '2023-05-12', '2023-05-11', ['publicity-too-short']],
    ['every problem at once: past and short', '2023-05-09', '2023-05-11', ['publicity-in-past', 'publicity-too-short']],
    ['every problem at once: too far ahead and too long', '2023-05-26', '2023-07-30', ['publicity-too-far', 'publicity-too-far']],
  ])('not with %s', (_name, start, end, expected) => expect(codes(start, end)).toEqual(expected));

  it('the start moves with today: what was too far yesterday is allowed today', () => {
    expect(codes('2023-05-26', '2023-06-01', '2023-05-10')).toEqual(['publicity-too-far']);
    expect(codes('2023-05-26', '2023-06-01', '2023-05-11')).toEqual([]);
    expect(codes('2023-05-26', '2023-06-01', '2023-05-26')).toEqual([]);
    expect(codes('2023-05-26', '2023-06-01', '2023-05-27')).toEqual(['publicity-in-past']);
  });
});

describe('调休: Saturdays and Sundays that are worked count, holidays do not', () => {
  it('4 May, 5 May, Saturday 6 May, 8 May and 9 May are five working days', () => {
    expect(codes('2023-05-04', '2023-05-09', '2023-05-04')).toEqual([]);
    expect(codes('2023-05-04', '2023-05-08', '2023-05-04')).toEqual(['publicity-too-short']);
  });

  it('a period over the May holiday must be longer', () => {
    expect(codes('2023-04-26', '2023-05-02', '2023-04-26')).toEqual(['publicity-too-short']);
    expect(codes('2023-04-26', '2023-05-04', '2023-04-26')).toEqual(['publicity-too-short']);
    expect(codes('2023-04-26', '2023-05-05', '2023-04-26')).toEqual([]);
  });

  it('over National Day, Saturday 7 and Sunday 8 October are worked', () => {
    expect(codes('2023-09-27', '2023-10-08', '2023-09-27')).toEqual(['publicity-too-short']);
    expect(codes('2023-09-27', '2023-10-09', '2023-09-27')).toEqual([]);
  });
});

describe('a year whose holidays are not in the calendar yet', () => {
  it('lets no period reach into it, and says which year is missing', () => {
    const [problem] = periodProblems({ start: '2026-12-28', end: '2027-01-05' }, '2026-12-28', calendar);
    expect(problem).toMatchObject({ code: 'workdays-unknown', path: 'end' });
    expect(problem.message).toContain('2027年的放假安排');
  });

  it('a period that ends on 31 December stands', () => expect(codes('2026-12-25', '2026-12-31', '2026-12-24')).toEqual([]));

  it('a period far too long is told its length only', () => expect(codes('2026-12-28', '2027-06-01', '2026-12-28')).toEqual(['publicity-too-far']));
});

describe('what the school is told', () => {
  it('names the earliest end, the latest start and the longest end', () => {
    const told = (start: string, end: string): string => periodProblems({ start, end }, '2023-05-10', calendar).map(({ message }) => message).join(' ');
    expect(told('2023-05-10', '2023-05-15')).toContain('5月16日');
    expect(told('2023-05-10', '2023-05-15')).toContain('4 个工作日');
    expect(told('2023-05-26', addDays('2023-05-26', 10))).toContain('5月25日');
    expect(told('2023-05-10', '2023-07-10')).toContain('7月9日');
    expect(told('2023-05-09', '2023-05-16')).toContain('5月10日');
  });

  it('refuses with the first problem as its reason and all of them beside', () => {
    let refusal: unknown;
    try {
      checkPublicityPeriod({ start: '2023-05-09', end: '2023-05-11' }, '2023-05-10', calendar);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(RuleBroken);
    expect(refusal).toMatchObject({ code: 'publicity-in-past', basis: '资助名单公示不少于5个工作日', errors: [{ code: 'publicity-in-past', path: 'start' }, { code: 'publicity-too-short', path: 'end' }] });
    expect(() => checkPublicityPeriod({ start: '2023-05-10', end: '2023-05-16' }, '2023-05-10', calendar)).not.toThrow();
  });
});
