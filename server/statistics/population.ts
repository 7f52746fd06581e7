import { row, rows } from '../database.js';
import { ticks } from '../lib/clock.js';
import { pageOf } from '../lib/pagination.js';
import { countsIn, awaitsSchool, type MembershipSource, type Verification } from '../priority-groups/membership.js';
import { aidedSql, thereIs } from './aid-facts.js';
import { currentMonth } from './count-rosters.js';
import { countsBySchool } from './population-counts.js';
import { regionOf } from './row-organisations.js';
import { monthNumberOf } from './work-progress.js';
import { isLargeScope, namesLike, typedWords, type Typed } from '../students/student-names.js';
import { isSchool, type Actor } from '../values/actor.js';
import type { Month } from '../values/month.js';
import { priorityGroups, type PriorityGroupKey } from '../values/priority-group.js';
import { monthsOfSchoolYear, schoolYearOfMonth } from '../values/school-year.js';
import type { EducationStage } from '../values/stage.js';
import { scopeSql } from '../values/scope.js';

/** Whether a person must be in a group, must not be, or either (不限). */
export type GroupFilters = Partial<Record<PriorityGroupKey, 'yes' | 'no'>>;

/**
 * Whom a look-up is about. `studying-here`: those enrolled in the actor's own subtree (本地就读); the other scope: those whose
 * household registration lies in the actor's region and whose school does not (本地户籍外地就读, A17).
 */
export type PopulationAsked = {
  scope?: 'studying-here' | 'registered-here-studying-elsewhere';
  /** In this group, or in any of the eleven. */
  group?: PriorityGroupKey | 'any';
  groups?: GroupFilters; source?: MembershipSource; verification?: Verification; awaiting?: boolean;
  aided?: 'yes' | 'no'; stage?: EducationStage; schoolId?: number; q?: string; month?: Month;
  /** Only these schools: the ones counted in one row of a statistic. */
  schools?: readonly number[];
  /** A cell of 工作进展查看. */
  progress?: 'enrolled' | 'overdue' | 'current' | 'gaps';
};
export type Sql = { sql: string; params: (string | number | number[] | string[])[] };

/**
 * Full-time students (在校) of a population, each person once, in one order.
 * @param named all names that are meant by the words asked for, where they have been looked up.
 */
export async function populationSql(actor: Actor, asked: PopulationAsked, named: readonly string[] | null = null): Promise<Sql> {
  const month = asked.month ?? (await currentMonth());
  const place = await placeOf(actor, asked);
  // In this order: what is seen in the row itself, then what must be looked up for it.
  const parts: Sql[] = [
    place, { sql: "s.enrolment_status = 'full-time'", params: [] },
    ...(asked.stage ? [{ sql: 'o.stage = ?', params: [asked.stage] }] : []), ...(asked.schoolId ? [{ sql: 's.school_id = ?', params: [asked.schoolId] }] : []),
    ...(asked.schools ? [{ sql: 's.school_id IN (?)', params: [schoolsOf(asked.schools)] }] : []),
    ...(asked.progress ? [progressSql(asked.progress, month)] : []), ...(asked.q?.trim() ? [nameSql(typedWords(asked.q), named)] : []),
    ...membershipConditions(asked, month),
  ];
  if (asked.aided) {
    const { first, last } = monthsOfSchoolYear(schoolYearOfMonth(month));
    const aided = aidedSql('s.person_id', first, last);
    parts.push({ sql: asked.aided === 'yes' ? aided.sql : `NOT ${aided.sql}`, params: aided.params });
  }
  parts.push(onceSql(actor, asked));
  return { sql: parts.map(({ sql }) => sql).join(' AND '), params: parts.flatMap(({ params }) => params) };
}

export type FoundPopulation = { ids: number[]; nextCursor: string | null; total?: number; /** `total` was counted no further. */ atLeast?: true };
type Page = { limit: number; after?: number; offset?: number };

/** Nobody looks at more pages than that; what is found by walking is counted so far, and no longer than somebody waits gladly. */
const COUNTED_TO = 2000;
const COUNTED_MS = 300;
/** Of so few schools all are counted however long it takes. */
const SCHOOLS_ALWAYS = 28;
/** Schools looked at by one statement: few at first, as mostly the first ones fill the page, then more, so that none takes long. */
const SCHOOLS_FIRST = 4;
const SCHOOLS_MOST = 64;

