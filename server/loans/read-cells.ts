import { readYuan } from '../lib/money.js';
import { plainCode, plainWords, type RowReader } from '../lib/row-reader.js';
import { checkDocumentNumber, documentKindNamed, maskDocumentNumber, normaliseDocumentNumber } from '../values/identity-document.js';
import { isOfficeDate, type OfficeDate } from '../values/office-date.js';
import { readOfficeSecond, type OfficeSecond } from '../values/office-moment.js';
import { checkPersonName, nameMessages, normalisePersonName } from '../values/person-name.js';

/* Cells as banks really send them: full-width digits, dates as text, numbers with the dust of a float, times without seconds. */

export function readName<K extends string>(reader: RowReader<K>, key: K): string | null {
  const cell = reader.cell(key);
  if (!cell && reader.filled(key)) return null;
  const name = normalisePersonName(cell?.text ?? '');
  const problem = checkPersonName(name);
  if (problem) reader.refuse(key, problem, nameMessages[problem]);
  return problem ? null : name;
}

/** @param kindKey the column of the kind of document, where the file has one; otherwise a resident ID is meant. */
export function readDocument<K extends string>(reader: RowReader<K>, key: K, today: OfficeDate, kindKey?: K): string | null {
  const kind = documentKindNamed(plainWords((kindKey === undefined ? null : reader.cell(kindKey))?.text ?? ''));
  if (!kind && kindKey !== undefined) reader.refuse(kindKey, 'unknown-document-kind', '没有这种证件类型。身份证可以不填');
  const cell = reader.cell(key);
  if (!cell) {
    if (!reader.filled(key)) reader.missing(key);
    return null;
  }
  if (cell.kind !== 'text') {
    reader.refuse(key, 'number-cell', `${cell.address} 是数字格式，超过 15 位的末几位已经丢失。请把这一列设为“文本”，照证件重填`, { given: maskDocumentNumber(cell.text) });
    return null;
  }
  const number = normaliseDocumentNumber(cell.text);
  const problem = kind ? checkDocumentNumber(kind, number, today) : null;
  if (problem) reader.refuse(key, problem.code, problem.message, { given: maskDocumentNumber(number) });
  return kind && !problem ? number : null;
}

/** Amount in fen. A number that is a two-place amount but for the dust of a float is proposed, never taken. */
export function readAmount<K extends string>(reader: RowReader<K>, key: K): number | null {
  const cell = reader.cell(key);
  if (!cell) {
    if (!reader.filled(key)) reader.missing(key);
    return null;
  }
  const text = plainCode(cell.text).replace(/元$/, '').replace(/^[¥￥]/, '');
  const read = readYuan(text);
  if ('fen' in read) return read.fen;
  const { code, message } = read.problem;
  reader.refuse(key, code, message.replace(/。$/, ''), proposedAmount(code, text));
  return null;
}

function proposedAmount(code: string, text: string): { suggestion?: string } {
  const value = Number(text.replaceAll(',', ''));
  if (code !== 'too-many-decimals' || !Number.isFinite(value) || Math.abs(value * 100 - Math.round(value * 100)) > 1e-4) return {};
  return { suggestion: value.toFixed(2) };
}

const DATE_WORDS = /^(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?$|^(\d{4})(\d{2})(\d{2})$/;

/** A day: a date cell, 2022-09-20, 2022/9/20, 2022年9月20日, 20220920; a time behind it is left out. */
export function readDate<K extends string>(reader: RowReader<K>, key: K, required: boolean): OfficeDate | null {
  const cell = reader.cell(key);
  if (!cell) {
    if (required && !reader.filled(key)) reader.missing(key);
    return null;
  }
  const parts = DATE_WORDS.exec(plainCode(cell.text.normalize('NFKC').trim().replace(/[ T]\d{1,2}:\d{1,2}(:\d{1,2})?$/, '')));
  const [year, month, day] = parts ? (parts[1] ? parts.slice(1, 4) : parts.slice(4, 7)) : ['', '', ''];
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (isOfficeDate(date)) return date;
  reader.refuse(key, 'not-a-date', parts ? `没有 ${date} 这一天。请核对后重填` : `${reader.header(key)}写法不对。请写成 2022-09-20 这样的日期`);
  return null;
}

/** 附件1 四3: a moment to the second. */
export function readMoment<K extends string>(reader: RowReader<K>, key: K): OfficeSecond | null {
  const cell = reader.cell(key);
  if (!cell) {
    if (!reader.filled(key)) reader.missing(key);
    return null;
  }
  const read = readOfficeSecond(cell.kind === 'date' && cell.time ? `${cell.text} ${cell.time}` : cell.text);
  if ('moment' in read) return read.moment;
  const { code, message, suggestion } = read.problem;
  reader.refuse(key, code, message, suggestion ? { suggestion } : {});
  return null;
}

/** A calendar year, 2022 or 2022年. */
export function readYear<K extends string>(reader: RowReader<K>, key: K): number | null {
  const code = reader.code(key, { required: false });
  if (!code) return null;
  const year = /^((?:19|20)\d{2})(?:\.0+)?年?(?:度)?$/.exec(code)?.[1];
  if (year) return Number(year);
  reader.refuse(key, 'not-a-year', `${reader.header(key)}应写成 2022 这样的公历年`);
  return null;
}
