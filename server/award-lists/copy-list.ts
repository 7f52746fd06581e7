import { run } from '../database.js';
import { recordAudit } from '../audit/record.js';
import { Conflict, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { refreshTotals } from './award-list.js';
import { monthOfPeriod, periodFields } from '../values/period.js';
import type { ListProposal, ProposedPerson } from './propose-copy.js';

const ROWS_A_STATEMENT = 1000;

/**
 * Puts the people of a proposal on the new list: all who come over, and of those offered the ones somebody chose.
 * @param include students of `offered`; nobody of them comes by themselves.
 * @param seen of the proposal the person looked at; left out by callers who did not look.
 * @throws Conflict `stale-version` when the proposal is another one by now; RuleBroken `not-proposed` for a student not offered.
 */
export async function fillFromProposal(actor: Actor, listId: number, proposal: ListProposal, { include = [], seen }: { include?: readonly number[]; seen?: string }): Promise<void> {
  if (seen !== undefined && seen !== proposal.seen) throw new Conflict('stale-version', '您看过对比以后，名册、标准或名单有了变化，请再看一次对比。');
  const chosen = chosenOf(proposal, include);
  const people = [...proposal.kept, ...chosen];
  for (let at = 0; at < people.length; at += ROWS_A_STATEMENT) {
    const values = people.slice(at, at + ROWS_A_STATEMENT).map((one) => [listId, one.studentId, one.personId, proposal.programme, proposal.period, monthOfPeriod(proposal.period), one.tier, one.after, one.name, one.grade, one.major, one.className]);
    await run('INSERT INTO awards (list_id, student_id, person_id, programme, period, month, tier, payable_fen, name, grade, major, class_name) VALUES ?', [values]);
  }
  await refreshTotals(listId);
  await recordAudit(actor, {
    action: '照上月名单录入', object: { kind: 'award-list', id: listId, organisationId: actor.organisation.id },
    after: { from: proposal.sources.map(({ id }) => id), ...periodFields(proposal.sourcePeriod), added: people.length, kept: proposal.kept.length, dropped: proposal.dropped.length, droppedFor: countBy(proposal), chosen: chosen.length, chosenStudents: chosen.map(({ studentId }) => studentId) },
  });
}

function chosenOf({ offered }: ListProposal, include: readonly number[]): ProposedPerson[] {
  const wanted = new Set(include);
  const chosen = offered.filter(({ studentId }) => wanted.has(studentId));
  if (chosen.length < wanted.size) throw new RuleBroken('not-proposed', '勾选的学生里有人已经不在建议之列，请再看一次对比；其他学生可以在新建后加入。');
  return chosen;
}

/** How many stay behind, by reason. */
function countBy({ dropped }: ListProposal): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code } of dropped) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
