import type { Month } from '../values/month.js';
import type { RowOrganisation } from './row-organisations.js';

/** One column of a statistic: what it counts, its 口径 word for word, and whether one may look behind its numbers. */
export type StatisticColumn = { key: string; name: string; unit: '人' | '元' | '份'; definition?: { text: string; example?: string; basis?: string }; drill?: boolean };

export type StatisticRow = { key: string; organisation: RowOrganisation | null; name: string; figures: Record<string, number> };

/**
 * A statistic as page, API, Excel and picture show it. `month` is what it counts; `stored` says that it is read from the
 * snapshot of a month that is over, `countedAt` when the summary rows were last brought up to date, `waiting` how many
 * schools have changes that are not counted yet.
 */
export type Statistic = {
  title: string; place: string; month: Month; stored: boolean; countedAt: Date | null; waiting: number;
  columns: StatisticColumn[]; rows: StatisticRow[]; total: Record<string, number>;
};

export const BASIS = '教助中心〔2023〕8号 附件1 三';

/** Adds the figures of rows up, where no person can be in two rows. */
export function sumOf(rows: readonly Pick<StatisticRow, 'figures'>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const { figures } of rows) for (const [key, value] of Object.entries(figures)) total[key] = (total[key] ?? 0) + value;
  return total;
}
