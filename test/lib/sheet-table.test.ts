import type { SheetColumn } from '../../server/lib/sheet-table.js';
import { readTable } from './read-table.js';
import { plainCode, plainWords } from '../../server/lib/row-reader.js';
import { makeXlsx, textRow } from './make-zip.js';

const columns: readonly SheetColumn<'name' | 'years' | 'note'>[] = [
  { key: 'name', header: '姓名', aliases: ['学生姓名'], required: true }, { key: 'years', header: '学制(年)', required: true }, { key: 'note', header: '备注', required: false },
];
const rules = { columns, mostRows: 3 };
const workbook = (...rows: string[]): Buffer => makeXlsx([{ name: '名册', rows: rows.join('') }]);

describe('finding a table by its header', () => {
  test('the header may stand under a title, in any order, with stars, blanks and full-width brackets', async () => {
    const table = await readTable(workbook(textRow(1, ['某校学生名册']), textRow(3, ['学 制（年）*', '序号', ' 学生姓名']), textRow(4, ['3', '1', '张三']), textRow(6, ['2', '2', '李四'])), rules);
    expect(table.headerRow).toBe(3);
    expect(table.columns.get('name')).toEqual({ letter: 'C', header: '姓名' });
    expect(table.ignoredHeaders).toEqual(['序号']);
    expect(table.rows.map(({ row, cells }) => [row, cells.get('name')?.text, cells.get('years')?.address])).toEqual([[4, '张三', 'A4'], [6, '李四', 'A6']]);
  });

  test('blank rows, rows with only foreign columns and the example row are left out', async () => {
    const table = await readTable(workbook(textRow(1, ['姓名', '学制', '序号']), textRow(2, ['示例：张梓桐', '3']), textRow(3, [' ', '\u00a0', '1']), textRow(4, ['张三', '3'])), rules);
    expect(table.rows.map(({ row }) => row)).toEqual([4]);
  });

  test('a missing column is named', async () => {
    await expect(readTable(workbook(textRow(1, ['姓名', '备注'])), rules)).rejects.toMatchObject({ code: 'columns-missing', message: expect.stringContaining('“学制(年)”') });
    await expect(readTable(workbook(), rules)).rejects.toThrow('“姓名”、“学制(年)”');
  });

  test('where one of several columns is enough, all are named when none is there', async () =>
    expect(readTable(workbook(textRow(1, ['年级'])), { columns: columns.map((column) => ({ ...column, required: false })), atLeastOneOf: ['name', 'note'], mostRows: 3 })).rejects.toThrow('“姓名或备注”'));

  test('a column named twice is refused', async () => expect(readTable(workbook(textRow(1, ['姓名', '学制', '学生姓名']), textRow(2, ['a', '3', 'b'])), rules)).rejects.toMatchObject({ code: 'column-twice' }));

  test('a notes sheet and a hidden sheet are passed over, two filled tables are not guessed between', async () => {
    const full = [textRow(1, ['姓名', '学制']), textRow(2, ['张三', '3'])].join('');
    const sheets = [{ name: '说明', rows: textRow(1, ['怎么填']) }, { name: '旧', rows: full, state: 'hidden' }, { name: '名册', rows: full }];
    expect((await readTable(makeXlsx(sheets), rules)).sheetName).toBe('名册');
    await expect(readTable(makeXlsx([...sheets, { name: '名册2', rows: full }]), rules)).rejects.toThrow('“名册”、“名册2”');
    expect((await readTable(makeXlsx([...sheets, { name: '空', rows: textRow(1, ['姓名', '学制']) }]), rules)).sheetName).toBe('名册');
  });

  test('more rows than allowed are refused with the limit', async () => {
    const rows = [2, 3, 4].map((row) => textRow(row, ['张三', '3']));
    expect((await readTable(workbook(textRow(1, ['姓名', '学制']), ...rows), rules)).rows).toHaveLength(3);
    await expect(readTable(workbook(textRow(1, ['姓名', '学制']), ...rows, textRow(9, ['张三', '3'])), rules)).rejects.toMatchObject({ status: 413, message: expect.stringContaining('最多导入 3 行') });
  });

  test('words keep their characters, codes become half-width capitals', () => {
    expect(plainWords(' 机电\u00a0技术\n应用Ａ ')).toBe('机电 技术 应用Ａ');
    expect(plainCode(' ｇ４１２９ ０２x')).toBe('G412902X');
  });
});
