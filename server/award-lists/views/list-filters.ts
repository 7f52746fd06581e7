import { rows } from '../../database.js';
import { isSchool, type Actor } from '../../values/actor.js';
import { formatAcademicTerm, type AcademicTerm } from '../../values/academic-term.js';
import { formatMonth, type Month } from '../../values/month.js';
import { addPeriods, type Period } from '../../values/period.js';
import type { OfficeDate } from '../../values/office-date.js';
import { listProgrammeKeys, programmeOf, type ProgrammeKey } from '../../values/programme.js';
import type { SchoolYear } from '../../values/school-year.js';
import { scopeSql } from '../../values/scope.js';
import type { Filter, View } from '../../web/components/filters.js';
import { stageLook } from '../../web/components/tag.js';
import { currentPeriod, monthlyProgrammes } from '../offered-programmes.js';
import type { ListSort } from '../query.js';
import { todoNames, todosOf, type TodoKind } from '../reminders.js';
import { stages, type Stage } from '../status.js';

/** Where the index stands: all lists, or the fee waiver's own page, which knows academic terms only (附件1 五). */
export type IndexPlace = '/award-lists' | '/fee-waivers';
const FEE_WAIVER: ProgrammeKey = 'senior-high-fee-waiver';

/** What the address of the index asks for. */
export type IndexAsked = { place?: IndexPlace; programme?: ProgrammeKey; month?: Month; term?: AcademicTerm; year?: SchoolYear; stage?: Stage; schoolId?: number; q?: string; todo?: TodoKind; period?: 'current' | 'earlier' | 'both'; sort?: ListSort; page: number };

export const periodNames = { current: '本月', earlier: '往月遗留', both: '本月和往月遗留' } as const;

/** The address of the index under these conditions. */
export function indexHref({ place = '/award-lists', programme, month, term, year, stage, schoolId, q, todo, period, sort, page }: IndexAsked): string {
  const words = { todo, programme: place === '/award-lists' ? programme : undefined, period, month, term, year, stage, schoolId: schoolId?.toString(), q, sort: sort && `${sort.descending ? '-' : ''}${sort.by}`, page: page > 1 ? String(page) : undefined };
  const query = new URLSearchParams(Object.entries(words).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  return query.size > 0 ? `${place}?${query.toString()}` : place;
}

/** The reminders that count something, as ready-made views; each has as many rows as it says. */
export async function viewsOf(actor: Actor, asked: IndexAsked): Promise<View[]> {
  const todos = (await todosOf(actor)).filter(({ currentMonth, kind, programme }) => asked.place !== '/fee-waivers' && currentMonth > 0 || (kind === asked.todo && programme === asked.programme));
  const views = todos.map(({ kind, programme, currentMonth }): View => ({
    label: `${todoNames[kind]}（${programmeOf(programme).name.replace('中职国家', '')}）`, count: currentMonth, href: indexHref({ todo: kind, programme, page: 1 }),
    current: asked.todo === kind && asked.programme === programme && (asked.period ?? 'current') === 'current',
  }));
  return [{ label: '全部名单', href: asked.place ?? '/award-lists?view=all', current: !asked.todo }, ...views];
}

/** @param own the programmes a school files; empty for an authority, which sees all. */
export async function filtersOf(actor: Actor, asked: IndexAsked, own: readonly ProgrammeKey[], byTerm: boolean, today: OfficeDate): Promise<Filter[]> {
  const any = { value: '', label: '不限' };
  const programmeOptions = (asked.todo ? monthlyProgrammes : own.length > 0 ? own : listProgrammeKeys).map((key) => ({ value: key, label: programmeOf(key).menuName }));
  const schools = isSchool(actor) ? [] : await schoolsInScope(actor);
  return [
    ...(asked.place === '/fee-waivers' ? [] : [{ name: 'programme', label: '资助项目', kind: 'select' as const, value: asked.programme, options: asked.todo ? programmeOptions : [any, ...programmeOptions] }]),
    byTerm
      ? { name: 'term', label: '学年学期', kind: 'select', value: asked.term, options: [any, ...(await periodsInScope(actor, FEE_WAIVER, today)).map((term) => ({ value: term, label: formatAcademicTerm(term) }))] }
      : { name: 'month', label: '名单月份', kind: 'select', value: asked.month, options: [any, ...(await periodsInScope(actor, 'vocational-grant', today)).map((month) => ({ value: month, label: formatMonth(month) }))] },
    { name: 'stage', label: '环节', kind: 'select', value: asked.stage, options: [any, ...(byTerm ? stages.filter((stage) => FEE_WAIVER_STAGES.has(stage)) : stages).map((stage) => ({ value: stage, label: stageLook(stage, false).word }))] },
    ...(schools.length > 1 && schools.length <= 60 ? [{ name: 'schoolId', label: '学校', kind: 'select' as const, value: asked.schoolId?.toString(), options: [any, ...schools.map(({ id, name }) => ({ value: String(id), label: name }))] }] : []),
    ...(isSchool(actor) ? [] : [{ name: 'q', label: '学校名称', kind: 'search' as const, value: asked.q, placeholder: '输入名称中的几个字' }]),
  ];
}

async function schoolsInScope(actor: Actor): Promise<{ id: number; name: string }[]> {
  const scope = scopeSql(actor);
  return rows(`SELECT o.id, o.name FROM organisations o WHERE ${scope.sql} AND EXISTS (SELECT 1 FROM award_lists l WHERE l.school_id = o.id) ORDER BY o.name LIMIT 61`, scope.params);
}

/** A list without publicity passes these. */
const FEE_WAIVER_STAGES: ReadonlySet<Stage> = new Set(['entry', 'school-review', 'authority-review', 'to-disburse', 'disbursed']);

/** The periods of one kind that have lists, newest first, with the current one (and of terms the one before, which is paid in this one). */
export async function periodsInScope(actor: Actor, like: ProgrammeKey, today: OfficeDate): Promise<Period[]> {
  const kind = programmeOf(like).period;
  const current = currentPeriod(like, today);
  const scope = scopeSql(actor);
  const found = await rows<{ period: string }>(`SELECT DISTINCT l.period FROM award_lists l JOIN organisations o ON o.id = l.school_id WHERE ${scope.sql} AND l.month IS ${kind === 'term' ? '' : 'NOT '}NULL ORDER BY l.period DESC LIMIT 36`, scope.params);
  return [...new Set([current, ...(kind === 'term' ? [addPeriods(current, -1)] : []), ...found.map(({ period }) => period)])].sort().reverse();
}
