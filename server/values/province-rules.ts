import type { Month } from './month.js';
import type { OfficeDate } from './office-date.js';

/*
 * What the province of this installation has decided beyond the notice (rule-changes/): always stricter, always from a day on that lay
 * ahead when it was decided, so that every server has read it by then. Without any, the notice alone holds.
 */

/** 其中，5月和12月份必须上传名单公示附件 (附件1 二). */
export const NOTICE_ATTACHMENT_MONTHS: readonly number[] = [5, 12];
/** 不少于5个工作日. */
export const NOTICE_PUBLICITY_WORKDAYS = 5;

export type ProvinceRules = {
  /** At least so many working days for publicity that begins on or after the day. */
  publicityDays: readonly { from: OfficeDate; days: number }[];
  /** Months beside those of the notice, for lists of the month of that day and later. */
  attachmentMonths: readonly { from: OfficeDate; months: readonly number[] }[];
};
let inForce: ProvinceRules = { publicityDays: [], attachmentMonths: [] };

/** Read from the database at start-up, now and then, and after a decision; oldest first. */
export function useProvinceRules(rules: ProvinceRules): void {
  inForce = rules;
}

const latest = <T extends { from: string }>(all: readonly T[], on: string): T | undefined => all.filter(({ from }) => from <= on).at(-1);

/** How many working days a publicity that begins on a day lasts at least; never fewer than the notice says. */
export const publicityWorkdays = (start: OfficeDate): number => Math.max(NOTICE_PUBLICITY_WORKDAYS, latest(inForce.publicityDays, start)?.days ?? 0);

/** The months of the year whose lists need an attachment, as it holds for a month; the notice's are always among them. */
export function attachmentMonths(month: Month): number[] {
  const more = latest(inForce.attachmentMonths.map(({ from, months }) => ({ from: from.slice(0, 7), months })), month)?.months ?? [];
  return [...new Set([...NOTICE_ATTACHMENT_MONTHS, ...more])].sort((a, b) => a - b);
}
