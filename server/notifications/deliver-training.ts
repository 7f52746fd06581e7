import { row, rows, run, transact } from '../database.js';
import { formatInstant } from '../values/office-date.js';

/** A session was published, changed or cancelled, or those who have not signed in are urged. `key` tells repeats of a kind apart. */
export type TrainingTold = { trainingId: number; what: 'published' | 'changed' | 'cancelled' | 'urged'; key: string };

const words: Record<TrainingTold['what'], string> = { published: '培训', changed: '培训安排有变', cancelled: '培训取消', urged: '请签到' };

/** Puts a session into the inbox of the people it is for. Link and password stand on its page only. A repeat finds its row there already. */
export async function deliverTraining({ trainingId, what, key }: TrainingTold): Promise<void> {
  await transact(async (tx) => {
    const training = await row<{ title: string; organisation: string; sign_from: Date; sign_until: Date; reason: string }>('SELECT c.title, o.name AS organisation, c.sign_from, c.sign_until, c.reason FROM trainings c JOIN organisations o ON o.id = c.organisation_id WHERE c.id = ?', [trainingId]);
    if (!training) return;
    const people = await rows<{ user_id: number }>(
      `SELECT DISTINCT p.user_id FROM trainings c JOIN training_recipients t ON t.training_id = c.id JOIN posts p ON p.organisation_id = t.organisation_id AND FIND_IN_SET(p.role, c.roles) > 0 JOIN users u ON u.id = p.user_id AND u.status = 'active'
        WHERE c.id = ?${what === 'urged' ? ' AND NOT EXISTS (SELECT 1 FROM training_sign_ins s WHERE s.training_id = c.id AND s.user_id = p.user_id)' : ''}`, [trainingId]);
    if (people.length === 0) return;
    const window = `签到时间 ${formatInstant(training.sign_from)} 至 ${formatInstant(training.sign_until)}`;
    const body = what === 'cancelled' ? `${training.organisation}取消了这次培训：${training.reason}` : `${training.organisation}组织，${window}。日程和入口点开查看。`;
    await run('INSERT IGNORE INTO notifications (user_id, source, title, body, href, created_at) VALUES ?', [people.map(({ user_id }) => [user_id, `training-${what}:${trainingId}${key ? `:${key}` : ''}`, `${words[what]}：${training.title}`, body, `/trainings/${trainingId}`, tx.now])]);
  });
}
