import { row, rows, type Params } from '../database.js';
import { formatThousands } from '../lib/money.js';
import { scopeSql } from '../values/scope.js';
import type { Actor } from '../values/actor.js';
import { enrolmentStatusNames, graduationMonth, isEnrolmentStatus } from '../values/enrolment.js';
import { formatMonth } from '../values/month.js';
import { firstMonthOf, spanWord, type Period } from '../values/period.js';
import { isProgrammeKey, listProgrammeKeys, programmeOf } from '../values/programme.js';
import { tiersInForce, type Standard } from './standards.js';

/** What a reviewer should look at; none of them blocks a decision (A13). Public in the API, in the order they are told. */
export const warningCodes = ['on-another-list', 'not-enrolled', 'overdue', 'off-standard', 'same-card', 'no-card'] as const;
export type WarningCode = (typeof warningCodes)[number];
export type Warning = { code: WarningCode; message: string };
export const isWarningCode = (text: string): text is WarningCode => warningCodes.some((code) => code === text);

/** The words on a row and in the five facts. */
export const warningNames: Readonly<Record<WarningCode, string>> = {
  'on-another-list': '另有名单', 'not-enrolled': '不在读', overdue: '逾期学生', 'off-standard': '金额与标准不符', 'same-card': '同卡', 'no-card': '没有资助卡',
};

/** The list a warning is about, with the standards of its period. */
export type WarnedList = { id: number; schoolId: number; programme: string; period: Period; standards: Standard[] };
type Sql = { sql: string; params: Params[number][] };

export async function warnedList(listId: number): Promise<WarnedList | null> {
  const found = await row<{ school_id: number; programme: string; period: string }>('SELECT school_id, programme, period FROM award_lists WHERE id = ?', [listId]);
  return found ? { id: listId, schoolId: found.school_id, programme: found.programme, period: found.period, standards: await tiersInForce(found.programme, found.period, found.school_id) } : null;
}

const OVERDUE = "s.enrolment_status = 'full-time' AND s.entry_month IS NOT NULL AND s.programme_months IS NOT NULL AND PERIOD_ADD(REPLACE(s.entry_month, '-', ''), s.programme_months) <= ?";

/**
 * Which filed lists of the period exclude each other for one person: two lists of one programme, wherever (同一项目同一月份只能受助一次),
 * and two lists of different schools, whatever the programme, for nobody is enrolled full-time twice. Grant and waiver of one
 * school go together.
 */
const CONFLICT = "x.active_flag = 1 AND x.list_id <> w.list_id AND (x.programme = w.programme OR EXISTS (SELECT 1 FROM award_lists xl WHERE xl.id = x.list_id AND xl.school_id <> ?))";

/** Each warning as a condition on an award `w` of the list and its student `s`. */
export function warningSql(list: WarnedList): Record<WarningCode, Sql> {
  const pays = isProgrammeKey(list.programme) && programmeOf(list.programme).hasDisbursement;
  return {
    'on-another-list': { sql: `EXISTS (SELECT 1 FROM awards x WHERE x.person_id = w.person_id AND x.period = w.period AND ${CONFLICT})`, params: [list.schoolId] },
    'not-enrolled': { sql: "(s.enrolment_status <> 'full-time' OR s.school_id <> ?)", params: [list.schoolId] },
    overdue: { sql: `(${OVERDUE})`, params: [firstMonthOf(list.period).replace('-', '')] },
    'off-standard': list.standards.length === 0 ? { sql: 'FALSE', params: [] }
      : { sql: `NOT (${list.standards.map(() => '(w.tier = ? AND w.payable_fen = ?)').join(' OR ')})`, params: list.standards.flatMap(({ tier, amount }) => [tier, amount]) },
    'same-card': { sql: '(s.card_index IS NOT NULL AND EXISTS (SELECT 1 FROM students twin WHERE twin.school_id = s.school_id AND twin.card_index = s.card_index AND twin.id <> s.id))', params: [] },
    // A waiver pays nobody, so it needs no card.
    'no-card': { sql: pays ? '(s.card_index IS NULL)' : 'FALSE', params: [] },
  };
}

