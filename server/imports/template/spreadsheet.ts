import ExcelJS from 'exceljs';
import { columnLetter } from '../../lib/sheet-columns.js';
import { EXAMPLE_MARK } from '../../lib/sheet-table.js';

/** What a template says about a column, and the value of its example row. */
export type Guidance = { readonly width: number; readonly note: string; readonly example: string; readonly choices?: readonly string[] };
type TemplateColumn<K extends string> = { readonly key: K; readonly header: string; readonly required: boolean };

declare module 'exceljs' {
  interface Worksheet {
    /** Left out of the library's types: one validation for a whole range. */
    readonly dataValidations: { add(range: string, validation: ExcelJS.DataValidation): void };
  }
}

const HEAD = { required: 'FFFDF0D3', free: 'FFEFF1F4' } as const;
const EXAMPLE_INK = 'FF5C6875';
/** Excel takes no longer list of choices in a cell. */
const LONGEST_CHOICES = 255;

/**
 * A file to fill in: notes and colours on its headings, text format where digits must survive, drop-downs for every row, an example row
 * that is never imported, and a sheet that explains.
 * @param more rows already filled in, below the example; and what else there is to know.
 * @throws Error for more choices than Excel takes.
 */
export async function importTemplate<K extends string>(name: string, columns: readonly TemplateColumn<K>[], guidance: (key: K) => Guidance, mostRows: number, more: { begun?: readonly Partial<Record<K, string>>[]; remarks?: readonly string[] } = {}): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = columns.map(({ key, header }) => ({ key, header, width: guidance(key).width, style: { numFmt: '@' } }));
  sheet.getRow(1).font = { bold: true };
  columns.forEach(({ key, required }, place) => {
    const { note, example, choices } = guidance(key);
    const letter = columnLetter(place + 1);
    const heading = sheet.getCell(`${letter}1`);
    heading.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: required ? HEAD.required : HEAD.free } };
    heading.note = `${required ? '必填。' : ''}${note}`;
    const cell = sheet.getCell(`${letter}2`);
    cell.value = place === 0 ? `${EXAMPLE_MARK}：${example}` : example;
    cell.font = { italic: true, color: { argb: EXAMPLE_INK } };
    if (!choices || choices.length === 0) return;
    const list = choices.join(',');
    if (list.length > LONGEST_CHOICES) throw new Error(`the choices of ${name} ${letter} are too long for Excel`);
    sheet.dataValidations.add(`${letter}2:${letter}${mostRows + 2}`, { type: 'list', allowBlank: !required, formulae: [`"${list}"`], showErrorMessage: true, errorTitle: '请从下拉框里选', error: `可填：${choices.join('、')}` });
  });
  for (const row of more.begun ?? []) sheet.addRow(row);
  const notes = workbook.addWorksheet('填写说明');
  notes.columns = [{ header: '列名', width: 30 }, { header: '是否必填', width: 10 }, { header: '怎么填', width: 80 }];
  notes.getRow(1).font = { bold: true };
  for (const { key, header, required } of columns) notes.addRow([header, required ? '必填' : '可以不填', `${guidance(key).note}${choicesIn(guidance(key))}`]);
  notes.addRow([]);
  notes.addRow(['', '', `一次最多 ${mostRows.toLocaleString('en-US')} 行、20 MB。以“${EXAMPLE_MARK}”开头的行不会导入。表头不要改动，可以调换列的先后。`]);
  for (const remark of ['也可以用 .csv（UTF-8 或 GBK）交同样的列。', '从别处复制时请用“选择性粘贴—数值”，公式不会被采用。', ...more.remarks ?? []]) notes.addRow(['', '', remark]);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

const choicesIn = ({ choices = [] }: Guidance): string => (choices.length > 0 ? `。可填：${choices.join('、')}` : '');
