import { RuleBroken } from './errors.js';
import { columnLetter } from './sheet-columns.js';
import { LAST_COLUMN, type Sheet, type SheetCell, type SheetRow } from './worksheet.js';

/** Excel keeps no longer text in a cell; a field that is longer has lost its closing quote. */
const LONGEST_FIELD = 32_767;
const ROWS_A_PIECE = 500;
const SEPARATORS = [',', '\t', ';'] as const;

/**
 * A table kept as text (.csv, or 文本文件 of Excel), as one sheet. Null when it is not text. Separated by commas, tabs or semicolons; in
 * UTF-8, UTF-16 with its mark, or GB 18030, which contains GBK. Digits stay as they are.
 * @throws RuleBroken `file-damaged` from `rows`, for a quote that is not closed.
 */
export function csvSheet(bytes: Buffer): Sheet | null {
  const text = textOf(bytes);
  if (text === null) return null;
  return {
    name: 'csv',
    hidden: false,
    async *rows() {
      let piece: SheetRow[] = [];
      for (const row of csvRows(text, separatorOf(text))) {
        if (piece.push(row) < ROWS_A_PIECE) continue;
        yield piece;
        piece = [];
      }
      if (piece.length > 0) yield piece;
    },
  };
}

/** The text of a text file; null for anything else. A mark at the beginning says how it is written, else valid UTF-8 is UTF-8. */
export function textOf(bytes: Buffer): string | null {
  for (const encoding of encodingsOf(bytes)) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      return /[\u0000-\u0008\u000e-\u001f]/.test(text) ? null : text;
    } catch {
      // The next one.
    }
  }
  return null;
}

function encodingsOf(bytes: Buffer): readonly string[] {
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe') return ['utf-16le'];
  if (mark === 'feff') return ['utf-16be'];
  return ['utf-8', 'gb18030'];
}

/** What separates the fields: of the three the one that stands most often in the first lines. */
export function separatorOf(text: string): string {
  const beginning = text.slice(0, 20_000).split('\n').slice(0, 20).join('\n').replace(/"[^"]*"/g, '');
  const counted = SEPARATORS.map((separator) => beginning.split(separator).length);
  return SEPARATORS[counted.indexOf(Math.max(...counted))];
}

/** The rows of the text that hold something, numbered as Excel numbers them. @throws RuleBroken `file-damaged` for a quote that is not closed. */
export function* csvRows(text: string, separator: string): Generator<SheetRow> {
  let row = 0;
  for (const fields of recordsOf(text, separator)) {
    row += 1;
    const cells: SheetCell[] = [];
    fields.slice(0, LAST_COLUMN).forEach((field, at) => {
      const content = cellContent(field.trim());
      if (content.text !== '') cells.push({ address: `${columnLetter(at + 1)}${row}`, row, column: at + 1, ...content });
    });
    if (cells.length > 0) yield { row, cells };
  }
}

/**
 * What programmes do to digits on their way into a text file: `="1101…"` and `'1101…` keep them and are undone here; 1.10105E+17 has
 * lost them and counts as a number, as in a workbook.
 */
function cellContent(field: string): { kind: SheetCell['kind']; text: string } {
  const kept = /^="([^"]*)"$/.exec(field)?.[1] ?? /^'([\dA-Za-z]+)$/.exec(field)?.[1];
  if (kept !== undefined) return { kind: 'text', text: kept.trim() };
  if (/^=./.test(field)) return { kind: 'formula', text: field };
  return { kind: /^\d(\.\d+)?E\+\d+$/i.test(field) ? 'number' : 'text', text: field };
}

/** Records of RFC 4180: quoted fields may hold separators, line ends and doubled quotes. */
function* recordsOf(text: string, separator: string): Generator<string[]> {
  let fields: string[] = [];
  let at = 0;
  let record = 1;
  while (at < text.length) {
    let field = '';
    if (text[at] === '"') {
      let end = at + 1;
      for (;;) {
        const quote = text.indexOf('"', end);
        if (quote === -1 || quote - at > LONGEST_FIELD) throw new RuleBroken('file-damaged', `第 ${record} 行第 ${fields.length + 1} 列的引号没有成对，后面的内容分不开。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。`);
        field += text.slice(end, quote);
        if (text[quote + 1] === '"') { field += '"'; end = quote + 2; continue; }
        at = quote + 1;
        break;
      }
    }
    let end = at;
    while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1;
    field += text.slice(at, end);
    at = end;
    fields.push(field);
    if (text[at] === separator) { at += 1; if (at < text.length) continue; fields.push(''); }
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
    yield fields;
    fields = [];
    record += 1;
  }
}
