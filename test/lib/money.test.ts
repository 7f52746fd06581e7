import fc from 'fast-check';
import { InputInvalid, RuleBroken } from '../../server/lib/errors.js';
import { assertFen, formatThousands, formatYuan, parseYuan, readYuan, sumFen } from '../../server/lib/money.js';

const amounts = fc.maxSafeInteger();

describe('money', () => {
  test.each([['200', 20_000], ['200.5', 20_050], ['200.00', 20_000], ['0.01', 1], ['0', 0], ['-0.00', 0], ['62,400.00', 6_240_000], ['1,234,567.89', 123_456_789], [' 123.45 ', 12_345], ['−12.30', -1230], ['90071992547409.91', Number.MAX_SAFE_INTEGER]])(
    '%s yuan is %i fen', (text, fen) => expect(parseYuan(text)).toBe(fen));

  test.each(['', 'abc', '1.2.3', '1e3', '0x10', '１２', '12,34.00', '1,2345', ',100', '.5', '5.', '--1', '1 000', 'NaN', 'Infinity', '90071992547409.92', '9'.repeat(40)])('%j is not an amount', (text) =>
    expect(() => parseYuan(text, 'amount')).toThrow(InputInvalid));

  test('a third decimal is refused, not rounded', () => {
    expect(() => parseYuan('123.456')).toThrow(RuleBroken);
    expect(readYuan('12000.010')).toMatchObject({ problem: { code: 'too-many-decimals' } });
    try {
      parseYuan('123.456', 'amount');
    } catch (error) {
      expect(error).toMatchObject({ code: 'too-many-decimals', status: 422, errors: [{ path: 'amount' }] });
    }
  });

  test('an amount written and read again has not drifted by a fen', () => {
    fc.assert(fc.property(amounts, (fen) => {
      expect(parseYuan(formatYuan(fen))).toBe(fen);
      expect(parseYuan(formatThousands(fen))).toBe(fen);
    }));
  });

  test('a list of two hundred yuan times any number of people is exact', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 10_000_000 }), { maxLength: 300 }), (list) => {
      expect(BigInt(sumFen(list))).toBe(list.reduce((sum, fen) => sum + BigInt(fen), 0n));
    }));
  });

  test.each([[0, '0.00', '0.00'], [5, '0.05', '0.05'], [20_000, '200.00', '200.00'], [6_240_000, '62400.00', '62,400.00'], [-123_456, '-1234.56', '−1,234.56'], [100_000_000, '1000000.00', '1,000,000.00']])(
    '%i fen is written %s and %s', (fen, plain, thousands) => {
      expect(formatYuan(fen)).toBe(plain);
      expect(formatThousands(fen)).toBe(thousands);
    });

  test('what cannot be counted exactly is refused', () => {
    expect(() => sumFen([Number.MAX_SAFE_INTEGER, 1])).toThrow(RangeError);
    expect(() => formatYuan(1.5)).toThrow(RangeError);
    expect(() => assertFen(Number.NaN)).toThrow(RangeError);
  });
});
