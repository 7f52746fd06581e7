import { rows } from '../database.js';
import { membershipSources, sourceNames, verificationNames, verifications, type MembershipSource, type Verification } from '../priority-groups/membership.js';
import { currentMonth } from '../statistics/count-rosters.js';
import { peopleFound } from '../statistics/people-found.js';
import { aidedRows, memberRows, pagerOf, PEOPLE_A_PAGE, peopleRows, peopleWords } from '../statistics/people-view.js';
import { findPopulation, type GroupFilters, type PopulationAsked } from '../statistics/population.js';
import { addressOf, groupFilterFields, type Address } from '../statistics/statistic-view.js';
import { isSchool, type Actor } from '../values/actor.js';
import { formatMonth } from '../values/month.js';
import { priorityGroupOf, priorityGroups, type PriorityGroupKey } from '../values/priority-group.js';
import { formatSchoolYear, schoolYearOfMonth } from '../values/school-year.js';
import { educationStageNames, educationStages, type EducationStage } from '../values/stage.js';
import { scopeSql } from '../values/scope.js';
import type { Filter } from '../web/components/filters.js';
import { exportForm } from '../web/export-records.js';
import type { RecordsPageProps } from '../web/pages/records-page.js';

/** What a look-up page is asked. */
export type LookupAsked = { q?: string; schoolId?: number; stage?: EducationStage; source?: MembershipSource; verification?: Verification; aided?: 'yes' | 'no'; page: number; /** Of a page; a page of the desk where not given. */ size?: number; /** Goes on behind this student, wherever the page begins. */ after?: number };

const any = { value: '', label: '不限' };
const whole = (value: number): string => value.toLocaleString('en-US');
const select = (name: string, label: string, value: string | undefined, options: { value: string; label: string }[]): Filter => ({ name, label, kind: 'select', value, options: [any, ...options] });

/** Name, stage and school: the conditions every look-up has. */
export async function commonFilters(actor: Actor, asked: Pick<LookupAsked, 'q' | 'schoolId' | 'stage'>): Promise<Filter[]> {
  const search: Filter = { name: 'q', label: '姓名、拼音或证件号后四位', kind: 'search', value: asked.q };
  if (isSchool(actor)) return [search];
  const scope = scopeSql(actor);
  const schools = await rows<{ id: number; name: string }>(`SELECT o.id, o.name FROM organisations o WHERE ${scope.sql} AND o.level = 'school' ORDER BY o.name LIMIT 61`, scope.params);
  return [
    search, select('stage', '学段', asked.stage, educationStages.map((value) => ({ value, label: educationStageNames[value] }))),
    ...(schools.length > 1 && schools.length <= 60 ? [select('schoolId', '学校', asked.schoolId?.toString(), schools.map(({ id, name }) => ({ value: String(id), label: name })))] : []),
  ];
}

type Look = { title: string; path: string; address: Address; population: PopulationAsked; page: number; size?: number; after?: number; rows: 'people' | 'aided' | { group: PriorityGroupKey; source?: MembershipSource }; empty: string };

/** The people of one look-up as a page of records, with how many they are. */
export async function peopleView(actor: Actor, look: Look): Promise<Pick<RecordsPageProps, 'title' | 'subtitle' | 'caption' | 'columns' | 'rows' | 'pager' | 'empty'> & { total: number }> {
  const month = await currentMonth();
  const { size = PEOPLE_A_PAGE } = look;
  const { ids, total = 0, atLeast } = await findPopulation(actor, look.population, { limit: size, ...(look.after === undefined ? { offset: (look.page - 1) * size } : { after: look.after }) }, { count: size === PEOPLE_A_PAGE });
  const people = await peopleFound(ids, { aid: look.rows === 'aided' });
  const shown = look.rows === 'people' ? peopleRows(people, month) : look.rows === 'aided' ? aidedRows(people, month) : memberRows(people, look.rows.group, look.rows.source);
  return {
    title: look.title, subtitle: `${actor.organisation.name}　${formatMonth(month)}　共 ${peopleWords({ total, atLeast })}`, caption: look.title, ...shown, total,
    pager: pagerOf({ total, atLeast }, ids.length, look.page, (page) => addressOf(look.path, { ...look.address, page })),
    empty: { icon: 'find', title: '没有符合条件的学生', text: look.empty, act: { key: 'clear', label: '清空条件', href: look.path, allowed: true, unmet: [] } },
  };
}

