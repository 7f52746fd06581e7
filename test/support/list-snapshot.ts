import { rows } from '../../server/database.js';
import type { ListStatus } from '../../server/award-lists/status.js';

/** Everything the database holds about award lists at one moment. */
export type Snapshot = {
  lists: StoredList[];
  awards: { id: number; list_id: number; person_id: number; payable_fen: number; paid_fen: number | null; active_flag: number | null }[];
  payments: { id: number; list_id: number; award_id: number; amount_fen: number; paid_on: string; state: string; recover: number }[];
  requests: { list_id: number; state: string; pending_flag: number | null }[];
  attachments: { id: number; list_id: number; round: number }[];
  rounds: { list_id: number; round: number; outcome: string; closed: number }[];
  instances: { id: number; list_id: number; active_flag: number | null; version: number }[];
  tasks: { list_id: number; key: string; instance_id: number; who: string }[];
  others: { list_id: number; element: string; kind: string }[];
  audit: { id: number; list_id: number; action: string; role: string; organisation_id: number | null; actor_id: number | null; before: string | null; after: string | null }[];
  incidents: { id: number; message: string }[];
};
export type StoredList = {
  id: number; programme: string; month: string; school_id: number; authority_id: number; submission: ListStatus['submission']; school_review: ListStatus['schoolReview']; authority_review: ListStatus['authorityReview'];
  school_publicity: ListStatus['schoolPublicity']; authority_publicity: ListStatus['authorityPublicity']; withdrawal: ListStatus['withdrawal'];
  round: number; publicity_end: string | null; people: number; payable_fen: number; paid_fen: number | null; paid_people: number; submitted_by: number | null; version: number;
};

const statements: Record<keyof Snapshot, string> = {
  lists: 'SELECT id, programme, month, school_id, authority_id, submission, school_review, authority_review, school_publicity, authority_publicity, withdrawal, round, publicity_end, people, payable_fen, paid_fen, paid_people, submitted_by, version FROM award_lists ORDER BY id',
  awards: 'SELECT id, list_id, person_id, payable_fen, paid_fen, active_flag FROM awards ORDER BY id',
  payments: 'SELECT id, list_id, award_id, amount_fen, paid_on, state, recover FROM disbursements ORDER BY id',
  requests: 'SELECT list_id, state, pending_flag FROM withdrawal_requests ORDER BY id',
  attachments: "SELECT id, subject_id AS list_id, round FROM attachments WHERE subject_kind = 'award-list' AND removed_at IS NULL ORDER BY id",
  rounds: 'SELECT list_id, round, outcome, closed_at IS NOT NULL AS closed FROM publicity_rounds ORDER BY id',
  instances: "SELECT id, subject_id AS list_id, active_flag, version FROM process_instances WHERE subject_kind = 'award-list' ORDER BY id",
  tasks: "SELECT t.subject_id AS list_id, t.task_key AS `key`, t.instance_id, COALESCE((SELECT GROUP_CONCAT(CONCAT(c.role, '@', c.organisation_id)) FROM task_candidates c WHERE c.task_id = t.id), '') AS who FROM tasks t WHERE t.state = 'open' AND t.subject_kind = 'award-list' ORDER BY t.task_key, t.id",
  others: `SELECT p.subject_id AS list_id, w.element_id AS element, 'timer' AS kind FROM timers w JOIN process_instances p ON p.id = w.instance_id WHERE w.state = 'waiting' AND p.subject_kind = 'award-list'
     UNION ALL SELECT p.subject_id, w.element_id, 'message' FROM message_waits w JOIN process_instances p ON p.id = w.instance_id WHERE w.state = 'waiting' AND p.subject_kind = 'award-list' ORDER BY 1, 2`,
  audit: "SELECT id, object_id AS list_id, action, role, organisation_id, actor_id, before_values AS `before`, after_values AS `after` FROM audit_events WHERE object_kind = 'award-list' AND outcome = 'done' ORDER BY id",
  incidents: "SELECT id, message FROM incidents WHERE state = 'open' ORDER BY id",
};

/** Reads it all, between two acts. */
export async function takeSnapshot(): Promise<Snapshot> {
  const parts = await Promise.all(Object.entries(statements).map(async ([name, sql]) => [name, await rows(sql)]));
  return Object.fromEntries(parts);
}

export const statusOf = (list: StoredList): ListStatus => ({ submission: list.submission, schoolReview: list.school_review, authorityReview: list.authority_review, schoolPublicity: list.school_publicity, authorityPublicity: list.authority_publicity, withdrawal: list.withdrawal });
