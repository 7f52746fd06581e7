import { rows } from '../database.js';
import { MEMBERSHIP_COLUMNS, membershipOf, type Membership, type MembershipRow } from '../priority-groups/membership.js';
import { presentMembership } from '../priority-groups/presenter.js';
import { aidOf, type AidFact } from './aid-facts.js';
import { currentMonth } from './count-rosters.js';
import { formatYuan } from '../lib/money.js';
import { priorityGroups, type PriorityGroupKey } from '../values/priority-group.js';
import { educationStageNames, isEducationStage } from '../values/stage.js';

/** A student of a look-up with what is known of the person. */
export type PersonFound = {
  id: number; personId: number; name: string; maskedId: string; school: { id: number; name: string }; stage: string; stageName: string; grade: string; major: string; className: string; householdRegion: string | null;
  memberships: Membership[]; aid: AidFact[];
};

/** The students of these ids in their order, each with memberships (those found untrue too) and all aid. */
export async function peopleFound(ids: readonly number[], what: { aid: boolean }): Promise<PersonFound[]> {
  if (ids.length === 0) return [];
  const found = await rows<{ id: number; person_id: number; name: string; document_masked: string; school_id: number; school: string; stage: string | null; grade: string; major: string; class_name: string; household_region: string | null }>(
    'SELECT s.id, s.person_id, s.name, s.document_masked, s.school_id, o.name AS school, o.stage, s.grade, s.major, s.class_name, s.household_region FROM students s JOIN organisations o ON o.id = s.school_id WHERE s.id IN (?)', [[...ids]]);
  const place = new Map(ids.map((id, at) => [id, at]));
  found.sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
  const persons = found.map(({ person_id }) => person_id);
  const memberships = (await rows<MembershipRow>(`SELECT ${MEMBERSHIP_COLUMNS} FROM group_memberships m WHERE m.person_id IN (?) ORDER BY m.id`, [persons])).map(membershipOf);
  const aid = what.aid ? await aidOf(persons) : new Map<number, AidFact[]>();
  return found.map((one) => ({
    id: one.id, personId: one.person_id, name: one.name, maskedId: one.document_masked, school: { id: one.school_id, name: one.school }, stage: one.stage ?? '', stageName: one.stage && isEducationStage(one.stage) ? educationStageNames[one.stage] : '',
    grade: one.grade, major: one.major, className: one.class_name, householdRegion: one.household_region, memberships: memberships.filter(({ personId }) => personId === one.person_id), aid: aid.get(one.person_id) ?? [],
  }));
}

/** The groups that count in a month, by name of the menu, once each, in the notice's order. */
export function groupsOf(person: Pick<PersonFound, 'memberships'>, month: string): PriorityGroupKey[] {
  const counting = new Set(person.memberships.filter((one) => one.verification !== 'untrue' && one.validFrom <= month && (one.validTo === null || one.validTo >= month)).map(({ group }) => group));
  return priorityGroups.map(({ key }) => key).filter((key) => counting.has(key));
}

const aidJson = (one: AidFact) => ({ programme: one.programme, month: one.month, period: one.period, stage: one.stage, stageName: one.stageName, school: one.school, amount: formatYuan(one.amount) });

/** A person as the API shows one; document numbers only masked. */
export async function presentPeople(people: readonly PersonFound[]) {
  const month = await currentMonth();
  return people.map((one) => ({
    id: one.id, name: one.name, maskedId: one.maskedId, school: one.school, stage: one.stage, stageName: one.stageName, grade: one.grade, major: one.major, className: one.className, householdRegion: one.householdRegion,
    groups: groupsOf(one, month), memberships: one.memberships.map(presentMembership),
  }));
}

/** The same with 历年受助: every receipt, how often and how much in all. */
export async function presentAided(people: readonly PersonFound[]) {
  const base = await presentPeople(people);
  return base.map(({ memberships: _memberships, ...one }, at) => ({ ...one, aid: people[at].aid.map(aidJson), times: people[at].aid.length, paid: formatYuan(people[at].aid.reduce((sum, { amount }) => sum + amount, 0)) }));
}