/**
 * One page of a population, school by school and in each by student id, and on request how many persons it has. Where the
 * summary rows know how many there are in each school, only the schools of the page are looked at and the number is that of the
 * statistics; else the schools are walked through.
 */
export async function findPopulation(actor: Actor, asked: PopulationAsked, page: Page, options: { count: boolean }): Promise<FoundPopulation> {
  const named = await namesAsked(actor, asked);
  if (named?.length === 0 && !typedWords(asked.q ?? '').tail) return { ids: [], nextCursor: null, ...(options.count ? { total: 0 } : {}) };
  const where = await populationSql(actor, asked, named);
  const from = page.after === undefined ? undefined : (await row<{ id: number; school_id: number }>('SELECT id, school_id FROM students WHERE id = ?', [page.after]));
  const counts = await countsBySchool(actor, asked);
  if (!counts) return walk(where, named ? null : await schoolsToWalk(actor, asked), { ...page, from }, options);
  const { schools, skip } = schoolsOfPage(counts, page, from?.school_id);
  const found = schools.length === 0 ? [] : await idsOf(where, schools, { from, limit: page.limit + 1, offset: skip });
  const shown = pageOf(found, page.limit);
  return { ids: shown.items.map(({ id }) => id), nextCursor: shown.nextCursor, ...(options.count ? { total: [...counts.values()].reduce((sum, n) => sum + n, 0) } : {}) };
}

/**
 * In a large scope a name is looked for among all names there are, and students are then found by whole names, wherever they are; in a
 * small one, and where so many names are meant that everybody is soon found, in the rosters. @returns null for the latter.
 */
async function namesAsked(actor: Actor, { q, schoolId, schools }: PopulationAsked): Promise<string[] | null> {
  if (!q?.trim() || schoolId || (schools && schools.length <= SCHOOLS_MOST) || !(await isLargeScope(actor.organisation.path))) return null;
  return namesLike(typedWords(q));
}

/** In which schools the persons of a page are, and how many of the first of them come before it. */
function schoolsOfPage(counts: ReadonlyMap<number, number>, { limit, offset = 0 }: Page, first = 0): { schools: number[]; skip: number } {
  const schools: number[] = [];
  let skip = offset;
  let wanted = limit + 1;
  for (const id of [...counts.keys()].sort((a, b) => a - b)) {
    const people = counts.get(id) ?? 0;
    if (people === 0 || id < first) continue;
    if (schools.length === 0 && skip >= people) {
      skip -= people;
      continue;
    }
    if (schools.length === 0) wanted += skip;
    schools.push(id);
    // Of the school one has come from it is not known how many are left.
    wanted -= id === first ? 0 : people;
    if (wanted <= 0) break;
  }
  return { schools, skip };
}

type From = { id: number; school_id: number } | undefined;

async function idsOf(where: Sql, schools: readonly number[] | null, { from, limit, offset = 0 }: { from: From; limit: number; offset?: number }): Promise<{ id: number }[]> {
  const after = from ? { sql: ' AND (s.school_id > ? OR (s.school_id = ? AND s.id > ?))', params: [from.school_id, from.school_id, from.id] } : { sql: '', params: [] };
  return rows<{ id: number }>(
    `SELECT s.id FROM students s JOIN organisations o ON o.id = s.school_id WHERE ${where.sql}${schools ? ' AND s.school_id IN (?)' : ''}${after.sql} ORDER BY s.school_id, s.id LIMIT ? OFFSET ?`,
    [...where.params, ...(schools ? [[...schools]] : []), ...after.params, limit, offset]);
}

/** The schools in which somebody of the population may be; null where they are not walked but all looked at together. */
async function schoolsToWalk(actor: Actor, { scope = 'studying-here', verification, stage, schoolId, schools }: PopulationAsked): Promise<number[] | null> {
  if (scope !== 'studying-here' || verification === 'untrue' || verification === 'transferred') return null;
  if (schools) return [...schools].sort((a, b) => a - b);
  const place = scopeSql(actor);
  return (await rows<{ id: number }>(`SELECT o.id FROM organisations o WHERE ${place.sql} AND o.level = 'school'${stage ? ' AND o.stage = ?' : ''}${schoolId ? ' AND o.id = ?' : ''} ORDER BY o.id`, [...place.params, ...(stage ? [stage] : []), ...(schoolId ? [schoolId] : [])])).map(({ id }) => id);
}

