import { formatThousands } from '../lib/money.js';
import { membershipSources, sourceNames } from '../priority-groups/membership.js';
import type { Actor } from '../values/actor.js';
import { addMonths, formatMonth, type Month } from '../values/month.js';
import { formatInstant } from '../values/office-date.js';
import { priorityGroups, type PriorityGroupKey } from '../values/priority-group.js';
import { programmeOf, type ProgrammeKey } from '../values/programme.js';
import { educationStageNames, educationStages } from '../values/stage.js';
import { canDrawChinese } from '../web/chart-picture.js';
import type { OfferedAct } from '../web/components/act.js';
import type { Filter } from '../web/components/filters.js';
import type { StatisticCell, StatisticPageProps } from '../web/pages/statistic-page.js';
import { chartOf } from './chart.js';
import { currentMonth } from './count-rosters.js';
import { stageTabNames, stageTabs, type StageTab } from './group-statistics.js';
import { rowsByNames, rowsOffered } from './row-organisations.js';
import type { Statistic } from './statistic.js';

/** What stands in the address of a statistic, as text. */
export type Address = Record<string, string | number | undefined>;
export const addressOf = (path: string, address: Address): string => {
  const query = new URLSearchParams(Object.entries(address).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, String(value)]])));
  return query.size > 0 ? `${path}?${query.toString()}` : path;
};

const any = { value: '', label: '不限' };
const whole = (value: number): string => value.toLocaleString('en-US');
const pick = (name: string, label: string, value: string | undefined, options: { value: string; label: string }[]): Filter => ({ name, label, kind: 'select', value, options });

/** 是／否／不限 for each of the eleven groups. */
export const groupFilterFields = (asked: Partial<Record<PriorityGroupKey, string | undefined>>): Filter[] =>
  priorityGroups.map(({ key, label }) => pick(key, `是否${label}`, asked[key], [any, { value: 'yes', label: '是' }, { value: 'no', label: '否' }]));

export async function monthFilter(value: Month | undefined): Promise<Filter> {
  const now = await currentMonth();
  const offered = Array.from({ length: 24 }, (_, back) => addMonths(now, 6 - back));
  return pick('month', '统计月份', value ?? now, [...new Set([...(value ? [value] : []), ...offered])].sort().reverse().map((one) => ({ value: one, label: formatMonth(one) })));
}

/** The page of a statistic; every number that can be opened leads to the students behind it. */
async function viewOf(statistic: Statistic, path: string, address: Address, rowName: string): Promise<Omit<StatisticPageProps, 'filters'>> {
  const { title, place, month, columns, rows, total } = statistic;
  const download = (kind: string, label: string): OfferedAct => ({ key: kind, label, icon: 'down', href: addressOf(`${path}.${kind}`, address), allowed: true, unmet: [] });
  const cellsOf = (figures: Record<string, number>, more: Address): Record<string, StatisticCell> => Object.fromEntries(columns.map(({ key, unit, drill }): [string, StatisticCell] => {
    const value = figures[key] ?? 0;
    return [key, { text: unit === '元' ? formatThousands(value) : whole(value), ...(drill && value > 0 ? { href: addressOf(path, { ...address, ...more, drill: key }) } : {}) }];
  }));
  return {
    title, subtitle: `${place}　统计月份 ${formatMonth(month)}`,
    acts: [download('xlsx', '导出 Excel'), ...(await canDrawChinese() ? [download('png', '下载图片')] : []), download('svg', '下载矢量图（SVG）')],
    chart: chartOf(statistic), tableTitle: title, rowName,
    columns: columns.map(({ key, name, unit, definition }) => ({ key, name: `${name}（${unit}）`, definition })),
    rows: rows.map((one) => ({
      key: one.key, name: one.name, cells: cellsOf(one.figures, one.organisation ? { row: one.organisation.id } : { tab: one.key }),
      ...(one.organisation && one.organisation.level !== 'school' && !one.organisation.direct ? { href: addressOf(path, { ...address, organisation: one.organisation.id, by: undefined }) } : {}),
    })),
    total: { name: `合计 ${rows.length} 行`, cells: cellsOf(total, {}) },
    footnotes: [freshness(statistic)],
    empty: { title: '没有可统计的单位', text: '您的管理范围内还没有这个学段的学校。' },
  };
}

/** How fresh the numbers are, in words. */
function freshness({ month, stored, countedAt, waiting }: Statistic): string {
  if (stored) return `${formatMonth(month)}已过，数字取自当月月末的快照，随时再查都相同；明细按现在的名册列出。`;
  const last = countedAt ? `，最近一次变动统计于 ${formatInstant(countedAt)}` : '';
  if (waiting === 0) return `数字包含查询这一刻以前的全部变动${last}。`;
  return `有 ${whole(waiting)} 所学校的变动正在后台重新统计，这些学校暂按上一次统计的数字${last}。一两分钟后刷新，数字就齐了。`;
}

