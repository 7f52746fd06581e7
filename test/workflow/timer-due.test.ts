import fc from 'fast-check';
import { addDuration, checkTimer, dueAt, parseCycle, parseDuration, TimerFailed } from '../../server/workflow/timer-due.js';
import type { TimerRule } from '../../server/workflow/definition-model.js';
import { officeIso } from '../../server/values/office-date.js';

const at = (iso: string): Date => new Date(`${iso}+08:00`);
const noWorkdays = (): never => { throw new Error('no working days are asked for'); };
const due = (rule: TimerRule, now: string, values: Record<string, unknown> = {}): string => officeIso(dueAt(rule, at(now), values, noWorkdays)).slice(0, 19);
const failure = (act: () => unknown): string => {
  try {
    act();
    return 'due';
  } catch (error) {
    if (error instanceof TimerFailed) return error.code;
    throw error;
  }
};

describe('a timer with a duration', () => {
  it.each([
    ['P5D', '2023-05-10T09:00:00', '2023-05-15T09:00:00'],
    ['P30D', '2023-05-10T09:00:00', '2023-06-09T09:00:00'],
    ['P40D', '2023-05-10T09:00:00', '2023-06-19T09:00:00'],
    ['P2W', '2023-05-10T09:00:00', '2023-05-24T09:00:00'],
    ['P1M', '2023-05-10T09:00:00', '2023-06-10T09:00:00'],
    ['P1M', '2023-01-31T09:00:00', '2023-02-28T09:00:00'],
    ['P1M', '2024-01-31T09:00:00', '2024-02-29T09:00:00'],
    ['P1M', '2023-03-31T23:59:59', '2023-04-30T23:59:59'],
    ['P1M1D', '2023-01-31T09:00:00', '2023-03-01T09:00:00'],
    ['P13M', '2023-12-31T09:00:00', '2025-01-31T09:00:00'],
    ['P1Y', '2024-02-29T09:00:00', '2025-02-28T09:00:00'],
    ['P4Y', '2024-02-29T09:00:00', '2028-02-29T09:00:00'],
    ['P1Y2M3DT4H5M6S', '2023-05-10T09:00:00', '2024-07-13T13:05:06'],
    ['PT36H', '2023-12-31T20:00:00', '2024-01-02T08:00:00'],
    ['P1D', '2024-02-28T09:00:00', '2024-02-29T09:00:00'],
    ['P1D', '2023-02-28T09:00:00', '2023-03-01T09:00:00'],
  ])('of %s set at %s fires at %s', (value, now, expected) => {
    expect(due({ kind: 'duration', value }, now)).toBe(expected);
  });

  it('counts months by the office’s calendar, not by that of the host', () => {
    // 00:30 on 1 March in the office is still 28 February in UTC.
    expect(due({ kind: 'duration', value: 'P1M' }, '2023-03-01T00:30:00')).toBe('2023-04-01T00:30:00');
    expect(due({ kind: 'duration', value: 'P1M' }, '2023-01-31T07:00:00')).toBe('2023-02-28T07:00:00');
  });

  it.each(['', 'P', 'PT', 'P0D', 'PT0S', 'P-5D', '-P5D', 'P5', '5D', 'p5d', 'P1.5D', 'PT0.5H', 'P1DT', 'P1D1M', 'P11Y', 'P99999D', 'P1S', 'P 5D', 'P5D ', '${days}', 'P1Y2M10DT2H30M/P1D'])('is refused when it is “%s”', (value) => {
    expect(parseDuration(value)).toBeUndefined();
    expect(checkTimer({ kind: 'duration', value }, [])).toHaveLength(1);
    expect(failure(() => due({ kind: 'duration', value }, '2023-05-10T09:00:00'))).toBe('timer-invalid');
  });

  it('always fires later than it was set, on the same day of the month or the last', () => {
    fc.assert(fc.property(fc.date({ min: new Date('2000-01-01'), max: new Date('2100-12-31'), noInvalidDate: true }), fc.integer({ min: 1, max: 120 }), (now, months) => {
      const fired = addDuration(now, { years: 0, months, weeks: 0, days: 0, hours: 0, minutes: 0, seconds: 0 });
      expect(fired.getTime()).toBeGreaterThan(now.getTime());
      const [day, firedDay] = [now, fired].map((moment) => Number(officeIso(moment).slice(8, 10)));
      expect(firedDay === day || (firedDay < day && addDuration(fired, { years: 0, months: 0, weeks: 0, days: 1, hours: 0, minutes: 0, seconds: 0 }).getTime() > fired.getTime() && firedDay >= 28)).toBe(true);
      expect(officeIso(fired).slice(11, 19)).toBe(officeIso(now).slice(11, 19));
    }));
  });
});

