import { stageWords, type Stage } from '../award-lists/status.js';
import { formatDate, type OfficeDate } from '../values/office-date.js';
import { formatSchoolYear, isSchoolYear, monthsOfSchoolYear, type SchoolYear } from '../values/school-year.js';

/**
 * 学年归档, one row for each time a year was closed: asked for, closed while its proofs are packed away, closed; asked to be opened again,
 * being unpacked, open again.
 */
export const archiveStates = ['asked', 'refused', 'packing', 'archived', 'reopening', 'unpacking', 'reopened'] as const;
export type ArchiveState = (typeof archiveStates)[number];
export const stateWords: Readonly<Record<ArchiveState, string>> = { asked: '等决定', refused: '没有同意', packing: '正在归档', archived: '已归档', reopening: '已归档，等决定重新打开', unpacking: '正在重新打开', reopened: '已重新打开' };

/** Lists in these stages have come to their end (附件1 二(一)4, 二(二)3). */
const ENDED: readonly Stage[] = ['disbursed', 'finished'];
export const unfinishedStages = (Object.keys(stageWords) as Stage[]).filter((stage) => !ENDED.includes(stage));

/** What a year's lists look like when somebody wants to close it. `unfinished` by stage, with noughts left out. */
export type YearFound = { lists: number; unfinished: readonly { stage: Stage; lists: number }[]; openObjections: number };
export type Hindrance = { code: string; message: string };

export const SHORTEST_REASON = 10;

/** The last day of a school year: 31 August of its second year. */
export const lastDayOf = (year: SchoolYear): OfficeDate => `${monthsOfSchoolYear(year).last}-31`;

/**
 * What must not be: a year that is not over by the office's today, that is closed or on its way already, or has nothing to close.
 * What is paid late is paid before the year is closed; nothing in the notice lets payments of a year run on by themselves.
 */
export function hindrances(year: string, today: OfficeDate, live: ArchiveState | null, { lists }: Pick<YearFound, 'lists'>): Hindrance[] {
  if (!isSchoolYear(year)) return [{ code: 'not-a-school-year', message: '学年应写成 2021-2022，两个年份要相连。' }];
  if (live === 'asked') return [{ code: 'in-progress', message: `${formatSchoolYear(year)}已经有人申请归档，正等决定。` }];
  if (live !== null && live !== 'refused' && live !== 'reopened') return [{ code: 'already-archived', message: `${formatSchoolYear(year)}${stateWords[live]}，不用再申请。` }];
  if (today <= lastDayOf(year)) return [{ code: 'year-not-over', message: `${formatSchoolYear(year)}到${formatDate(lastDayOf(year))}（含当天）才结束，结束以后才能归档。` }];
  if (lists === 0) return [{ code: 'nothing-to-archive', message: `${formatSchoolYear(year)}没有名单，没有要归档的。` }];
  return [];
}

export const unfinishedOf = ({ unfinished }: Pick<YearFound, 'unfinished'>): number => unfinished.reduce((sum, { lists }) => sum + lists, 0);

/** What should not be, and may be with a reason: in words, each once; empty when everything has come to its end. */
export function concerns(found: YearFound): string[] {
  return [...found.unfinished.map(({ stage, lists }) => `${stageWords[stage]} ${lists.toLocaleString('en-US')} 份`), ...(found.openObjections > 0 ? [`没有处理的公示异议 ${found.openObjections.toLocaleString('en-US')} 条`] : [])];
}

/** Whether the reason given is enough for what is left undone. */
export function reasonMissing(found: YearFound, reason: string): Hindrance | null {
  const left = concerns(found);
  if (left.length === 0 || reason.trim().length >= SHORTEST_REASON) return null;
  return { code: 'reason-required', message: `这个学年还有没办完的：${left.join('、')}。请先办完；确实不再办的，写明理由（${SHORTEST_REASON} 到 500 字），决定的人会看到。` };
}
