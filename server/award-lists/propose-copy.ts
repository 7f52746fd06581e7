import { officeNow, row, rows } from '../database.js';
import { sha256Hex } from '../lib/crypto.js';
import { NotFound, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { enrolmentStatusNames, isEnrolmentStatus, isOverdue } from '../values/enrolment.js';
import { isAcademicTerm } from '../values/academic-term.js';
import type { Month } from '../values/month.js';
import { addPeriods, firstMonthOf, periodName, shortPeriod, type Period } from '../values/period.js';
import { addDays, officeDateOf } from '../values/office-date.js';
import type { ProgrammeKey } from '../values/programme.js';
import { listInScope, type AwardList } from './award-list.js';
import { returnedStudents } from './returned-students.js';
import { standardsOf, type Standard } from './standards.js';

/** One student of a proposal with what the earlier list gave (`before`, null when not on it) and what the new one would give, in fen. */
export type ProposedPerson = {
  studentId: number; personId: number; name: string; grade: string; major: string; className: string; tier: string; before: number | null; after: number;
  /** By entry month and programme length the student should have graduated: kept, but to be looked at (A13). */
  overdue: boolean;
};
/** A student of the earlier list who does not come over, and why. */
export type DroppedPerson = Pick<ProposedPerson, 'studentId' | 'personId' | 'name' | 'grade' | 'major' | 'className'> & { before: number; code: string; reason: string };
/** A student the earlier list did not have whom the school may choose. */
export type OfferedPerson = ProposedPerson & { code: string; reason: string };

/** A new list thought out from an earlier one before it is made: who comes over, who does not, who might come, what changes. */
export type ListProposal = {
  programme: ProgrammeKey; period: Period; sources: AwardList[]; sourcePeriod: Period;
  kept: ProposedPerson[]; dropped: DroppedPerson[]; offered: OfferedPerson[]; standards: Standard[];
  /** Names exactly what was shown; a list made by it is the one that was seen. */
  seen: string;
};

/** A school pauses in its holidays; older lists say little about who studies today. */
const yearBefore = (period: Period): Period => addPeriods(period, isAcademicTerm(period) ? -2 : -12);

/**
 * Thinks out the new list of the actor's school from one of its lists, or from all batches of the latest earlier month or term that has
 * any handed in. Amounts come from the standards of the new period; nothing is written.
 * @throws NotFound for a list outside the scope, of another school or programme; RuleBroken `nothing-to-copy`, `no-standard`.
 */
export async function proposeCopy(actor: Actor, input: { programme: ProgrammeKey; period: Period; copyFrom?: number }): Promise<ListProposal> {
  const sources = await sourcesOf(actor, input);
  const standards = await standardsOf(input.programme, input.period, actor.organisation.id);
  const earlier = await peopleOf(sources);
  const returned = await returnedStudents(actor.organisation.id, input.programme, firstMonthOf(sources[0].period), addDays(officeDateOf(await officeNow()), 1));
  const taken = await placesTaken(actor.organisation.id, input, [...earlier, ...returned].map(({ person_id }) => person_id));
  const kept: ProposedPerson[] = [];
  const dropped: DroppedPerson[] = [];
  for (const one of earlier) {
    const reason = whyDropped(one, taken);
    if (reason) dropped.push({ ...whoIs(one), before: one.payable_fen, ...reason });
    else kept.push({ ...proposed(one, standards, input.period), before: one.payable_fen });
  }
  const here = new Set(earlier.map(({ person_id }) => person_id));
  const offered = returned.filter((one) => !here.has(one.person_id) && !taken.has(one.person_id)).map((one): OfferedPerson => ({ ...proposed(one, standards, input.period), before: null, code: 'returned', reason: `${Number(one.returned_on.slice(5, 7))}月${Number(one.returned_on.slice(8))}日恢复全日制在读，之后没有受助` }));
  const seen = sha256Hex(JSON.stringify([input.programme, input.period, kept.map(({ studentId, tier, after }) => [studentId, tier, after]), dropped.map(({ studentId, code }) => [studentId, code]), offered.map(({ studentId, after }) => [studentId, after])])).slice(0, 32);
  return { programme: input.programme, period: input.period, sources, sourcePeriod: sources[0].period, kept, dropped, offered, standards, seen };
}

/** What some people of a proposal get together: `before` on the earlier list, `after` on the new one, in fen. */
export const sumBefore = (people: readonly { before: number | null }[]): number => people.reduce((sum, { before }) => sum + (before ?? 0), 0);
export const sumAfter = (people: readonly { after: number }[]): number => people.reduce((sum, { after }) => sum + after, 0);

/** The period whose lists a new one would be proposed from; null when there is none to go by. */
export async function periodToCopy(schoolId: number, programme: string, period: Period): Promise<Period | null> {
  const found = await row<{ last: Period | null }>("SELECT MAX(period) AS last FROM award_lists WHERE school_id = ? AND programme = ? AND period < ? AND period >= ? AND submission = 'submitted' AND people > 0", [schoolId, programme, period, yearBefore(period)]);
  return found?.last ?? null;
}

async function sourcesOf(actor: Actor, { programme, period, copyFrom }: { programme: ProgrammeKey; period: Period; copyFrom?: number }): Promise<AwardList[]> {
  if (copyFrom !== undefined) {
    const source = await listInScope(actor, copyFrom);
    if (source.school.id !== actor.organisation.id || source.programme.key !== programme) throw new NotFound();
    return [source];
  }
  const from = await periodToCopy(actor.organisation.id, programme, period);
  if (from === null) throw new RuleBroken('nothing-to-copy', `${periodName(period)}之前一年里没有提交过的名单可以照着做，请新建空白名单，再加入学生。`);
  const found = await rows<{ id: number }>("SELECT id FROM award_lists WHERE school_id = ? AND programme = ? AND period = ? AND submission = 'submitted' AND people > 0 ORDER BY batch_no", [actor.organisation.id, programme, from]);
  const lists: AwardList[] = [];
  for (const { id } of found) lists.push(await listInScope(actor, id));
  return lists;
}

type Row = { student_id: number; person_id: number; tier: string; payable_fen: number; name: string; grade: string; major: string; class_name: string; enrolment_status: string; entry_month: string | null; programme_months: number | null };

/** The earlier lists' people as the roster knows them today, everybody once. */
async function peopleOf(sources: readonly AwardList[]): Promise<Row[]> {
  const found = await rows<Row>(
    `SELECT w.student_id, w.person_id, w.tier, w.payable_fen, s.name, s.grade, s.major, s.class_name, s.enrolment_status, s.entry_month, s.programme_months
       FROM awards w JOIN students s ON s.id = w.student_id WHERE w.list_id IN (?) ORDER BY w.list_id, w.id`, [sources.map(({ id }) => id)]);
  return [...new Map(found.map((one) => [one.person_id, one])).values()];
}

/** Who already has a place this period: on a list handed in anywhere, or on another draft of this school. */
async function placesTaken(schoolId: number, { programme, period }: { programme: string; period: Period }, personIds: readonly number[]): Promise<Map<number, string>> {
  if (personIds.length === 0) return new Map();
  const found = await rows<{ person_id: number; school_id: number; batch_no: number }>(
    'SELECT w.person_id, l.school_id, l.batch_no FROM awards w JOIN award_lists l ON l.id = w.list_id WHERE w.programme = ? AND w.period = ? AND w.person_id IN (?) AND (w.active_flag = 1 OR l.school_id = ?)', [programme, period, [...personIds], schoolId]);
  return new Map(found.map((one) => [one.person_id, one.school_id === schoolId ? `已在本校${shortPeriod(period)}第${one.batch_no}批名单上` : `已在${shortPeriod(period)}另一份名单上`]));
}

function whyDropped(one: Row, taken: ReadonlyMap<number, string>): { code: string; reason: string } | null {
  if (one.enrolment_status !== 'full-time') return { code: one.enrolment_status, reason: `学籍状态：${isEnrolmentStatus(one.enrolment_status) ? enrolmentStatusNames[one.enrolment_status] : one.enrolment_status}` };
  const place = taken.get(one.person_id);
  return place === undefined ? null : { code: 'student-on-other-list', reason: place };
}

const whoIs = (one: Row): Pick<ProposedPerson, 'studentId' | 'personId' | 'name' | 'grade' | 'major' | 'className'> =>
  ({ studentId: one.student_id, personId: one.person_id, name: one.name, grade: one.grade, major: one.major, className: one.class_name });

/** The tier stays where the new period still has it; else the default one. */
function proposed(one: Row, standards: readonly Standard[], month: Month): Omit<ProposedPerson, 'before'> {
  const standard = standards.find(({ tier }) => tier === one.tier) ?? standards.find(({ isDefault }) => isDefault) ?? standards[0];
  return { ...whoIs(one), tier: standard.tier, after: standard.amount, overdue: isEnrolmentStatus(one.enrolment_status) && isOverdue(one.entry_month, one.programme_months, one.enrolment_status, month) };
}
