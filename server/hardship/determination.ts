import { row, rows } from '../database.js';
import { NotFound } from '../lib/errors.js';
import { pageOf } from '../lib/pagination.js';
import type { Actor } from '../values/actor.js';
import { priorityGroups, type PriorityGroupKey } from '../values/priority-group.js';
import { scopeSql } from '../values/scope.js';
import { groupsIn } from './circumstances.js';
import type { HardshipLevel } from './level.js';

/** 首次认定, 变更 of a result, or 申诉复核 after a grievance. */
export type DeterminationKind = 'initial' | 'change' | 'grievance';
export const kindNames: Readonly<Record<DeterminationKind, string>> = { initial: '首次认定', change: '变更', grievance: '申诉复核' };
/** pending until the school's reviewer decides; a passed one is superseded by the next that passes. */
export type DeterminationStatus = 'pending' | 'passed' | 'failed' | 'superseded';
export const statusNames: Readonly<Record<DeterminationStatus, string>> = { pending: '待审核', passed: '通过', failed: '不通过', superseded: '已变更' };

/** 困难认定: one student's level for one school year, as the school determined it. */
export type Determination = {
  id: number; student: { id: number; name: string; maskedId: string }; school: { id: number; name: string }; className: string; schoolYear: string; kind: DeterminationKind; level: HardshipLevel; suggested: HardshipLevel;
  groups: PriorityGroupKey[]; reason: string; status: DeterminationStatus; remark: string; determinedBy: number; determinedAt: Date; reviewedAt: Date | null; version: number;
};

type Row = {
  id: number; student_id: number; name: string; document_masked: string; school_id: number; school: string; grade: string; major: string; class_name: string; school_year: string; kind: DeterminationKind; level: HardshipLevel; suggested: HardshipLevel;
  priority_groups: string; reason: string; status: DeterminationStatus; remark: string; determined_by: number; determined_at: Date; reviewed_at: Date | null; version: number;
};
const SELECT = `SELECT h.id, h.student_id, s.name, s.document_masked, h.school_id, o.name AS school, s.grade, s.major, s.class_name, h.school_year, h.kind, h.level, h.suggested, h.priority_groups, h.reason, h.status, h.remark, h.determined_by, h.determined_at, h.reviewed_at, h.version
  FROM hardship_determinations h JOIN students s ON s.id = h.student_id JOIN organisations o ON o.id = h.school_id`;
const determinationOf = (found: Row): Determination => ({
  id: found.id, student: { id: found.student_id, name: found.name, maskedId: found.document_masked }, school: { id: found.school_id, name: found.school }, className: [found.grade, found.major, found.class_name].filter(Boolean).join(' '),
  schoolYear: found.school_year, kind: found.kind, level: found.level, suggested: found.suggested, groups: groupsIn(found.priority_groups), reason: found.reason, status: found.status, remark: found.remark, determinedBy: found.determined_by, determinedAt: found.determined_at, reviewedAt: found.reviewed_at, version: found.version,
});

/** A determination whatever the scope: for the process, whose task was already checked. @throws NotFound */
export async function determinationById(id: number): Promise<Determination> {
  const found = await row<Row>(`${SELECT} WHERE h.id = ?`, [id]);
  if (!found) throw new NotFound();
  return determinationOf(found);
}

/** The names the process library shows. */
export async function determinationNames(ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  return new Map((await rows<Row>(`${SELECT} WHERE h.id IN (?)`, [[...ids]])).map((one) => [one.id, nameOf(determinationOf(one))]));
}

export const nameOf = ({ school, student, schoolYear }: Determination): string => `${school.name} ${student.name} ${schoolYear}学年困难认定`;

export type DeterminationFilter = { schoolYear: string; studentId?: number; schoolId?: number; status?: DeterminationStatus; level?: HardshipLevel; inHardship?: boolean; groups?: Partial<Record<PriorityGroupKey, 'yes' | 'no'>>; q?: string };
type Page = { limit: number; after?: number; offset?: number };

/** Determinations of students in the actor's scope by id, a page at a time, on request with the count of all. */
export async function findDeterminations(actor: Actor, filter: DeterminationFilter, page: Page, options: { count: boolean }): Promise<{ items: Determination[]; nextCursor: string | null; total?: number }> {
  const where = whereOf(actor, filter);
  const total = options.count ? (await row<{ n: number }>(`SELECT COUNT(*) AS n FROM hardship_determinations h JOIN students s ON s.id = h.student_id JOIN organisations o ON o.id = h.school_id WHERE ${where.sql}`, where.params))?.n : undefined;
  const found = await rows<Row>(`${SELECT} WHERE ${where.sql}${page.after ? ' AND h.id > ?' : ''} ORDER BY h.id LIMIT ? OFFSET ?`, [...where.params, ...(page.after ? [page.after] : []), page.limit + 1, page.offset ?? 0]);
  return { ...pageOf(found.map(determinationOf), page.limit), ...(total === undefined ? {} : { total }) };
}

/** How many students of the filtered set there are at each level, and in each of the eleven groups. */
export async function countDeterminations(actor: Actor, filter: DeterminationFilter): Promise<Record<string, number>> {
  const where = whereOf(actor, filter);
  const columns = [...(['special', 'hard', 'general'] as const).map((level) => `CAST(COALESCE(SUM(h.level = '${level}'), 0) AS SIGNED) AS \`${level}\``), ...priorityGroups.map(({ key }) => `CAST(COALESCE(SUM(FIND_IN_SET('${key}', h.priority_groups) > 0), 0) AS SIGNED) AS \`${key}\``)];
  return (await row<Record<string, number>>(`SELECT ${columns.join(', ')} FROM hardship_determinations h JOIN students s ON s.id = h.student_id JOIN organisations o ON o.id = h.school_id WHERE ${where.sql}`, where.params)) ?? {};
}

function whereOf(actor: Actor, { schoolYear, studentId, schoolId, status, level, inHardship, groups = {}, q }: DeterminationFilter): { sql: string; params: (string | number)[] } {
  const scope = scopeSql(actor);
  const parts: string[] = [scope.sql, 'h.school_year = ?'];
  const params: (string | number)[] = [...scope.params, schoolYear];
  const add = (sql: string, ...values: (string | number)[]): void => { parts.push(sql); params.push(...values); };
  if (studentId) add('h.student_id = ?', studentId);
  if (schoolId) add('h.school_id = ?', schoolId);
  if (status) add('h.status = ?', status);
  if (level) add('h.level = ?', level);
  if (inHardship) add("h.level <> 'none'");
  for (const { key } of priorityGroups) if (groups[key]) add(`FIND_IN_SET(?, h.priority_groups) ${groups[key] === 'yes' ? '> 0' : '= 0'}`, key);
  if (q) add('(s.name LIKE ? OR CONVERT(s.name_pinyin USING utf8mb4) LIKE ? OR CONVERT(s.name_initials USING utf8mb4) LIKE ?)', ...Array<string>(3).fill(`%${q.replace(/[%_\\]/g, '\\$&')}%`));
  return { sql: parts.join(' AND '), params };
}
