import { officeNow, row, rows } from '../database.js';
import type { Actor, Role } from '../values/actor.js';
import { addMonths, inAttachmentMonths, monthOf, type Month } from '../values/month.js';
import { officeDateOf } from '../values/office-date.js';
import { programmeOf, type ProgrammeKey } from '../values/programme.js';

/** 首页→待办事项: the reminders of the notice, and the reviews that stand before them. */
export type TodoKind = 'school-review' | 'authority-review' | 'publicity' | 'missing-attachment' | 'confirmation' | 'withdrawal-review';
export type Todo = { kind: TodoKind; programme: ProgrammeKey; currentMonth: number; earlier: number; href: string };

/** The notice's names for them. */
export const todoNames: Record<TodoKind, string> = {
  'school-review': '名单审核提醒', 'authority-review': '名单审核提醒', publicity: '名单公示提醒', 'missing-attachment': '附件上传提醒',
  confirmation: '名单公示确认提醒', 'withdrawal-review': '名单公示退回审核提醒',
};

/** What each reminder counts: the open tasks of this key. The missing attachment is the one counted absence. */
const taskKeys: Record<Exclude<TodoKind, 'missing-attachment'>, string> = {
  'school-review': 'school-review', 'authority-review': 'authority-review', publicity: 'publish-list', confirmation: 'confirm-publicity', 'withdrawal-review': 'review-withdrawal',
};
const kindsOf: Partial<Record<Role, readonly TodoKind[]>> = {
  'school-operator': ['publicity', 'missing-attachment'],
  'school-reviewer': ['school-review'],
  'authority-operator': ['authority-review', 'confirmation', 'withdrawal-review'],
};
const programmes: readonly ProgrammeKey[] = ['vocational-grant', 'vocational-tuition-waiver'];

/**
 * One item per kind and programme of the actor's role, zeros included. `currentMonth` is the notice's own number: open
 * tasks whose candidate organisation is the actor's (本级) and whose list's month is the current one; `earlier` the same
 * for months before. Each href opens just those.
 */
export async function todosOf(actor: Actor): Promise<Todo[]> {
  const kinds = kindsOf[actor.role] ?? [];
  if (kinds.length === 0) return [];
  const month = monthOf(officeDateOf(await officeNow()));
  const counted = await countTasks(actor, kinds.flatMap((kind) => (kind === 'missing-attachment' ? [] : [taskKeys[kind]])), month);
  const items: Todo[] = [];
  for (const kind of kinds) {
    for (const programme of programmes) {
      const count = kind === 'missing-attachment' ? await countMissingAttachments(actor, programme, month) : counted(taskKeys[kind], programme);
      items.push({ kind, programme: programmeOf(programme).key, currentMonth: count.current, earlier: count.earlier, href: `/award-lists?todo=${kind}&programme=${programme}` });
    }
  }
  return items;
}

/**
 * The lists behind one reminder, so that the page opened by a click has as many rows as the number said.
 * @param period which of the two numbers was clicked.
 */
export async function listsOfTodo(actor: Actor, kind: TodoKind, programme: ProgrammeKey, period: 'current' | 'earlier' | 'both'): Promise<number[]> {
  if (!(kindsOf[actor.role] ?? []).includes(kind)) return [];
  const month = monthOf(officeDateOf(await officeNow()));
  const within = period === 'current' ? 'AND x.month = ?' : period === 'earlier' ? 'AND x.month < ?' : 'AND x.month <= ?';
  if (kind === 'missing-attachment') {
    const sql = missingAttachmentSql(month, period);
    if (!sql) return [];
    return (await rows<{ id: number }>(`SELECT x.id FROM award_lists x WHERE x.school_id = ? AND x.programme = ? AND ${sql.where}`, [actor.organisation.id, programme, ...sql.params])).map(({ id }) => id);
  }
  return (await rows<{ id: number }>(
    `SELECT DISTINCT x.subject_id AS id FROM tasks x JOIN task_candidates c ON c.task_id = x.id WHERE c.organisation_id = ? AND c.role = ? AND c.open = 1 AND x.task_key = ? AND x.programme = ? AND x.subject_kind = 'award-list' ${within}`,
    [actor.organisation.id, actor.role, taskKeys[kind], programme, month])).map(({ id }) => id);
}

type Counts = { current: number; earlier: number };

async function countTasks(actor: Actor, keys: string[], month: string): Promise<(key: string, programme: string) => Counts> {
  const found = keys.length === 0 ? [] : await rows<{ task_key: string; programme: string; current: number; earlier: number }>(
    `SELECT t.task_key, t.programme, CAST(SUM(t.month = ?) AS SIGNED) AS current, CAST(SUM(t.month < ?) AS SIGNED) AS earlier
       FROM task_candidates c JOIN tasks t ON t.id = c.task_id WHERE c.organisation_id = ? AND c.role = ? AND c.open = 1 AND t.task_key IN (?) GROUP BY t.task_key, t.programme`,
    [month, month, actor.organisation.id, actor.role, keys]);
  return (key, programme) => {
    const hit = found.find((one) => one.task_key === key && one.programme === programme);
    return { current: hit?.current ?? 0, earlier: hit?.earlier ?? 0 };
  };
}

async function countMissingAttachments(actor: Actor, programme: ProgrammeKey, month: string): Promise<Counts> {
  const count = async (period: 'current' | 'earlier'): Promise<number> => {
    const sql = missingAttachmentSql(month, period);
    if (!sql) return 0;
    return (await row<{ n: number }>(`SELECT COUNT(*) AS n FROM award_lists x WHERE x.school_id = ? AND x.programme = ? AND ${sql.where}`, [actor.organisation.id, programme, ...sql.params]))?.n ?? 0;
  };
  return { current: await count('current'), earlier: await count('earlier') };
}

/** How far back a list is still reminded of: ten years, further than any list waits. */
const EARLIER_MONTHS = 120;

/**
 * 附件上传提醒: only in May and December and the months a province added, lists of the current month that are ready for publicity
 * (or published, as older data may be) without an attachment of the round; earlier: lists of such an earlier month not yet
 * published and without.
 */
function missingAttachmentSql(month: Month, period: 'current' | 'earlier' | 'both'): { where: string; params: string[] } | null {
  const without = `NOT EXISTS (SELECT 1 FROM attachments f WHERE f.subject_kind = 'award-list' AND f.subject_id = x.id AND f.round = x.round + (x.school_publicity = 'unpublished') AND f.removed_at IS NULL)`;
  const ready = "x.submission = 'submitted' AND x.school_review = 'passed' AND x.authority_review = 'passed'";
  const current = inAttachmentMonths(month) ? { where: `(x.month = ? AND ${ready} AND ${without})`, params: [month] } : null;
  const before = Array.from({ length: EARLIER_MONTHS }, (_, back) => addMonths(month, -1 - back)).filter(inAttachmentMonths);
  const earlier = { where: `(x.month IN (${before.map(() => '?').join(', ')}) AND ${ready} AND x.school_publicity = 'unpublished' AND ${without})`, params: before };
  if (period === 'current') return current;
  if (period === 'earlier') return earlier;
  return current ? { where: `(${current.where} OR ${earlier.where})`, params: [...current.params, ...earlier.params] } : earlier;
}
