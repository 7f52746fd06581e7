import { difference, moment, money, signed, size } from '../src/features/words';

it.each([['62400.00', '62,400.00'], ['0.00', '0.00'], ['-1200.50', '−1,200.50'], ['1234567.89', '1,234,567.89']])('%s yuan are written %s', (yuan, written) => expect(money(yuan)).toBe(written));

it.each([['62400.00', '61600.00', '+800.00'], ['100.05', '100.10', '−0.05'], ['200.00', '200.00', '0.00'], ['1000000.00', '0.00', '+1,000,000.00'], ['0.00', '0.30', '−0.30']])('from %s to %s compared with before is counted in fen: %s', (now, before, written) => expect(difference(now, before)).toBe(written));

it('numbers with a sign, moments and sizes are written as the office writes them', () => {
  expect([signed(4), signed(-3), signed(0), moment('2023-05-10T09:05:00+08:00'), size(880_640), size(2_202_009)]).toEqual(['+4', '−3', '0', '5月10日 09:05', '860 KB', '2.1 MB']);
});
