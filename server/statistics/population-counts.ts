import { rows } from '../database.js';
import type { Actor } from '../values/actor.js';
import type { Month } from '../values/month.js';
import { priorityGroups, type PriorityGroupKey } from '../values/priority-group.js';
import { scopeSql } from '../values/scope.js';
import { currentMonth } from './count-rosters.js';
import type { PopulationAsked, Sql } from './population.js';
import { snapshotFor, type Snapshot } from './snapshot.js';
import { monthNumberOf } from './work-progress.js';

/**
 * How many persons of a population there are in each school, from the summary rows, a person at several schools at the first of
 * them. Null for what these rows do not know: names, verification, those studying elsewhere, groups in a coming month.
 */
export async function countsBySchool(actor: Actor, asked: PopulationAsked): Promise<Map<number, number> | null> {
  if (asked.scope === 'registered-here-studying-elsewhere' || asked.q?.trim() || asked.verification || asked.awaiting) return null;
  const current = await currentMonth();
  if (!asked.progress && asked.month !== undefined && asked.month > current) return null;
  const snapshot = await snapshotFor(actor.organisation.path, asked.month);
  if (!asked.progress && asked.month !== undefined && asked.month < current && !snapshot.stored) return null;
  const schools = await schoolsOf(actor, asked);
  const parts = partsOf(schools, snapshot);
  if (!parts) return null;
  const counts = new Map<number, number>();
  for (const [month, ids] of parts) for (const [id, people] of asked.progress ? await enrolled(month, ids, asked.progress, snapshot.asked) : await inCells(month, ids, asked)) counts.set(id, people);
  return counts;
}

async function schoolsOf(actor: Actor, { stage, schoolId, schools }: PopulationAsked): Promise<number[]> {
  const place = scopeSql(actor);
  const found = await rows<{ id: number }>(`SELECT o.id FROM organisations o WHERE ${place.sql} AND o.level = 'school'${stage ? ' AND o.stage = ?' : ''}${schoolId ? ' AND o.id = ?' : ''}`, [...place.params, ...(stage ? [stage] : []), ...(schoolId ? [schoolId] : [])]);
  const only = schools ? new Set(schools) : null;
  return found.map(({ id }) => id).filter((id) => only === null || only.has(id));
}

/** The schools by the month whose rows are read; null when one has never been counted. A month that is over lacks schools that came later. */
function partsOf(schools: readonly number[], { months, stored }: Snapshot): Map<Month, number[]> | null {
  const parts = new Map<Month, number[]>();
  for (const id of schools) {
    const month = months.get(id);
    if (!month && !stored) return null;
    if (month) parts.set(month, [...(parts.get(month) ?? []), id]);
  }
  return parts;
}

async function enrolled(month: Month, schools: number[], progress: NonNullable<PopulationAsked['progress']>, asked: Month): Promise<[number, number][]> {
  const condition: Record<typeof progress, Sql> = {
    enrolled: { sql: 'TRUE', params: [] }, overdue: { sql: 'c.graduation > 0 AND c.graduation <= ?', params: [monthNumberOf(asked)] },
    current: { sql: '(c.graduation = 0 OR c.graduation > ?)', params: [monthNumberOf(asked)] }, gaps: { sql: 'c.graduation = 0', params: [] },
  };
  const found = await rows<{ school_id: number; people: number }>(
    `SELECT c.school_id, CAST(SUM(c.people) AS SIGNED) AS people FROM roster_counts c WHERE c.month = ? AND c.school_id IN (?) AND ${condition[progress].sql} GROUP BY c.school_id`, [month, schools, ...condition[progress].params]);
  return found.map(({ school_id, people }) => [school_id, people]);
}

async function inCells(month: Month, schools: number[], asked: PopulationAsked): Promise<Map<number, number>> {
  const where = cellSql(asked);
  const counts = new Map((await rows<{ school_id: number; people: number }>(
    `SELECT c.school_id, CAST(SUM(c.people) AS SIGNED) AS people FROM group_counts c WHERE c.month = ? AND c.school_id IN (?) AND ${where} GROUP BY c.school_id`, [month, schools])).map(({ school_id, people }) => [school_id, people]));
  const seen = new Set<number>();
  const doubles = await rows<{ person_id: number; school_id: number }>(`SELECT c.person_id, c.school_id FROM double_enrolments c WHERE c.month = ? AND c.school_id IN (?) AND ${where} ORDER BY c.school_id`, [month, schools]);
  for (const { person_id, school_id } of doubles) {
    if (seen.has(person_id)) counts.set(school_id, (counts.get(school_id) ?? 0) - 1);
    seen.add(person_id);
  }
  return counts;
}

/** Which cells of the cube (central, local, aided) are meant: the same conditions as those on persons. */
function cellSql({ group, groups = {}, source, aided }: PopulationAsked): string {
  const bits = source === 'central' ? 'c.central' : source === 'local' ? 'c.local' : '(c.central | c.local)';
  const has = (key: PriorityGroupKey): string => `(${bits} & ${1 << (priorityGroups.findIndex((one) => one.key === key))}) <> 0`;
  const parts = group === 'any' ? [`${bits} <> 0`] : group ? [has(group)] : [];
  for (const { key } of priorityGroups) if (groups[key]) parts.push(groups[key] === 'yes' ? has(key) : `NOT (${has(key)})`);
  if (aided) parts.push(`c.aided = '${aided}'`);
  return parts.length > 0 ? parts.join(' AND ') : 'TRUE';
}
