import { officeNow, row } from '../database.js';
import type { Actor } from '../values/actor.js';
import { monthOf } from '../values/month.js';
import { officeDateOf } from '../values/office-date.js';
import { awaitsSchool, countsIn } from './membership.js';

/** How many students of the school have a centrally issued record that waits to be verified (未核实数). */
export async function countAwaiting(actor: Actor): Promise<number> {
  const counted = countsIn(monthOf(officeDateOf(await officeNow())));
  return (await row<{ n: number }>(
    `SELECT COUNT(DISTINCT s.person_id) AS n FROM students s JOIN group_memberships m ON m.person_id = s.person_id WHERE s.school_id = ? AND s.enrolment_status = 'full-time' AND ${counted.sql} AND ${awaitsSchool()}`, [actor.organisation.id, ...counted.params]))?.n ?? 0;
}
