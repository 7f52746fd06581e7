import { rows } from '../database.js';
import type { Month } from '../values/month.js';
import { countForReader, currentMonth } from './count-rosters.js';
import type { RowPlan } from './row-organisations.js';

/**
 * From which summary rows a question about a month is answered. `waiting`: schools whose last changes are not counted yet;
 * they are answered from their last rows.
 */
export type Snapshot = { asked: Month; stored: boolean; months: ReadonlyMap<number, Month>; countedAt: Date | null; waiting: number };

/**
 * A month that is over is answered from its own rows, as they stood when it ended; the current month, a coming one, and an
 * earlier one from before this system counted are answered from the current rows, brought up to date first as far as it
 * goes in a moment. A school that was not counted in the current month yet is answered from its last month.
 * @param within milliseconds for counting first.
 */
export async function snapshotFor(path: string, asked: Month | undefined, within?: number): Promise<Snapshot> {
  const current = await currentMonth();
  const month = asked ?? current;
  if (month < current) {
    const kept = await counted(path, 'r.month = ?', month);
    if (kept.length > 0) return { asked: month, stored: true, ...lastOf(kept), waiting: 0 };
  }
  const waiting = await countForReader(path, within);
  return { asked: month, stored: false, ...lastOf(await counted(path, 'r.month <= ?', current)), waiting };
}

/** The plan in parts, each with the month whose rows of its schools are read; mostly there is one. */
export function byMonth(plan: RowPlan, { months }: Snapshot): { month: Month; plan: RowPlan }[] {
  const parts = new Map<Month, RowPlan['schools']>();
  for (const school of plan.schools) {
    const month = months.get(school.schoolId);
    if (month) parts.set(month, [...(parts.get(month) ?? []), school]);
  }
  return [...parts].map(([month, schools]) => ({ month, plan: { ...plan, schools } }));
}

type Counted = { school_id: number; month: Month; at: Date };

const counted = (path: string, which: string, month: Month): Promise<Counted[]> => rows<Counted>(
  `SELECT r.school_id, MAX(r.month) AS month, MAX(r.counted_at) AS at FROM roster_summaries r JOIN organisations o ON o.id = r.school_id WHERE ${which} AND o.path LIKE ? GROUP BY r.school_id`, [month, `${path}%`]);

function lastOf(found: readonly Counted[]): Pick<Snapshot, 'months' | 'countedAt'> {
  return { months: new Map(found.map(({ school_id, month }) => [school_id, month])), countedAt: found.reduce<Date | null>((last, { at }) => (last && last > at ? last : at), null) };
}
