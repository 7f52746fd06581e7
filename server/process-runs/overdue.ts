import { officeNow, rows } from '../database.js';
import { isAdministrator, type Actor } from '../values/actor.js';
import { scopeSql } from '../values/scope.js';
import { restsSql } from '../workflow/rest.js';

/** One organisation that is late with something: how much, since when, at which steps. */
export type OverdueRow = { organisation: { id: number; name: string; authority: string | null }; late: number; soon: number; oldestDueAt: Date | null; steps: { name: string; late: number }[] };

/**
 * 口径: open to-dos whose turn it is of this organisation and whose due date is over by office time; `soon` those due within
 * three days. An authority sees the organisations of its own subtree; who keeps the procedures going sees all, and counts only.
 */
export async function overdueBoard(actor: Actor, key?: string): Promise<OverdueRow[]> {
  const now = await officeNow();
  const soon = new Date(now.getTime() + 3 * 86_400_000);
  const scope = isAdministrator(actor) ? { sql: 'TRUE', params: [] } : scopeSql(actor, 'o');
  const found = await rows<{ id: number; name: string; authority: string | null; task_name: string; late: number; soon: number; oldest: Date | null }>(
    `SELECT o.id, o.name, a.name AS authority, t.name AS task_name, SUM(t.due_at < ?) AS late, SUM(t.due_at >= ?) AS soon, MIN(t.due_at) AS oldest
       FROM tasks t JOIN organisations o ON o.id = t.organisation_id LEFT JOIN organisations a ON a.id = o.parent_id
       JOIN process_instances p ON p.id = t.instance_id JOIN process_definitions d ON d.id = p.definition_id
      WHERE t.state = 'open' AND t.optional = 0 AND t.due_at < ? AND NOT ${restsSql()} AND ${scope.sql}${key ? ' AND d.definition_key = ?' : ''}
      GROUP BY o.id, o.name, a.name, t.task_key, t.name ORDER BY o.id, t.name`, [now, now, soon, ...scope.params, ...(key ? [key] : [])]);
  const board = new Map<number, OverdueRow>();
  for (const one of found) {
    const row = board.get(one.id) ?? { organisation: { id: one.id, name: one.name, authority: one.authority }, late: 0, soon: 0, oldestDueAt: null, steps: [] };
    const late = Number(one.late);
    row.late += late;
    row.soon += Number(one.soon);
    if (late > 0) row.steps.push({ name: one.task_name, late });
    if (late > 0 && one.oldest && (!row.oldestDueAt || one.oldest < row.oldestDueAt)) row.oldestDueAt = one.oldest;
    board.set(one.id, row);
  }
  return [...board.values()].sort((a, b) => b.late - a.late || (a.oldestDueAt?.getTime() ?? Infinity) - (b.oldestDueAt?.getTime() ?? Infinity) || b.soon - a.soon);
}
