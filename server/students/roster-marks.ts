import { requireTx, run } from '../database.js';
import { monthOf, type Month } from '../values/month.js';
import { officeDateOf } from '../values/office-date.js';

/*
 * A change of anything the statistics count leaves a mark beside it, in the same act, with the month it was made in. Marks are
 * only ever added, so no act waits for another; whoever counts takes them away (statistics/count-rosters.ts).
 */

/** From a thousand words on, MariaDB makes a table of them and reads the whole index beside it. */
const A_STATEMENT = 900;

/** This school is to be counted anew. */
export async function markRoster(schoolId: number): Promise<void> {
  await run('INSERT INTO roster_marks (school_id, month) VALUES (?, ?)', [schoolId, month()]);
}

/** Every school where one of these persons is known is to be counted anew. */
export async function markRostersOf(personIds: readonly number[]): Promise<void> {
  for (let at = 0; at < personIds.length; at += A_STATEMENT) {
    await run('INSERT INTO roster_marks (school_id, month) SELECT DISTINCT school_id, ? FROM students WHERE person_id IN (?)', [month(), personIds.slice(at, at + A_STATEMENT)]);
  }
}

/** What the people of an award list were paid has changed. */
export async function markRostersOfList(listId: number): Promise<void> {
  await run('INSERT INTO roster_marks (school_id, month) SELECT DISTINCT s.school_id, ? FROM awards w JOIN students s ON s.person_id = w.person_id WHERE w.list_id = ?', [month(), listId]);
}

/** What the people of a batch of loans were lent has changed. */
export async function markRostersOfLoans(batchId: number): Promise<void> {
  await run('INSERT INTO roster_marks (school_id, month) SELECT DISTINCT s.school_id, ? FROM loans l JOIN students s ON s.person_id = l.person_id WHERE l.batch_id = ?', [month(), batchId]);
}

const month = (): Month => monthOf(officeDateOf(requireTx().now));
