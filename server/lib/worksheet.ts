import { columnLetter, columnNumber } from './sheet-columns.js';
import { UnsupportedMedia } from './errors.js';
import { SharedStrings } from './shared-strings.js';
import { attributeOf, scanPieces, scanXmlStream, type XmlEvents } from './xml-scan.js';
import { openZip, type ZipParts } from './zip-gate.js';
import { dateStyles, fromSerial, timeOfSerial } from './worksheet-dates.js';

/**
 * A workbook (.xlsx) as people filled it in, read through the zip gate and nothing else. Only cells that exist are visited: merged ranges,
 * validations and defined names that claim a million rows are never expanded, which is what makes library loaders hang.
 */
export type SheetCell = {
  /** `C14`, as Excel shows it. */
  readonly address: string;
  /** 1-based. */
  readonly row: number;
  readonly column: number;
  readonly kind: 'text' | 'number' | 'date' | 'boolean' | 'error' | 'formula';
  /** What is stored: the text, the digits of the number as written in the file, or the date as 2021-09-01. */
  readonly text: string;
  /** Of a date: its time of day, `10:05:30`, where the cell shows seconds or holds some. A date shown without them has none. */
  readonly time?: string;
};

export type SheetRow = { readonly row: number; readonly cells: readonly SheetCell[] };

/** A sheet that is read when it is asked for, from front to back, a piece at a time; rows without any content are left out. */
export type Sheet = { readonly name: string; readonly hidden: boolean; rows(): AsyncGenerator<readonly SheetRow[]> };

/** A template has a few dozen columns; what lies beyond this is not looked at. */
export const LAST_COLUMN = 256;
const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');

/**
 * The sheets of a workbook in the order of its tabs. However large they are, only a piece of one is in memory at a time, and the texts
 * they share.
 * @throws UnsupportedMedia when it is not an .xlsx, RuleBroken or TooLarge as the zip gate says, also while rows are read.
 */
export async function openWorkbook(bytes: Buffer): Promise<Sheet[]> {
  if (bytes.subarray(0, 8).equals(OLE)) throw new UnsupportedMedia('这是旧格式（.xls）或加了密码的文件。请取消密码，在 Excel 或 WPS 里“另存为”选 .xlsx 后再上传。');
  if (bytes.subarray(0, 2).toString('latin1') !== 'PK') throw new UnsupportedMedia('这不是 .xlsx 文件。请在 Excel 或 WPS 里“另存为”选 .xlsx 后再上传。');
  return sheetsOf(await openZip(bytes));
}

/** Where the parts of a workbook come from: out of the zip, or from memory where all of it is needed anyway. */
type PartSource = { readonly names: readonly string[]; stream(name: string): AsyncIterable<Buffer> };

/** The same for a workbook whose parts are in memory already. */
export const workbookOf = (parts: ZipParts): Promise<Sheet[]> => sheetsOf({
  names: [...parts.keys()],
  async *stream(name) {
    const part = parts.get(name);
    if (part) yield part;
  },
});

