import fc from 'fast-check';
import {
  addDays, daysBetween, endOfOfficeDay, formatDate, formatDateWithWeekday, formatDay, formatInstant, formatPeriod, isOfficeDate, officeDateOf, officeIso,
  officeTimeOfDay, parseOfficeDate, startOfOfficeDay, weekdayOf,
} from '../../server/values/office-date.js';

describe('office dates', () => {
  test.each([
    ['2023-05-09T15:59:59.999Z', '2023-05-09'], ['2023-05-09T16:00:00.000Z', '2023-05-10'], ['2023-12-31T16:00:00Z', '2024-01-01'], ['2024-02-28T16:00:00Z', '2024-02-29'],
  ])('at %s it is %s in the office', (instant, date) => expect(officeDateOf(new Date(instant))).toBe(date));

  test.each([['2023-05-10', true], ['2023-02-30', false], ['2023-02-29', false], ['2024-02-29', true], ['2023-5-10', false], ['2023-05-10T00:00:00', false], ['2023-13-01', false]])(
    '%s exists: %s', (text, expected) => expect(isOfficeDate(text)).toBe(expected));

  test('a day that does not exist is refused', () => expect(() => parseOfficeDate('2023-02-30', 'start')).toThrow('不符合要求'));

  test('dates are written as the office writes them', () => {
    expect(formatDay('2023-05-12')).toBe('5月12日');
    expect(formatDate('2023-05-10')).toBe('2023年5月10日');
    expect(formatDateWithWeekday('2023-05-10')).toBe('2023年5月10日 星期三');
    expect(formatPeriod('2023-05-08', '2023-05-12')).toBe('2023年5月8日至5月12日');
    expect(formatPeriod('2023-12-28', '2024-01-04')).toBe('2023年12月28日至2024年1月4日');
    expect(weekdayOf('2023-05-07')).toBe(0);
  });

  test('times carry the office zone whatever the host has', () => {
    const instant = new Date('2023-05-10T01:00:00Z');
    expect(officeIso(instant)).toBe('2023-05-10T09:00:00+08:00');
    expect(formatInstant(instant)).toBe('2023-05-10 09:00');
    expect(officeTimeOfDay(instant)).toBe('09:00');
  });

  test('a day runs from its 00:00 to its 24:00, which is the next day', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 60_000 }), (days) => {
      const date = addDays('1992-01-01', days);
      expect(officeDateOf(startOfOfficeDay(date))).toBe(date);
      expect(officeDateOf(new Date(endOfOfficeDay(date).getTime() - 1))).toBe(date);
      expect(officeDateOf(endOfOfficeDay(date))).toBe(addDays(date, 1));
      expect(daysBetween('1992-01-01', date)).toBe(days);
    }));
  });
});
