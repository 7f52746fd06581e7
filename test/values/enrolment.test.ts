import fc from 'fast-check';
import {
  enrolmentStatuses, enrolmentStatusNamed, enrolmentStatusNames, graduationMonth, isCurrent, isEnrolled, isOverdue, lacksGraduationData, programmeMonthsOf, type EnrolmentStatus,
} from '../../server/values/enrolment.js';
import { addMonths } from '../../server/values/month.js';

describe('overdue students', () => {
  test.each<[string, number | null, EnrolmentStatus, string, boolean]>([
    ['2021-09', 24, 'full-time', '2023-08', false],
    ['2021-09', 24, 'full-time', '2023-09', true],
    ['2021-03', 36, 'full-time', '2024-02', false],
    ['2021-03', 36, 'full-time', '2024-03', true],
    ['2020-09', 30, 'full-time', '2023-02', false],
    ['2020-09', 30, 'full-time', '2023-03', true],
    ['2021-09', 24, 'suspended', '2023-09', false],
    ['2021-09', 24, 'graduated', '2023-09', false],
    ['2021-09', 24, 'part-time', '2023-09', false],
    ['2021-09', null, 'full-time', '2030-01', false],
    ['2021-13', 24, 'full-time', '2030-01', false],
  ])('entered %s for %s months, %s: overdue in %s is %s', (entry, months, status, statistic, expected) => expect(isOverdue(entry, months, status, statistic)).toBe(expected));

  test('a student whose entry month is missing counts as current and is listed as a gap', () => {
    expect(isOverdue(null, 24, 'full-time', '2030-01')).toBe(false);
    expect(isCurrent(null, 24, 'full-time', '2030-01')).toBe(true);
    expect(lacksGraduationData(null, 24)).toBe(true);
    expect(graduationMonth(null, 24)).toBeNull();
  });

  test('enrolled is overdue plus current, for every student and month', () => {
    const month = fc.integer({ min: 0, max: 400 }).map((count) => addMonths('2000-01', count));
    fc.assert(fc.property(fc.option(month), fc.option(fc.constantFrom(12, 24, 30, 36, 42, 48, 60)), fc.constantFrom(...enrolmentStatuses), month, (entry, months, status, statistic) => {
      expect(Number(isOverdue(entry, months, status, statistic)) + Number(isCurrent(entry, months, status, statistic))).toBe(Number(isEnrolled(status)));
    }));
  });
});

describe('enrolment statuses', () => {
  test('only full-time enrolled students are 在校', () => expect(enrolmentStatuses.filter(isEnrolled)).toEqual(['full-time']));
  test('each Chinese word finds its status and no other word does', () => {
    for (const status of enrolmentStatuses) expect(enrolmentStatusNamed(enrolmentStatusNames[status])).toBe(status);
    expect(enrolmentStatusNamed('在读')).toBeNull();
    expect(Object.values(enrolmentStatusNames)).toContain('全日制在读');
  });
  test('two and a half years are thirty months', () => expect(programmeMonthsOf(2.5)).toBe(30));
});
