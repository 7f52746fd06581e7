import { InputInvalid } from '../lib/errors.js';

/**
 * A day in the office, `2023-05-10`, in Asia/Shanghai whatever the host's zone. Days compare as strings.
 * The offset is a constant +08:00: China has had no summer time since 1991, and nothing here converts older instants.
 */
export type OfficeDate = string;

const OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
const WEEKDAYS = ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六'];

/** A day that exists: 2023-02-30 does not. */
export function isOfficeDate(text: string): text is OfficeDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}

/** @throws InputInvalid when it is not an existing day of the form 2023-05-10. */
export function parseOfficeDate(text: string, path = 'date'): OfficeDate {
  if (isOfficeDate(text)) return text;
  throw new InputInvalid([{ path, code: 'not-a-date', message: '日期应写成 2023-05-10 这样，并且是真实存在的一天。' }]);
}

/** The day it is in the office at an instant. */
export const officeDateOf = (instant: Date): OfficeDate => shifted(instant).slice(0, 10);

export const addDays = (date: OfficeDate, count: number): OfficeDate => new Date(utc(date) + count * DAY_MS).toISOString().slice(0, 10);

/** How many days `to` lies after `from`; negative when before. */
export const daysBetween = (from: OfficeDate, to: OfficeDate): number => Math.round((utc(to) - utc(from)) / DAY_MS);

/** 0 Sunday … 6 Saturday. */
export const weekdayOf = (date: OfficeDate): number => new Date(utc(date)).getUTCDay();

export const weekdayName = (date: OfficeDate): string => WEEKDAYS[weekdayOf(date)];

/** `5月12日`. */
export const formatDay = (date: OfficeDate): string => `${Number(date.slice(5, 7))}月${Number(date.slice(8, 10))}日`;

/** `2023年5月10日`. */
export const formatDate = (date: OfficeDate): string => `${date.slice(0, 4)}年${formatDay(date)}`;

/** `2023年5月10日 星期三`. */
export const formatDateWithWeekday = (date: OfficeDate): string => `${formatDate(date)} ${weekdayName(date)}`;

/** `2023年5月8日至5月12日`; the second year is written when it differs. */
export const formatPeriod = (start: OfficeDate, end: OfficeDate): string =>
  `${formatDate(start)}至${start.slice(0, 4) === end.slice(0, 4) ? formatDay(end) : formatDate(end)}`;

/** 00:00 of the day as an instant. */
export const startOfOfficeDay = (date: OfficeDate): Date => new Date(utc(date) - OFFSET_MS);

/** 24:00 of the day as an instant: the first moment that is no longer this day. */
export const endOfOfficeDay = (date: OfficeDate): Date => new Date(utc(date) + DAY_MS - OFFSET_MS);

/** `2023-05-10T09:00:00+08:00`, the form of every time in the API. */
export const officeIso = (instant: Date): string => `${shifted(instant).slice(0, 19)}+08:00`;

/** `2023-05-10 09:00`, the form of times in tables. */
export const formatInstant = (instant: Date): string => shifted(instant).slice(0, 16).replace('T', ' ');

/** `09:00`. */
export const officeTimeOfDay = (instant: Date): string => shifted(instant).slice(11, 16);

const shifted = (instant: Date): string => new Date(instant.getTime() + OFFSET_MS).toISOString();
const utc = (date: OfficeDate): number => Date.parse(`${date}T00:00:00Z`);