/** One group, here or elsewhere, as its two functions 学生信息查询 and 学生受助情况. */
export async function groupLookup(actor: Actor, key: PriorityGroupKey, tab: 'students' | 'aid', scope: NonNullable<PopulationAsked['scope']>, asked: LookupAsked): Promise<RecordsPageProps> {
  const { label, name } = priorityGroupOf(key);
  const path = scope === 'studying-here' ? `/priority-groups/${key}` : `/studying-elsewhere/${key}`;
  const { page, size, after, ...conditions } = asked;
  const address = { tab, ...conditions };
  const view = await peopleView(actor, { title: label, path, address, page, size, after, population: { scope, group: key, ...conditions }, rows: tab === 'aid' ? 'aided' : { group: key, source: asked.source }, empty: scope === 'studying-here' ? `本地就读的学生里没有“${name}”的在校学生。` : `没有户籍在本地、在外地就读的“${name}”学生。` });
  const to = (more: Address): string => addressOf(path, { ...address, ...more });
  return {
    ...view,
    tabs: { label: '功能', tabs: [{ label: '学生信息查询', href: to({ tab: 'students' }), current: tab === 'students' }, { label: '学生受助情况', href: to({ tab: 'aid' }), current: tab === 'aid' }] },
    exporting: exportForm(`${path}/${scope === 'studying-here' && tab === 'students' ? 'students' : 'people'}.xlsx`, scope === 'studying-here' && tab === 'students' ? conditions : address),
    views: { label: '来源', views: [{ label: '全部来源', href: to({ source: undefined }), current: !asked.source }, ...membershipSources.map((source) => ({ label: `【${sourceNames[source]}】`, href: to({ source }), current: asked.source === source }))] },
    filters: {
      action: path, clearHref: addressOf(path, { tab }), hidden: { tab, ...(asked.source ? { source: asked.source } : {}) },
      filters: [...(scope === 'studying-here' ? await commonFilters(actor, asked) : [{ name: 'q', label: '姓名、拼音或证件号后四位', kind: 'search', value: asked.q } as const]), select('verification', '核实情况', asked.verification, verifications.map((value) => ({ value, label: verificationNames[value] })))],
    },
  };
}

/** 学生受助情况: everybody in scope with 历年受助, with the eleven filters and the statistics of the filtered set. */
export async function aidLookup(actor: Actor, asked: LookupAsked, groups: GroupFilters): Promise<RecordsPageProps> {
  const path = '/aid-records';
  const { page, size, after, source: _source, verification: _verification, ...conditions } = asked;
  const population: PopulationAsked = { ...conditions, groups };
  const view = await peopleView(actor, { title: '学生受助情况', path, address: { ...conditions, ...groups }, page, size, after, population, rows: 'aided', empty: '放宽条件，或清空条件再查。' });
  if (size) return view;
  const aided = asked.aided === 'no' ? 0 : asked.aided === 'yes' ? view.total : await countOf(actor, { ...population, aided: 'yes' });
  const year = formatSchoolYear(schoolYearOfMonth(await currentMonth()));
  return {
    ...view, exporting: exportForm(`${path}.xlsx`, { ...conditions, ...groups }),
    facts: [{ name: '符合条件的学生', value: whole(view.total), unit: '人', note: '在校学生，一人计一次' }, { name: '其中已受助', value: whole(aided), unit: '人', note: `${year}实发金额大于 0` }, { name: '未受助', value: whole(view.total - aided), unit: '人', note: year }],
    filters: { action: path, clearHref: path, filters: [...await commonFilters(actor, asked), select('aided', '本学年受助', asked.aided, [{ value: 'yes', label: '已受助' }, { value: 'no', label: '未受助' }])], more: { label: '按十一类筛选', filters: groupFilterFields(groups) } },
  };
}

