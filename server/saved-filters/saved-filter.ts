import { isDuplicate, row, rows, run, transact } from '../database.js';
import { Conflict, Forbidden, InputInvalid, NotFound, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { addressOf, filterPages, isUnderstood, mayOpen, normalised, type FilterPage } from './filter-pages.js';

/**
 * 常用筛选: conditions of a list page that one person keeps under a name. They are words of an address and no right: whoever
 * opens them sees what they may see today.
 */
export type SavedFilter = { id: number; page: FilterPage; name: string; conditions: string; href: string; isDefault: boolean };

const MOST = 20;

type Row = { id: number; page: FilterPage; name: string; conditions: string; default_flag: number | null };
const filterOf = ({ id, page, name, conditions, default_flag }: Row): SavedFilter => ({ id, page, name, conditions, href: addressOf(page, conditions), isDefault: default_flag === 1 });

/** One's own, of one page or of all that one's post may open, in the order they were saved. */
export async function savedFilters(actor: Actor, page?: FilterPage): Promise<SavedFilter[]> {
  const found = await rows<Row>(`SELECT id, page, name, conditions, default_flag FROM saved_filters WHERE user_id = ?${page ? ' AND page = ?' : ''} ORDER BY page, id`, [actor.userId, ...(page ? [page] : [])]);
  return found.filter((one) => mayOpen(actor, one.page)).map(filterOf);
}

/** The address that opens instead of the bare page; null where there is no default, or the page no longer understands it. */
export async function defaultAddress(actor: Actor, page: FilterPage): Promise<string | null> {
  const found = await row<Row>('SELECT id, page, name, conditions, default_flag FROM saved_filters WHERE user_id = ? AND page = ? AND default_flag = 1', [actor.userId, page]);
  return found && isUnderstood(page, found.conditions) ? addressOf(page, found.conditions) : null;
}

/** @throws Forbidden for a page one's post lacks; RuleBroken `nothing-to-save`, `too-many-filters`, `number-in-filter`; Conflict `in-use` for a name twice. */
export async function saveFilter(actor: Actor, given: { page: FilterPage; name: string; conditions: string; isDefault?: boolean }): Promise<SavedFilter> {
  if (!mayOpen(actor, given.page)) throw new Forbidden();
  const conditions = conditionsOf(given.page, given.conditions);
  return transact(async (tx) => {
    await lockOwn(actor);
    const count = (await row<{ n: number }>('SELECT COUNT(*) AS n FROM saved_filters WHERE user_id = ? AND page = ?', [actor.userId, given.page]))?.n ?? 0;
    if (count >= MOST) throw new RuleBroken('too-many-filters', `“${filterPages[given.page].name}”已存了 ${MOST} 个常用筛选，请先删去不用的。`);
    const { insertId } = await nameOnce(given.name, () => run('INSERT INTO saved_filters (user_id, page, name, conditions, saved_at) VALUES (?, ?, ?, ?, ?)', [actor.userId, given.page, given.name, conditions, tx.now]));
    if (given.isDefault) await makeDefault(actor, given.page, insertId);
    return ownFilter(actor, insertId);
  });
}

/** Renames it, or makes it (not) the one that opens by itself. @throws NotFound for another's; Conflict `in-use`. */
export async function changeFilter(actor: Actor, id: number, change: { name?: string; isDefault?: boolean }): Promise<SavedFilter> {
  return transact(async () => {
    await lockOwn(actor);
    const { page } = await ownFilter(actor, id);
    const { name } = change;
    if (name !== undefined) await nameOnce(name, () => run('UPDATE saved_filters SET name = ? WHERE id = ?', [name, id]));
    if (change.isDefault === true) await makeDefault(actor, page, id);
    if (change.isDefault === false) await run('UPDATE saved_filters SET default_flag = NULL WHERE id = ?', [id]);
    return ownFilter(actor, id);
  });
}

/** @throws NotFound for another's. */
export async function deleteFilter(actor: Actor, id: number): Promise<SavedFilter> {
  return transact(async () => {
    await lockOwn(actor);
    const filter = await ownFilter(actor, id);
    await run('DELETE FROM saved_filters WHERE id = ?', [id]);
    return filter;
  });
}

/** A number of a document or card has no business in a table of names. */
const LONG_NUMBER = /\d{6}/;

function conditionsOf(page: FilterPage, given: string): string {
  const conditions = normalised(given);
  if (conditions === '') throw new RuleBroken('nothing-to-save', '现在没有筛选条件。请先选好条件、按“查询”，再保存。');
  if (!isUnderstood(page, conditions)) throw new InputInvalid([{ path: 'conditions', code: 'invalid', message: `这些条件不是“${filterPages[page].name}”的筛选条件。` }]);
  if (LONG_NUMBER.test(new URLSearchParams(conditions).get('q') ?? '')) throw new RuleBroken('number-in-filter', '查找的内容像证件号或卡号，不能存成常用筛选。请去掉号码再保存。');
  return conditions;
}

async function ownFilter(actor: Actor, id: number): Promise<SavedFilter> {
  const found = await row<Row>('SELECT id, page, name, conditions, default_flag FROM saved_filters WHERE id = ? AND user_id = ?', [id, actor.userId]);
  if (!found) throw new NotFound();
  return filterOf(found);
}

async function makeDefault(actor: Actor, page: FilterPage, id: number): Promise<void> {
  await run('UPDATE saved_filters SET default_flag = NULL WHERE user_id = ? AND page = ?', [actor.userId, page]);
  await run('UPDATE saved_filters SET default_flag = 1 WHERE id = ?', [id]);
}

/** One person's filters change one after the other. */
const lockOwn = (actor: Actor): Promise<unknown> => rows('SELECT id FROM users WHERE id = ? FOR UPDATE', [actor.userId]);

async function nameOnce<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isDuplicate(error, 'saved_filters_name')) throw new Conflict('in-use', `已有名为“${name}”的常用筛选，请换一个名称。`);
    throw error;
  }
}
