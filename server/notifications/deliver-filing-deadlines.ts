import { row, rows, run, transact } from '../database.js';
import { formatDay } from '../values/office-date.js';
import { periodName, type Period } from '../values/period.js';
import { programmeOf, type ListProgrammeKey } from '../values/programme.js';

/** An authority set other days for the lists of its subtree; `at` tells one change from the next. */
export type FilingDeadlinesSet = { organisationId: number; programme: ListProgrammeKey; period: Period; at: number };

/** Tells the operators below, of schools that have the programme and of authorities, what the days of that authority are now. */
export async function deliverFilingDeadlines({ organisationId, programme, period, at }: FilingDeadlinesSet): Promise<void> {
  await transact(async (tx) => {
    const authority = await row<{ name: string; path: string }>('SELECT name, path FROM organisations WHERE id = ?', [organisationId]);
    if (!authority) return;
    const first = await row<{ due_on: string }>("SELECT due_on FROM filing_deadlines WHERE organisation_id = ? AND programme = ? AND period = ? ORDER BY due_on LIMIT 1", [organisationId, programme, period]);
    const people = await rows<{ user_id: number }>(
      "SELECT DISTINCT p.user_id FROM organisations o JOIN posts p ON p.organisation_id = o.id AND p.role IN ('school-operator', 'school-reviewer', 'authority-operator') JOIN users u ON u.id = p.user_id AND u.status = 'active' WHERE o.path LIKE ? AND o.id <> ? AND o.status = 'active' AND (o.level <> 'school' OR o.stage IN (?))",
      [`${authority.path}%`, organisationId, [...programmeOf(programme).stages]]);
    if (people.length === 0) return;
    const what = `${periodName(period)}${programmeOf(programme).name}`;
    const body = first ? `${authority.name}设定了${what}各环节的期限，最早${formatDay(first.due_on)}，点开查看。` : `${authority.name}取消了${what}的期限，点开查看。`;
    const href = `/filing-calendar?programme=${programme}&period=${period}`;
    await run('INSERT IGNORE INTO notifications (user_id, source, title, body, href, created_at) VALUES ?', [people.map(({ user_id }) => [user_id, `filing-deadlines:${organisationId}:${programme}:${period}:${at}`, `填报期限：${what}`, body, href, tx.now])]);
  });
}
