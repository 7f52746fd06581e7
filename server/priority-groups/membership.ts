import { row } from '../database.js';
import { NotFound } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import type { Month } from '../values/month.js';
import type { PriorityGroupKey } from '../values/priority-group.js';
import { scopeSql } from '../values/scope.js';

/** 中央下发: shared and matched by the three departments; 自采集: found by the school itself. */
export type MembershipSource = 'central' | 'local';
export const membershipSources: readonly MembershipSource[] = ['central', 'local'];
export const sourceNames: Readonly<Record<MembershipSource, string>> = { central: '中央下发', local: '自采集' };

/** 核实: what the school where the person studies found out. */
export type Verification = 'unverified' | 'true' | 'untrue' | 'transferred';
export const verifications: readonly Verification[] = ['unverified', 'true', 'untrue', 'transferred'];
export const verificationNames: Readonly<Record<Verification, string>> = { unverified: '待核实', true: '属实', untrue: '不属实', transferred: '已转出' };

/** 城乡. Needed for 农村低保 and 农村特困 (附件1 五3). */
export type Area = '' | 'urban' | 'rural';
export const areaNames: Readonly<Record<Area, string>> = { '': '—', urban: '城市', rural: '农村' };

/** One person's belonging to one group, by one source, from a month on. */
export type Membership = {
  id: number; personId: number; group: PriorityGroupKey; source: MembershipSource; name: string; area: Area; validFrom: Month; validTo: Month | null;
  verification: Verification; reason: string; verifiedSchoolId: number | null; version: number;
};

/**
 * Which memberships count in a month: valid in it and not found untrue. Every list and every number uses this one
 * condition, so that the same question has one answer.
 */
export const countsIn = (month: Month, alias = 'm'): { sql: string; params: string[] } => ({
  sql: `${alias}.verification <> 'untrue' AND ${alias}.valid_from <= ? AND (${alias}.valid_to IS NULL OR ${alias}.valid_to >= ?)`, params: [month, month],
});

/** Where the verification of a school still lacks: never looked at, or passed on by another school (已转出). */
export const awaitsSchool = (alias = 'm', student = 's'): string => `(${alias}.source = 'central' AND (${alias}.verification = 'unverified' OR (${alias}.verification = 'transferred' AND ${alias}.verified_school_id <> ${student}.school_id)))`;

type Row = { id: number; person_id: number; group_key: PriorityGroupKey; source: MembershipSource; name: string; area: Area; valid_from: string; valid_to: string | null; verification: Verification; verification_reason: string; verified_school_id: number | null; version: number };
export const MEMBERSHIP_COLUMNS = 'm.id, m.person_id, m.group_key, m.source, m.name, m.area, m.valid_from, m.valid_to, m.verification, m.verification_reason, m.verified_school_id, m.version';
export const membershipOf = (found: Row): Membership => ({
  id: found.id, personId: found.person_id, group: found.group_key, source: found.source, name: found.name, area: found.area, validFrom: found.valid_from, validTo: found.valid_to,
  verification: found.verification, reason: found.verification_reason, verifiedSchoolId: found.verified_school_id, version: found.version,
});
export type MembershipRow = Row;

/** A membership of somebody who studies in the actor's scope. @throws NotFound */
export async function membershipInScope(actor: Actor, id: number, lock = false): Promise<Membership> {
  const scope = scopeSql(actor);
  const found = await row<Row>(
    `SELECT ${MEMBERSHIP_COLUMNS} FROM group_memberships m WHERE m.id = ? AND EXISTS (SELECT 1 FROM students s JOIN organisations o ON o.id = s.school_id WHERE s.person_id = m.person_id AND ${scope.sql})${lock ? ' FOR UPDATE' : ''}`, [id, ...scope.params]);
  if (!found) throw new NotFound();
  return membershipOf(found);
}
