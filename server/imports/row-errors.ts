import type { SheetError } from '../lib/sheet-table.js';
import { maskDocumentNumber } from '../values/identity-document.js';

/** More than anybody mends one by one on a page; all of them stand in the file with its errors marked. */
const MOST_KEPT = 2000;

/** Digits as long as a document or card number, whatever column they were typed into and however they are grouped. */
const LONG_NUMBER = /\d(?:[ -]?\d){10,}[Xx]?/g;

/**
 * The errors of a file as they are kept: in the order of its rows, without any number in clear. A document number in the
 * column of names is an error that must not be kept as typed.
 */
export function keptErrors(errors: readonly SheetError[]): SheetError[] {
  const sorted = [...errors].sort((a, b) => a.row - b.row || a.column.length - b.column.length || (a.column < b.column ? -1 : 1));
  const kept = sorted.slice(0, MOST_KEPT).map((one) => ({ ...one, given: masked(one.given), message: masked(one.message), ...(one.suggestion === undefined ? {} : { suggestion: masked(one.suggestion) }) }));
  const left = sorted.length - kept.length;
  if (left > 0) kept.push({ row: sorted[MOST_KEPT].row, column: '', header: '', given: '', code: 'more-errors', message: `从这一行起还有 ${left.toLocaleString('en-US')} 处错误没有列出，都在标出错误的文件里` });
  return kept;
}

/** How many rows have something wrong with them. */
export const rowsWithErrors = (errors: readonly SheetError[]): number => new Set(errors.map(({ row }) => row)).size;

function masked(text: string): string {
  const plain = text.normalize('NFKC');
  const hidden = plain.replace(LONG_NUMBER, (number) => maskDocumentNumber(number.replace(/[ -]/g, '').toUpperCase()));
  return hidden === plain ? text : hidden;
}
