import { rows } from '../database.js';
import { RuleBroken } from '../lib/errors.js';
import type { Month } from '../values/month.js';
import { firstMonthOf, periodName, type Period } from '../values/period.js';

/** One tier of a programme's award standard in force for a period. `amount` in fen a month or term; `basis` the document. */
export type Standard = { tier: string; name: string; amount: number; isDefault: boolean; from: Month; to: Month | null; basis: string };

/**
 * The tiers in force for a programme, period and school, the default first. A school's own standard stands before the general one.
 * @throws RuleBroken `no-standard` when the table has none for the period.
 */
export async function standardsOf(programme: string, period: Period, schoolId: number): Promise<Standard[]> {
  const standards = await tiersInForce(programme, period, schoolId);
  if (standards.length === 0) throw new RuleBroken('no-standard', `${periodName(period)}没有可用的资助标准，请省级管理人员先维护标准。`);
  return standards;
}

/** The same for those who only read: nothing where the table has none for the period. A term has what holds in its first month. */
export async function tiersInForce(programme: string, period: Period, schoolId: number): Promise<Standard[]> {
  const found = await rows<{ tier: string; tier_name: string; amount_fen: number; is_default: number; effective_from: string; effective_to: string | null; basis: string; school_id: number | null }>(
    `SELECT tier, tier_name, amount_fen, is_default, effective_from, effective_to, basis, school_id FROM award_standards
      WHERE programme = ? AND effective_from <= ? AND (effective_to IS NULL OR effective_to >= ?) AND (school_id IS NULL OR school_id = ?) ORDER BY school_id IS NULL, is_default DESC, amount_fen DESC`, [programme, firstMonthOf(period), firstMonthOf(period), schoolId]);
  const tiers = new Map<string, Standard>();
  for (const one of found) if (!tiers.has(one.tier)) tiers.set(one.tier, { tier: one.tier, name: one.tier_name, amount: one.amount_fen, isDefault: one.is_default === 1, from: one.effective_from, to: one.effective_to, basis: one.basis });
  return [...tiers.values()];
}

/** The tier asked for, or the default one. @throws RuleBroken `unknown-tier` naming the tiers there are. */
export function standardFor(standards: readonly Standard[], tier: string | undefined): Standard {
  const found = tier === undefined ? (standards.find(({ isDefault }) => isDefault) ?? standards[0]) : standards.find((one) => one.tier === tier || one.name === tier);
  if (!found) throw new RuleBroken('unknown-tier', `没有“${tier}”这个档次，可用：${standards.map(({ name, tier: key }) => `${name}（${key}）`).join('、')}。`);
  return found;
}
