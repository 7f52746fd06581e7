import { RuleBroken, TooLarge, type ErrorItem } from './errors.js';
import { columnLetter, readSheets, type Sheet, type SheetCell, type SheetRow } from './worksheet.js';

/** A table in a workbook: its header is found by the Chinese names of its columns, wherever it stands and in whatever order. */
export type SheetColumn<K extends string> = { readonly key: K; readonly header: string; readonly aliases?: readonly string[]; /** The column must be there. */ readonly required: boolean };

/** One place to mend: row as Excel shows it, column letter, what is wrong and what to do, and the value to adopt where it is plain. */
export type SheetError = ErrorItem & { readonly row: number; readonly column: string; readonly header: string; /** As typed; protected numbers are masked. */ readonly given: string; readonly suggestion?: string };

export type TableRow<K extends string> = { readonly row: number; readonly cells: ReadonlyMap<K, SheetCell> };

export type SheetTable<K extends string> = {
  readonly sheetName: string;
  readonly headerRow: number;
  /** Letter and header of each column found, for errors found later (against the database). */
  readonly columns: ReadonlyMap<K, { readonly letter: string; readonly header: string }>;
  /** Rows with something in them, the example row left out. */
  readonly rows: readonly TableRow<K>[];
  /** Headers nobody asked for; they are not read. */
  readonly ignoredHeaders: readonly string[];
};

export type TableRules<K extends string> = { readonly columns: readonly SheetColumn<K>[]; readonly atLeastOneOf?: readonly K[]; readonly mostRows: number };

/** The mark of a template's example row, in its first filled cell. */
export const EXAMPLE_MARK = '示例';

const HEADER_WITHIN = 20;

/**
 * @throws RuleBroken `columns-missing`, `two-sheets`, `column-twice`; TooLarge past `mostRows`; and what `readSheets` throws.
 */
export async function readTable<K extends string>(bytes: Buffer, rules: TableRules<K>): Promise<SheetTable<K>> {
  const visible = (await readSheets(bytes)).filter(({ hidden }) => !hidden);
  const complete = visible.map((sheet) => ({ sheet, header: findHeader(sheet, rules) })).filter(({ header }) => header.missing.length === 0);
  // A sheet of notes may name a column or two; only sheets with equally full headers are rivals.
  const fullest = Math.max(...complete.map(({ header }) => header.places.size));
  const candidates = complete.filter(({ header }) => header.places.size === fullest);
  const filled = candidates.filter(({ sheet, header }) => sheet.rows.some(({ row }) => row > header.row));
  if (filled.length > 1) {
    throw new RuleBroken('two-sheets', `有 ${filled.length} 张工作表都像要导入的表：${filled.map(({ sheet }) => `“${sheet.name}”`).join('、')}。请只留一张，其余删去或隐藏。`);
  }
  const chosen = filled[0] ?? candidates[0];
  if (!chosen) throw missingColumns(visible.map((sheet) => findHeader(sheet, rules)));
  return tableOf(chosen.sheet, chosen.header, rules);
}

type Header<K extends string> = { row: number; places: Map<K, { column: number; header: string }>; ignored: string[]; twice: string | null; missing: string[] };

function findHeader<K extends string>(sheet: Sheet, rules: TableRules<K>): Header<K> {
  const headers = sheet.rows.slice(0, HEADER_WITHIN).map((row) => readHeader(row, rules));
  const best = headers.reduce<Header<K> | null>((found, header) => (found && found.places.size >= header.places.size ? found : header), null);
  return best ?? { row: 0, places: new Map(), ignored: [], twice: null, missing: missingFrom(new Map(), rules) };
}

function readHeader<K extends string>({ row, cells }: SheetRow, rules: TableRules<K>): Header<K> {
  const places = new Map<K, { column: number; header: string }>();
  const ignored: string[] = [];
  let twice: string | null = null;
  for (const cell of cells) {
    const word = headerWord(cell.text);
    const wanted = rules.columns.find(({ header, aliases = [] }) => headerWord(header) === word || aliases.some((alias) => headerWord(alias) === word));
    if (!wanted) ignored.push(cell.text.trim());
    else if (places.has(wanted.key)) twice = wanted.header;
    else places.set(wanted.key, { column: cell.column, header: wanted.header });
  }
  return { row, places, ignored, twice, missing: missingFrom(places, rules) };
}

function missingFrom<K extends string>(places: ReadonlyMap<K, unknown>, { columns, atLeastOneOf = [] }: TableRules<K>): string[] {
  const missing = columns.filter(({ key, required }) => required && !places.has(key)).map(({ header }) => header);
  if (atLeastOneOf.length === 0 || atLeastOneOf.some((key) => places.has(key))) return missing;
  return [...missing, atLeastOneOf.map((key) => columns.find((column) => column.key === key)?.header ?? key).join('或')];
}

/** `学 制（年）*` → `学制`. */
const headerWord = (text: string): string => text.normalize('NFKC').replace(/\([^)]*\)|\[[^\]]*\]|[\s*:]/g, '');

function tableOf<K extends string>(sheet: Sheet, header: Header<K>, rules: TableRules<K>): SheetTable<K> {
  if (header.twice) throw new RuleBroken('column-twice', `表头里“${header.twice}”出现了两次。请只留一列。`);
  const keyOf = new Map([...header.places].map(([key, { column }]) => [column, key]));
  const rows: TableRow<K>[] = [];
  for (const { row, cells } of sheet.rows) {
    if (row <= header.row || cells[0].text.trim().startsWith(EXAMPLE_MARK)) continue;
    const wanted = new Map<K, SheetCell>();
    for (const cell of cells) {
      const key = keyOf.get(cell.column);
      if (key !== undefined) wanted.set(key, cell);
    }
    if (wanted.size > 0) rows.push({ row, cells: wanted });
  }
  if (rows.length > rules.mostRows) throw new TooLarge(`文件有 ${rows.length.toLocaleString('en-US')} 行，一次最多导入 ${rules.mostRows.toLocaleString('en-US')} 行。请分成几个文件导入。`);
  const columns = new Map([...header.places].map(([key, place]) => [key, { letter: columnLetter(place.column), header: place.header }]));
  return { sheetName: sheet.name, headerRow: header.row, columns, rows, ignoredHeaders: header.ignored };
}

function missingColumns(headers: readonly { places: ReadonlyMap<unknown, unknown>; missing: string[] }[]): RuleBroken {
  const nearest = headers.reduce<{ places: ReadonlyMap<unknown, unknown>; missing: string[] } | null>((best, one) => (best && best.places.size >= one.places.size ? best : one), null);
  const words = nearest?.missing.map((word) => `“${word}”`).join('、') ?? '';
  return new RuleBroken('columns-missing', `没有找到完整的表头，缺少${words}列。请用本页的导入模板填写，表头不要改动。`);
}
