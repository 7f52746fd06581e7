import type { z } from 'zod';
import { officeNow, together } from '../database.js';
import { formatYuan } from '../lib/money.js';
import type { Actor } from '../values/actor.js';
import { officeDateOf, officeIso } from '../values/office-date.js';
import { periodFields, type Period } from '../values/period.js';
import { eligibility, flagsOf } from './five-flags.js';
import { archivedYearOf } from './archived-year.js';
import { attachmentRound, listName, stageOfList, type AwardList } from './award-list.js';
import type { Award } from './award.js';
import { noteCounts, notesCounted } from './award-notes.js';
import { objectionCounts, objectionsCounted } from './objections.js';
import type { Change } from './change-reasons.js';
import type { Base, Comparison } from './compare.js';
import { canDo, type ListFacts } from './guards.js';
import type { awardListShape, awardShape, changeShape } from './schemas.js';

export type ListJson = z.infer<typeof awardListShape>;
export type AwardJson = z.infer<typeof awardShape>;

/** Lists as page, phone and API show them; five statements in one go whatever the number of lists. */
export async function presentLists(actor: Actor, lists: readonly AwardList[]): Promise<ListJson[]> {
  if (lists.length === 0) return [];
  const ids = lists.map(({ id }) => id);
  const today = officeDateOf(await officeNow());
  const [files, rounds, requests, noted, objected] = (await together([
    { sql: "SELECT subject_id, round, COUNT(*) AS n FROM attachments WHERE subject_kind = 'award-list' AND subject_id IN (?) AND removed_at IS NULL GROUP BY subject_id, round", params: [ids] },
    { sql: 'SELECT list_id, round, token FROM publicity_rounds WHERE list_id IN (?)', params: [ids] },
    { sql: 'SELECT id, list_id, state, reason FROM withdrawal_requests WHERE list_id IN (?) ORDER BY id', params: [ids] },
    noteCounts(ids),
    objectionCounts(ids),
  ])) as [{ subject_id: number; round: number; n: number }[], { list_id: number; round: number; token: string }[], { id: number; list_id: number; state: 'pending' | 'granted' | 'refused'; reason: string }[], object[], object[]];
  const notes = notesCounted(noted);
  const objections = objectionsCounted(objected);
  return lists.map((list) => {
    const counted = files.find((one) => one.subject_id === list.id && one.round === attachmentRound(list));
    const facts: ListFacts = { programme: list.programme, period: list.period, status: list.status, people: list.people, round: list.round, publicity: list.publicity, attachments: counted?.n ?? 0, notes: notes.get(list.id)?.all ?? 0, openObjections: objections.get(list.id)?.open ?? 0, submittedBy: list.submittedBy, school: list.school, authority: list.authority, archived: archivedYearOf(list), today };
    const { submission, schoolReview, authorityReview, schoolPublicity, authorityPublicity } = list.status;
    const request = requests.filter((one) => one.list_id === list.id).at(-1);
    return {
      id: list.id, programme: list.programme.key, ...periodFields(list.period), batchNo: list.batchNo, name: listName(list), school: list.school, authority: list.authority,
      status: { submission, schoolReview, authorityReview, ...(list.programme.hasPublicity ? { schoolPublicity, authorityPublicity } : {}) }, stage: stageOfList(list, today), round: list.round,
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

/** The people of a fee-waiver list with the five answers and the ground for each (附件1 五3). */
export async function presentWaived(period: Period, awards: readonly Award[]): Promise<AwardJson[]> {
  const flags = await flagsOf(period, awards.map(({ id }) => id));
  return awards.map((award) => {
    const answers = flags.get(award.id);
    return { ...presentAward(award), ...(answers ? { flags: answers, eligibility: eligibility(answers) } : {}) };
  });
}

/** A page of the changes with the sums of all. */
export const presentChanges = (base: Base, one: Comparison, changes: readonly Change[]): Omit<z.infer<typeof changeShape>, 'nextCursor'> => ({
  from: base.from, ...periodFields(base.period), since: base.from === 'last-approval' ? officeIso(base.since) : null, previousPeople: one.previousPeople, previousPayable: formatYuan(one.previousPayable),
  added: one.added, removed: one.removed, amountChanged: one.amountChanged, enrolmentChanged: one.enrolmentChanged, unchanged: one.unchanged,
  amount: { added: formatYuan(one.addedPayable), removed: formatYuan(-one.removedPayable), changed: formatYuan(one.amountDifference) },
  items: changes.map((change) => ({ ...change, before: change.before === null ? null : formatYuan(change.before), after: change.after === null ? null : formatYuan(change.after) })),
});
