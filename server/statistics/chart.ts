import { priorityGroups } from '../values/priority-group.js';
import type { BarChartProps } from '../web/components/bar-chart.js';
import type { Statistic } from './statistic.js';

/** The picture of a statistic: students by 当期 and 逾期, people of the eleven groups by aided or not, or aided people of the groups. */
export function chartOf({ columns, rows, total }: Statistic): BarChartProps {
  const has = (key: string): boolean => columns.some((column) => column.key === key);
  if (has('overdue')) return { title: '在校学生，分当期与逾期', unit: '人', series: [{ name: '当期学生' }, { name: '逾期学生' }], rows: rows.map(({ name, figures }) => ({ name, values: [figures.current ?? 0, figures.overdue ?? 0] })) };
  if (has('unaided')) return { title: '十一类学生，分已受助与应助未助', unit: '人', series: [{ name: '已受助' }, { name: '应助未助' }], rows: rows.map(({ name, figures }) => ({ name, values: [figures.aided ?? 0, figures.unaided ?? 0] })) };
  return { title: '十一类学生本学年受助人数', unit: '人', series: [{ name: '受助学生' }], rows: priorityGroups.map(({ key, label }) => ({ name: label, values: [total[`aided-${key}`] ?? 0] })) };
}
