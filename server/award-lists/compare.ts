import { row, rows, type Params } from '../database.js';
import type { Month } from '../values/month.js';
import { addPeriods, firstMonthOf, type Period } from '../values/period.js';
import type { AwardList } from './award-list.js';

export const changeKinds = ['added', 'removed', 'amount', 'enrolment'] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** What a list is held against: the period before, or the list as it was at an approval. */
export type Base = {
  from: 'previous' | 'last-approval';
  /** The period of the people it holds. */
  period: Period;
  /** From when on something may have happened to a student in between. */
  since: Date;
  /** One row for each student: student_id, name, grade, major, class_name, tier, payable_fen, enrolment_status, card_index. */
  people: { sql: string; params: Params[number][] };
  /** How many they are and their sum in fen: `people`, `payable`. */
  totals: { sql: string; params: Params[number][] };
  /** Those of them who are not on this list but where they should be, on another list of the school: `found`, `payable`. */
  elsewhere: { sql: string; params: Params[number][] } | null;
  /** Whether a student of the base `b` still stands where they should. */
  stays: { sql: string; params: Params[number][] };
  /** Name, tier and card of the base are exact, so that they are compared too. */
  exact: boolean;
};

/**
 * The same school's and programme's filed lists of the month or term before. They were filed with full-time students only, so that was
 * everybody's enrolment then. Who is on another list of the school this month is not gone; what another school did last month
 * is not this school's before.
 */
export function previousPeriod(list: AwardList): Base {
  const period = addPeriods(list.period, -1);
  const same = [list.school.id, list.programme.key];
  return {
    from: 'previous', period, since: new Date(`${firstMonthOf(period)}-01T00:00:00+08:00`), exact: false,
    people: {
      sql: `SELECT a.student_id, a.name, a.grade, a.major, a.class_name, a.tier, a.payable_fen, 'full-time' AS enrolment_status, NULL AS card_index
              FROM award_lists l JOIN awards a ON a.list_id = l.id AND a.active_flag = 1 WHERE l.school_id = ? AND l.programme = ? AND l.period = ?`, params: [...same, period],
    },
    totals: { sql: "SELECT CAST(COALESCE(SUM(l.people), 0) AS SIGNED) AS people, CAST(COALESCE(SUM(l.payable_fen), 0) AS SIGNED) AS payable FROM award_lists l WHERE l.school_id = ? AND l.programme = ? AND l.period = ? AND l.submission = 'submitted'", params: [...same, period] },
    elsewhere: {
      // Drafts may hold somebody twice; nobody is counted twice.
      sql: `SELECT COUNT(*) AS found, CAST(COALESCE(SUM(found.payable_fen), 0) AS SIGNED) AS payable FROM (SELECT DISTINCT a.id, a.payable_fen FROM award_lists l JOIN awards o ON o.list_id = l.id
              JOIN awards a ON a.student_id = o.student_id AND a.programme = o.programme AND a.period = ? AND a.active_flag = 1 JOIN award_lists p ON p.id = a.list_id AND p.school_id = l.school_id
             WHERE l.school_id = ? AND l.programme = ? AND l.period = ? AND l.id <> ? AND NOT EXISTS (SELECT 1 FROM awards w WHERE w.list_id = ? AND w.student_id = o.student_id)) found`,
      params: [period, ...same, list.period, list.id, list.id],
    },
    stays: { sql: 'EXISTS (SELECT 1 FROM award_lists l JOIN awards w ON w.list_id = l.id WHERE l.school_id = ? AND l.programme = ? AND l.period = ? AND w.student_id = b.student_id)', params: [...same, list.period] },
  };
}

/** Everybody of the list falls under exactly one of added, amountChanged, enrolmentChanged, unchanged. Sums in fen. */
export type Comparison = {
  from: Base['from']; period: Period; previousPeople: number; previousPayable: number;
  added: number; addedPayable: number; removed: number; removedPayable: number; amountChanged: number; amountDifference: number; enrolmentChanged: number; unchanged: number;
};

/** How many came, went, changed and stayed, and what that is in money. Who went is who is neither here nor, of the period before, on another list of the school. */
export async function compare(list: AwardList, base: Base): Promise<Comparison> {
  const [amount, other] = [AMOUNT, otherSql(base)];
  const before = await row<{ people: number; payable: number }>(base.totals.sql, base.totals.params);
  const here = await row<{ added: number; added_payable: number; found: number; found_payable: number; changed: number; difference: number; enrolment: number }>(
    `SELECT CAST(COALESCE(SUM(b.student_id IS NULL), 0) AS SIGNED) AS added, CAST(COALESCE(SUM(IF(b.student_id IS NULL, w.payable_fen, 0)), 0) AS SIGNED) AS added_payable,
            COUNT(b.student_id) AS found, CAST(COALESCE(SUM(b.payable_fen), 0) AS SIGNED) AS found_payable,
            CAST(COALESCE(SUM(${amount}), 0) AS SIGNED) AS changed, CAST(COALESCE(SUM(IF(${amount}, CAST(w.payable_fen AS SIGNED) - CAST(b.payable_fen AS SIGNED), 0)), 0) AS SIGNED) AS difference,
            CAST(COALESCE(SUM(NOT ${amount} AND ${other}), 0) AS SIGNED) AS enrolment
       FROM awards w JOIN students s ON s.id = w.student_id LEFT JOIN (${base.people.sql}) b ON b.student_id = w.student_id WHERE w.list_id = ?`, [...base.people.params, list.id]);
  const elsewhere = base.elsewhere && await row<{ found: number; payable: number }>(base.elsewhere.sql, base.elsewhere.params);
  const { people = 0, payable = 0 } = before ?? {};
  const { added = 0, added_payable = 0, found = 0, found_payable = 0, changed = 0, difference = 0, enrolment = 0 } = here ?? {};
  return {
    from: base.from, period: base.period, previousPeople: people, previousPayable: payable, removed: people - found - (elsewhere?.found ?? 0), removedPayable: payable - found_payable - (elsewhere?.payable ?? 0),
    added, addedPayable: added_payable, amountChanged: changed, amountDifference: difference, enrolmentChanged: enrolment, unchanged: found - changed - enrolment,
  };
}

