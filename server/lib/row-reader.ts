import type { SheetError, SheetTable, TableRow } from './sheet-table.js';
import type { SheetCell } from './worksheet.js';

/** Reads one row of a table cell by cell and notes everything wrong with it, so that a person sees all of a file's errors at once. */
export class RowReader<K extends string> {
  readonly row: number;
  readonly errors: SheetError[] = [];

  constructor(private readonly table: SheetTable<K>, private readonly source: TableRow<K>) {
    this.row = source.row;
  }

  /** The cell when it holds something that can be trusted; a formula or an error value is noted and counts as nothing. */
  cell(key: K): SheetCell | null {
    const cell = this.source.cells.get(key);
    if (!cell) return null;
    if (cell.kind === 'formula') this.refuse(key, 'formula-cell', `${cell.address} 是公式，结果可能不是您看到的。请复制这一列，用“选择性粘贴—数值”贴回`);
    else if (cell.kind === 'error') this.refuse(key, 'error-cell', `${cell.address} 是出错的值（${cell.text}）。请改成实际内容`);
    else return cell;
    return null;
  }

  /** Whether something stands in the cell, readable or not. */
  filled(key: K): boolean {
    return this.source.cells.has(key);
  }

  hasColumn(key: K): boolean {
    return this.table.columns.has(key);
  }

  /** Words: blanks made uniform, at most `longest` characters. Null when missing or refused; what is missing is noted when required. */
  words(key: K, rules: { required: boolean; longest: number }): string | null {
    const cell = this.cell(key);
    const text = cell ? plainWords(cell.text) : '';
    if (text === '') {
      if (rules.required && !this.filled(key)) this.missing(key);
      return null;
    }
    if (Array.from(text).length <= rules.longest) return text;
    this.refuse(key, 'too-long', `${this.header(key)}超过 ${rules.longest} 个字。请缩短`);
    return null;
  }

  /** A code: full-width characters made half-width, no blanks, capitals. Null as above. */
  code(key: K, rules: { required: boolean }): string | null {
    const cell = this.cell(key);
    const text = cell ? plainCode(cell.text) : '';
    if (text === '' && rules.required && !this.filled(key)) this.missing(key);
    return text === '' ? null : text;
  }

  missing(key: K): void {
    this.refuse(key, 'missing', `没有填${this.header(key)}。请补填`);
  }

  /** @param given what the person typed, in the form it may be shown; by default as typed. */
  refuse(key: K, code: string, message: string, more: { suggestion?: string; given?: string } = {}): void {
    const { letter, header } = this.table.columns.get(key) ?? { letter: '', header: '' };
    const given = more.given ?? this.source.cells.get(key)?.text ?? '';
    this.errors.push({ row: this.row, column: letter, header, given: given.slice(0, 60), code, message, ...(more.suggestion === undefined ? {} : { suggestion: more.suggestion }) });
  }

  header(key: K): string {
    return this.table.columns.get(key)?.header ?? key;
  }
}

/** NFC, blanks of every kind and line breaks as one blank, none at the ends. */
export const plainWords = (text: string): string => text.normalize('NFC').replace(/[\u200b-\u200d\u2060\ufeff]/g, '').replace(/\s+/g, ' ').trim();

/** NFKC (full-width digits and letters), no blanks, capitals. */
export const plainCode = (text: string): string => text.normalize('NFKC').replace(/[\s\u200b-\u200d\u2060\ufeff]/g, '').toUpperCase();