async function walk(where: Sql, schools: readonly number[] | null, { limit, offset = 0, from }: Page & { from: From }, { count }: { count: boolean }): Promise<FoundPopulation> {
  const begun = ticks();
  const wanted = offset + limit + 1;
  const found: { id: number }[] = [];
  const parts: number[] = []; // how many there are in each part that was looked through to its end
  for (const some of inParts(schools)) {
    if (found.length >= wanted) break;
    const more = await idsOf(where, some, { from, limit: wanted - found.length });
    if (found.length + more.length < wanted) parts.push(more.length);
    found.push(...more);
  }
  const shown = pageOf(found.slice(offset), limit);
  // Looked through to the end, from the beginning.
  if (count && from === undefined && found.length < wanted) return { ids: shown.items.map(({ id }) => id), nextCursor: shown.nextCursor, total: found.length };
  return { ids: shown.items.map(({ id }) => id), nextCursor: shown.nextCursor, ...(count ? await countTo(where, schools, { parts: from === undefined ? parts : [], seen: found.length, begun }) : {}) };
}

function* inParts(schools: readonly number[] | null): Generator<readonly number[] | null> {
  if (!schools) yield null;
  for (let at = 0, size = SCHOOLS_FIRST; at < (schools?.length ?? 0); at += size, size = Math.min(size * 2, SCHOOLS_MOST)) yield schools?.slice(at, at + size) ?? null;
}

async function countTo(where: Sql, schools: readonly number[] | null, { parts, seen, begun }: { parts: readonly number[]; seen: number; begun: number }): Promise<Pick<FoundPopulation, 'total' | 'atLeast'>> {
  let [total, looked, at] = [0, 0, 0];
  for (const some of inParts(schools)) {
    if (total > COUNTED_TO) break;
    if (looked >= SCHOOLS_ALWAYS && ticks() - begun > COUNTED_MS) return { total: Math.max(total, seen), atLeast: true };
    total += parts[at] ?? (await idsOf(where, some, { from: undefined, limit: COUNTED_TO + 1 - total })).length;
    looked += some?.length ?? 0;
    at += 1;
  }
  return total > COUNTED_TO ? { total: COUNTED_TO, atLeast: true } : { total };
}

async function placeOf(actor: Actor, { scope = 'studying-here' }: PopulationAsked): Promise<Sql> {
  if (scope === 'studying-here') return scopeSql(actor);
  const region = await regionOf(actor.organisation.id);
  const elsewhere = await rows<{ id: number }>("SELECT id FROM organisations WHERE level = 'school' AND region_code NOT LIKE ?", [`${region}%`]);
  return { sql: 's.household_region LIKE ? AND s.school_id IN (?)', params: [`${region}%`, schoolsOf(elsewhere.map(({ id }) => id))] };
}

/** A person with enrolments at several schools of the population stands at the first of them. Cells of 工作进展查看 count 学籍, not persons. */
function onceSql(actor: Actor, { scope = 'studying-here', progress, schools, stage }: PopulationAsked): Sql {
  if (progress) return { sql: 'TRUE', params: [] };
  const twin = "EXISTS (SELECT 1 FROM students d JOIN organisations p ON p.id = d.school_id WHERE d.person_id = s.person_id AND d.school_id < s.school_id AND d.enrolment_status = 'full-time'";
  if (scope !== 'studying-here') return { sql: `NOT ${twin})`, params: [] };
  if (schools) return { sql: `NOT ${twin} AND d.school_id IN (?))`, params: [schoolsOf(schools)] };
  return { sql: `NOT ${twin} AND p.path LIKE ?${stage ? ' AND p.stage = ?' : ''})`, params: [`${actor.organisation.path}%`, ...(stage ? [stage] : [])] };
}

/** None at all is a list too. */
const schoolsOf = (schools: readonly number[]): number[] => (schools.length > 0 ? [...schools] : [0]);

