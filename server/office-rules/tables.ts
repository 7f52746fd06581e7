import { rows } from '../database.js';
import type { Month } from '../values/month.js';
import type { OfficeDate } from '../values/office-date.js';
import type { ProgrammeKey } from '../values/programme.js';

/** One tier of a programme's award standard, with the months it holds. `amount` in fen a month or term. */
export type StandardRow = { programme: ProgrammeKey; tier: string; name: string; amount: number; isDefault: boolean; from: Month; to: Month | null; basis: string };

/** 资助标准 of the whole table, or what holds in one month. */
export async function standardRows(month?: Month): Promise<StandardRow[]> {
  const found = await rows<{ programme: ProgrammeKey; tier: string; tier_name: string; amount_fen: number; is_default: number; effective_from: Month; effective_to: Month | null; basis: string }>(
    'SELECT programme, tier, tier_name, amount_fen, is_default, effective_from, effective_to, basis FROM award_standards WHERE school_id IS NULL AND (? IS NULL OR (effective_from <= ? AND (effective_to IS NULL OR effective_to >= ?))) ORDER BY programme, effective_from, amount_fen', [month ?? null, month ?? null, month ?? null]);
  return found.map((one) => ({ programme: one.programme, tier: one.tier, name: one.tier_name, amount: one.amount_fen, isDefault: one.is_default === 1, from: one.effective_from, to: one.effective_to, basis: one.basis }));
}

/** A holiday, or a rest day that is worked (调休); ordinary days have no name. */
export type NamedDay = { day: OfficeDate; isWorkday: boolean; name: string; basis: string };

/** 放假调休安排 of a month, a year, or all the calendar knows. */
export async function namedDays(within = ''): Promise<NamedDay[]> {
  const found = await rows<{ day: string; is_workday: number; name: string; basis: string }>("SELECT day, is_workday, name, basis FROM workdays WHERE LEFT(day, ?) = ? AND name <> '' ORDER BY day", [within.length, within]);
  return found.map(({ day, is_workday, name, basis }) => ({ day, isWorkday: is_workday === 1, name, basis }));
}
