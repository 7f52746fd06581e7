import { officeNow, row, rows } from '../database.js';
import { pageOf } from '../lib/pagination.js';
import type { Actor } from '../values/actor.js';
import { officeDateOf } from '../values/office-date.js';
import { scopeSql } from '../values/scope.js';
import { LIST_SELECT, listOf, type AwardList } from './award-list.js';
import { stageSql, type Stage } from './status.js';

export type ListFilter = { programme?: string; month?: string; stage?: Stage; schoolId?: number; authorityId?: number; q?: string; ids?: readonly number[]; before?: number; offset?: number; limit: number };

/** Lists in the actor's scope, newest first, a page at a time, with the count of all that match. */
export async function findLists(actor: Actor, filter: ListFilter, options: { count: boolean }): Promise<{ items: AwardList[]; nextCursor: string | null; total?: number }> {
  const scope = scopeSql(actor);
  const where = [scope.sql];
  const params: (string | number | number[])[] = [...scope.params];
  const add = (sql: string, ...values: (string | number | number[])[]) => {
    where.push(sql);
    params.push(...values);
  };
  if (filter.programme) add('l.programme = ?', filter.programme);
  if (filter.month) add('l.month = ?', filter.month);
  if (filter.schoolId) add('l.school_id = ?', filter.schoolId);
  if (filter.authorityId) add('l.authority_id = ?', filter.authorityId);
  if (filter.q) add('o.name LIKE ?', `%${filter.q.replace(/[%_\\]/g, '\\$&')}%`);
  if (filter.ids) add('l.id IN (?)', filter.ids.length > 0 ? [...filter.ids] : [0]);
  if (filter.stage) {
    const stage = stageSql(filter.stage, officeDateOf(await officeNow()));
    add(stage.sql, ...stage.params);
  }
  const total = options.count ? (await row<{ n: number }>(`SELECT COUNT(*) AS n FROM award_lists l JOIN organisations o ON o.id = l.school_id WHERE ${where.join(' AND ')}`, params))?.n : undefined;
  if (filter.before) add('l.id < ?', filter.before);
  const found = await rows<Parameters<typeof listOf>[0]>(`${LIST_SELECT} WHERE ${where.join(' AND ')} ORDER BY l.id DESC LIMIT ? OFFSET ?`, [...params, filter.limit + 1, filter.offset ?? 0]);
  return { ...pageOf(found.map(listOf), filter.limit), ...(total === undefined ? {} : { total }) };
}
