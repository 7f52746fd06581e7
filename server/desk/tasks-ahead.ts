import { row, rows } from '../database.js';
import type { Actor } from '../values/actor.js';
import type { Period } from '../values/period.js';
import { subjectProvider } from '../workflow/registry.js';
import { isProgrammeKey, programmeOf, type Programme } from '../values/programme.js';

/** An open task of somebody's own, with what the home page says of the list behind it. */
export type TaskAhead = {
  id: number; key: string; name: string; dueAt: Date | null;
  list: { id: number; school: string; programme: Programme; period: Period; batchNo: number; people: number; payable: number; /** People of the whole month against those of the month before; null for a term, and when there was no list then. */ change: number | null } | null;
  /** What it is about where that is no list: a batch of loans. */
  subject: string | null;
};

/** Required tasks opened for the actor's role in their organisation, the nearest deadline first, with the count of all of them. */
export async function tasksAhead(actor: Actor, limit: number): Promise<{ items: TaskAhead[]; total: number }> {
  const own = "FROM task_candidates c JOIN tasks t ON t.id = c.task_id WHERE c.organisation_id = ? AND c.role = ? AND c.open = 1 AND t.optional = 0";
  const total = (await row<{ n: number }>(`SELECT COUNT(*) AS n ${own}`, [actor.organisation.id, actor.role]))?.n ?? 0;
  if (total === 0) return { items: [], total };
  const peopleOf = (month: string): string => `(SELECT CAST(SUM(m.people) AS SIGNED) FROM award_lists m WHERE m.school_id = l.school_id AND m.programme = l.programme AND m.month = ${month})`;
  const found = await rows<{ id: number; task_key: string; name: string; due_at: Date | null; subject_kind: string; subject_id: number; list_id: number | null; school: string | null; programme: string | null; period: string | null; batch_no: number | null; people: number | null; payable_fen: number | null; people_now: number | null; people_before: number | null }>(
    `SELECT x.id, x.task_key, x.name, x.due_at, x.subject_kind, x.subject_id, l.id AS list_id, s.name AS school, l.programme, l.period, l.batch_no, l.people, l.payable_fen, ${peopleOf('l.month')} AS people_now,
            ${peopleOf("DATE_FORMAT(DATE_SUB(CONCAT(l.month, '-01'), INTERVAL 1 MONTH), '%Y-%m')")} AS people_before
       FROM (SELECT t.id, t.task_key, t.name, t.due_at, t.subject_kind, t.subject_id ${own} ORDER BY t.due_at IS NULL, t.due_at, t.id LIMIT ?) x
       LEFT JOIN award_lists l ON x.subject_kind = 'award-list' AND l.id = x.subject_id LEFT JOIN organisations s ON s.id = l.school_id ORDER BY x.due_at IS NULL, x.due_at, x.id`,
    [actor.organisation.id, actor.role, limit]);
  const names = await namesOf(found.filter(({ list_id }) => list_id === null));
  return {
    total,
    items: found.map((one) => ({
      id: one.id, key: one.task_key, name: one.name, dueAt: one.due_at,
      list: one.list_id && one.programme && isProgrammeKey(one.programme)
        ? { id: one.list_id, school: one.school ?? '', programme: programmeOf(one.programme), period: one.period ?? '', batchNo: one.batch_no ?? 1, people: one.people ?? 0, payable: one.payable_fen ?? 0, change: one.people_before === null ? null : (one.people_now ?? 0) - one.people_before }
        : null,
      subject: names.get(`${one.subject_kind} ${one.subject_id}`) ?? null,
    })),
  };
}

/** Names of subjects that are no lists, by one statement for each kind. */
async function namesOf(tasks: readonly { subject_kind: string; subject_id: number }[]): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const kind of new Set(tasks.map(({ subject_kind }) => subject_kind))) {
    const found = await subjectProvider(kind).names?.(tasks.filter(({ subject_kind }) => subject_kind === kind).map(({ subject_id }) => subject_id));
    for (const [id, name] of found ?? []) names.set(`${kind} ${id}`, name);
  }
  return names;
}
