import { RuleBroken } from './errors.js';
import { columnLetter } from './sheet-columns.js';
import type { TableRules } from './sheet-table.js';
import type { Sheet, SheetRow } from './worksheet.js';

/* The header of a table: where it stands, which columns it names, and what is to be seen below each. */

export const HEADER_WITHIN = 20;
const SAMPLES = 3;

/** Which of our columns a header of a file is, by its words: the key of it, or '' for one that is not read. */
export type NamedHeaders = Readonly<Record<string, string>>;

/** The headers of a file: `column` is ours where the header is known, and the first values below it. */
export type FileHeaders = { readonly sheet: string; readonly row: number; readonly headers: readonly { readonly letter: string; readonly header: string; readonly column: string | null; readonly samples: readonly string[] }[] };

/** No sheet has all the columns that must be there. `headers` are those of the one that comes nearest. */
export class ColumnsMissing extends RuleBroken {
  constructor(message: string, readonly headers: FileHeaders | null) {
    super('columns-missing', message);
  }
}

/** The words of a header as they are compared with what a person said of them. */
export const headerText = (text: string): string => text.normalize('NFKC').replace(/\s+/g, ' ').trim();

/** The headers of a sheet with the first values below each. */
export function headersIn<K extends string>(sheet: string, top: readonly SheetRow[], { row, places, words }: Header<K>): FileHeaders {
  const keyOf = new Map([...places].map(([key, { column }]) => [column, key]));
  const below = top.filter((one) => one.row > row);
  return { sheet, row, headers: [...words].sort(([a], [b]) => a - b).map(([column, header]) => ({
    letter: columnLetter(column), header, column: keyOf.get(column) ?? null,
    samples: below.flatMap(({ cells }) => cells.filter((cell) => cell.column === column).map(({ text }) => text.trim())).slice(0, SAMPLES),
  })) };
}

/** The first rows with something in them, one more than a header is looked for in. */
export async function topOf(sheet: Sheet): Promise<SheetRow[]> {
  const top: SheetRow[] = [];
  for await (const rows of sheet.rows()) {
    top.push(...rows.slice(0, HEADER_WITHIN + 1 - top.length));
    if (top.length > HEADER_WITHIN) break;
  }
  return top;
}

export type Header<K extends string> = { row: number; places: Map<K, { column: number; header: string }>; /** What stands in the cells of the header, by column. */ words: Map<number, string>; ignored: string[]; twice: string | null; missing: string[]; /** Of what stands in each of its columns, in characters. */ lengths: Map<number, number> };

/** The row that names most columns; a header over two rows, its upper cells merged downwards, counts as one where it names more. */
export function findHeader<K extends string>(top: readonly SheetRow[], rules: TableRules<K>): Header<K> {
  const first = top.slice(0, HEADER_WITHIN);
  const twoRows = first.slice(1).map((row, at) => underEachOther(first[at], row));
  const headers = [...first, ...twoRows].map((row) => readHeader(row, rules));
  // Where no word is known, the first row that is as wide as the table: a title above it is one cell.
  const best = headers.reduce<Header<K> | null>((found, header) => (found && (found.places.size > header.places.size || (found.places.size === header.places.size && (found.places.size > 0 || found.lengths.size >= header.lengths.size))) ? found : header), null);
  return best ?? { row: 0, places: new Map(), words: new Map(), ignored: [], twice: null, missing: missingFrom(new Map(), rules), lengths: new Map() };
}

function underEachOther(upper: SheetRow, lower: SheetRow): SheetRow {
  const below = new Set(lower.cells.map(({ column }) => column));
  return { row: lower.row, cells: [...upper.cells.filter(({ column }) => !below.has(column)), ...lower.cells] };
}

function readHeader<K extends string>({ row, cells }: SheetRow, rules: TableRules<K>): Header<K> {
  const places = new Map<K, { column: number; header: string }>();
  const lengths = new Map<number, number>();
  const words = new Map<number, string>();
  const ignored: string[] = [];
  let twice: string | null = null;
  for (const cell of cells) {
    const word = headerWord(cell.text);
    lengths.set(cell.column, cell.text.length);
    words.set(cell.column, headerText(cell.text));
    const named = rules.named?.[headerText(cell.text)];
    const wanted = named === undefined ? rules.columns.find(({ header, aliases = [] }) => headerWord(header) === word || aliases.some((alias) => headerWord(alias) === word)) : rules.columns.find(({ key }) => key === named);
    if (!wanted) ignored.push(cell.text.trim());
    else if (places.has(wanted.key)) twice = wanted.header;
    else places.set(wanted.key, { column: cell.column, header: wanted.header });
  }
  return { row, places, words, ignored, twice, missing: missingFrom(places, rules), lengths };
}

function missingFrom<K extends string>(places: ReadonlyMap<K, unknown>, { columns, atLeastOneOf = [] }: TableRules<K>): string[] {
  const missing = columns.filter(({ key, required }) => required && !places.has(key)).map(({ header }) => header);
  if (atLeastOneOf.length === 0 || atLeastOneOf.some((key) => places.has(key))) return missing;
  return [...missing, atLeastOneOf.map((key) => columns.find((column) => column.key === key)?.header ?? key).join('或')];
}

/** `学 制（年）*` → `学制`. */
export const headerWord = (text: string): string => text.normalize('NFKC').replace(/\([^)]*\)|\[[^\]]*\]|[\s*:]/g, '');
