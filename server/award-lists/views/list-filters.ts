import { rows } from '../../database.js';
import { isSchool, type Actor } from '../../values/actor.js';
import { formatMonth, monthOf, type Month } from '../../values/month.js';
import type { OfficeDate } from '../../values/office-date.js';
import { programmeOf, type ProgrammeKey } from '../../values/programme.js';
import { scopeSql } from '../../values/scope.js';
import type { Filter, View } from '../../web/components/filters.js';
import { stageLook } from '../../web/components/tag.js';
import { monthlyProgrammes } from '../offered-programmes.js';
import type { ListSort } from '../query.js';
import { todoNames, todosOf, type TodoKind } from '../reminders.js';
import { stages, type Stage } from '../status.js';

/** What the address of the index asks for. */
export type IndexAsked = { programme?: ProgrammeKey; month?: Month; stage?: Stage; schoolId?: number; q?: string; todo?: TodoKind; period?: 'current' | 'earlier' | 'both'; sort?: ListSort; page: number };

export const periodNames = { current: '本月', earlier: '往月遗留', both: '本月和往月遗留' } as const;

/** The address of the index under these conditions. */
export function indexHref({ programme, month, stage, schoolId, q, todo, period, sort, page }: IndexAsked): string {
  const words = { todo, programme, period, month, stage, schoolId: schoolId?.toString(), q, sort: sort && `${sort.descending ? '-' : ''}${sort.by}`, page: page > 1 ? String(page) : undefined };
  const query = new URLSearchParams(Object.entries(words).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  return query.size > 0 ? `/award-lists?${query.toString()}` : '/award-lists';
}

/** The reminders that count something, as ready-made views; each has as many rows as it says. */
export async function viewsOf(actor: Actor, asked: IndexAsked): Promise<View[]> {
  const todos = (await todosOf(actor)).filter(({ currentMonth, kind, programme }) => currentMonth > 0 || (kind === asked.todo && programme === asked.programme));
  const views = todos.map(({ kind, programme, currentMonth }): View => ({
    label: `${todoNames[kind]}（${programmeOf(programme).name.replace('中职国家', '')}）`, count: currentMonth, href: indexHref({ todo: kind, programme, page: 1 }),
    current: asked.todo === kind && asked.programme === programme && (asked.period ?? 'current') === 'current',
  }));
  return [{ label: '全部名单', href: '/award-lists', current: !asked.todo }, ...views];
}

export async function filtersOf(actor: Actor, asked: IndexAsked, today: OfficeDate): Promise<Filter[]> {
  const any = { value: '', label: '不限' };
  const programmeOptions = monthlyProgrammes.map((key) => ({ value: key, label: programmeOf(key).menuName }));
  const schools = isSchool(actor) ? [] : await schoolsInScope(actor);
  return [
    { name: 'programme', label: '资助项目', kind: 'select', value: asked.programme, options: asked.todo ? programmeOptions : [any, ...programmeOptions] },
    { name: 'month', label: '名单月份', kind: 'select', value: asked.month, options: [any, ...(await monthsInScope(actor, monthOf(today))).map((month) => ({ value: month, label: formatMonth(month) }))] },
    { name: 'stage', label: '环节', kind: 'select', value: asked.stage, options: [any, ...stages.map((stage) => ({ value: stage, label: stageLook(stage, false).word }))] },
    ...(schools.length > 1 && schools.length <= 60 ? [{ name: 'schoolId', label: '学校', kind: 'select' as const, value: asked.schoolId?.toString(), options: [any, ...schools.map(({ id, name }) => ({ value: String(id), label: name }))] }] : []),
    ...(isSchool(actor) ? [] : [{ name: 'q', label: '学校名称', kind: 'search' as const, value: asked.q, placeholder: '输入名称中的几个字' }]),
  ];
}

async function schoolsInScope(actor: Actor): Promise<{ id: number; name: string }[]> {
  const scope = scopeSql(actor);
  return rows(`SELECT o.id, o.name FROM organisations o WHERE ${scope.sql} AND EXISTS (SELECT 1 FROM award_lists l WHERE l.school_id = o.id) ORDER BY o.name LIMIT 61`, scope.params);
}

async function monthsInScope(actor: Actor, current: Month): Promise<Month[]> {
  const scope = scopeSql(actor);
  const found = await rows<{ month: string }>(`SELECT DISTINCT l.month FROM award_lists l JOIN organisations o ON o.id = l.school_id WHERE ${scope.sql} ORDER BY l.month DESC LIMIT 36`, scope.params);
  return [...new Set([current, ...found.map(({ month }) => month)])].sort().reverse();
}
