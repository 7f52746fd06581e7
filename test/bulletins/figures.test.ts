import { outcomeOf } from '../../server/bulletins/count-facts.js';
import { noFigures, ranksOf, shareOf, shareWords } from '../../server/bulletins/figures.js';
import { periodsWithin } from '../../server/bulletins/span.js';
import { stepTimes } from '../../server/bulletins/step-times.js';
import { programmeOf } from '../../server/values/programme.js';

const day = (number: number): Date => new Date(Date.UTC(2023, 4, number));

it('a step that was sent back counts again when it is done again, by its last time', () => {
  const filed = [{ word: '提交名单', at: day(1) }, { word: '主管部门审核通过', at: day(3) }, { word: '公示名单', at: day(4) }];
  expect(stepTimes(filed)).toEqual({ entry: day(1), review: day(3), publicity: day(4) });
  expect(stepTimes([...filed, { word: '公示不通过', at: day(8) }])).toEqual({});
  expect(stepTimes([...filed, { word: '公示不通过', at: day(8) }, { word: '提交名单', at: day(9) }])).toEqual({ entry: day(9) });
  expect(stepTimes([...filed, { word: '公示通过', at: day(8) }, { word: '发放办结', at: day(10) }, { word: '登记银行退票', at: day(11) }])).not.toHaveProperty('disbursement');
  expect(stepTimes([...filed, { word: '公示通过', at: day(8) }, { word: '发放办结', at: day(10) }, { word: '同意退回', at: day(12) }])).toEqual({});
});

it('the day itself is on time until midnight in the office', () => {
  expect([outcomeOf('2023-05-10', new Date('2023-05-10T23:59:59+08:00')), outcomeOf('2023-05-10', new Date('2023-05-11T00:00:00+08:00')), outcomeOf('2023-05-10', null)]).toEqual(['on-time', 'late', 'missing']);
});

it('only equals are ranked: the same figures share a place, a lone row and one with nothing due have none', () => {
  const row = (key: string, equals: string | null, done: number, onTime: number, due = 10) => ({ key, equals, figures: { ...noFigures(), due, done, onTime } });
  const ranks = ranksOf([row('a', 'county', 10, 9), row('b', 'county', 10, 8), row('c', 'county', 5, 5), row('d', 'county', 5, 5), row('e', 'county', 0, 0, 0), row('alone', 'school', 10, 10), row('rest', null, 10, 10)]);
  expect(Object.fromEntries(ranks)).toEqual({ a: { place: 1, of: 4 }, b: { place: 2, of: 4 }, c: { place: 3, of: 4 }, d: { place: 3, of: 4 } });
});

it('a share is cut, never rounded up to a hundred per cent', () => {
  expect([shareWords(shareOf(1999, 2000)), shareWords(shareOf(2, 2)), shareWords(shareOf(0, 0))]).toEqual(['99.9%', '100.0%', '—']);
});

it('a school year has twelve months for a programme by months and two terms for one by terms; a month has no term', () => {
  expect(periodsWithin(programmeOf('vocational-grant'), '2022-2023')).toHaveLength(12);
  expect(periodsWithin(programmeOf('senior-high-fee-waiver'), '2022-2023')).toEqual(['2022-2023-autumn', '2022-2023-spring']);
  expect(periodsWithin(programmeOf('senior-high-fee-waiver'), '2023-05')).toEqual([]);
  expect(periodsWithin(programmeOf('vocational-grant'), '2022-2023-spring')).toEqual(['2023-03', '2023-04', '2023-05', '2023-06', '2023-07', '2023-08']);
});
