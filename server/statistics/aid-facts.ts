import { rows } from '../database.js';
import { periodName } from '../values/period.js';
import { isProgrammeKey, programmeOf } from '../values/programme.js';
import { educationStageNames, isEducationStage } from '../values/stage.js';

/*
 * 受助: money that reached somebody (实发金额大于 0), from every programme of this system and from imported history.
 * Each source says which of its rows count and in which month; every number and every list of aid is read through here.
 */

/** The month an award counts in; one of a term counts in its first (values/period.ts). */
const AWARD_MONTH = "COALESCE(f.month, IF(RIGHT(f.period, 6) = 'autumn', CONCAT(LEFT(f.period, 4), '-09'), CONCAT(SUBSTRING(f.period, 6, 4), '-03')))";

type Source = { table: string; counts: string; month: string; amount: string };
const sources: readonly Source[] = [
  { table: 'awards', counts: 'f.paid_fen > 0', month: AWARD_MONTH, amount: 'f.paid_fen' },
  { table: 'aid_history', counts: 'f.paid_fen > 0', month: 'f.month', amount: 'f.paid_fen' },
  { table: 'loans', counts: "f.status = 'passed'", month: "DATE_FORMAT(f.issued_on, '%Y-%m')", amount: 'f.amount_fen' },
];

/** SQL of what a person (an expression) was paid between two months, in fen; the months are its parameters, twice each source. */
export function paidSql(person: string, first: string, last: string): { sql: string; params: string[] } {
  return {
    sql: `(${sources.map(({ table, counts, month, amount }) => `COALESCE((SELECT SUM(${amount}) FROM ${table} f WHERE f.person_id = ${person} AND ${counts} AND ${month} BETWEEN ? AND ?), 0)`).join(' + ')})`,
    params: sources.flatMap(() => [first, last]),
  };
}

/**
 * SQL that is true where a row is found. Written so that it is looked up for each person: as EXISTS the database may rather
 * gather all rows of a province first, which takes longer than the page it is for.
 */
export const thereIs = (from: string): string => `((SELECT 1 FROM ${from} LIMIT 1) IS NOT NULL)`;

/** SQL that is true for a person (an expression) with aid between two months. */
export function aidedSql(person: string, first: string, last: string): { sql: string; params: string[] } {
  return {
    sql: `(${sources.map(({ table, counts, month }) => thereIs(`${table} f WHERE f.person_id = ${person} AND ${counts} AND ${month} BETWEEN ? AND ?`)).join(' OR ')})`,
    params: sources.flatMap(() => [first, last]),
  };
}

/** One receipt of aid. `month` orders it, `period` is what people read: 2023年5月, 2022-2023学年春季学期. */
export type AidFact = { personId: number; programme: string; month: string; period: string; stage: string; stageName: string; school: string; amount: number };

/** Everything these persons ever received, newest first, wherever they studied (历年受助). */
export async function aidOf(personIds: readonly number[]): Promise<Map<number, AidFact[]>> {
  const facts = new Map<number, AidFact[]>(personIds.map((id) => [id, []]));
  if (personIds.length === 0) return facts;
  const here = await rows<{ person_id: number; programme: string; month: string; period: string; stage: string | null; school: string; paid_fen: number }>(
    `SELECT f.person_id, f.programme, ${AWARD_MONTH} AS month, f.period, o.stage, o.name AS school, f.paid_fen FROM awards f JOIN award_lists l ON l.id = f.list_id JOIN organisations o ON o.id = l.school_id WHERE f.person_id IN (?) AND f.paid_fen > 0`, [[...personIds]]);
  const before = await rows<{ person_id: number; programme: string; month: string; period: string; stage: string; school: string; paid_fen: number }>(
    'SELECT f.person_id, f.programme_name AS programme, f.month, f.month AS period, f.stage, f.school_name AS school, f.paid_fen FROM aid_history f WHERE f.person_id IN (?) AND f.paid_fen > 0', [[...personIds]]);
  const lent = await rows<{ person_id: number; programme: string; month: string; period: string; stage: string; school: string; paid_fen: number }>(
    "SELECT f.person_id, 'state-student-loan' AS programme, DATE_FORMAT(f.issued_on, '%Y-%m') AS month, DATE_FORMAT(f.issued_on, '%Y-%m') AS period, f.stage, f.school_name AS school, f.amount_fen AS paid_fen FROM loans f WHERE f.person_id IN (?) AND f.status = 'passed'", [[...personIds]]);
  for (const one of [...here, ...before, ...lent]) {
    const stage = one.stage ?? '';
    facts.get(one.person_id)?.push({
      personId: one.person_id, programme: isProgrammeKey(one.programme) ? programmeOf(one.programme).name : one.programme, month: one.month, period: periodName(one.period),
      stage, stageName: isEducationStage(stage) ? educationStageNames[stage] : '', school: one.school, amount: one.paid_fen,
    });
  }
  for (const list of facts.values()) list.sort((a, b) => (a.month < b.month ? 1 : a.month > b.month ? -1 : 0));
  return facts;
}
