import { pagesNear } from '../src/features/window';

/* Which pages of a long list are drawn: those near the screen, whatever their number. */

it.each([
  ['at the top the first page', 0, 50, [0, 0]],
  ['in the middle the pages around', 18_000, 50, [9, 10]],
  ['at the end the last', 89_000, 50, [48, 49]],
  ['nothing of an empty list', 0, 0, [0, 0]],
  ['beyond the end of a list that became shorter, its last', 90_000, 2, [1, 1]],
] as const)('%s', (_, scrollTop, count, expected) => {
  expect(pagesNear(scrollTop, 667, count, Array.from({ length: count }, () => 1800))).toEqual(expected);
});

it('a page that was never measured is guessed, one that was is taken as it is', () => {
  expect([pagesNear(0, 667, 10, [400, 400, 400]), pagesNear(0, 667, 10, [])]).toEqual([[0, 3], [0, 0]]);
});
