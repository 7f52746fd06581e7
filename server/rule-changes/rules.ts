import { z } from 'zod';
import { formatYuan, readYuan } from '../lib/money.js';
import { addDays, formatDate, isOfficeDate, type OfficeDate } from '../values/office-date.js';
import { listProgrammeKeys, programmeOf, type ListProgrammeKey } from '../values/programme.js';
import { NOTICE_ATTACHMENT_MONTHS, NOTICE_PUBLICITY_WORKDAYS } from '../values/province-rules.js';
import { readHolidayNotice } from './holiday-notice.js';

/** What can be changed, and what the notice fixes about it. */
export const changeKinds = ['publicity-days', 'attachment-months', 'year-calendar', 'workday', 'standard'] as const;
export type ChangeKind = (typeof changeKinds)[number];
export const kindNames: Readonly<Record<ChangeKind, string>> = { 'publicity-days': '公示天数', 'attachment-months': '必须上传公示附件的月份', 'year-calendar': '一年的放假安排', workday: '某一天的工作日', standard: '资助标准' };

export const changeValue = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('publicity-days'), days: z.coerce.number().int() }),
  z.strictObject({ kind: z.literal('attachment-months'), months: z.array(z.coerce.number().int().min(1).max(12)).max(12) }),
  z.strictObject({ kind: z.literal('year-calendar'), year: z.coerce.number().int(), notice: z.string().trim().max(3000) }),
  z.strictObject({ kind: z.literal('workday'), day: z.string().max(10), works: z.boolean(), name: z.string().trim().max(20) }),
  z.strictObject({ kind: z.literal('standard'), programme: z.enum(listProgrammeKeys), tier: z.string().max(20), amount: z.string().max(14) }),
]);
export type ChangeValue = z.output<typeof changeValue>;

export type Problem = { path: string; code: string; message: string };
const MOST_DAYS = 30;

/** What is wrong with a change; empty when nothing is. @param from the day it is to hold from. @param today of the office. */
export function changeProblems(value: ChangeValue, from: string, today: OfficeDate): Problem[] {
  const problems: Problem[] = [];
  if (!isOfficeDate(from)) problems.push({ path: 'effectiveFrom', code: 'malformed', message: '请选从哪天起。' });
  // By then every server has read it, and nobody is judged by what was not known the day before. A year that was not known at all may come late.
  else if (from <= today && value.kind !== 'year-calendar') problems.push({ path: 'effectiveFrom', code: 'in-past', message: `最早从${formatDate(addDays(today, 1))}起，已经办的不变。` });
  switch (value.kind) {
    case 'publicity-days':
      if (value.days < NOTICE_PUBLICITY_WORKDAYS) problems.push({ path: 'days', code: 'below-notice', message: `公示不少于 ${NOTICE_PUBLICITY_WORKDAYS} 个工作日，只能更多。` });
      if (value.days > MOST_DAYS) problems.push({ path: 'days', code: 'too-many', message: `最多 ${MOST_DAYS} 个工作日。` });
      break;
    case 'attachment-months':
      if (NOTICE_ATTACHMENT_MONTHS.some((month) => !value.months.includes(month))) problems.push({ path: 'months', code: 'below-notice', message: '5月和12月必须上传公示附件，不能去掉，只能再加月份。' });
      break;
    case 'year-calendar': {
      const thisYear = Number(today.slice(0, 4));
      if (value.year < thisYear || value.year > thisYear + 1) problems.push({ path: 'year', code: 'other-year', message: '只录入今年或明年的，放假安排一年公布一次。' });
      else if (from !== `${value.year}-01-01`) problems.push({ path: 'effectiveFrom', code: 'other-day', message: `一年的放假安排从 ${value.year}-01-01 起。` });
      else problems.push(...readHolidayNotice(value.notice, value.year).problems.map((message) => ({ path: 'notice', code: 'does-not-add-up', message })));
      break;
    }
    case 'workday':
      if (!isOfficeDate(value.day)) problems.push({ path: 'day', code: 'malformed', message: '请选哪一天。' });
      else if (isOfficeDate(from) && value.day !== from) problems.push({ path: 'effectiveFrom', code: 'other-day', message: '工作日的调整从那一天起，两个日期要一样。' });
      break;
    case 'standard': {
      if (isOfficeDate(from) && !from.endsWith('-01')) problems.push({ path: 'effectiveFrom', code: 'not-first', message: '资助标准从一个月的1日起。' });
      const read = readYuan(value.amount);
      if (!('fen' in read) || read.fen <= 0) problems.push({ path: 'amount', code: 'malformed', message: '金额应写成 200.00 这样，大于 0。' });
      break;
    }
  }
  return problems;
}

/** A change in one sentence. */
export function valueWords(value: ChangeValue): string {
  switch (value.kind) {
    case 'publicity-days': return `公示不少于 ${value.days} 个工作日`;
    case 'attachment-months': return `${[...value.months].sort((a, b) => a - b).map((month) => `${month}月`).join('、')}的名单必须上传公示附件`;
    case 'year-calendar': return `${value.year}年的放假安排`;
    case 'workday': return `${value.day} ${value.works ? '上班' : '休息'}${value.name && `（${value.name}）`}`;
    case 'standard': return `${programmeOf(value.programme).name} ${value.tier} ${value.amount} 元`;
  }
}

/** Fen of a standard whose amount was found good. */
export function fenOf(amount: string): number {
  const read = readYuan(amount);
  return 'fen' in read ? read.fen : 0;
}
export const yuanOf = (fen: number): string => formatYuan(fen);
export type { ListProgrammeKey };
