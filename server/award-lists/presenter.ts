import type { z } from 'zod';
import { officeNow, rows } from '../database.js';
import { formatYuan } from '../lib/money.js';
import type { Actor } from '../values/actor.js';
import { officeDateOf, officeIso } from '../values/office-date.js';
import { attachmentRound, listName, stageOfList, type AwardList } from './award-list.js';
import type { Award } from './award.js';
import { countNotes } from './award-notes.js';
import type { Change } from './change-reasons.js';
import type { Base, Comparison } from './compare.js';
import { canDo, type ListFacts } from './guards.js';
import type { awardListShape, awardShape, changeShape } from './schemas.js';

export type ListJson = z.infer<typeof awardListShape>;
export type AwardJson = z.infer<typeof awardShape>;

/** Lists as page, phone and API show them; five statements whatever the number of lists. */
export async function presentLists(actor: Actor, lists: readonly AwardList[]): Promise<ListJson[]> {
  if (lists.length === 0) return [];
  const ids = lists.map(({ id }) => id);
  const today = officeDateOf(await officeNow());
  const files = await rows<{ subject_id: number; round: number; n: number }>("SELECT subject_id, round, COUNT(*) AS n FROM attachments WHERE subject_kind = 'award-list' AND subject_id IN (?) AND removed_at IS NULL GROUP BY subject_id, round", [ids]);
  const rounds = await rows<{ list_id: number; round: number; token: string }>('SELECT list_id, round, token FROM publicity_rounds WHERE list_id IN (?)', [ids]);
  const requests = await rows<{ id: number; list_id: number; state: 'pending' | 'granted' | 'refused'; reason: string }>('SELECT id, list_id, state, reason FROM withdrawal_requests WHERE list_id IN (?) ORDER BY id', [ids]);
  const notes = await countNotes(ids);
  return lists.map((list) => {
    const counted = files.find((one) => one.subject_id === list.id && one.round === attachmentRound(list));
    const facts: ListFacts = { programme: list.programme, month: list.month, status: list.status, people: list.people, round: list.round, publicity: list.publicity, attachments: counted?.n ?? 0, notes: notes.get(list.id)?.all ?? 0, submittedBy: list.submittedBy, school: list.school, authority: list.authority, today };
    const { withdrawal: _withdrawal, ...status } = list.status;
    const request = requests.filter((one) => one.list_id === list.id).at(-1);
    return {
      id: list.id, programme: list.programme.key, month: list.month, batchNo: list.batchNo, name: listName(list), school: list.school, authority: list.authority,
      status, stage: stageOfList(list, today), round: list.round,
      publicity: list.publicity ? { ...list.publicity, token: rounds.find((one) => one.list_id === list.id && one.round === list.round)?.token ?? '' } : null,
      withdrawal: request ? { id: request.id, state: request.state, reason: request.reason } : null,
      people: list.people, payable: formatYuan(list.payable), paid: list.paid === null ? null : formatYuan(list.paid), version: list.version,
      can: canDo(actor, facts),
    };
  });
}

export const presentList = async (actor: Actor, list: AwardList): Promise<ListJson> => (await presentLists(actor, [list]))[0];

export const presentAward = (award: Award): AwardJson => ({
  id: award.id, student: award.student, grade: award.grade, major: award.major, className: award.className, tier: award.tier,
  payable: formatYuan(award.payable), paid: award.paid === null ? null : formatYuan(award.paid), warnings: award.warnings, version: award.version,
});

/** A page of the changes with the sums of all. */
export const presentChanges = (base: Base, one: Comparison, changes: readonly Change[]): Omit<z.infer<typeof changeShape>, 'nextCursor'> => ({
  from: base.from, month: base.month, since: base.from === 'last-approval' ? officeIso(base.since) : null, previousPeople: one.previousPeople, previousPayable: formatYuan(one.previousPayable),
  added: one.added, removed: one.removed, amountChanged: one.amountChanged, enrolmentChanged: one.enrolmentChanged, unchanged: one.unchanged,
  amount: { added: formatYuan(one.addedPayable), removed: formatYuan(-one.removedPayable), changed: formatYuan(one.amountDifference) },
  items: changes.map((change) => ({ ...change, before: change.before === null ? null : formatYuan(change.before), after: change.after === null ? null : formatYuan(change.after) })),
});
