import type { Actor } from '../values/actor.js';
import { formatInstant } from '../values/office-date.js';
import { listProgrammeKeys, programmeOf, type ListProgrammeKey } from '../values/programme.js';
import type { BarChartProps } from '../web/components/bar-chart.js';
import type { StatisticCell, StatisticPageColumn, StatisticPageProps } from '../web/pages/statistic-page.js';
import type { Bulletin } from './bulletin.js';
import { basis, completeDefinition, dueDefinition, rankDefinition, schoolDefinition, timelyDefinition } from './definitions.js';
import { shareOf, shareWords, type Figures } from './figures.js';
import { spanName } from './span.js';
import { figureKeys, tableNames, type BulletinTable, type FigureKey, type TableBy, type TableRow } from './tables.js';

export const figureNames: Readonly<Record<FigureKey, string>> = { due: '应办', done: '已办', onTime: '按时办结', late: '逾期办结', missing: '逾期未办', unlisted: '没有名单' };
const definitions: Partial<Record<FigureKey | 'complete' | 'timely' | 'rank', string>> = { due: dueDefinition, complete: completeDefinition, timely: timelyDefinition, rank: rankDefinition, unlisted: '录入期限已过、还没有新建名单的（校·月份或学期）。' };

/** The columns of a bulletin with their 口径. */
export const bulletinColumns = (by: TableBy): StatisticPageColumn[] => [
  ...figureKeys.map((key) => ({ key, name: `${figureNames[key]}（件）`, ...define(key) })), { key: 'complete', name: '完整率', ...define('complete') }, { key: 'timely', name: '及时率', ...define('timely') },
  ...(by === 'programme' ? [] : [{ key: 'rank', name: '同级同类名次', ...define('rank') }]),
];
const define = (key: keyof typeof definitions): Pick<StatisticPageColumn, 'definition'> => { const text = definitions[key]; return text ? { definition: { text, basis } } : {}; };

/** Every figure of a row as text; those a reader may look behind lead there. */
export function cellsOf(figures: Figures, rank: TableRow['rank'], link?: (figure: FigureKey) => string): Record<string, StatisticCell> {
  return {
    ...Object.fromEntries(figureKeys.map((key): [string, StatisticCell] => [key, { text: figures[key].toLocaleString('en-US'), ...(link && figures[key] > 0 ? { href: link(key) } : {}) }])),
    complete: { text: shareWords(shareOf(figures.done, figures.due)) }, timely: { text: shareWords(shareOf(figures.onTime, figures.due)) }, rank: { text: rank ? `${rank.place} / ${rank.of}` : '—' },
  };
}

/** The rows as bars: 按时办结 and the rest of what was done, which is where looking beats reading. */
export const chartOf = ({ rows }: BulletinTable): BarChartProps => ({ title: '应办环节，分按时办结与逾期（含未办）', unit: '件', series: [{ name: '按时办结' }, { name: '逾期（含未办）' }], rows: rows.map(({ name, figures }) => ({ name, values: [figures.onTime, figures.due - figures.onTime] })) });

export const addressOf = (id: number, asked: { by?: TableBy; programme?: string }, part = '', more: Record<string, string> = {}): string => {
  const query = new URLSearchParams([...Object.entries(asked), ...Object.entries(more)].flatMap(([name, value]) => (value ? [[name, value]] : [])));
  return `/bulletins/${id}${part}${query.size > 0 ? `?${query.toString()}` : ''}`;
};

export const footnotesOf = (by: TableBy): string[] => [dueDefinition, completeDefinition, timelyDefinition, rankDefinition, ...(by === 'school' ? [schoolDefinition] : [])];

/** Dimensions that make sense below the bulletin's office. */
export const tablesOffered = ({ organisation: { level } }: Bulletin): TableBy[] => (level === 'county' ? ['school', 'programme'] : level === 'prefecture' ? ['below', 'school', 'programme'] : ['below', 'county', 'school', 'programme']);

/** 应用情况通报 as a page of figures. */
export function bulletinView(actor: Actor, bulletin: Bulletin, table: BulletinTable, programme: ListProgrammeKey | undefined): StatisticPageProps {
  const { id, organisation, span, asOf } = bulletin;
  const asked = { by: table.by, programme };
  const download = (key: string, label: string, part: string, icon: 'down' | 'print' = 'down') => ({ key, label, icon, href: addressOf(id, asked, part), allowed: true, unmet: [] });
  const whole = organisation.path.startsWith(actor.organisation.path);
  return {
    title: bulletin.title, subtitle: `${organisation.name}　${spanName(span)}　数据截至 ${formatInstant(asOf)}　${bulletin.publishedAt ? `${formatInstant(bulletin.publishedAt)} 发布` : '还没有发布，只有本单位看得见'}`,
    acts: [download('xlsx', '导出 Excel', '/export.xlsx'), download('svg', '下载图（SVG）', '/chart.svg'), download('sheet', '打印通报', '/sheet', 'print'), ...(whole ? [{ key: 'recount', label: '重算核对', icon: 'check' as const, href: `/bulletins/${id}/recount`, allowed: true, unmet: [] }] : [])],
    tabs: { label: '按什么看', tabs: tablesOffered(bulletin).map((by) => ({ label: `按${tableNames[by]}`, href: addressOf(id, { by, programme }), current: by === table.by })) },
    filters: { action: `/bulletins/${id}`, submit: '查看', hidden: { by: table.by }, filters: [{ name: 'programme', label: '项目', kind: 'select', value: programme ?? '', options: [{ value: '', label: '全部项目' }, ...listProgrammeKeys.map((key) => ({ value: key, label: programmeOf(key).name }))] }] },
    facts: [
      { name: '完整率', value: shareWords(shareOf(table.total.done, table.total.due)) }, { name: '及时率', value: shareWords(shareOf(table.total.onTime, table.total.due)) },
      { name: '逾期未办', value: `${table.total.missing.toLocaleString('en-US')} 件` }, { name: '没有名单', value: `${table.total.unlisted.toLocaleString('en-US')} 份` },
    ],
    chart: chartOf(table), tableTitle: `按${tableNames[table.by]}`, rowName: table.by === 'programme' ? '资助项目' : '单位', columns: bulletinColumns(table.by),
    rows: table.rows.map((one) => ({ key: one.key, name: one.name, cells: cellsOf(one.figures, one.rank, one.own && (table.by !== 'programme' || whole) ? (figure) => addressOf(id, asked, '/steps', { row: one.key, figure }) : undefined) })),
    total: { name: `合计 ${table.rows.length} 行`, cells: cellsOf(table.total, null, whole ? (figure) => addressOf(id, asked, '/steps', { figure }) : undefined) },
    footnotes: footnotesOf(table.by), empty: { title: '这个项目没有到期的环节', text: '换一个项目，或看全部项目。' },
  };
}
