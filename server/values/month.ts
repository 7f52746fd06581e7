import { attachmentMonths } from './province-rules.js';
import { InputInvalid } from '../lib/errors.js';

/** A calendar month, `2023-05`. Lists of the vocational programmes belong to one (名单所属月份). Months compare as strings. */
export type Month = string;

const MONTH = /^(19|20|21)\d{2}-(0[1-9]|1[0-2])$/;

export const isMonth = (text: string): text is Month => MONTH.test(text);

/** @throws InputInvalid when it is not a month of the form 2023-05. */
export function parseMonth(text: string, path = 'month'): Month {
  if (isMonth(text)) return text;
  throw new InputInvalid([{ path, code: 'not-a-month', message: '月份应写成 2023-05 这样的年月。' }]);
}

/** Months may be compared with < and > directly; this is for sorting. */
export const compareMonths = (a: Month, b: Month): number => (a < b ? -1 : a > b ? 1 : 0);

/** The month `count` months later (earlier when negative). */
export function addMonths(month: Month, count: number): Month {
  const total = ordinal(month) + count;
  return `${String(Math.floor(total / 12)).padStart(4, '0')}-${String((total % 12) + 1).padStart(2, '0')}`;
}

/** How many months `to` lies after `from`; negative when before. */
export const monthsBetween = (from: Month, to: Month): number => ordinal(to) - ordinal(from);

/** The month a date belongs to. */
export const monthOf = (date: string): Month => date.slice(0, 7);

/** The calendar month alone, 1 to 12. */
export const monthNumber = (month: Month): number => Number(month.slice(5, 7));

/**
 * Whether lists of this month must carry a publicity attachment.
 * 附件1 二(一)2、二(二)2：其中，5月和12月份必须上传名单公示附件，其他月份不做强制要求；省里可以再加月份。
 */
export const inAttachmentMonths = (month: Month): boolean => attachmentMonths(month).includes(monthNumber(month));

/** `2023年5月`. */
export const formatMonth = (month: Month): string => `${month.slice(0, 4)}年${monthNumber(month)}月`;

const ordinal = (month: Month): number => Number(month.slice(0, 4)) * 12 + monthNumber(month) - 1;
