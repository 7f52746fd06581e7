import { RuleBroken, UnsupportedMedia } from './errors.js';
import { attributeOf, scanXml, xmlText } from './xml-scan.js';
import { readZipParts, type ZipParts } from './zip-gate.js';
import { dateStyles, fromSerial } from './worksheet-dates.js';

/**
 * Reads an .xlsx as people filled it in, through the zip gate and nothing else. Only cells that exist are visited: merged ranges,
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
};

export type SheetRow = { readonly row: number; readonly cells: readonly SheetCell[] };
export type Sheet = { readonly name: string; readonly hidden: boolean; readonly rows: readonly SheetRow[] };

/** A template has a few dozen columns; what lies beyond this is not looked at. */
const LAST_COLUMN = 256;
const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');

/**
 * The sheets of a workbook in the order of its tabs, rows without any content left out.
 * @throws UnsupportedMedia when it is not an .xlsx, RuleBroken or TooLarge as the zip gate says.
 */
export async function readSheets(bytes: Buffer): Promise<Sheet[]> {
  if (bytes.subarray(0, 8).equals(OLE)) throw new UnsupportedMedia('这是旧格式（.xls）或加了密码的文件。请取消密码，在 Excel 里“另存为”选 .xlsx 后再上传。');
  if (bytes.subarray(0, 2).toString('latin1') !== 'PK') throw new UnsupportedMedia('这不是 .xlsx 文件。请在 Excel 或 WPS 里“另存为”选 .xlsx 后再上传。');
  return sheetsOf(await readZipParts(bytes));
}

/** The same for a workbook whose parts have been read already. */
export function sheetsOf(parts: ZipParts): Sheet[] {
  const workbookPath = [...parts.keys()].find((name) => /^xl\/workbook\d*\.xml$/i.test(name));
  if (!workbookPath) throw new UnsupportedMedia('这不是 Excel 表格（.xlsx）。请在 Excel 或 WPS 里“另存为”选 .xlsx 后再上传。');
  const targets = relationTargets(parts, workbookPath);
  const declared: { name: string; hidden: boolean; path: string }[] = [];
  let date1904 = false;
  scanXml(partText(parts, workbookPath), {
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
  const shared = sharedStrings(parts);
  const dates = dateStyles(optionalText(parts, 'xl/styles.xml'));
  return declared.filter(({ path }) => parts.has(path) && /worksheets?\//i.test(path))
    .map(({ name, hidden, path }) => ({ name, hidden, rows: readRows(partText(parts, path), shared, dates, date1904) }));
}

/** Excel's letters of a 1-based column: 1 → A, 27 → AA. */
export function columnLetter(column: number): string {
  let letters = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}

function readRows(xml: string, shared: readonly string[], dates: ReadonlySet<number>, date1904: boolean): SheetRow[] {
  const rows: SheetRow[] = [];
  let cells: SheetCell[] = [];
  let row = 0;
  let column = 0;
  let type = '';
  let style = 0;
  let formula = false;
  let value = '';
  let collecting = false;
  let phonetic = 0;
  scanXml(xml, {
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
      if (collecting) value += content;
    },
    close(name) {
      if (name === 'v' || name === 't') collecting = false;
      else if (name === 'rPh') phonetic -= 1;
      else if (name === 'c' && column <= LAST_COLUMN) {
        const content = cellContent(type, value, formula, dates.has(style), shared, date1904);
        if (content) cells.push({ address: `${columnLetter(column)}${row}`, row, column, ...content });
      } else if (name === 'row' && cells.length > 0) rows.push({ row, cells });
    },
  });
  return rows;
}

function cellContent(type: string, value: string, formula: boolean, dated: boolean, shared: readonly string[], date1904: boolean): { kind: SheetCell['kind']; text: string } | null {
  if (formula) return { kind: 'formula', text: value };
  if (type === 's') return textContent(shared[Number(value)] ?? '');
  if (type === 'inlineStr' || type === 'str') return textContent(unescapeSheet(value));
  if (value === '') return null;
  if (type === 'b') return { kind: 'boolean', text: value === '1' ? '是' : '否' };
  if (type === 'e') return { kind: 'error', text: value };
  if (type === 'd') return { kind: 'date', text: value.slice(0, 10) };
  const date = dated ? fromSerial(Number(value), date1904) : null;
  return date ? { kind: 'date', text: date } : { kind: 'number', text: value };
}

const textContent = (text: string): { kind: 'text'; text: string } | null => (text.trim() === '' ? null : { kind: 'text', text });

function sharedStrings(parts: ZipParts): string[] {
  const path = [...parts.keys()].find((name) => /^xl\/sharedStrings\d*\.xml$/i.test(name));
  const strings: string[] = [];
  let current = '';
  let collecting = false;
  let phonetic = 0;
  scanXml(path ? partText(parts, path) : '', {
    open(name) {
      if (name === 'si') current = '';
      else if (name === 'rPh') phonetic += 1;
      else if (name === 't' && phonetic === 0) collecting = true;
    },
    text(content) {
      if (collecting) current += content;
    },
    close(name) {
      if (name === 't') collecting = false;
      else if (name === 'rPh') phonetic -= 1;
      else if (name === 'si') strings.push(unescapeSheet(current));
    },
  });
  return strings;
}

function relationTargets(parts: ZipParts, source: string): Map<string, string> {
  const targets = new Map<string, string>();
  scanXml(optionalText(parts, source.replace(/([^/]+)$/, '_rels/$1.rels')), {
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
  if (!letters) return null;
  return [...letters.toUpperCase()].reduce((total, letter) => total * 26 + letter.charCodeAt(0) - 64, 0);
}

const rowOf = (text: string | undefined): number | null => (/^\d{1,7}$/.test(text ?? '') ? Number(text) : null);

/** Excel writes characters XML has no room for as _x000D_. */
const unescapeSheet = (text: string): string => text.replace(/_x([0-9A-Fa-f]{4})_/g, (_whole, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

function partText(parts: ZipParts, path: string): string {
  const part = parts.get(path);
  if (!part) throw new RuleBroken('file-damaged', '文件缺少内容，系统读不出来。请确认它能正常打开，另存一份再上传。');
  return xmlText(part);
}

const optionalText = (parts: ZipParts, path: string): string => (parts.has(path) ? partText(parts, path) : '');
