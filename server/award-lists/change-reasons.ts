import { rows } from '../database.js';
import { formatThousands } from '../lib/money.js';
import { enrolmentStatusNames, graduationMonth, isEnrolmentStatus } from '../values/enrolment.js';
import { formatMonth } from '../values/month.js';
import { firstMonthOf, previousWord, type Period } from '../values/period.js';
import { formatDay, officeDateOf } from '../values/office-date.js';
import type { AwardList } from './award-list.js';
import { differencesOf, type Base, type ChangeKind, type Difference } from './compare.js';
import { tiersInForce } from './standards.js';

/** One difference with its reason in words. Amounts in fen. */
export type Change = { kind: ChangeKind; awardId: number | null; studentId: number; name: string; grade: string; major: string; className: string; before: number | null; after: number | null; reason: string };

/**
 * A page of the differences, each with the reason the records give: what happened to the enrolment and when, another school's
 * list, the school's answer to a note. Four statements more, whatever the number of rows.
 */
export async function changesOf(list: AwardList, base: Base, part: { limit: number; offset: number }): Promise<Change[]> {
  const found = await differencesOf(list, base, part);
  const known = await knownOf(list, base, found);
  return found.map((one) => {
    const { name, grade, major, className } = one.after ?? one.before ?? nobody;
    return { kind: one.kind, awardId: one.awardId, studentId: one.studentId, name, grade, major, className, before: one.before?.payable ?? null, after: one.after?.payable ?? null, reason: reasonOf(one, list, base, known) };
  });
}

const nobody = { name: '', grade: '', major: '', className: '' };

type Known = { enrolment: Map<number, string>; elsewhere: Set<number>; answers: Map<number, string>; tiers: Map<string, string> };

function reasonOf(one: Difference, list: AwardList, base: Base, known: Known): string {
  const answer = known.answers.get(one.studentId);
  return [wordsOf(one, list, base, known), ...(answer ? [`学校答复批注：${answer}`] : [])].join('；');
}

function wordsOf(one: Difference, list: AwardList, base: Base, known: Known): string {
  const { enrolment, entryMonth, programmeMonths } = one.now;
  const happened = known.enrolment.get(one.studentId);
  switch (one.kind) {
    case 'added':
      if (happened) return happened;
      if (known.elsewhere.has(one.studentId)) return '上月在另一所学校的名单上';
      if (base.from === 'last-approval') return '审核通过以后加入';
      return entryMonth !== null && entryMonth >= firstMonthOf(base.period) ? `${formatMonth(entryMonth)}入学` : `${previousWord(list.period)}不在名单`;
    case 'removed': {
      if (enrolment !== 'full-time') return happened ?? `学籍状态：${statusName(enrolment)}`;
      if (known.elsewhere.has(one.studentId)) return '本月在另一所学校的名单上';
      const graduation = graduationMonth(entryMonth, programmeMonths);
      if (graduation !== null && graduation <= firstMonthOf(list.period)) return `按入学年月和学制，${formatMonth(graduation)}起应已毕业`;
      return base.from === 'last-approval' ? '仍在读，学校从名单删去' : '仍在读，学校未列入';
    }
    case 'amount': return [amountWords(one, known), ...differing(one, happened)].join('；');
    case 'enrolment': return [...(one.before?.tier === one.after?.tier || base.from === 'previous' ? [] : [amountWords(one, known)]), ...differing(one, happened)].join('；') || '档次改变';
  }
}

function amountWords({ before, after }: Difference, { tiers }: Known): string {
  if (!before || !after) return '';
  const name = (tier: string): string => tiers.get(tier) ?? tier;
  return before.tier === after.tier ? `${name(after.tier)}的标准由 ${formatThousands(before.payable)} 元改为 ${formatThousands(after.payable)} 元` : `档次由${name(before.tier)}改为${name(after.tier)}`;
}