const byFilter = async (actor: Actor, value: string | undefined): Promise<Filter> => pick('by', '按', value ?? 'below', (await rowsOffered(actor)).map((one) => ({ value: one, label: rowsByNames[one] })));

/** One of the three screens of 附件1 三. */
export async function progressView(actor: Actor, statistic: Statistic, asked: { programme?: ProgrammeKey; month?: Month; by?: string; organisation?: number }): Promise<StatisticPageProps> {
  const path = '/statistics/work-progress';
  const view = await viewOf(statistic, path, asked, '单位');
  const { enrolled = 0, overdue = 0, current = 0, gaps = 0, entered = 0, published = 0 } = statistic.total;
  return {
    ...view,
    filters: { action: path, clearHref: addressOf(path, { programme: asked.programme }), hidden: { ...(asked.programme ? { programme: asked.programme } : {}), ...(asked.organisation ? { organisation: String(asked.organisation) } : {}) }, filters: [await monthFilter(asked.month), await byFilter(actor, asked.by)] },
    facts: [
      { name: '在校学生人数', value: whole(enrolled), unit: '人', note: `${statistic.rows.length} 个单位` }, { name: '逾期学生人数', value: whole(overdue), unit: '人', note: enrolled > 0 ? `占在校 ${((overdue / enrolled) * 100).toFixed(1)}%` : undefined },
      { name: '当期学生人数', value: whole(current), unit: '人', note: '在校减逾期' }, { name: '已录入名单', value: whole(entered), unit: '人', note: `其中已公示 ${whole(published)} 人` },
    ],
    footnotes: [`在校学生 ${whole(enrolled)} ＝ 当期学生 ${whole(current)} ＋ 逾期学生 ${whole(overdue)}。${gaps > 0 ? `入学年月或学制缺失的 ${whole(gaps)} 名学生计入当期，点“数据缺失”一列看是谁。` : ''}`, ...view.footnotes],
    ...(asked.programme ? { subtitle: `${programmeOf(asked.programme).name}　${view.subtitle.replace(`${programmeOf(asked.programme).name}　`, '')}` } : {}),
  };
}

type GroupPage = { month?: Month; by?: string; organisation?: number; source?: string; stage?: string } & Partial<Record<PriorityGroupKey, 'yes' | 'no' | undefined>>;
const sourceFilter = (value: string | undefined): Filter => pick('source', '来源', value, [any, ...membershipSources.map((one) => ({ value: one, label: sourceNames[one] }))]);

export async function groupView(actor: Actor, statistic: Statistic, asked: GroupPage): Promise<StatisticPageProps> {
  const path = '/statistics/priority-groups';
  const view = await viewOf(statistic, path, asked, '单位');
  const { people = 0, aided = 0, unaided = 0 } = statistic.total;
  return {
    ...view,
    filters: { action: path, clearHref: path, hidden: asked.organisation ? { organisation: String(asked.organisation) } : {}, filters: [await monthFilter(asked.month), await byFilter(actor, asked.by), sourceFilter(asked.source), pick('stage', '学段', asked.stage, [any, ...educationStages.map((one) => ({ value: one, label: educationStageNames[one] }))])] },
    facts: [{ name: '十一类学生合计', value: whole(people), unit: '人', note: '一人只计一次' }, { name: '已受助', value: whole(aided), unit: '人', note: people > 0 ? `占合计 ${((aided / people) * 100).toFixed(1)}%` : undefined }, { name: '应助未助', value: whole(unaided), unit: '人', note: '本学年没有受过资助' }],
  };
}

export async function stageView(actor: Actor, statistic: Statistic, tab: StageTab, asked: Omit<GroupPage, 'stage'>): Promise<StatisticPageProps> {
  const path = '/statistics/aid-by-stage';
  const view = await viewOf(statistic, path, { tab, ...asked }, tab === 'stages' ? '学段' : '单位');
  return {
    ...view, tabs: { label: '学段', tabs: stageTabs.map((one) => ({ label: stageTabNames[one], href: addressOf(path, { ...asked, tab: one }), current: one === tab })) },
    filters: { action: path, clearHref: addressOf(path, { tab }), hidden: { tab, ...(asked.organisation ? { organisation: String(asked.organisation) } : {}) }, filters: [await monthFilter(asked.month), ...(tab === 'provinces' || tab === 'stages' ? [] : [await byFilter(actor, asked.by)]), sourceFilter(asked.source)], more: { label: '按十一类筛选', filters: groupFilterFields(asked) } },
  };
}