/** Of the list beside the period before: what the five facts say. */
export const compareWithPrevious = (list: AwardList): Promise<Comparison> => compare(list, previousPeriod(list));
export const countChanges = ({ added, removed, amountChanged, enrolmentChanged }: Comparison): number => added + removed + amountChanged + enrolmentChanged;

/** One student on one side of the comparison. */
export type Side = { name: string; grade: string; major: string; className: string; tier: string; payable: number; enrolment: string };
/** One difference. `awardId` null when the student is no longer on the list; `before` null when they were not. */
export type Difference = {
  kind: ChangeKind; awardId: number | null; studentId: number; before: Side | null; after: Side | null; cardChanged: boolean;
  /** The student as the roster has them now. */
  now: { enrolment: string; entryMonth: Month | null; programmeMonths: number | null };
};

type Row = {
  kind: number; award_id: number | null; student_id: number; s_enrolment: string; entry_month: string | null; programme_months: number | null; card_changed: number;
  w_name: string | null; w_grade: string; w_major: string; w_class: string; w_tier: string; w_payable: number; b_name: string | null; b_grade: string; b_major: string; b_class: string; b_tier: string; b_payable: number; b_enrolment: string;
};

/** The single differences: the added first, then the removed, the amounts, the enrolments; a page of them. */
export async function differencesOf(list: AwardList, base: Base, part: { limit: number; offset: number }): Promise<Difference[]> {
  const other = otherSql(base);
  const beforeColumns = 'b.name AS b_name, b.grade AS b_grade, b.major AS b_major, b.class_name AS b_class, b.tier AS b_tier, CAST(b.payable_fen AS SIGNED) AS b_payable, b.enrolment_status AS b_enrolment';
  const found = await rows<Row>(
    `SELECT * FROM (
       SELECT IF(b.student_id IS NULL, 0, IF(${AMOUNT}, 2, 3)) AS kind, CAST(w.id AS SIGNED) AS award_id, w.student_id, s.enrolment_status AS s_enrolment, s.entry_month, s.programme_months, ${base.exact ? 'b.student_id IS NOT NULL AND NOT (s.card_index <=> b.card_index)' : '0'} AS card_changed,
              w.name AS w_name, w.grade AS w_grade, w.major AS w_major, w.class_name AS w_class, w.tier AS w_tier, CAST(w.payable_fen AS SIGNED) AS w_payable, ${beforeColumns}
         FROM awards w JOIN students s ON s.id = w.student_id LEFT JOIN (${base.people.sql}) b ON b.student_id = w.student_id WHERE w.list_id = ? AND (b.student_id IS NULL OR ${AMOUNT} OR ${other})
       UNION ALL
       SELECT 1, CAST(NULL AS SIGNED), b.student_id, s.enrolment_status, s.entry_month, s.programme_months, 0, NULL, '', '', '', '', CAST(0 AS SIGNED), ${beforeColumns}
         FROM (${base.people.sql}) b JOIN students s ON s.id = b.student_id WHERE NOT ${base.stays.sql}
     ) changes ORDER BY kind, award_id, student_id LIMIT ? OFFSET ?`,
    [...base.people.params, list.id, ...base.people.params, ...base.stays.params, part.limit, part.offset]);
  return found.map((one) => ({
    kind: changeKinds[one.kind], awardId: one.award_id, studentId: one.student_id, cardChanged: one.card_changed === 1, now: { enrolment: one.s_enrolment, entryMonth: one.entry_month, programmeMonths: one.programme_months },
    before: one.b_name === null ? null : { name: one.b_name, grade: one.b_grade, major: one.b_major, className: one.b_class, tier: one.b_tier, payable: one.b_payable, enrolment: one.b_enrolment },
    after: one.w_name === null ? null : { name: one.w_name, grade: one.w_grade, major: one.w_major, className: one.w_class, tier: one.w_tier, payable: one.w_payable, enrolment: one.s_enrolment },
  }));
}

const AMOUNT = '(b.student_id IS NOT NULL AND w.payable_fen <> b.payable_fen)';

/** 学籍变化 without a change of amount. Names are compared character by character, so that rare ones stay apart. */
function otherSql({ exact }: Base): string {
  const differ = ['s.enrolment_status <> b.enrolment_status', ...['grade', 'major', 'class_name', ...(exact ? ['name'] : [])].map((column) => `w.${column} COLLATE utf8mb4_bin <> b.${column}`), ...(exact ? ['w.tier <> b.tier', 'NOT (s.card_index <=> b.card_index)'] : [])];
  return `(b.student_id IS NOT NULL AND (${differ.join(' OR ')}))`;
}
