import { requireTx, run } from '../database.js';
import type { Actor } from '../values/actor.js';
import type { EnrolmentStatus } from '../values/enrolment.js';

/** 学籍变动: what a student's enrolment status was and became; those that stayed the same leave nothing. */
export async function recordEnrolmentChanges(actor: Actor, changes: readonly { studentId: number; was: EnrolmentStatus; became: EnrolmentStatus }[]): Promise<void> {
  const real = changes.filter(({ was, became }) => was !== became);
  if (real.length === 0) return;
  const { now } = requireTx();
  await run('INSERT INTO enrolment_changes (student_id, was, became, changed_by, changed_at) VALUES ?', [real.map(({ studentId, was, became }) => [studentId, was, became, actor.userId, now])]);
}
