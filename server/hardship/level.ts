import { formatThousands } from '../lib/money.js';
import { priorityGroupOf, priorityGroups, type PriorityGroupKey } from '../values/priority-group.js';

/** 困难等级 (教财〔2018〕16号), the hardest first. */
export type HardshipLevel = 'special' | 'hard' | 'general' | 'none';
export const hardshipLevels: readonly HardshipLevel[] = ['special', 'hard', 'general', 'none'];
export const levelNames: Readonly<Record<HardshipLevel, string>> = { special: '特别困难', hard: '困难', general: '一般困难', none: '不困难' };
export const isHardshipLevel = (text: string): text is HardshipLevel => hardshipLevels.some((level) => level === text);

/** 认定依据的六个因素 (教财〔2018〕16号). */
export type Factor = 'economy' | 'group' | 'region' | 'emergency' | 'consumption' | 'other';
export const factors: readonly Factor[] = ['economy', 'group', 'region', 'emergency', 'consumption', 'other'];
export const factorNames: Readonly<Record<Factor, string>> = {
  economy: '家庭经济因素', group: '特殊群体因素', region: '地区经济社会发展水平因素', emergency: '突发状况因素', consumption: '学生消费因素', other: '其他影响家庭经济状况的因素',
};

/** A level that a rule may suggest. */
export type RuledLevel = Exclude<HardshipLevel, 'none'>;
export const ruledLevels: readonly RuledLevel[] = ['special', 'hard', 'general'];

/** What suggests which level; places differ, so the province sets it (hardship/rules.ts). Incomes in fen per head and year: below it, the level is suggested. */
export type LevelRules = { readonly groups: Partial<Record<PriorityGroupKey, HardshipLevel>>; readonly income: Partial<Record<RuledLevel, number>>; readonly factors: Partial<Record<Factor, HardshipLevel>> };
/** What was entered of a family; income in fen a year. */
export type EnteredCircumstances = { readonly groups: readonly PriorityGroupKey[]; readonly householdSize: number; readonly annualIncome: number; readonly factors: Partial<Record<Factor, string>> };

/**
 * What level the rules suggest, with every reason; the hardest counts. It is a suggestion: the school decides, and may decide
 * otherwise.
 * @param issued groups in which a record counts although the form says no; each is told as a contradiction to look at.
 */
export function suggestLevel(entered: EnteredCircumstances, issued: readonly PriorityGroupKey[], rules: LevelRules): { level: HardshipLevel; reasons: string[] } {
  const found = [...byGroups(entered, rules), ...byIncome(entered, rules), ...byFactors(entered, rules)];
  const level = hardshipLevels.find((one) => found.some((each) => each.level === one)) ?? 'none';
  const contradictions = issued.filter((key) => !entered.groups.includes(key)).map((key) => `已有${priorityGroupOf(key).name}的记录，表中填“否”，请核实`);
  return { level, reasons: [...found.map((one) => `${one.why}：建议${levelNames[one.level]}`), ...contradictions, ...(found.length === 0 ? ['不属于十一类，请按家庭经济等因素认定'] : [])] };
}

type Found = { why: string; level: HardshipLevel };

const byGroups = ({ groups }: EnteredCircumstances, rules: LevelRules): Found[] => priorityGroups.filter(({ key }) => groups.includes(key)).map(({ key, name }) => ({ why: name, level: rules.groups[key] ?? 'none' }));

function byIncome({ annualIncome, householdSize }: EnteredCircumstances, { income }: LevelRules): Found[] {
  const perHead = Math.floor(annualIncome / Math.max(householdSize, 1));
  for (const level of ruledLevels) {
    const below = income[level];
    if (below !== undefined && perHead < below) return [{ why: `家庭人均年收入 ${formatThousands(perHead)} 元，低于 ${formatThousands(below)} 元`, level }];
  }
  return [];
}

const byFactors = (entered: EnteredCircumstances, rules: LevelRules): Found[] => factors.flatMap((key) => {
  const level = rules.factors[key] ?? 'none';
  return level !== 'none' && (entered.factors[key] ?? '').trim() !== '' ? [{ why: `填有${factorNames[key]}`, level }] : [];
});