/** 应助未助: in one of the eleven groups and aided nowhere in this school year. */
export async function unaidedLookup(actor: Actor, asked: LookupAsked, groups: GroupFilters): Promise<RecordsPageProps> {
  const path = '/unaided-students';
  const { q, schoolId, stage, page, size, after } = asked;
  const view = await peopleView(actor, { title: '应助未助', path, address: { q, schoolId, stage, ...groups }, page, size, after, population: { q, schoolId, stage, group: 'any', aided: 'no', groups }, rows: 'people', empty: '属于十一类的在校学生本学年都已受过资助。' });
  const year = formatSchoolYear(schoolYearOfMonth(await currentMonth()));
  return {
    ...view, exporting: exportForm(`${path}.xlsx`, { q, schoolId, stage, ...groups }),
    notes: [{ tone: 'mine', icon: 'flag', title: `${whole(view.total)} 名学生属于十一类，${year}还没有受过资助`, children: '请核实信息，符合条件的列入资助名单；信息有误的，在“核实”里写明。依据：正文二，确保家庭经济困难学生应助尽助。' }],
    filters: { action: path, clearHref: path, filters: await commonFilters(actor, asked), more: { label: '按十一类筛选', filters: groupFilterFields(groups) } },
  };
}

/** 待核实: centrally issued records of the school's own students that nobody has looked at. */
export async function awaitingLookup(actor: Actor, asked: LookupAsked): Promise<RecordsPageProps> {
  const path = '/group-verifications';
  const { q, page } = asked;
  const view = await peopleView(actor, { title: '特殊群体信息核实', path, address: { q }, page, population: { q, group: 'any', awaiting: true }, rows: 'people', empty: '中央下发的信息都已核实。' });
  return {
    ...view, rows: view.rows.map((row) => ({ ...row, cells: { ...row.cells, name: { ...row.cells.name, href: `/students/${row.key}/record#verify` } } })),
    notes: [{ tone: view.total > 0 ? 'mine' : 'good', title: view.total > 0 ? `还有 ${whole(view.total)} 名学生的下发信息待核实` : '没有待核实的信息', children: '打开学生，逐条选“属实”“不属实”（写明原因）或“已转出”。不属实的不再计入统计。' }],
    filters: { action: path, clearHref: path, filters: [{ name: 'q', label: '姓名、拼音或证件号后四位', kind: 'search', value: q }] },
  };
}

async function countOf(actor: Actor, population: PopulationAsked): Promise<number> {
  return (await findPopulation(actor, population, { limit: 1 }, { count: true })).total ?? 0;
}

/** The eleven groups with how many students each has, each leading to its two functions. */
export function groupIndex(scope: NonNullable<PopulationAsked['scope']>, counts: ReadonlyMap<PriorityGroupKey, number>): Pick<RecordsPageProps, 'caption' | 'columns' | 'rows' | 'empty'> {
  const path = scope === 'studying-here' ? '/priority-groups' : '/studying-elsewhere';
  return {
    caption: '十一类学生', empty: { title: '没有数据' },
    columns: [{ key: 'group', name: '类别' }, { key: 'people', name: '在校学生（人）', num: true }, { key: 'students', name: '学生信息查询' }, { key: 'aid', name: '学生受助情况' }, { key: 'shared', name: '共享部门' }],
    rows: priorityGroups.map(({ key, label, sharedBy }) => ({
      key, cells: { group: { text: label, href: `${path}/${key}` }, people: { text: whole(counts.get(key) ?? 0) }, students: { text: '学生信息查询', href: `${path}/${key}?tab=students` }, aid: { text: '学生受助情况', href: `${path}/${key}?tab=aid` }, shared: { text: sharedBy } },
    })),
  };
}