async function sheetsOf(source: PartSource): Promise<Sheet[]> {
  const workbookPath = source.names.find((name) => /^xl\/workbook\d*\.xml$/i.test(name));
  if (!workbookPath) throw new UnsupportedMedia('这不是 Excel 表格（.xlsx）。请在 Excel 或 WPS 里“另存为”选 .xlsx 后再上传。');
  const targets = await relationTargets(source, workbookPath);
  const declared: { name: string; hidden: boolean; path: string }[] = [];
  let date1904 = false;
  await scanXmlStream(source.stream(workbookPath), {
    open(name, attributes) {
      if (name === 'workbookPr') date1904 = /^(1|true)$/.test(attributeOf(attributes, 'date1904') ?? '');
      if (name !== 'sheet') return;
      declared.push({
        name: attributeOf(attributes, 'name') ?? '',
        hidden: (attributeOf(attributes, 'state') ?? 'visible') !== 'visible',
        path: targets.get(attributeOf(attributes, 'id') ?? '') ?? '',
      });
    },
  });
  const facts: WorkbookFacts = { shared: await sharedStrings(source), dates: await dateStylesOf(source), date1904 };
  return declared.filter(({ path }) => source.names.includes(path) && /worksheets?\//i.test(path))
    .map(({ name, hidden, path }) => ({ name, hidden, rows: () => readRows(source.stream(path), facts) }));
}

type WorkbookFacts = { readonly shared: SharedStrings; readonly dates: ReadonlyMap<number, { seconds: boolean }>; readonly date1904: boolean };

async function* readRows(part: AsyncIterable<Buffer>, facts: WorkbookFacts): AsyncGenerator<readonly SheetRow[]> {
  let found: SheetRow[] = [];
  for await (const _piece of scanPieces(part, rowEvents(facts, (row) => found.push(row)))) {
    if (found.length === 0) continue;
    yield found;
    found = [];
  }
}

function rowEvents({ shared, dates, date1904 }: WorkbookFacts, take: (row: SheetRow) => void): XmlEvents {
  let cells: SheetCell[] = [];
  let row = 0;
  let column = 0;
  let type = '';
  let style = 0;
  let formula = false;
  let value = '';
  let collecting = false;
  let phonetic = 0;
  return {
    open(name, attributes) {
      if (name === 'row') {
        row = rowOf(attributeOf(attributes, 'r')) ?? row + 1;
        column = 0;
        cells = [];
      } else if (name === 'c') {
        column = columnOf(attributeOf(attributes, 'r')) ?? column + 1;
        type = attributeOf(attributes, 't') ?? 'n';
        style = Number(attributeOf(attributes, 's') ?? 0);
        formula = false;
        value = '';
      } else if (name === 'f') formula = true;
      else if (name === 'rPh') phonetic += 1;
      else if ((name === 'v' || name === 't') && phonetic === 0) collecting = true;
    },
    text(content) {
      if (collecting && value.length < LONGEST_TEXT) value += content;
    },
    close(name) {
      if (name === 'v' || name === 't') collecting = false;
      else if (name === 'rPh') phonetic -= 1;
      else if (name === 'c' && column <= LAST_COLUMN) {
        const content = cellContent(type, value, formula, dates.get(style), shared, date1904);
        if (content && cells.length < LAST_COLUMN) cells.push({ address: `${columnLetter(column)}${row}`, row, column, ...content });
      } else if (name === 'row' && cells.length > 0) take({ row, cells });
    },
  };
}

function cellContent(type: string, value: string, formula: boolean, dated: { seconds: boolean } | undefined, shared: SharedStrings, date1904: boolean): Pick<SheetCell, 'kind' | 'text' | 'time'> | null {
  if (formula) return { kind: 'formula', text: value };
  if (type === 's') return textContent(shared.at(Number(value)));
  if (type === 'inlineStr' || type === 'str') return textContent(unescapeSheet(value));
  if (value === '') return null;
  if (type === 'b') return { kind: 'boolean', text: value === '1' ? '是' : '否' };
  if (type === 'e') return { kind: 'error', text: value };
  if (type === 'd') return { kind: 'date', text: value.slice(0, 10), ...timed(/T(\d{2}:\d{2}:\d{2})/.exec(value)?.[1] ?? '00:00:00', dated) };
  const date = dated ? fromSerial(Number(value), date1904) : null;
  return date ? { kind: 'date', text: date, ...timed(timeOfSerial(Number(value)), dated) } : { kind: 'number', text: value };
}

/** Excel keeps 32,767 characters in a cell; what is longer is cut off, and refused as too long wherever it stands. */
const LONGEST_TEXT = 40_000;

const timed = (time: string, dated: { seconds: boolean } | undefined): { time?: string } => (dated?.seconds || !time.endsWith(':00') ? { time } : {});

const textContent = (text: string): { kind: 'text'; text: string } | null => (text.trim() === '' ? null : { kind: 'text', text: ownText(text) });

/** A text cut out of a longer one keeps the whole of it in memory; a copy does not. Short ones are copied by the engine itself. */
const ownText = (text: string): string => (text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le'));

async function sharedStrings(source: PartSource): Promise<SharedStrings> {
  const path = source.names.find((name) => /^xl\/sharedStrings\d*\.xml$/i.test(name));
  const strings = new SharedStrings();
  let current = '';
  let collecting = false;
  let phonetic = 0;
  if (path) await scanXmlStream(source.stream(path), {
    open(name) {
      if (name === 'si') current = '';
      else if (name === 'rPh') phonetic += 1;
      else if (name === 't' && phonetic === 0) collecting = true;
    },
    text(content) {
      if (collecting && current.length < LONGEST_TEXT) current += content;
    },
    close(name) {
      if (name === 't') collecting = false;
      else if (name === 'rPh') phonetic -= 1;
      else if (name === 'si') strings.add(unescapeSheet(current));
    },
  });
  return strings;
}

async function dateStylesOf(source: PartSource): Promise<ReadonlyMap<number, { seconds: boolean }>> {
  const collector = dateStyles();
  if (source.names.includes('xl/styles.xml')) await scanXmlStream(source.stream('xl/styles.xml'), collector.events);
  return collector.dated;
}

async function relationTargets(source: PartSource, workbookPath: string): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  const path = workbookPath.replace(/([^/]+)$/, '_rels/$1.rels');
  if (source.names.includes(path)) await scanXmlStream(source.stream(path), {
    open(name, attributes) {
      if (name !== 'Relationship' || attributeOf(attributes, 'TargetMode') === 'External') return;
      const target = attributeOf(attributes, 'Target') ?? '';
      targets.set(attributeOf(attributes, 'Id') ?? '', target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`);
    },
  });
  return targets;
}

function columnOf(address: string | undefined): number | null {
  const letters = /^([A-Za-z]{1,3})\d/.exec(address ?? '')?.[1];
  return letters ? columnNumber(letters) : null;
}

const rowOf = (text: string | undefined): number | null => (/^\d{1,7}$/.test(text ?? '') ? Number(text) : null);

/** Excel writes characters XML has no room for as _x000D_. */
const unescapeSheet = (text: string): string => text.replace(/_x([0-9A-Fa-f]{4})_/g, (_whole, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
