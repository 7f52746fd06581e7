import { formatYuan } from '../lib/money.js';
import { officeIso } from '../values/office-date.js';
import type { Statistic, StatisticColumn } from './statistic.js';
import type { WorkProgress } from './work-progress.js';

const columnJson = ({ key, name, unit, definition, drill }: StatisticColumn) => ({ key, name, unit, definition: definition ? [definition.text, definition.example && `例：${definition.example}`].filter(Boolean).join('') : null, drill: drill === true });

/** Figures by column; amounts as yuan in text, as everywhere in the API. */
const figuresJson = (columns: readonly StatisticColumn[], figures: Record<string, number>): Record<string, number | string> =>
  Object.fromEntries(columns.map(({ key, unit }) => [key, unit === '元' ? formatYuan(figures[key] ?? 0) : figures[key] ?? 0]));

const head = ({ title, month, stored, countedAt, waiting, columns }: Statistic) => ({ title, month, stored, countedAt: countedAt && officeIso(countedAt), waiting, columns: columns.map(columnJson) });

export const presentStatistic = (statistic: Statistic) => ({
  ...head(statistic), total: figuresJson(statistic.columns, statistic.total),
  items: statistic.rows.map(({ organisation, name, figures }) => ({ organisation: organisation && { id: organisation.id, name: organisation.name }, name, figures: figuresJson(statistic.columns, figures) })),
});

/** The contract's work-progress rows. */
export const presentProgress = (progress: WorkProgress) => ({
  ...head(progress), total: peopleOf(progress.total),
  items: progress.rows.map(({ key, organisation, name, figures }) => ({ organisation: { id: organisation?.id ?? 0, name }, ...peopleOf(figures), lists: { ...progress.listsByStage.get(key) } })),
});

const peopleOf = (figures: Record<string, number>) => ({
  enrolled: figures.enrolled ?? 0, overdue: figures.overdue ?? 0, current: figures.current ?? 0, gaps: figures.gaps ?? 0, entered: figures.entered ?? 0, reviewed: figures.reviewed ?? 0, published: figures.published ?? 0,
});