/** Any of the warnings, or the one asked for. */
export function warnedSql(list: WarnedList, code: WarningCode | 'any'): Sql {
  const all = warningSql(list);
  if (code !== 'any') return all[code];
  return { sql: `(${warningCodes.map((one) => all[one].sql).join(' OR ')})`, params: warningCodes.flatMap((one) => all[one].params) };
}

/** How many awards of a list carry each warning, by one statement; `people` counts everybody with at least one. */
export type WarningCounts = { counts: Record<WarningCode, number>; people: number; total: number };

export async function countWarnings(listId: number): Promise<WarningCounts> {
  const list = await warnedList(listId);
  const all = list && warningSql(list);
  const found = all ? await row<Record<string, number>>(
    `SELECT ${warningCodes.map((_, at) => `CAST(COALESCE(SUM(c${at}), 0) AS SIGNED) AS n${at}`).join(', ')}, CAST(COALESCE(SUM(${warningCodes.map((_, at) => `c${at}`).join(' OR ')}), 0) AS SIGNED) AS people
       FROM (SELECT ${warningCodes.map((code, at) => `${all[code].sql} AS c${at}`).join(', ')} FROM awards w JOIN students s ON s.id = w.student_id WHERE w.list_id = ?) flagged`,
    [...warningCodes.flatMap((code) => all[code].params), listId]) : undefined;
  const counts = Object.fromEntries(warningCodes.map((code, at) => [code, found?.[`n${at}`] ?? 0])) as Record<WarningCode, number>;
  return { counts, people: found?.people ?? 0, total: warningCodes.reduce((sum, code) => sum + counts[code], 0) };
}

/** So many lists are counted by one statement. */
const LISTS_AT_ONCE = 50;

/** How many warnings stand on the rows of each of these lists, counting people with at least one; lists without any are left out. */
export async function countWarningsOf(listIds: readonly number[]): Promise<Map<number, number>> {
  const found = listIds.length === 0 ? [] : await rows<{ id: number; school_id: number; programme: string; period: string }>('SELECT id, school_id, programme, period FROM award_lists WHERE id IN (?)', [[...listIds]]);
  const standards = await standardsForAll(found);
  const counts = new Map<number, number>();
  for (let from = 0; from < found.length; from += LISTS_AT_ONCE) {
    const parts = found.slice(from, from + LISTS_AT_ONCE).map((one) => {
      const all = warningSql({ id: one.id, schoolId: one.school_id, programme: one.programme, period: one.period, standards: standards(one) });
      return { sql: `SELECT w.list_id AS id, COUNT(*) AS n FROM (SELECT w.list_id, ${warningCodes.map((code, at) => `${all[code].sql} AS c${at}`).join(', ')} FROM awards w JOIN students s ON s.id = w.student_id WHERE w.list_id = ?) w WHERE ${warningCodes.map((_, at) => `w.c${at}`).join(' OR ')} GROUP BY w.list_id`, params: [...warningCodes.flatMap((code) => all[code].params), one.id] };
    });
    for (const { id, n } of await rows<{ id: number; n: number }>(parts.map(({ sql }) => sql).join(' UNION ALL '), parts.flatMap(({ params }) => params))) counts.set(id, n);
  }
  return counts;
}

/** The standards of lists, read once for each programme, period and school. */
async function standardsForAll(lists: readonly { school_id: number; programme: string; period: string }[]): Promise<(list: { school_id: number; programme: string; period: string }) => Standard[]> {
  const keyOf = (one: { school_id: number; programme: string; period: string }): string => `${one.programme} ${one.period} ${one.school_id}`;
  const known = new Map<string, Standard[]>();
  for (const one of lists) if (!known.has(keyOf(one))) known.set(keyOf(one), await tiersInForce(one.programme, one.period, one.school_id));
  return (one) => known.get(keyOf(one)) ?? [];
}

/** What the words of a warning are made of. */
export type Flagged = {
  id: number; codes: readonly WarningCode[]; tier: string; payable: number; enrolmentStatus: string; entryMonth: string | null; programmeMonths: number | null; cardTail: string | null;
};

