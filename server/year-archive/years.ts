import { officeNow, row, rows, type Params } from '../database.js';
import { stageSql } from '../award-lists/status.js';
import type { Actor } from '../values/actor.js';
import { officeDateOf } from '../values/office-date.js';
import { monthsOfSchoolYear, schoolYearSql, type SchoolYear } from '../values/school-year.js';
import { scopeSql } from '../values/scope.js';
import { unfinishedStages, type YearFound } from './rules.js';

/** A school year as its lists add up: lists, people aided (each time counted), what was paid in fen. */
export type YearSums = { year: SchoolYear; lists: number; people: number; paid: number };

/** The school years that have lists within the actor's scope, newest first. */
export async function yearsWithLists(actor: Actor): Promise<YearSums[]> {
  const scope = scopeSql(actor);
  return (await rows<{ year: string; lists: number; people: number; paid: number }>(
    `SELECT ${schoolYearSql('l.period')} AS year, COUNT(*) AS lists, CAST(COALESCE(SUM(l.people), 0) AS SIGNED) AS people, CAST(COALESCE(SUM(l.paid_fen), 0) AS SIGNED) AS paid
       FROM award_lists l JOIN organisations o ON o.id = l.school_id WHERE ${scope.sql} GROUP BY year ORDER BY year DESC`, scope.params));
}

/** Of `award_lists l`: those of a year whose school lies at or below a place. As strings a year's periods lie between its first and last month, terms too. */
export function listsOfYear(path: string, year: SchoolYear): { sql: string; params: Params[number][] } {
  const { first, last } = monthsOfSchoolYear(year);
  return { sql: 'l.period BETWEEN ? AND ? AND l.school_id IN (SELECT s.id FROM organisations s WHERE s.path LIKE ?)', params: [first, last, `${path}%`] };
}

/** What a year's lists below a place look like: how many, what has not come to its end, what of the public is unanswered. */
export async function lookAtYear(path: string, year: SchoolYear): Promise<YearFound & { people: number; paid: number }> {
  const of = listsOfYear(path, year);
  const today = officeDateOf(await officeNow());
  const sums = await row<{ lists: number; people: number; paid: number }>(`SELECT COUNT(*) AS lists, CAST(COALESCE(SUM(l.people), 0) AS SIGNED) AS people, CAST(COALESCE(SUM(l.paid_fen), 0) AS SIGNED) AS paid FROM award_lists l WHERE ${of.sql}`, of.params);
  const cases = unfinishedStages.map((stage) => ({ stage, ...stageSql(stage, today) }));
  const found = await rows<{ stage: YearFound['unfinished'][number]['stage'] | null; lists: number }>(
    `SELECT x.stage, COUNT(*) AS lists FROM (SELECT CASE ${cases.map(({ sql }) => `WHEN ${sql} THEN ?`).join(' ')} END AS stage FROM award_lists l WHERE ${of.sql}) x WHERE x.stage IS NOT NULL GROUP BY x.stage`,
    [...cases.flatMap(({ params, stage }) => [...params, stage]), ...of.params]);
  const objections = await row<{ n: number }>(`SELECT COUNT(*) AS n FROM objections b JOIN award_lists l ON l.id = b.list_id WHERE b.state = 'open' AND ${of.sql}`, of.params);
  return {
    lists: sums?.lists ?? 0, people: sums?.people ?? 0, paid: sums?.paid ?? 0, openObjections: objections?.n ?? 0,
    unfinished: unfinishedStages.flatMap((stage) => { const lists = found.find((one) => one.stage === stage)?.lists ?? 0; return lists > 0 ? [{ stage, lists }] : []; }),
  };
}
