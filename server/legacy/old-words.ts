import { plainCode } from '../lib/row-reader.js';
import { isAcademicTerm, termOfLegacyYear, type Season } from '../values/academic-term.js';
import type { Level } from '../values/actor.js';
import { isMonth } from '../values/month.js';
import type { Period } from '../values/period.js';
import { programmeOf, type ListProgrammeKey } from '../values/programme.js';
import { educationStageNames, educationStages, type EducationStage } from '../values/stage.js';

/*
 * The words of V3.1.0 as this system's values. What a word does not say for sure is not guessed: it comes back as unclear, with why.
 */

const programmeWords: Readonly<Record<string, ListProgrammeKey>> = {
  中职国家助学金: 'vocational-grant', 国家助学金: 'vocational-grant', 中职助学金: 'vocational-grant', 中职国家免学费: 'vocational-tuition-waiver', 中职免学费: 'vocational-tuition-waiver', 国家免学费: 'vocational-tuition-waiver', 免学费: 'vocational-tuition-waiver',
  普高建档立卡等免学杂费: 'senior-high-fee-waiver', 建档立卡等免学杂费: 'senior-high-fee-waiver', 普高免学杂费: 'senior-high-fee-waiver', 免学杂费: 'senior-high-fee-waiver',
};
export const programmeNamed = (word: string | null): ListProgrammeKey | null => programmeWords[plainCode(word ?? '')] ?? null;

/** 上学期 and 第一学期 are autumn in a school year (2022-2023), and nobody knows in a calendar year (2022). */
const seasonWords: Readonly<Record<string, Season>> = { 春: 'spring', 春季: 'spring', 秋: 'autumn', 秋季: 'autumn' };
const orderWords: Readonly<Record<string, Season>> = { 上: 'autumn', 第一: 'autumn', '1': 'autumn', 下: 'spring', 第二: 'spring', '2': 'spring' };

export type OldPeriod = { year: string | null; term: string | null; month: string | null };
/** Why the period of an old list is not clear, as a stable word and in the office's. */
export type Unclear = 'no-year' | 'year-unreadable' | 'no-term' | 'term-unreadable' | 'term-order-in-calendar-year' | 'no-month' | 'month-unreadable' | 'student-twice';
export const unclearWords: Readonly<Record<Unclear, string>> = {
  'no-year': '旧系统没有记是哪一年', 'year-unreadable': '旧系统记的年看不明白', 'no-term': '旧系统只记了年，没有记学期', 'term-unreadable': '旧系统记的学期看不明白',
  'term-order-in-calendar-year': '旧系统按公历年记“上、下学期”，说不清是春季还是秋季', 'no-month': '旧系统没有记月份', 'month-unreadable': '旧系统记的月份看不明白', 'student-twice': '名单上有学生在同一时间的另一份名单里已经有了',
};

/**
 * 附件1 五1：去掉“年份”，改为按学年学期. 2022 with 春 is 2021-2022 spring, 2022 with 秋 is 2022-2023 autumn; a list by months takes
 * year and month. What does not say it for sure is unclear and becomes 待核实.
 */
export function periodOfOld(programme: ListProgrammeKey, old: OldPeriod): Period | { unclear: Unclear } {
  return programmeOf(programme).period === 'term' ? termOfOld(old) : monthOfOld(old);
}

function termOfOld(old: OldPeriod): Period | { unclear: Unclear } {
  const year = plainCode(old.year ?? '').replace(/(年|学年|年度)$/, '');
  const word = plainCode(old.term ?? '').replace(/学期$/, '');
  if (year === '') return { unclear: 'no-year' };
  const schoolYear = /^((?:19|20)\d{2})[-—–~至/]((?:19|20)?\d{2})$/.exec(year);
  if (!schoolYear && !/^(19|20)\d{2}$/.test(year)) return { unclear: 'year-unreadable' };
  if (word === '' || word === '全年' || word === '不限') return { unclear: 'no-term' };
  const season = seasonWords[word] ?? (schoolYear ? orderWords[word] : undefined);
  if (!season) return { unclear: word in orderWords ? 'term-order-in-calendar-year' : 'term-unreadable' };
  if (!schoolYear) return termOfLegacyYear(Number(year), season);
  const first = Number(schoolYear[1]);
  const term = `${first}-${first + 1}-${season}`;
  return Number(schoolYear[2]) % 100 === (first + 1) % 100 && isAcademicTerm(term) ? term : { unclear: 'year-unreadable' };
}

function monthOfOld(old: OldPeriod): Period | { unclear: Unclear } {
  const year = plainCode(old.year ?? '').replace(/年(度)?$/, '');
  const month = plainCode(old.month ?? '').replace(/月(份)?$/, '');
  if (month === '') return { unclear: 'no-month' };
  const whole = /^((?:19|20)\d{2})[-/.年]?(\d{1,2})$/.exec(month);
  if (whole && month.length > 2) return isMonth(`${whole[1]}-${whole[2].padStart(2, '0')}`) ? `${whole[1]}-${whole[2].padStart(2, '0')}` : { unclear: 'month-unreadable' };
  if (!/^\d{1,2}$/.test(month)) return { unclear: 'month-unreadable' };
  if (year === '') return { unclear: 'no-year' };
  if (!/^(19|20)\d{2}$/.test(year)) return { unclear: 'year-unreadable' };
  const made = `${year}-${month.padStart(2, '0')}`;
  return isMonth(made) ? made : { unclear: 'month-unreadable' };
}

const levelWords: Readonly<Record<string, Level>> = { 中央: 'central', 中央级: 'central', 省: 'province', 省级: 'province', 市: 'prefecture', 市级: 'prefecture', 县: 'county', 县级: 'county', 区县: 'county', 学校: 'school' };
export const levelNamed = (word: string | null): Level | null => levelWords[plainCode(word ?? '')] ?? null;
export const stageNamed = (word: string | null): EducationStage | null => educationStages.find((stage) => educationStageNames[stage] === plainCode(word ?? '') || (stage === 'undergraduate' && plainCode(word ?? '') === '高校')) ?? null;

/** 审核: a word not known is not a yes. */
export const reviewNamed = (word: string | null): 'passed' | 'failed' | 'pending' => {
  const plain = plainCode(word ?? '');
  return plain === '通过' || plain === '审核通过' || plain === '已通过' ? 'passed' : plain === '不通过' || plain === '审核不通过' || plain === '退回' ? 'failed' : 'pending';
};
export const isYes = (word: string | null): boolean => ['是', '1', 'Y', 'TRUE', '已提交', '已公示', '学校已公示'].includes(plainCode(word ?? ''));
