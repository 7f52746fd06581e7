import { csvSheet } from './csv.js';
import { RuleBroken, TooLarge, UnsupportedMedia, type ErrorItem } from './errors.js';
import { columnLetter, columnNumber } from './sheet-columns.js';
import { ColumnsMissing, findHeader, HEADER_WITHIN, headersIn, topOf, type FileHeaders, type Header, type NamedHeaders } from './sheet-headers.js';
import { openWorkbook, type Sheet, type SheetCell, type SheetRow } from './worksheet.js';

/** A table in a workbook or a text file: its header is found by the Chinese names of its columns, wherever it stands and in whatever order. */
export type SheetColumn<K extends string> = { readonly key: K; readonly header: string; readonly aliases?: readonly string[]; /** The column must be there. */ readonly required: boolean };

/** One place to mend: row as Excel shows it, column letter, what is wrong and what to do, and the value to adopt where it is plain. */
export type SheetError = ErrorItem & { readonly row: number; readonly column: string; readonly header: string; /** As typed; protected numbers are masked. */ readonly given: string; readonly suggestion?: string };

export type TableRow<K extends string> = { readonly row: number; readonly cells: ReadonlyMap<K, SheetCell> };

export type SheetTable<K extends string> = {
  readonly sheetName: string;
  readonly headerRow: number;
  /** Letter and header of each column found, for errors found later (against the database). */
  readonly columns: ReadonlyMap<K, { readonly letter: string; readonly header: string }>;
  /** Headers nobody asked for; they are not read. */
  readonly ignoredHeaders: readonly string[];
};

/** A table whose rows are read when they are asked for: those with something in them, the example row left out. */
export type OpenTable<K extends string> = SheetTable<K> & {
  /** Every header with what stands first below it. */
  readonly headers: FileHeaders;
  /** At most a thousand rows at a time, once from front to back. @throws TooLarge past the most rows, at the first that is too many. */
  batches(): AsyncGenerator<readonly TableRow<K>[]>;
};

export type TableRules<K extends string> = {
  readonly columns: readonly SheetColumn<K>[]; readonly atLeastOneOf?: readonly K[]; readonly mostRows: number;
  /** What a person said about headers of this file: which column it is, '' for none. It goes before what the headers say themselves. */
  readonly named?: NamedHeaders;
};

/** The mark of a template's example row, in its first filled cell. */
export const EXAMPLE_MARK = '示例';

const ROWS_A_BATCH = 1000;

/** What shall stand in a cell instead of what was typed; the column by its letter. */
export type CellRepair = { readonly row: number; readonly column: string; readonly value: string };

/**
 * Finds the table in a workbook (.xlsx) or a text file (.csv) and opens it, reading no further than its header.
 * @param repairs read as if they had been typed.
 * @throws RuleBroken `columns-missing`, `two-sheets`, `column-twice`; UnsupportedMedia; and what the zip gate throws.
 */
export async function openTable<K extends string>(bytes: Buffer, rules: TableRules<K>, repairs: readonly CellRepair[] = []): Promise<OpenTable<K>> {
  const { sheet, top, header } = await chooseSheet(bytes, rules);
  if (header.twice) throw new RuleBroken('column-twice', `表头里“${header.twice}”出现了两次。请只留一列。`);
  const columns = new Map([...header.places].map(([key, place]) => [key, { letter: columnLetter(place.column), header: place.header }]));
  return { sheetName: sheet.name, headerRow: header.row, columns, ignoredHeaders: header.ignored, headers: headersIn(sheet.name, top, header), batches: () => batchesOf(sheet, header, rules, repairs) };
}

/** How many rows a table has. @throws as `openTable` and, at the first row past the most, TooLarge naming the limit. */
export async function countRows<K extends string>(bytes: Buffer, rules: TableRules<K>): Promise<number> {
  return (await surveyTable(bytes, rules)).rows;
}

/** How many rows a table has, and its headers. @throws as `countRows` */
export async function surveyTable<K extends string>(bytes: Buffer, rules: TableRules<K>): Promise<{ rows: number; headers: FileHeaders }> {
  const table = await openTable(bytes, rules);
  let rows = 0;
  for await (const batch of table.batches()) rows += batch.length;
  return { rows, headers: table.headers };
}

/** The sheet the table is read from, with everything else that stands in it, the row of its header and the last column of that. @throws as above. */
export async function tableSheet<K extends string>(bytes: Buffer, rules: TableRules<K>): Promise<{ sheet: Sheet; headerRow: number; lastColumn: number; widths: ReadonlyMap<number, number> }> {
  const { sheet, header } = await chooseSheet(bytes, rules);
  return { sheet, headerRow: header.row, lastColumn: Math.max(1, ...header.lengths.keys()), widths: header.lengths };
}

