import { later, requireTx, row, rows, run } from '../database.js';
import { RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import type { AwardList } from './award-list.js';
import type { Base } from './compare.js';
import { approvedPeople } from './packed-list.js';

/** Decisions that say yes to what stands on the list; a redrawn diagram's own steps count when they use the same words. */
export const approves = (decision: string | undefined): boolean => decision === 'pass' || decision === 'confirm';

/** One level's yes to a list as it stood then. `organisationId` is the level: the school, its authority, or one above. */
export type Approval = { id: number; snapshotId: number; taskKey: string; taskName: string; approvedAt: Date; by: string; organisation: string };

/**
 * Keeps what was on the list when somebody approved it, student by student, so that after a return the same level can be
 * shown exactly what is different. Several approvals of the same contents share one copy. Inside the act that approves.
 */
export async function recordApproval(actor: Actor, list: AwardList, step: { key: string; name: string }): Promise<void> {
  const { now } = requireTx();
  const snapshotId = (await sameContents(list.id)) ?? (await takeSnapshot(list, now));
  await later('INSERT INTO list_approvals (list_id, snapshot_id, task_key, task_name, organisation_id, approved_by, approved_at) VALUES (?, ?, ?, ?, ?, ?, ?)', [list.id, snapshotId, step.key, step.name, actor.organisation.id, actor.userId, now]);
}

/** The newest copy when the list is still what it holds, row by row. */
async function sameContents(listId: number): Promise<number | null> {
  const last = await row<{ id: number; people: number }>('SELECT id, people FROM list_snapshots WHERE list_id = ? ORDER BY id DESC LIMIT 1', [listId]);
  if (!last) return null;
  const found = await row<{ people: number; same: number }>(
    `SELECT COUNT(*) AS people, CAST(COALESCE(SUM(k.student_id IS NOT NULL), 0) AS SIGNED) AS same FROM awards w JOIN students s ON s.id = w.student_id
       LEFT JOIN list_snapshot_awards k ON k.snapshot_id = ? AND k.student_id = w.student_id AND k.payable_fen = w.payable_fen AND k.tier = w.tier AND k.enrolment_status = s.enrolment_status AND k.card_index <=> s.card_index
        AND k.name COLLATE utf8mb4_bin = w.name AND k.grade COLLATE utf8mb4_bin = w.grade AND k.major COLLATE utf8mb4_bin = w.major AND k.class_name COLLATE utf8mb4_bin = w.class_name
      WHERE w.list_id = ?`, [last.id, listId]);
  return found && found.people === last.people && found.same === last.people ? last.id : null;
}

async function takeSnapshot(list: AwardList, now: Date): Promise<number> {
  const { insertId } = await run('INSERT INTO list_snapshots (list_id, people, payable_fen, taken_at) VALUES (?, ?, ?, ?)', [list.id, list.people, list.payable, now]);
  await later(
    `INSERT INTO list_snapshot_awards (snapshot_id, student_id, name, grade, major, class_name, tier, payable_fen, enrolment_status, card_index)
     SELECT ?, w.student_id, w.name, w.grade, w.major, w.class_name, w.tier, w.payable_fen, s.enrolment_status, s.card_index FROM awards w JOIN students s ON s.id = w.student_id WHERE w.list_id = ?`, [insertId, list.id]);
  return insertId;
}

/**
 * The actor's level's last yes: of the step asked for, else of any of its steps. A step that waits again although its level
 * passed it once has come back; before any return there is nothing to hold against but the month before.
 */
export async function lastApproval(actor: Actor, listId: number, taskKey?: string): Promise<Approval | null> {
  const found = await rows<{ id: number; snapshot_id: number; task_key: string; task_name: string; approved_at: Date; by: string | null; organisation: string }>(
    `SELECT a.id, a.snapshot_id, a.task_key, a.task_name, a.approved_at, u.name AS \`by\`, o.name AS organisation FROM list_approvals a LEFT JOIN users u ON u.id = a.approved_by JOIN organisations o ON o.id = a.organisation_id
      WHERE a.list_id = ? AND a.organisation_id = ? ORDER BY a.task_key = ? DESC, a.id DESC LIMIT 1`, [listId, actor.organisation.id, taskKey ?? '']);
  const [one] = found;
  return one ? { id: one.id, snapshotId: one.snapshot_id, taskKey: one.task_key, taskName: one.task_name, approvedAt: one.approved_at, by: one.by ?? '', organisation: one.organisation } : null;
}

/** Whether the list was ever sent back: failed, rejected or withdrawn. */
export async function wasReturned(listId: number): Promise<boolean> {
  return (await row("SELECT 1 AS found FROM tasks WHERE subject_kind = 'award-list' AND subject_id = ? AND state = 'done' AND decision IN ('fail', 'reject', 'grant') LIMIT 1", [listId])) !== undefined;
}

/** The list as it was at an approval, to compare with. */
export const sinceApproval = async (list: AwardList, { snapshotId, approvedAt }: Approval): Promise<Base> => ({
  from: 'last-approval', period: list.period, since: approvedAt, exact: true,
  people: await approvedPeople({ listId: list.id, snapshotId, archiveId: list.archiveId }),
  totals: { sql: 'SELECT people, payable_fen AS payable FROM list_snapshots WHERE id = ?', params: [snapshotId] }, elsewhere: null,
  stays: { sql: 'EXISTS (SELECT 1 FROM awards w WHERE w.list_id = ? AND w.student_id = b.student_id)', params: [list.id] },
});

/** @throws RuleBroken `never-approved` when the actor's level has not approved the list yet. */
export async function demandApproval(actor: Actor, list: AwardList): Promise<Approval> {
  const found = await lastApproval(actor, list.id);
  if (!found) throw new RuleBroken('never-approved', `${actor.organisation.name}还没有审核通过过这份名单，没有可比的上一次。请改看与上月对比。`);
  return found;
}
