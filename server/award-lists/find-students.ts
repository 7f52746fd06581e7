import { rows } from '../database.js';
import { findStudents } from '../students/query.js';
import type { Actor } from '../values/actor.js';
import { periodName, spanWord } from '../values/period.js';
import type { AwardList } from './award-list.js';
import { whyNotEnrolled } from './enter-awards.js';

/** A student of the list's school, and why they cannot be put on this list, if so. */
export type Candidate = { id: number; name: string; maskedId: string; grade: string; major: string; className: string; blocked: string | null };

const MOST_SHOWN = 30;

/** Students of the list's own school by name, pinyin, initials or the last four of their number, each with what stands against them. */
export async function findCandidates(actor: Actor, list: AwardList, typed: string): Promise<{ students: Candidate[]; more: boolean }> {
  const found = await findStudents(actor, { q: typed, schoolId: list.school.id, limit: MOST_SHOWN }, { count: false });
  const taken = await placesTaken(list, found.items.map(({ personId }) => personId));
  const students = found.items.map((one): Candidate => ({ id: one.id, name: one.name, maskedId: one.documentMasked, grade: one.grade, major: one.major, className: one.className, blocked: taken.get(one.personId) ?? whyNotEnrolled(one.name, one.enrolmentStatus) }));
  // Those who can be added come first; the others stay, so that nobody wonders where they are.
  return { more: found.nextCursor !== null, students: [...students.filter(({ blocked }) => blocked === null), ...students.filter(({ blocked }) => blocked !== null)] };
}

/** The same student of the same programme stands on one list a month: this one, or another school's or batch's. */
async function placesTaken(list: AwardList, personIds: readonly number[]): Promise<Map<number, string>> {
  if (personIds.length === 0) return new Map();
  const found = await rows<{ person_id: number; list_id: number }>('SELECT person_id, list_id FROM awards WHERE programme = ? AND period = ? AND person_id IN (?) AND (list_id = ? OR active_flag = 1)', [list.programme.key, list.period, [...personIds], list.id]);
  return new Map(found.map((one) => [one.person_id, one.list_id === list.id ? '已在这份名单上。' : `已在${periodName(list.period)}${list.programme.name}的另一份名单上，同一${spanWord(list.period)}只能受助一次。`]));
}
