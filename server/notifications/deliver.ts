import { row, rows, run, transact } from '../database.js';

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
  });
}

export const deliverTaskOpened = (payload: { taskId: number }): Promise<void> => deliverTasksOpened([payload]);

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
