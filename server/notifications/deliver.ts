import { row, rows, run, transact } from '../database.js';
import { formatDay, officeDateOf } from '../values/office-date.js';
import { queueForWechat, taskOnPhone } from '../wechat/queue.js';
import { wechatTime } from '../wechat/send-message.js';

type OpenedTask = { id: number; name: string; month: string | null; user_id: number };

/** Hands outbox rows to the in-app inbox of everybody they concern. A repeat finds its row there already. */
export async function deliverTasksOpened(payloads: readonly { taskId: number }[]): Promise<void> {
  await transact(async (tx) => {
    const reminders = await rows<OpenedTask>(
      `SELECT DISTINCT t.id, t.name, t.month, p.user_id FROM tasks t JOIN task_candidates c ON c.task_id = t.id JOIN posts p ON p.organisation_id = c.organisation_id AND p.role = c.role
         JOIN users u ON u.id = p.user_id AND u.status = 'active' WHERE t.id IN (?) AND t.state = 'open'`, [payloads.map(({ taskId }) => taskId)]);
    if (reminders.length === 0) return;
    // No name of a person, no amount: a reminder may be read over a shoulder.
    await run('INSERT IGNORE INTO notifications (user_id, source, title, body, href, created_at) VALUES ?', [
      reminders.map(({ id, name, month, user_id }) => [user_id, `task-opened:${id}`, `待办：${name}`, `您有 1 条待办“${name}”${month ? `（${Number(month.slice(5))}月名单）` : ''}，点开办理。`, `/tasks/${id}`, tx.now]),
    ]);
    await queueForWechat(reminders.map(({ id, name, month, user_id }) => ({ userId: user_id, source: `task-opened:${id}`, what: name, where: month ? `${Number(month.slice(5))}月名单，请办理` : '请办理', at: wechatTime(tx.now), page: taskOnPhone(id) })));
  });
}

export const deliverTaskOpened = (payload: { taskId: number }): Promise<void> => deliverTasksOpened([payload]);

type ObjectionEvent = 'received' | 'answered' | 'overruled';
const told: Record<ObjectionEvent, { to: 'both' | 'school' | 'authority'; title: string; text: string }> = {
  received: { to: 'both', title: '收到公示异议', text: '公示收到 1 条异议，处理完以前不能确认公示，点开查看。' },
  answered: { to: 'authority', title: '异议已答复', text: '学校答复了 1 条异议，点开查看。' },
  overruled: { to: 'school', title: '异议已驳回', text: '主管部门驳回了 1 条异议，点开查看。' },
};

/** An objection reaches the operators of school and authority; what became of it reaches the other side. Not a word of it stands in the message. */
export async function deliverObjection({ objectionId, event }: { objectionId: number; event: ObjectionEvent }): Promise<void> {
  const { to, title, text } = told[event];
  await transact(async (tx) => {
    const people = await rows<{ user_id: number; list_id: number; month: string }>(
      `SELECT DISTINCT p.user_id, l.id AS list_id, l.month FROM objections b JOIN award_lists l ON l.id = b.list_id
         JOIN posts p ON (? <> 'authority' AND p.organisation_id = l.school_id AND p.role IN ('school-operator', 'school-reviewer')) OR (? <> 'school' AND p.organisation_id = l.authority_id AND p.role = 'authority-operator')
         JOIN users u ON u.id = p.user_id AND u.status = 'active' WHERE b.id = ?`, [to, to, objectionId]);
    if (people.length === 0) return;
    await run('INSERT IGNORE INTO notifications (user_id, source, title, body, href, created_at) VALUES ?', [
      people.map(({ user_id, list_id, month }) => [user_id, `objection-${event}:${objectionId}`, title, `${Number(month.slice(5))}月名单：${text}`, `/award-lists/${list_id}?tab=objections`, tx.now]),
    ]);
  });
}

/** Somebody urged a task on a working day; `by` is the urging office's name. */
export type TaskUrged = { taskId: number; workday: string; by: string };

