import { endOfOfficeDay, isOfficeDate, officeDateOf, startOfOfficeDay, type OfficeDate } from '../values/office-date.js';
import type { Problem } from './conditions.js';
import type { TimerRule } from './definition-model.js';

/** An instant of office time (the database clock plus the stored offset), read once per transaction through `lib/clock`. */
export type OfficeMoment = Date;
/** The n-th working day after `start`; null when the calendar has no data that far. */
export type AddWorkdays = (start: OfficeDate, count: number) => OfficeDate | null;
export type Duration = { years: number; months: number; weeks: number; days: number; hours: number; minutes: number; seconds: number };

/** A timer could not be set at run time; the act is rolled back and becomes an incident. Message in Chinese. */
export class TimerFailed extends Error {
  constructor(readonly code: 'value-missing' | 'not-a-date' | 'calendar-gap' | 'timer-invalid', message: string) {
    super(message);
    this.name = 'TimerFailed';
  }
}

/**
 * The instant a timer set now fires.
 * A date, written in the diagram or held by a variable, is the start of that day: to fire when a last day is over, name
 * the day after it. A date-time is that instant (office time unless a zone is given).
 * Months and years keep the day of the month, or take the last one there is (31 January + 1 month = end of February);
 * they are added before weeks and days, these before the time. Working days are counted from the next day and end
 * at 24:00 of the last one (民法典第二百零一条、第二百零三条). A cycle's first time comes after one interval.
 * @throws TimerFailed when a variable has no date, the calendar no data, or the rule cannot be read
 */
export function dueAt(rule: TimerRule, now: OfficeMoment, values: Readonly<Record<string, unknown>>, addWorkdays: AddWorkdays): Date {
  switch (rule.kind) {
    case 'date': return readInstant(rule.value) ?? instantOf(rule.value, values);
    case 'duration': return addDuration(now, parseDuration(rule.value) ?? unreadable(rule));
    case 'cycle': return addDuration(now, (parseCycle(rule.value) ?? unreadable(rule)).every);
    case 'workdays': {
      const last = addWorkdays(officeDateOf(now), parseWorkdays(rule.value) ?? unreadable(rule));
      if (last === null) throw new TimerFailed('calendar-gap', `工作日历里没有数据，算不出 ${rule.value} 个工作日后的日期。请先补上节假日安排，再重试。`);
      return endOfOfficeDay(last);
    }
  }
}

/** What is wrong with a timer as drawn; empty when nothing is. `dateVariables` are the declared variables of type date. */
export function checkTimer(rule: TimerRule, dateVariables: readonly string[]): Problem[] {
  const { kind, value } = rule;
  switch (kind) {
    case 'date':
      return readInstant(value) || dateVariables.includes(value) ? []
        : problem('timer-date', `“${value}”不是日期，也不是已声明的日期变量。请写成 2023-09-01 或 2023-09-01T09:00:00+08:00，或一个日期变量的名称。`);
    case 'duration':
      return parseDuration(value) ? []
        : problem('timer-duration', `“${value}”不是可用的时长。请写成 P5D（5 天）、P1M（1 个月）、PT2H（2 小时）这样，用整数，大于 0，不超过 ${longestYears} 年。`);
    case 'cycle':
      return parseCycle(value) ? []
        : problem('timer-cycle', `“${value}”不是可用的循环。请写明次数和间隔，如 R3/P1D（3 次，每次隔 1 天），次数为 1 到 ${mostTimes}。`);
    case 'workdays':
      return parseWorkdays(value) ? [] : problem('timer-workdays', `“${value}”不是工作日天数，请填 1 到 ${mostWorkdays} 的整数。`);
  }
}

const longestYears = 10;
const mostTimes = 365;
const mostWorkdays = 250;

/** ISO 8601 with whole numbers, longer than zero and at most ten years; undefined otherwise. */
export function parseDuration(text: string): Duration | undefined {
  const match = /^P(?=.)(?:(\d{1,5})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?=.)(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?$/.exec(text);
  if (!match) return undefined;
  const [years, months, weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  const duration = { years, months, weeks, days, hours, minutes, seconds };
  const roughDays = years * 365 + months * 30 + weeks * 7 + days + hours / 24 + minutes / 1440 + seconds / 86_400;
  return roughDays > 0 && roughDays <= longestYears * 366 ? duration : undefined;
}

/** `Rn/duration`; n is required, because a timer that repeats for ever keeps its process alive for ever. */
export function parseCycle(text: string): { times: number; every: Duration } | undefined {
  const match = /^R(\d{1,3})\/(P.+)$/.exec(text);
  const times = Number(match?.[1]);
  const every = match ? parseDuration(match[2]) : undefined;
  return every && times >= 1 && times <= mostTimes ? { times, every } : undefined;
}

const parseWorkdays = (text: string): number | undefined => {
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return count >= 1 && count <= mostWorkdays ? count : undefined;
};

/** Adds by the office's calendar (+08:00), so "one month later" is the same day and hour of the next month there. */
export function addDuration(instant: Date, { years, months, weeks, days, hours, minutes, seconds }: Duration): Date {
  const local = new Date(instant.getTime() + OFFSET_MS);
  const dayOfMonth = local.getUTCDate();
  local.setUTCDate(1);
  local.setUTCMonth(local.getUTCMonth() + years * 12 + months);
  local.setUTCDate(Math.min(dayOfMonth, lastDayOfMonth(local)));
  local.setUTCDate(local.getUTCDate() + weeks * 7 + days);
  return new Date(local.getTime() + ((hours * 60 + minutes) * 60 + seconds) * 1000 - OFFSET_MS);
}

const OFFSET_MS = 8 * 3_600_000;
const lastDayOfMonth = (month: Date): number => new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 0)).getUTCDate();

/** An ISO date (its 00:00) or date-time; office time unless a zone is written. */
function readInstant(text: string): Date | undefined {
  if (isOfficeDate(text)) return startOfOfficeDay(text);
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}):([0-5]\d)(?::([0-5]\d)(\.\d{1,3})?)?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?$/.exec(text);
  if (!match || !isOfficeDate(match[1]) || Number(match[2]) > 23) return undefined;
  const [, day, hours, minutes, seconds = '00', fraction = '', zone = '+08:00'] = match;
  return new Date(`${day}T${hours}:${minutes}:${seconds}${fraction}${zone}`);
}

function instantOf(name: string, values: Readonly<Record<string, unknown>>): Date {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined || value === null) throw new TimerFailed('value-missing', `定时用到的日期“${name}”此时没有值。请补上这个日期后重试。`);
  return (typeof value === 'string' && readInstant(value)) || failed('not-a-date', `定时用到的“${name}”不是日期。请改成 2023-05-10 这样的日期后重试。`);
}

const problem = (code: string, message: string): Problem[] => [{ code, message }];
const unreadable = ({ kind, value }: TimerRule): never => failed('timer-invalid', `定时“${value}”（${kind}）无法识别。请流程管理员改正流程图后重试。`);
function failed(code: TimerFailed['code'], message: string): never {
  throw new TimerFailed(code, message);
}