function membershipConditions({ group, groups = {}, source, verification, awaiting }: PopulationAsked, month: Month): Sql[] {
  const counted = verification === 'untrue' ? { sql: "m.verification = 'untrue'", params: [] } : countsIn(month);
  const from = source ? ' AND m.source = ?' : '';
  const belongs = (keys: readonly PriorityGroupKey[], more = ''): Sql => ({
    sql: thereIs(`group_memberships m WHERE m.person_id = s.person_id AND m.group_key IN (${keys.map(() => '?').join(', ')}) AND ${counted.sql}${from}${more}`), params: [...keys, ...counted.params, ...(source ? [source] : [])],
  });
  const among = (keys: readonly PriorityGroupKey[], more: string): Sql => ({
    sql: `s.person_id IN (SELECT m.person_id FROM group_memberships m WHERE m.group_key IN (${keys.map(() => '?').join(', ')}) AND ${counted.sql}${from}${more})`, params: [...keys, ...counted.params, ...(source ? [source] : [])],
  });
  const all = priorityGroups.map(({ key }) => key);
  const state = verification && verification !== 'untrue' ? ` AND m.verification = '${verification}'` : '';
  const waiting = awaiting ? ` AND ${awaitsSchool()}` : '';
  const conditions: Sql[] = [];
  const asked = !group || group === 'any' ? all : [group];
  // Few records are untrue or transferred: one begins with them. Of the others there are many, and each person is looked up.
  if (verification === 'untrue' || verification === 'transferred') conditions.push(among(asked, state));
  else if (group || verification || awaiting) conditions.push(belongs(asked, `${state}${waiting}`));
  for (const { key } of priorityGroups) {
    const wanted = groups[key];
    if (!wanted) continue;
    const one = belongs([key]);
    conditions.push(wanted === 'yes' ? one : { sql: `NOT ${one.sql}`, params: one.params });
  }
  return conditions;
}

function progressSql(progress: NonNullable<PopulationAsked['progress']>, month: Month): Sql {
  switch (progress) {
    case 'enrolled': return { sql: 'TRUE', params: [] };
    case 'overdue': return { sql: 's.graduation <= ?', params: [monthNumberOf(month)] };
    case 'current': return { sql: '(s.graduation IS NULL OR s.graduation > ?)', params: [monthNumberOf(month)] };
    case 'gaps': return { sql: 's.graduation IS NULL', params: [] };
  }
}

/** A name, its pinyin or initials, or the last four of a document number. */
function nameSql({ name, letters, tail }: Typed, named: readonly string[] | null): Sql {
  if (named) {
    // The first finds them by the index, the second tells apart what the ordinary collation takes for one.
    const parts: Sql[] = [...(named.length > 0 ? [{ sql: '(s.name IN (?) AND s.name COLLATE utf8mb4_bin IN (?))', params: [[...named], [...named]] }] : []), ...(tail ? [{ sql: 's.document_tail = ?', params: [tail] }] : [])];
    return { sql: `(${parts.map(({ sql }) => sql).join(' OR ')})`, params: parts.flatMap(({ params }) => params) };
  }
  const like = `%${name.replace(/[%_\\]/g, '\\$&')}%`;
  return {
    sql: `(s.name COLLATE utf8mb4_bin LIKE ?${letters ? ' OR s.name_pinyin LIKE ? OR s.name_initials LIKE ?' : ''}${tail ? ' OR s.document_masked LIKE ?' : ''})`,
    params: [like, ...(letters ? [`%${letters}%`, `%${letters}%`] : []), ...(tail ? [`%${tail}`] : [])],
  };
}

/** How many persons of each group are registered in the actor's region and study outside it, by one statement. */
export async function countElsewhere(actor: Actor): Promise<Map<PriorityGroupKey, number>> {
  const counted = countsIn(await currentMonth());
  const place = await placeOf(actor, { scope: 'registered-here-studying-elsewhere' });
  const found = await rows<{ group_key: PriorityGroupKey; n: number }>(
    `SELECT m.group_key, COUNT(DISTINCT s.person_id) AS n FROM students s JOIN organisations o ON o.id = s.school_id JOIN group_memberships m ON m.person_id = s.person_id AND ${counted.sql} WHERE ${place.sql} AND s.enrolment_status = 'full-time' GROUP BY m.group_key`, [...counted.params, ...place.params]);
  return new Map(found.map(({ group_key, n }) => [group_key, n]));
}

/** 本地户籍外地就读 belongs to authorities; a school has no region. */
export const mayLookElsewhere = (actor: Actor): boolean => !isSchool(actor);