/** The reminder of an urged task (催办) to everybody it waits for, once a working day. A repeat finds its row there already. */
export async function deliverTasksUrged(payloads: readonly TaskUrged[]): Promise<void> {
  await transact(async (tx) => {
    const waiting = await rows<OpenedTask & { due_at: Date | null }>(
      `SELECT DISTINCT t.id, t.name, t.month, t.due_at, p.user_id FROM tasks t JOIN task_candidates c ON c.task_id = t.id JOIN posts p ON p.organisation_id = c.organisation_id AND p.role = c.role
         JOIN users u ON u.id = p.user_id AND u.status = 'active' WHERE t.id IN (?) AND t.state = 'open'`, [payloads.map(({ taskId }) => taskId)]);
    const reminders = payloads.flatMap(({ taskId, workday, by }) => waiting.filter(({ id }) => id === taskId).map(({ id, name, month, due_at, user_id }) => {
      const due = due_at ? `，期限 ${formatDay(officeDateOf(new Date(due_at.getTime() - 1)))}${due_at <= tx.now ? '，已逾期' : ''}` : '';
      return [user_id, `task-urged:${id}:${workday}`, `催办：${name}`, `${by}催办“${name}”${month ? `（${Number(month.slice(5))}月名单）` : ''}${due}。点开办理。`, `/tasks/${id}`, tx.now];
    }));
    if (reminders.length > 0) await run('INSERT IGNORE INTO notifications (user_id, source, title, body, href, created_at) VALUES ?', [reminders]);
    await queueForWechat(payloads.flatMap(({ taskId, workday, by }) => waiting.filter(({ id }) => id === taskId).map(({ id, name, user_id }) => ({ userId: user_id, source: `task-urged:${id}:${workday}`, what: `催办：${name}`, where: by, at: wechatTime(tx.now), page: taskOnPhone(id) }))));
  });
}

/** The ladder of a task's diagram: those who handle it are reminded, or the posts named above them hear that it is late. */
export async function deliverTaskReminder({ taskId, timerId, seats }: { taskId: number; timerId: number; seats: { role: string; organisationId: number }[] }): Promise<void> {
  await transact(async (tx) => {
    const task = await row<{ name: string; month: string | null; late: number; organisation: string | null }>("SELECT t.name, t.month, t.due_at < ? AS late, o.name AS organisation FROM tasks t LEFT JOIN organisations o ON o.id = t.organisation_id WHERE t.id = ? AND t.state = 'open'", [tx.now, taskId]);
    if (!task) return;
    const users = seats.length === 0
      ? await rows<{ user_id: number }>("SELECT DISTINCT p.user_id FROM task_candidates c JOIN posts p ON p.organisation_id = c.organisation_id AND p.role = c.role JOIN users u ON u.id = p.user_id AND u.status = 'active' WHERE c.task_id = ? AND c.open = 1", [taskId])
      : await rows<{ user_id: number }>(`SELECT DISTINCT p.user_id FROM posts p JOIN users u ON u.id = p.user_id AND u.status = 'active' WHERE ${seats.map(() => '(p.role = ? AND p.organisation_id = ?)').join(' OR ')}`, seats.flatMap(({ role, organisationId }) => [role, organisationId]));
    if (users.length === 0) return;
    const what = `“${task.name}”${task.month ? `（${Number(task.month.slice(5))}月名单）` : ''}`;
    const body = seats.length > 0 ? `${task.organisation ?? ''}的${what}${task.late ? '已过办理期限' : '快到办理期限'}，还没有办理，请督促。` : `${what}${task.late ? '已过办理期限，请尽快办理。' : '快到办理期限，点开办理。'}`;
    await run('INSERT IGNORE INTO notifications (user_id, source, title, body, href, created_at) VALUES ?', [users.map(({ user_id }) => [user_id, `task-reminder:${timerId}`, task.late ? `逾期提醒：${task.name}` : `到期提醒：${task.name}`, body, `/tasks/${taskId}`, tx.now])]);
  });
}

/** Something about one task that concerns these people: it was given to them, their word is asked for, a copy is sent. */
export async function deliverTaskNote({ taskId, userIds, version, why, title, body }: { taskId: number; userIds: number[]; version: number; why: string; title: string; body: string }): Promise<void> {
  await transact(async (tx) => void (await run('INSERT IGNORE INTO notifications (user_id, source, title, body, href, created_at) VALUES ?', [userIds.map((userId) => [userId, `task-note:${taskId}:${version}:${why}`, title, body, `/tasks/${taskId}`, tx.now])])));
}

export type Notification = { id: number; title: string; body: string; href: string; createdAt: Date; readAt: Date | null };

/** One's own reminders, newest first. */
export async function ownNotifications(userId: number, before: number | undefined, limit: number): Promise<Notification[]> {
  return rows('SELECT id, title, body, href, created_at AS createdAt, read_at AS readAt FROM notifications WHERE user_id = ? AND id < ? ORDER BY id DESC LIMIT ?', [userId, before ?? Number.MAX_SAFE_INTEGER, limit]);
}

export async function countUnread(userId: number): Promise<number> {
  return (await row<{ n: number }>('SELECT COUNT(*) AS n FROM notifications WHERE user_id = ? AND read_at IS NULL', [userId]))?.n ?? 0;
}

/** Marks one's own reminders as read: those named, or all. */
export async function markRead(userId: number, ids: readonly number[] | 'all'): Promise<number> {
  return transact(async (tx) => (await run(`UPDATE notifications SET read_at = ? WHERE user_id = ? AND read_at IS NULL${ids === 'all' ? '' : ' AND id IN (?)'}`, [tx.now, userId, ...(ids === 'all' ? [] : [ids.length > 0 ? [...ids] : [0]])])).affected);
}
