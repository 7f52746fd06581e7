import { recordAudit } from '../audit/record.js';
import { row, rows, run, transact } from '../database.js';
import { NotFound, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';

/**
 * 离岗移交: what somebody who leaves has claimed, been asked to sign or taken over in another's absence goes to a successor in
 * the same post. What waits for the post itself needs no hand-over. The administrator sees counts, never what the tasks are about.
 * @throws NotFound; RuleBroken `no-such-colleague` when the successor has none of the leaver's posts
 */
export async function handOver(actor: Actor, userId: number, to: number): Promise<{ tasks: number; signatures: number; absences: number }> {
  return transact(async (tx) => {
    const people = await rows<{ id: number }>('SELECT id FROM users WHERE id IN (?) ORDER BY id FOR UPDATE', [[userId, to]]);
    await leaverInReach(actor, userId);
    if (!people.some(({ id }) => id === userId)) throw new NotFound();
    const shared = await row("SELECT 1 AS found FROM posts a JOIN posts b ON b.organisation_id = a.organisation_id AND b.role = a.role JOIN users u ON u.id = b.user_id AND u.status = 'active' WHERE a.user_id = ? AND b.user_id = ? LIMIT 1", [userId, to]);
    if (!shared || userId === to) throw new RuleBroken('no-such-colleague', '接任者须是同一单位、同一岗位的另一位在岗人员，请先给接任者开通岗位。');
    const tasks = await run(
      `UPDATE tasks t SET t.assignee_id = ?, t.version = t.version + 1 WHERE t.assignee_id = ? AND t.state = 'open'
        AND EXISTS (SELECT 1 FROM task_candidates c JOIN posts p ON p.organisation_id = c.organisation_id AND p.role = c.role WHERE c.task_id = t.id AND p.user_id = ?)`, [to, userId, to]);
    const signatures = await run("UPDATE IGNORE task_signers s SET s.user_id = ? WHERE s.user_id = ? AND s.state = 'open'", [to, userId]);
    const absences = await run('UPDATE absences SET ended_at = ? WHERE (user_id = ? OR stand_in_id = ?) AND ended_at IS NULL', [tx.now, userId, userId]);
    const moved = { tasks: tasks.affected, signatures: signatures.affected, absences: absences.affected };
    await recordAudit(actor, { action: '离岗移交', object: { kind: 'user', id: userId }, after: { to, ...moved } });
    return moved;
  });
}

/** Somebody with a post in the administrator's organisation or below it. @throws NotFound */
export async function leaverInReach(actor: Actor, userId: number): Promise<void> {
  const found = actor.role === 'system-administrator' && (await row('SELECT 1 AS found FROM posts p JOIN organisations o ON o.id = p.organisation_id WHERE p.user_id = ? AND o.path LIKE ? LIMIT 1', [userId, `${actor.organisation.path}%`]));
  if (!found) throw new NotFound();
}
