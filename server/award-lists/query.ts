import { officeNow, row, rows } from '../database.js';
import { pageOf } from '../lib/pagination.js';
import type { Actor } from '../values/actor.js';
import { officeDateOf } from '../values/office-date.js';
import { monthsOfSchoolYear } from '../values/school-year.js';
import { scopeSql } from '../values/scope.js';
import { LIST_SELECT, listOf, type AwardList } from './award-list.js';
import { stageSql, type Stage } from './status.js';

/** Columns lists may be sorted by. */
export const listSorts = { school: 'o.name', period: 'l.period', people: 'l.people', amount: 'l.payable_fen' } as const;
export type ListSort = { by: keyof typeof listSorts; descending: boolean };
export type ListFilter = { programme?: string; month?: string; term?: string; /** A school year. */ year?: string; stage?: Stage; schoolId?: number; authorityId?: number; q?: string; ids?: readonly number[]; before?: number; offset?: number; sort?: ListSort; limit: number };

type Where = { sql: string; params: (string | number | number[])[] };

/** Lists in the actor's scope, newest first unless sorted, a page at a time, with the count of all that match. */
export async function findLists(actor: Actor, filter: ListFilter, options: { count: boolean }): Promise<{ items: AwardList[]; nextCursor: string | null; total?: number }> {
  const where = await whereOf(actor, filter);
  const total = options.count ? (await row<{ n: number }>(`SELECT COUNT(*) AS n FROM award_lists l JOIN organisations o ON o.id = l.school_id WHERE ${where.sql}`, where.params))?.n : undefined;
  const order = filter.sort ? `${listSorts[filter.sort.by]} ${filter.sort.descending ? 'DESC' : 'ASC'}, l.id DESC` : 'l.id DESC';
  const found = await rows<Parameters<typeof listOf>[0]>(`${LIST_SELECT} WHERE ${where.sql}${filter.before ? ' AND l.id < ?' : ''} ORDER BY ${order} LIMIT ? OFFSET ?`,
    [...where.params, ...(filter.before ? [filter.before] : []), filter.limit + 1, filter.offset ?? 0]);
  return { ...pageOf(found.map(listOf), filter.limit), ...(total === undefined ? {} : { total }) };
}

export type ListSums = { lists: number; people: number; payable: number; paidPeople: number; paid: number };

/** All lists that match, summed: how many, people, 应发/应免 in fen, people paid and 实发 in fen. */
export async function sumLists(actor: Actor, filter: Omit<ListFilter, 'limit'>): Promise<ListSums> {
  const where = await whereOf(actor, filter);
  const found = await row<ListSums>(
    `SELECT COUNT(*) AS lists, CAST(COALESCE(SUM(l.people), 0) AS SIGNED) AS people, CAST(COALESCE(SUM(l.payable_fen), 0) AS SIGNED) AS payable, CAST(COALESCE(SUM(l.paid_people), 0) AS SIGNED) AS paidPeople, CAST(COALESCE(SUM(l.paid_fen), 0) AS SIGNED) AS paid FROM award_lists l JOIN organisations o ON o.id = l.school_id WHERE ${where.sql}`, where.params);
  return found ?? { lists: 0, people: 0, payable: 0, paidPeople: 0, paid: 0 };
}

async function whereOf(actor: Actor, filter: Omit<ListFilter, 'limit'>): Promise<Where> {
  const scope = scopeSql(actor);
  const where = [scope.sql];
  const params: Where['params'] = [...scope.params];
  const add = (sql: string, ...values: Where['params']) => {
    where.push(sql);
    params.push(...values);
  };
  if (filter.programme) add('l.programme = ?', filter.programme);
  if (filter.month ?? filter.term) add('l.period = ?', filter.month ?? filter.term ?? '');
  if (filter.year) {
    const { first, last } = monthsOfSchoolYear(filter.year);
    add('l.period BETWEEN ? AND ?', first, last);
  }
  if (filter.schoolId) add('l.school_id = ?', filter.schoolId);
  if (filter.authorityId) add('l.authority_id = ?', filter.authorityId);
  if (filter.q) add('o.name LIKE ?', `%${filter.q.replace(/[%_\\]/g, '\\$&')}%`);
  if (filter.ids) add('l.id IN (?)', filter.ids.length > 0 ? [...filter.ids] : [0]);
  if (filter.stage) {
    const stage = stageSql(filter.stage, officeDateOf(await officeNow()));
    add(stage.sql, ...stage.params);
  }
  return { sql: where.join(' AND '), params };
}