/** What differs between the two sides besides the amount. */
function differing({ before, after, cardChanged }: Difference, happened: string | undefined): string[] {
  if (!before || !after) return [];
  const fields: [string, string, string][] = [['姓名', before.name, after.name], ['年级', before.grade, after.grade], ['专业', before.major, after.major], ['班级', before.className, after.className]];
  return [
    ...(before.enrolment === after.enrolment ? [] : [happened ?? `学籍状态由${statusName(before.enrolment)}改为${statusName(after.enrolment)}`]),
    ...fields.filter(([, was, is]) => was !== is).map(([field, was, is]) => `${field}由${was || '空'}改为${is || '空'}`),
    ...(cardChanged ? ['资助卡已更换'] : []),
  ];
}

const statusName = (status: string): string => (isEnrolmentStatus(status) ? enrolmentStatusNames[status] : status);

async function knownOf(list: AwardList, base: Base, found: readonly Difference[]): Promise<Known> {
  const ids = found.map(({ studentId }) => studentId);
  const [gone, come] = [found.filter(({ kind }) => kind === 'removed').map(({ studentId }) => studentId), found.filter(({ kind }) => kind === 'added').map(({ studentId }) => studentId)];
  const tiers = found.some(({ before, after }) => before && after) ? [...await tiersInForce(list.programme.key, base.period, list.school.id), ...await tiersInForce(list.programme.key, list.period, list.school.id)] : [];
  return {
    enrolment: await enrolmentEvents(ids, base.since), tiers: new Map(tiers.map(({ tier, name }) => [tier, name])), answers: await answersSince(list.id, ids, base),
    elsewhere: new Set([...await onOtherSchoolsList(list, gone, list.period), ...(base.from === 'previous' ? await onOtherSchoolsList(list, come, base.period) : [])]),
  };
}

/** The last change of each student's enrolment in between, as the roster's own records have it. */
async function enrolmentEvents(studentIds: readonly number[], since: Date): Promise<Map<number, string>> {
  if (studentIds.length === 0) return new Map();
  const found = await rows<{ object_id: number; office_at: Date; before_values: string; after_values: string }>(
    "SELECT object_id, office_at, before_values, after_values FROM audit_events WHERE object_kind = 'student' AND object_id IN (?) AND outcome = 'done' AND office_at >= ? AND before_values LIKE '%enrolmentStatus%' AND after_values IS NOT NULL ORDER BY id", [[...studentIds], since]);
  return new Map(found.flatMap(({ object_id, office_at, before_values, after_values }) => {
    const [was, is] = [before_values, after_values].map((text) => (JSON.parse(text) as { enrolmentStatus?: string }).enrolmentStatus);
    return was && is ? [[object_id, `${formatDay(officeDateOf(office_at))}学籍状态由${was}改为${is}`] as const] : [];
  }));
}

/** Which of these students have the programme's aid of a period at another school. Which one is not told. */
async function onOtherSchoolsList(list: AwardList, studentIds: readonly number[], period: Period): Promise<number[]> {
  if (studentIds.length === 0) return [];
  const found = await rows<{ id: number }>(
    `SELECT DISTINCT s.id FROM students s JOIN awards x ON x.person_id = s.person_id AND x.programme = ? AND x.period = ? AND x.active_flag = 1 JOIN award_lists l ON l.id = x.list_id AND l.school_id <> ? WHERE s.id IN (?)`,
    [list.programme.key, period, list.school.id, [...studentIds]]);
  return found.map(({ id }) => id);
}

/** What the school answered to notes since the approval. */
async function answersSince(listId: number, studentIds: readonly number[], base: Base): Promise<Map<number, string>> {
  if (base.from === 'previous' || studentIds.length === 0) return new Map();
  const found = await rows<{ student_id: number; answer: string }>('SELECT student_id, answer FROM award_notes WHERE list_id = ? AND student_id IN (?) AND answered_at >= ? ORDER BY answered_at', [listId, [...studentIds], base.since]);
  return new Map(found.map(({ student_id, answer }) => [student_id, answer]));
}
