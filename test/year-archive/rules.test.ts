import { concerns, hindrances, lastDayOf, reasonMissing, type ArchiveState } from '../../server/year-archive/rules.js';
import { schoolYearOfPeriod } from '../../server/values/school-year.js';

/* 学年归档: what stands in the way, without a database. */

describe('a list belongs to a school year by its period', () => {
  it.each([['2022-08', '2021-2022'], ['2022-09', '2022-2023'], ['2022-12', '2022-2023'], ['2023-01', '2022-2023'], ['2023-08', '2022-2023'], ['2023-09', '2023-2024'], ['2022-2023-autumn', '2022-2023'], ['2022-2023-spring', '2022-2023']])('%s is of %s', (period, year) => { expect(schoolYearOfPeriod(period)).toBe(year); });
});

describe('what must not be', () => {
  it('a school year ends on 31 August', () => { expect(lastDayOf('2022-2023')).toBe('2023-08-31'); });

  it.each<[string, string, ArchiveState | null, number, string[]]>([
    ['2022-2023', '2023-08-31', null, 5, ['year-not-over']], ['2022-2023', '2023-09-01', null, 5, []], ['2023-2024', '2023-09-01', null, 5, ['year-not-over']],
    ['2022-2023', '2023-09-01', null, 0, ['nothing-to-archive']], ['2022-2023', '2023-09-01', 'asked', 5, ['in-progress']], ['2022-2023', '2023-09-01', 'refused', 5, []], ['2022-2023', '2023-09-01', 'reopened', 5, []],
    ['2022-2023', '2023-09-01', 'packing', 5, ['already-archived']], ['2022-2023', '2023-09-01', 'archived', 5, ['already-archived']], ['2022-2023', '2023-09-01', 'reopening', 5, ['already-archived']], ['2022-2023', '2023-09-01', 'unpacking', 5, ['already-archived']],
    ['2022-2024', '2026-09-01', null, 5, ['not-a-school-year']], ['2022', '2026-09-01', null, 5, ['not-a-school-year']],
  ])('%s on %s, %s, with %i lists', (year, today, live, lists, codes) => { expect(hindrances(year, today, live, { lists }).map(({ code }) => code)).toEqual(codes); });
});

describe('what should not be', () => {
  const done = { lists: 5, unfinished: [], openObjections: 0 };
  const left = { lists: 5, unfinished: [{ stage: 'to-disburse' as const, lists: 2 }], openObjections: 1 };
  it('is told list by stage and objection', () => { expect([concerns(done), concerns(left)]).toEqual([[], ['待发放 2 份', '没有处理的公示异议 1 条']]); });
  it.each([[done, '', null], [left, '', 'reason-required'], [left, '学校撤并了', 'reason-required'], [left, '学校已经撤并，不再发放。', null], [{ ...left, unfinished: [] }, '', 'reason-required']])('%j with the reason “%s”', (found, reason, code) => { expect(reasonMissing(found, reason)?.code ?? null).toBe(code); });
});