/**
 * The warnings of these awards in words: what is the matter and what to do about it. At most two statements more, whatever
 * their number: the other list, and the other holder of the card. A school outside the reader's scope is only “另一所学校”.
 */
export async function warningsOf(list: WarnedList, awards: readonly Flagged[], viewer?: Actor): Promise<Map<number, Warning[]>> {
  const having = (code: WarningCode): number[] => awards.filter(({ codes }) => codes.includes(code)).map(({ id }) => id);
  const others = await otherLists(list, having('on-another-list'), viewer);
  const twins = await cardTwins(having('same-card'));
  return new Map(awards.map((award) => [award.id, award.codes.map((code): Warning => ({ code, message: messageOf(code, award, list, others.get(award.id) ?? '', twins.get(award.id) ?? '另一名学生') }))]));
}

function messageOf(code: WarningCode, award: Flagged, list: WarnedList, other: string, twin: string): string {
  switch (code) {
    case 'on-another-list': return `${other}本${spanWord(list.period) === '学期' ? '学期' : '月'}的名单上也有这名学生。请核实后从其中一份删去。`;
    case 'not-enrolled': return `学籍状态是“${isEnrolmentStatus(award.enrolmentStatus) ? enrolmentStatusNames[award.enrolmentStatus] : award.enrolmentStatus}”，不是本校全日制在读。请核实学籍，不在读的从名单删去。`;
    case 'overdue': return `${formatMonth(award.entryMonth ?? '')}入学，学制 ${(award.programmeMonths ?? 0) / 12} 年，${formatMonth(graduationMonth(award.entryMonth, award.programmeMonths) ?? '')}起为逾期学生。请核实学籍状态。`;
    case 'off-standard': {
      const due = list.standards.find(({ tier }) => tier === award.tier);
      return `金额 ${formatThousands(award.payable)} 元与现行标准${due ? `（${due.name} ${formatThousands(due.amount)} 元）` : '的各档'}不符。请重新选择档次。`;
    }
    case 'same-card': return `与${twin}登记了同一张资助卡${award.cardTail ? `（尾号 ${award.cardTail}）` : ''}。请核实持卡人，分别补登本人卡号。`;
    case 'no-card': return '没有登记资助卡。请在学生信息里补登本人卡号，否则发放不到卡。';
  }
}

/** Which other list each of these people stands on, as the reader may know it. */
async function otherLists(list: WarnedList, awardIds: readonly number[], viewer?: Actor): Promise<Map<number, string>> {
  if (awardIds.length === 0) return new Map();
  const scope = viewer ? scopeSql(viewer) : { sql: 'FALSE', params: [] };
  const found = await rows<{ id: number; school_id: number; batch_no: number; programme: string; school: string | null }>(
    `SELECT w.id, l.school_id, l.batch_no, x.programme, IF(${scope.sql}, o.name, NULL) AS school FROM awards w JOIN awards x ON x.person_id = w.person_id AND x.period = w.period AND ${CONFLICT}
       JOIN award_lists l ON l.id = x.list_id JOIN organisations o ON o.id = l.school_id WHERE w.id IN (?) ORDER BY x.id DESC`, [...scope.params, list.schoolId, [...awardIds]]);
  return new Map(found.map((one) => {
    if (one.school_id === list.schoolId) return [one.id, `本校第${one.batch_no}批`];
    const name = listProgrammeKeys.find((key) => key === one.programme);
    return [one.id, one.school ? `${one.school}${name ? programmeOf(name).menuName : ''}` : '另一所学校'];
  }));
}

/** Who else of the school has the card. */
async function cardTwins(awardIds: readonly number[]): Promise<Map<number, string>> {
  if (awardIds.length === 0) return new Map();
  const found = await rows<{ id: number; names: string; n: number }>(
    `SELECT w.id, MIN(twin.name) AS names, COUNT(*) AS n FROM awards w JOIN students s ON s.id = w.student_id JOIN students twin ON twin.school_id = s.school_id AND twin.card_index = s.card_index AND twin.id <> s.id
      WHERE w.id IN (?) GROUP BY w.id`, [[...awardIds]]);
  return new Map(found.map(({ id, names, n }) => [id, n > 1 ? `${names}等 ${n} 名学生` : names]));
}
