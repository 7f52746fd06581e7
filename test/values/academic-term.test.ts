import fc from 'fast-check';
import { InputInvalid } from '../../server/lib/errors.js';
import {
  academicTermOf, addTerms, compareAcademicTerms, formatAcademicTerm, isAcademicTerm, monthsOfTerm, parseAcademicTerm, schoolYearOf, termOfLegacyYear,
} from '../../server/values/academic-term.js';
import { monthOf } from '../../server/values/month.js';
import { addDays } from '../../server/values/office-date.js';

describe('academic terms', () => {
  test.each([
    ['2023-05-10', '2022-2023-spring'], ['2023-12-01', '2023-2024-autumn'], ['2023-08-31', '2022-2023-spring'], ['2023-09-01', '2023-2024-autumn'],
    ['2024-01-15', '2023-2024-autumn'], ['2024-02-29', '2023-2024-autumn'], ['2023-02-28', '2022-2023-autumn'], ['2023-03-01', '2022-2023-spring'],
  ])('%s lies in %s', (date, term) => expect(academicTermOf(date)).toBe(term));

  test.each([['2022-2023-spring', true], ['2022-2024-spring', false], ['2023-2022-autumn', false], ['2022-2023-summer', false], ['2022-2023', false], ['2023', false]])(
    '%s is a term: %s', (text, expected) => expect(isAcademicTerm(text)).toBe(expected));

  test('a calendar year is refused where a term is asked for', () => expect(() => parseAcademicTerm('2023')).toThrow(InputInvalid));

  test('the label is the one of the forms', () => {
    expect(formatAcademicTerm('2022-2023-spring')).toBe('2022-2023学年春季学期');
    expect(formatAcademicTerm('2023-2024-autumn')).toBe('2023-2024学年秋季学期');
    expect(schoolYearOf('2022-2023-spring')).toBe('2022-2023');
  });

  test('autumn comes before spring of the same school year', () => {
    expect(addTerms('2022-2023-autumn', 1)).toBe('2022-2023-spring');
    expect(addTerms('2022-2023-spring', 1)).toBe('2023-2024-autumn');
    expect(addTerms('2022-2023-autumn', -1)).toBe('2021-2022-spring');
    expect(compareAcademicTerms('2022-2023-autumn', '2022-2023-spring')).toBeLessThan(0);
  });

  test('every day belongs to exactly the term whose months hold it', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 80_000 }), (days) => {
      const date = addDays('1950-01-01', days);
      const { first, last } = monthsOfTerm(academicTermOf(date));
      expect(first <= monthOf(date) && monthOf(date) <= last).toBe(true);
    }));
  });

  test('a calendar year of the old version with its season finds its term', () => {
    expect(termOfLegacyYear(2022, 'spring')).toBe('2021-2022-spring');
    expect(termOfLegacyYear(2022, 'autumn')).toBe('2022-2023-autumn');
  });
});
