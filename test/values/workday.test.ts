import fc from 'fast-check';
import { addDays } from '../../server/values/office-date.js';
import { addWorkdays, defaultPublicityEnd, workdayCalendar, workdaysBetween, workdaysLeft } from '../../server/values/workday.js';
import { seededYears, workdayRowsOf, workdaySeedRows } from '../../server/values/workday-seed.js';

const rows = workdaySeedRows();
const calendar = workdayCalendar(rows);
const resting = (year: number): string[] => workdayRowsOf(year).filter(({ name, isWorkday }) => name !== '' && !isWorkday).map(({ date }) => date);
const shifted = (year: number): string[] => workdayRowsOf(year).filter(({ name, isWorkday }) => name !== '' && isWorkday).map(({ date }) => date);

describe('working days', () => {
  test.each([['2023-04-26', '2023-05-05'], ['2023-05-04', '2023-05-09'], ['2023-09-27', '2023-10-09'], ['2023-05-08', '2023-05-12']])(
    'a publicity period from %s ends on %s by default', (start, end) => expect(defaultPublicityEnd(calendar, start)).toBe(end));

  test.each([['2023-04-26', '2023-05-06'], ['2023-05-04', '2023-05-10']])('not counting the start, five working days after %s is %s', (start, end) =>
    expect(addWorkdays(calendar, start, 5, false)).toBe(end));

  test('a start on a rest day does not count itself', () => {
    expect(addWorkdays(calendar, '2023-05-01', 1, true)).toBe('2023-05-04');
    expect(addWorkdays(calendar, '2023-05-06', 1, true)).toBe('2023-05-06');
  });

  test('a period reaching into a year without a calendar has no end yet', () => {
    expect(defaultPublicityEnd(calendar, '2026-12-25')).toBe('2026-12-31');
    expect(defaultPublicityEnd(calendar, '2026-12-28')).toBeNull();
    expect(workdaysBetween(calendar, '2026-12-28', '2027-01-04')).toBeNull();
    expect(defaultPublicityEnd(calendar, '2027-03-01')).toBeNull();
  });

  test('a gap in the middle of a period leaves its end open, even where the calendar goes on behind it', () => {
    const gap = workdayCalendar(rows.filter(({ date }) => date !== '2023-05-10'));
    expect(defaultPublicityEnd(gap, '2023-05-08')).toBeNull();
    expect(workdaysBetween(gap, '2023-05-08', '2023-05-12')).toBeNull();
    expect(defaultPublicityEnd(gap, '2023-05-11')).toBe('2023-05-17');
  });

  test('two working days are left on 10 May of a period to 12 May', () => {
    expect(workdaysLeft(calendar, '2023-05-10', '2023-05-12')).toBe(2);
    expect(workdaysLeft(calendar, '2023-05-12', '2023-05-12')).toBe(0);
    expect(workdaysLeft(calendar, '2023-05-20', '2023-05-12')).toBe(0);
  });

  test('counting and adding agree', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 2300 }), fc.integer({ min: 1, max: 60 }), fc.boolean(), (days, n, countStart) => {
      const start = addDays('2020-01-01', days);
      const end = addWorkdays(calendar, start, n, countStart);
      if (end === null) return;
      expect(workdaysBetween(calendar, countStart ? start : addDays(start, 1), end)).toBe(n);
      expect(calendar.isWorkday(end)).toBe(true);
    }));
  });

  test('no number of days below one is accepted', () => {
    expect(() => addWorkdays(calendar, '2023-05-04', 0, true)).toThrow(RangeError);
    expect(() => addWorkdays(calendar, '2023-05-04', 1.5, true)).toThrow(RangeError);
  });

  test('a calendar that never works does not search for ever', () => expect(addWorkdays({ isWorkday: () => false }, '2023-05-04', 1, true)).toBeNull());
});

describe('the calendar a new database starts with', () => {
  test('it holds every day of 2020 to 2026 once, in order, and nothing of 2027', () => {
    expect(seededYears).toEqual([2020, 2021, 2022, 2023, 2024, 2025, 2026]);
    expect(rows).toHaveLength(7 * 365 + 2);
    expect(rows.every(({ date }, at) => at === 0 || date === addDays(rows[at - 1].date, 1))).toBe(true);
    expect(workdayRowsOf(2027)).toEqual([]);
  });

  test('2023 follows the State Council notice day by day', () => {
    expect(shifted(2023)).toEqual(['2023-01-28', '2023-01-29', '2023-04-23', '2023-05-06', '2023-06-25', '2023-10-07', '2023-10-08']);
    expect(resting(2023).filter((date) => date.startsWith('2023-05') || date.startsWith('2023-04'))).toEqual(['2023-04-05', '2023-04-29', '2023-04-30', '2023-05-01', '2023-05-02', '2023-05-03']);
    expect(resting(2022).at(-1)).toBe('2022-12-31');
  });

  test('2026 follows the State Council notice day by day', () => {
    expect(shifted(2026)).toEqual(['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10']);
    expect(resting(2026).filter((date) => date.startsWith('2026-02'))).toEqual(Array.from({ length: 9 }, (_, at) => addDays('2026-02-15', at)));
    expect(resting(2026).filter((date) => date >= '2026-09-25')).toEqual([...Array.from({ length: 3 }, (_, at) => addDays('2026-09-25', at)), ...Array.from({ length: 7 }, (_, at) => addDays('2026-10-01', at))]);
  });

  test('each special day names its notice, and spring 2020 the one that prolonged it', () => {
    const of = (date: string): string | undefined => rows.find((row) => row.date === date)?.basis;
    expect(of('2023-05-06')).toBe('国务院办公厅关于2023年部分节假日安排的通知（国办发明电〔2022〕16号）');
    expect(of('2022-12-31')).toContain('2023年部分节假日');
    expect(of('2020-02-01')).toContain('延长2020年春节假期');
    expect(of('2023-05-10')).toBe('工作日');
    expect(of('2023-05-13')).toBe('周末休息');
    expect(Math.max(...rows.map(({ basis }) => basis.length))).toBeLessThanOrEqual(120);
  });
});
