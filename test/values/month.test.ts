import fc from 'fast-check';
import { InputInvalid } from '../../server/lib/errors.js';
import { addMonths, compareMonths, formatMonth, inAttachmentMonths, isMonth, monthOf, monthsBetween, parseMonth } from '../../server/values/month.js';

const months = fc.tuple(fc.integer({ min: 1950, max: 2150 }), fc.integer({ min: 1, max: 12 })).map(([year, month]) => `${year}-${String(month).padStart(2, '0')}`);

describe('months', () => {
  test.each([['2023-05', true], ['2023-12', true], ['2023-13', false], ['2023-00', false], ['2023-5', false], ['202305', false], ['2023-05-01', false], ['', false], ['0023-05', false]])(
    '%s is a month: %s', (text, expected) => expect(isMonth(text)).toBe(expected));

  test('what is not a month is refused with the field it came from', () => {
    expect(() => parseMonth('2023年5月', 'entryMonth')).toThrow(InputInvalid);
    expect(parseMonth('2023-05')).toBe('2023-05');
  });

  test.each([['2023-05', 1, '2023-06'], ['2023-12', 1, '2024-01'], ['2023-01', -1, '2022-12'], ['2021-09', 24, '2023-09'], ['2020-09', 30, '2023-03'], ['2023-05', 0, '2023-05']])(
    '%s and %i months is %s', (month, count, expected) => expect(addMonths(month, count)).toBe(expected));

  test('counting forward and back leads to the same month', () => {
    fc.assert(fc.property(months, fc.integer({ min: -400, max: 400 }), (month, count) => {
      const there = addMonths(month, count);
      expect(monthsBetween(month, there)).toBe(count);
      expect(addMonths(there, -count)).toBe(month);
      expect(compareMonths(month, there)).toBe(-Math.sign(count) || 0);
    }));
  });

  test('lists of May and December must carry an attachment, the other ten months need not', () => {
    const required = Array.from({ length: 12 }, (_, at) => addMonths('2023-01', at)).filter(inAttachmentMonths);
    expect(required).toEqual(['2023-05', '2023-12']);
  });

  test('a month is written the Chinese way without a leading zero', () => {
    expect(formatMonth('2023-05')).toBe('2023年5月');
    expect(monthOf('2023-05-31')).toBe('2023-05');
  });
});