describe('a timer with a date', () => {
  it.each([
    ['2023-09-01', '2023-09-01T00:00:00'], ['2024-02-29', '2024-02-29T00:00:00'], ['2023-09-01T08:30', '2023-09-01T08:30:00'], ['2023-09-01T08:30:15', '2023-09-01T08:30:15'],
    ['2023-09-01T08:30:00+08:00', '2023-09-01T08:30:00'], ['2023-09-01T00:30:00Z', '2023-09-01T08:30:00'], ['2023-12-31T20:00:00-05:00', '2024-01-01T09:00:00'],
  ])('%s fires at %s office time', (value, expected) => {
    expect(checkTimer({ kind: 'date', value }, [])).toEqual([]);
    expect(due({ kind: 'date', value }, '2023-05-10T09:00:00')).toBe(expected);
  });

  it('held by a variable fires when that day begins', () => {
    expect(checkTimer({ kind: 'date', value: 'publicityEnded' }, ['publicityEnded'])).toEqual([]);
    expect(due({ kind: 'date', value: 'publicityEnded' }, '2023-05-10T09:00:00', { publicityEnded: '2023-05-18' })).toBe('2023-05-18T00:00:00');
    expect(due({ kind: 'date', value: 'publicityEnded' }, '2023-05-10T09:00:00', { publicityEnded: '2023-05-18T12:00:00+08:00' })).toBe('2023-05-18T12:00:00');
  });

  it.each(['2023-02-29', '2023-13-01', '2023-9-1', '2023-09-01T24:00', '2023-09-01T08:60', '2023-09-01 08:30', '2023-09-01T08:30+8', '明天', 'publicityEnd', ''])('“%s” is refused', (value) => {
    expect(checkTimer({ kind: 'date', value }, ['publicityEnded'])).toHaveLength(1);
  });

  it.each([[{}, 'value-missing'], [{ publicityEnded: null }, 'value-missing'], [{ publicityEnded: '' }, 'not-a-date'], [{ publicityEnded: '2023-02-30' }, 'not-a-date'], [{ publicityEnded: 20230518 }, 'not-a-date']])('without a date in its variable (%j) becomes an incident', (values, code) => {
    expect(failure(() => due({ kind: 'date', value: 'publicityEnded' }, '2023-05-10T09:00:00', values))).toBe(code);
  });
});

describe('a repeated timer', () => {
  it('fires first after one interval and says how often', () => {
    expect(due({ kind: 'cycle', value: 'R3/P1D' }, '2023-05-10T09:00:00')).toBe('2023-05-11T09:00:00');
    expect(parseCycle('R3/P1D')?.times).toBe(3);
  });

  it.each(['R/P1D', 'R0/P1D', 'R366/P1D', 'R3/P0D', 'R3', 'R3/', 'P1D', 'R-1/P1D', 'R3/2023-05-10/P1D', '0 9 * * *', 'R1e2/P1D'])('“%s” is refused', (value) => {
    expect(checkTimer({ kind: 'cycle', value }, [])).toHaveLength(1);
    expect(failure(() => due({ kind: 'cycle', value }, '2023-05-10T09:00:00'))).toBe('timer-invalid');
  });
});

describe('a timer in working days', () => {
  it('ends at 24:00 of the last working day, counted from the next day', () => {
    const asked: [string, number][] = [];
    const fired = dueAt({ kind: 'workdays', value: '5' }, at('2023-05-10T23:30:00'), {}, (start, count) => { asked.push([start, count]); return '2023-05-17'; });
    expect(asked).toEqual([['2023-05-10', 5]]);
    expect(officeIso(fired)).toBe('2023-05-18T00:00:00+08:00');
  });

  it('becomes an incident where the calendar has no data', () => {
    expect(failure(() => dueAt({ kind: 'workdays', value: '5' }, at('2026-12-30T09:00:00'), {}, () => null))).toBe('calendar-gap');
  });

  it.each(['0', '-1', '251', '1.5', 'five', '', '005a'])('of “%s” days is refused', (value) => {
    expect(checkTimer({ kind: 'workdays', value }, [])).toHaveLength(1);
  });
});
