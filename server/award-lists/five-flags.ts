import { requireTx, rows, run, type Params } from '../database.js';
import { isAcademicTerm, monthsOfTerm, schoolYearOf } from '../values/academic-term.js';
import type { Period } from '../values/period.js';
import type { PriorityGroupKey } from '../values/priority-group.js';

/*
 * 附件1 五3: the five questions of “名单信息” in 资金发放查看. They are read from the priority groups while a list is being entered, and
 * frozen when it is submitted, so that what was paid can be explained for ever.
 */

export type FlagKey = 'lifted' | 'unstablyLifted' | 'ruralSubsistence' | 'ruralExtremePoverty' | 'disabledHardship';
export type Flags = Record<FlagKey, boolean>;
type FlagRule = { key: FlagKey; /** The notice's own words. */ label: string; short: string; column: string; sql: string };

/** Groups that speak of a family in hardship; a disabled student of such a family, or determined to be in hardship, is one of 家庭经济困难残疾学生. */
const HARDSHIP: readonly PriorityGroupKey[] = ['lifted-from-poverty', 'unstably-lifted', 'near-poverty', 'sudden-hardship', 'subsistence-allowance', 'extreme-poverty-support', 'orphan', 'de-facto-unattended', 'subsistence-margin'];
/** 困难认定 of the school year the list belongs to. */
const DETERMINED = "EXISTS (SELECT 1 FROM hardship_determinations h WHERE h.student_id = w.student_id AND h.school_year = {year} AND h.current_flag = 1 AND h.level <> 'none')";
const inGroup = (condition: string): string => `EXISTS (SELECT 1 FROM group_memberships m WHERE m.person_id = w.person_id AND ${condition} AND m.verification <> 'untrue' AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to >= ?))`;

export const fiveFlags: readonly FlagRule[] = [
  { key: 'lifted', label: '是否脱贫家庭学生（原建档立卡）', short: '脱贫家庭', column: 'lifted', sql: inGroup("m.group_key = 'lifted-from-poverty'") },
  { key: 'unstablyLifted', label: '是否脱贫不稳定家庭学生（原建档立卡）', short: '脱贫不稳定家庭', column: 'unstably_lifted', sql: inGroup("m.group_key = 'unstably-lifted'") },
  { key: 'ruralSubsistence', label: '是否农村低保家庭学生', short: '农村低保', column: 'rural_subsistence', sql: inGroup("m.group_key = 'subsistence-allowance' AND m.area = 'rural'") },
  { key: 'ruralExtremePoverty', label: '是否农村特困救助供养学生', short: '农村特困救助供养', column: 'rural_extreme_poverty', sql: inGroup("m.group_key = 'extreme-poverty-support' AND m.area = 'rural'") },
  { key: 'disabledHardship', label: '是否家庭经济困难残疾学生', short: '家庭经济困难残疾', column: 'disabled_hardship', sql: `(${inGroup("m.group_key = 'disabled'")} AND (${DETERMINED} OR ${inGroup(`m.group_key IN (${HARDSHIP.map((key) => `'${key}'`).join(', ')})`)}))` },
];

/** Each flag as a condition on an award `w` of a list of this period: the frozen answer, else how it stands now. */
function flagSql({ column, sql }: FlagRule, period: Period): { sql: string; params: string[] } {
  const { first, last } = isAcademicTerm(period) ? monthsOfTerm(period) : { first: period, last: period };
  const asked = sql.match(/\?|\{year\}/g) ?? [];
  let months = 0;
  return { sql: `COALESCE((SELECT f.${column} FROM award_flags f WHERE f.award_id = w.id), ${sql.replaceAll('{year}', '?')})`, params: asked.map((one) => (one === '{year}' ? schoolYearOf(period) : (months += 1) % 2 === 1 ? last : first)) };
}

/** 是/否 for some of the five, all of which must hold. */
export type FlagFilter = Partial<Record<FlagKey, 'yes' | 'no'>>;

/** The condition of a filter on awards `w`; null when nothing is asked. */
export function flagsSought(filter: FlagFilter | undefined, period: Period): { sql: string; params: Params[number][] } | null {
  const asked = fiveFlags.flatMap((rule) => {
    const answer = filter?.[rule.key];
    if (!answer) return [];
    const { sql, params } = flagSql(rule, period);
    return [{ sql: `${sql} = ${answer === 'yes' ? 1 : 0}`, params }];
  });
  return asked.length === 0 ? null : { sql: asked.map(({ sql }) => sql).join(' AND '), params: asked.flatMap(({ params }) => params) };
}

/** The five answers for these awards. */
export async function flagsOf(period: Period, awardIds: readonly number[]): Promise<Map<number, Flags>> {
  if (awardIds.length === 0) return new Map();
  const all = fiveFlags.map((rule) => ({ ...flagSql(rule, period), key: rule.key }));
  const found = await rows<Record<string, number>>(`SELECT w.id, ${all.map(({ sql, key }) => `${sql} AS ${key}`).join(', ')} FROM awards w WHERE w.id IN (?)`, [...all.flatMap(({ params }) => params), [...awardIds]]);
  return new Map(found.map((one) => [one.id, Object.fromEntries(fiveFlags.map(({ key }) => [key, one[key] === 1])) as Flags]));
}

/** Keeps the five answers of a list as they are at this submission, in the act under way. */
export async function freezeFlags(listId: number, period: Period): Promise<void> {
  const { now } = requireTx();
  await run('DELETE f FROM award_flags f JOIN awards w ON w.id = f.award_id WHERE w.list_id = ?', [listId]);
  const all = fiveFlags.map((rule) => ({ ...flagSql(rule, period), column: rule.column }));
  await run(`INSERT INTO award_flags (award_id, ${all.map(({ column }) => column).join(', ')}, frozen_at) SELECT w.id, ${all.map(({ sql }) => sql).join(', ')}, ? FROM awards w WHERE w.list_id = ?`, [...all.flatMap(({ params }) => params), now, listId]);
}

/** Why a student may be waived: the grounds in words, or that none is on record. */
export function eligibility(flags: Flags): { eligible: boolean; words: string } {
  const grounds = fiveFlags.filter(({ key }) => flags[key]).map(({ short }) => short);
  return grounds.length > 0 ? { eligible: true, words: `符合：${grounds.join('、')}` } : { eligible: false, words: '没有免学杂费的依据：重点保障人群里没有本人属实的记录，请核实' };
}
