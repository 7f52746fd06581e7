import { keptErrors, rowsWithErrors } from '../../server/imports/row-errors.js';
import type { SheetError } from '../../server/lib/sheet-table.js';

const error = (change: Partial<SheetError> = {}): SheetError => ({ row: 2, column: 'A', header: '姓名', given: '张3', code: 'not-a-name', message: '姓名里有数字', ...change });

describe('the errors of a file', () => {
  test('stand in the order of rows and columns', () => {
    const kept = keptErrors([error({ row: 10 }), error({ row: 9, column: 'AA' }), error({ row: 9, column: 'B' }), error({ row: 9, column: 'A' })]);
    expect(kept.map(({ row, column }) => `${column}${row}`)).toEqual(['A9', 'B9', 'AA9', 'A10']);
  });

  test.each([
    ['11010519491231002X', '1101**********002X'], ['１１０１０５１９４９１２３１００２x', '1101**********002X'], ['张三 1101 0519 4912 3100 2X', '张三 1101**********002X'], ['6222-0212-3456-7890-128', '6222***********0128'],
    ['13800138000', '13*******00'], ['2021-09-01', '2021-09-01'], ['2022级１班', '2022级１班'], ['1101**********002X', '1101**********002X'],
  ])('%s is kept as %s', (typed, kept) => {
    expect(keptErrors([error({ given: typed, message: `没有“${typed}”`, suggestion: typed })])[0]).toMatchObject({ given: kept, message: `没有“${kept}”`, suggestion: kept });
  });

  test('past two thousand the rest is counted', () => {
    const kept = keptErrors(Array.from({ length: 2003 }, (_, at) => error({ row: at + 2 })));
    expect(kept).toHaveLength(2001);
    expect(kept.at(-1)).toMatchObject({ row: 2002, code: 'more-errors', message: expect.stringContaining('还有 3 处') });
  });

  test('a row with several errors is one row', () => expect(rowsWithErrors([error(), error({ column: 'B' }), error({ row: 3 })])).toBe(2));
});