async function sheetsOf(bytes: Buffer): Promise<readonly Sheet[]> {
  const isZip = bytes.subarray(0, 2).toString('latin1') === 'PK';
  const text = isZip ? null : csvSheet(bytes);
  if (text === null || bytes.length === 0) return openWorkbook(bytes);
  // Many systems name a web page .xls, and Excel opens it.
  if (/^\s*</.test(bytes.subarray(0, 400).toString('latin1').replace(/^\u00ef\u00bb\u00bf/, ''))) throw new UnsupportedMedia('这个文件其实是网页或 XML，不是表格。请用 Excel 或 WPS 打开，“另存为”选 .xlsx 后再上传。');
  return [text];
}

async function chooseSheet<K extends string>(bytes: Buffer, rules: TableRules<K>): Promise<{ sheet: Sheet; top: readonly SheetRow[]; header: Header<K> }> {
  const visible = await Promise.all((await sheetsOf(bytes)).filter(({ hidden }) => !hidden).map(async (sheet) => ({ sheet, top: await topOf(sheet) })));
  const found = visible.map(({ sheet, top }) => ({ sheet, top, header: findHeader(top, rules) }));
  const complete = found.filter(({ header }) => header.missing.length === 0);
  // A sheet of notes may name a column or two; only sheets with equally full headers are rivals.
  const fullest = Math.max(...complete.map(({ header }) => header.places.size));
  const candidates = complete.filter(({ header }) => header.places.size === fullest);
  const filled = candidates.filter(({ top, header }) => top.some(({ row }) => row > header.row));
  if (filled.length > 1) {
    throw new RuleBroken('two-sheets', `有 ${filled.length} 张工作表都像要导入的表：${filled.map(({ sheet }) => `“${sheet.name}”`).join('、')}。请只留一张，其余删去或隐藏。`);
  }
  const chosen = filled[0] ?? candidates[0];
  if (!chosen) throw missingColumns(found);
  return chosen;
}

async function* batchesOf<K extends string>(sheet: Sheet, header: Header<K>, rules: TableRules<K>, repairs: readonly CellRepair[]): AsyncGenerator<readonly TableRow<K>[]> {
  const keyOf = new Map([...header.places].map(([key, { column }]) => [column, key]));
  const repaired = new Map<number, CellRepair[]>();
  for (const one of repairs) repaired.set(one.row, [...(repaired.get(one.row) ?? []), one]);
  let batch: TableRow<K>[] = [];
  let total = 0;
  for await (const rows of sheet.rows()) {
    for (const { row, cells } of rows) {
      if (row <= header.row) continue;
      const wanted = wantedCells(cells, keyOf);
      for (const { column, value } of repaired.get(row) ?? []) {
        const key = keyOf.get(columnNumber(column));
        if (key !== undefined) wanted.set(key, { address: `${column}${row}`, row, column: columnNumber(column), kind: 'text', text: value });
      }
      if (wanted.size === 0 || cells[0].text.trim().startsWith(EXAMPLE_MARK) || [...wanted.values()].some(({ text }) => text.trim().startsWith(EXAMPLE_MARK))) continue;
      total += 1;
      if (total > rules.mostRows) throw new TooLarge(`文件超过 ${number(rules.mostRows)} 行，一次最多导入 ${number(rules.mostRows)} 行。请分成几个文件导入。`);
      batch.push({ row, cells: wanted });
    }
    if (batch.length < ROWS_A_BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function wantedCells<K extends string>(cells: readonly SheetCell[], keyOf: ReadonlyMap<number, K>): Map<K, SheetCell> {
  const wanted = new Map<K, SheetCell>();
  for (const cell of cells) {
    const key = keyOf.get(cell.column);
    if (key !== undefined) wanted.set(key, cell);
  }
  return wanted;
}

const number = (value: number): string => value.toLocaleString('en-US');

/** The sheet that comes nearest: of those that name as many columns, the one with more of them. */
function missingColumns<K extends string>(found: readonly { sheet: Sheet; top: readonly SheetRow[]; header: Header<K> }[]): RuleBroken {
  const nearest = found.reduce<(typeof found)[number] | null>((best, one) => (best && (best.header.places.size > one.header.places.size || (best.header.places.size === one.header.places.size && best.header.lengths.size >= one.header.lengths.size)) ? best : one), null);
  const words = nearest?.header.missing.map((word) => `“${word}”`).join('、') ?? '';
  return new ColumnsMissing(`没有找到完整的表头，缺少${words}列。表头要在前 ${HEADER_WITHIN} 行，一列一个名称。请用本页的导入模板填写。`, nearest ? headersIn(nearest.sheet.name, nearest.top, nearest.header) : null);
}
