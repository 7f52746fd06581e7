import { row, rows, run, transact } from '../database.js';
import { formatDay } from '../values/office-date.js';

/** A circular was published, or on a working day those who have not read it are urged. */
export type CircularSent = { circularId: number; workday?: string };

/** Puts a circular into the inbox of the people it concerns; urged are those of organisations where nobody has confirmed. A repeat finds its row there already. */
export async function deliverCircular({ circularId, workday }: CircularSent): Promise<void> {
  await transact(async (tx) => {
    const circular = await row<{ title: string; organisation: string; read_by: string | null; roles: string }>('SELECT c.title, o.name AS organisation, c.read_by, c.roles FROM circulars c JOIN organisations o ON o.id = c.organisation_id WHERE c.id = ?', [circularId]);
    if (!circular) return;
    const people = await rows<{ user_id: number }>(
      `SELECT DISTINCT p.user_id FROM circular_recipients t JOIN posts p ON p.organisation_id = t.organisation_id AND p.role IN (?) JOIN users u ON u.id = p.user_id AND u.status = 'active'
        WHERE t.circular_id = ?${workday ? ' AND NOT EXISTS (SELECT 1 FROM circular_receipts r WHERE r.circular_id = t.circular_id AND r.organisation_id = t.organisation_id)' : ''}`, [circular.roles.split(','), circularId]);
    if (people.length === 0) return;
    const until = circular.read_by ? `，请在${formatDay(circular.read_by)}前阅知` : '';
    const [source, title, body] = workday
      ? [`circular-urged:${circularId}:${workday}`, `催阅：${circular.title}`, `${circular.organisation}催阅这份通知${until}，点开阅读并确认。`]
      : [`circular:${circularId}`, `通知公告：${circular.title}`, `${circular.organisation}发来通知${until}，点开阅读并确认。`];
    await run('INSERT IGNORE INTO notifications (user_id, source, title, body, href, created_at) VALUES ?', [people.map(({ user_id }) => [user_id, source, title, body, `/circulars/${circularId}`, tx.now])]);
  });
}
