import { officeNow, row, rows } from '../database.js';
import { stages, stageSql, type Stage } from '../award-lists/status.js';
import { workdayCalendar } from '../calendar.js';
import type { Actor, Role } from '../values/actor.js';
import type { Month } from '../values/month.js';
import { addDays, officeDateOf, startOfOfficeDay, type OfficeDate } from '../values/office-date.js';
import { programmeOf, type ProgrammeKey } from '../values/programme.js';
import { scopeSql } from '../values/scope.js';
import { workdaysBetween, workdaysLeft } from '../values/workday.js';
import { restsSql } from '../workflow/rest.js';

/** What a board is narrowed to. `none`: schools that have not begun a list of the month. */
export type BoardFilter = {
  programme: ProgrammeKey; month: Month; stage?: Stage | 'none'; late?: boolean; q?: string;
  /** An authority or school of the actor's subtree; another one leaves nothing. */
  organisationId?: number;
};
/** In the order of the tree; whoever is latest or due next first; the largest list first. */
export const boardSorts = ['school', 'due', 'people'] as const;
export type BoardSort = (typeof boardSorts)[number];

/** One school's list of a month, and how far it is; `list` null: the school has not begun one. */
export type BoardLine = {
  school: { id: number; name: string };
  list: { id: number; batchNo: number; people: number; publicityEnd: OfficeDate | null } | null;
  stage: Stage | null;
  /** Who has it now and until when; null where nobody is waited for. */
  waits: { taskId: number; task: string; organisationId: number; organisation: string; role: Role; dueOn: OfficeDate | null; workdaysLeft: number | null; workdaysLate: number | null } | null;
};

/** Of everything the filter lets through: schools, lists, people, lists past their day, and schools beyond each step. */
export type BoardSums = { lines: number; schools: number; lists: number; people: number; late: number; beyond: number[] };

/** Which step a stage stands at; 6 is past the last one. */
export const stepOfStage: Record<Stage, number> = { entry: 0, 'school-review': 1, 'authority-review': 2, 'to-publish': 3, 'awaiting-confirmation': 4, 'withdrawal-pending': 4, 'in-publicity': 5, 'to-disburse': 5, disbursed: 6, finished: 6 };
export const STEPS = 6;

type Row = {
  school_id: number; school: string; list_id: number | null; batch_no: number | null; people: number | null; publicity_end: string | null; stage: Stage | null;
  task_id: number | null; task_name: string | null; organisation_id: number | null; organisation: string | null; role: Role | null; due_at: Date | null;
};

/**
 * 本月看板: every vocational school of the actor's subtree beside its lists of one programme and month. Two statements,
 * whatever the number of schools; days are working days, and a year without a calendar gives none.
 */
export async function boardOf(actor: Actor, filter: BoardFilter, part: { sort: BoardSort; limit: number; offset: number }): Promise<{ lines: BoardLine[]; sums: BoardSums }> {
  const today = officeDateOf(await officeNow());
  const board = boardSql(actor, filter, today);
  const found = await rows<Row>(`SELECT b.*, w.name AS organisation, (SELECT MIN(c.role) FROM task_candidates c WHERE c.task_id = b.task_id) AS role FROM (${board.sql} ORDER BY ${orders[part.sort]} LIMIT ? OFFSET ?) b LEFT JOIN organisations w ON w.id = b.organisation_id ORDER BY ${orders[part.sort].replaceAll('x.', 'b.')}`, [...board.params, part.limit, part.offset]);
  return { lines: await linesOf(found, today), sums: await sumsOf(board) };
}

/** The tasks of all late lists the filter lets through, the longest late first. */
export async function lateTasks(actor: Actor, filter: BoardFilter): Promise<number[]> {
  const board = boardSql(actor, { ...filter, late: true }, officeDateOf(await officeNow()));
  return (await rows<{ task_id: number }>(`${board.sql} ORDER BY ${orders.due}`, board.params)).map(({ task_id }) => task_id);
}

const orders: Record<BoardSort, string> = { school: 'x.path, x.batch_no', due: 'x.due_at IS NULL, x.due_at, x.path, x.batch_no', people: 'x.people IS NULL, x.people DESC, x.path, x.batch_no' };

/** A step is late from the day after its due day on; an instant at midnight ends the day before. */
const LATE = 'x.due_at IS NOT NULL AND x.due_at <= ?';

type Piece = { sql: string; params: (string | number | Date)[] };

function boardSql(actor: Actor, { programme, month, stage, late, q, organisationId }: BoardFilter, today: OfficeDate): Piece & { lateSince: Date } {
  const scope = scopeSql(actor);
  const cases = stages.map((one) => ({ name: one, ...stageSql(one, today) }));
  const lateSince = startOfOfficeDay(today);
  const narrowed: Piece[] = [
    ...(organisationId === undefined ? [] : [{ sql: `o.path LIKE CONCAT((SELECT p.path FROM organisations p WHERE p.id = ? AND ${scopeSql(actor, 'p').sql}), '%')`, params: [organisationId, ...scope.params] }]),
    ...(q ? [{ sql: 'o.name LIKE ?', params: [`%${q.replaceAll(/[\\%_]/g, '\\$&')}%`] }] : []),
  ];
  const shown: Piece[] = [
    ...(stage === undefined ? [] : stage === 'none' ? [{ sql: 'x.stage IS NULL', params: [] }] : [{ sql: 'x.stage = ?', params: [stage] }]),
    ...(late ? [{ sql: LATE, params: [lateSince] }] : []),
  ];
  return {
    // A list stands where its newest required step waits: a withdrawal review comes after the disbursement that rests meanwhile.
    sql: `SELECT x.* FROM (SELECT o.id AS school_id, o.name AS school, o.path, l.id AS list_id, l.batch_no, l.people, l.publicity_end,
             CASE ${cases.map(({ sql }) => `WHEN l.id IS NOT NULL AND ${sql} THEN ?`).join(' ')} END AS stage, t.id AS task_id, t.name AS task_name, t.organisation_id, t.due_at
        FROM organisations o LEFT JOIN award_lists l ON l.school_id = o.id AND l.programme = ? AND l.month = ?
        LEFT JOIN tasks t ON t.id = (SELECT MAX(y.id) FROM tasks y WHERE y.subject_kind = 'award-list' AND y.subject_id = l.id AND y.state = 'open' AND y.optional = 0 AND NOT ${restsSql('y')})
       WHERE ${scope.sql} AND o.level = 'school' AND o.stage = 'vocational' AND o.status = 'active'${narrowed.map(({ sql }) => ` AND ${sql}`).join('')}) x${shown.length > 0 ? ` WHERE ${shown.map(({ sql }) => sql).join(' AND ')}` : ''}`,
    params: [...cases.flatMap(({ params, name }) => [...params, name]), programme, month, ...scope.params, ...narrowed.flatMap(({ params }) => params), ...shown.flatMap(({ params }) => params)],
    lateSince,
  };
}

async function sumsOf({ sql, params, lateSince }: ReturnType<typeof boardSql>): Promise<BoardSums> {
  const beyond = Array.from({ length: STEPS }, (_, step) => stages.filter((stage) => stepOfStage[stage] > step));
  const found = await row<Record<string, number>>(
    `SELECT COUNT(*) AS ln, COUNT(DISTINCT x.school_id) AS schools, COUNT(x.list_id) AS lists, CAST(COALESCE(SUM(x.people), 0) AS SIGNED) AS people, CAST(COALESCE(SUM(${LATE}), 0) AS SIGNED) AS late,
            ${beyond.map((_, step) => `COUNT(DISTINCT CASE WHEN x.stage IN (?) THEN x.school_id END) AS b${step}`).join(', ')} FROM (${sql}) x`, [lateSince, ...beyond, ...params]);
  return { lines: found?.ln ?? 0, schools: found?.schools ?? 0, lists: found?.lists ?? 0, people: found?.people ?? 0, late: found?.late ?? 0, beyond: beyond.map((_, step) => found?.[`b${step}`] ?? 0) };
}

async function linesOf(found: readonly Row[], today: OfficeDate): Promise<BoardLine[]> {
  const calendar = await workdayCalendar();
  return found.map((one) => {
    // A due instant is the end of its day: midnight belongs to the day before.
    const dueOn = one.due_at ? officeDateOf(new Date(one.due_at.getTime() - 1)) : null;
    const late = dueOn !== null && dueOn < today;
    return {
      school: { id: one.school_id, name: one.school }, stage: one.stage, list: one.list_id === null ? null : { id: one.list_id, batchNo: one.batch_no ?? 1, people: one.people ?? 0, publicityEnd: one.publicity_end },
      waits: one.task_id === null || one.role === null ? null : {
        taskId: one.task_id, task: one.task_name ?? '', organisationId: one.organisation_id ?? 0, organisation: one.organisation ?? '', role: one.role, dueOn,
        workdaysLeft: dueOn && !late ? workdaysLeft(calendar, today, dueOn) : null, workdaysLate: dueOn && late ? workdaysBetween(calendar, addDays(dueOn, 1), today) : null,
      },
    };
  });
}

/** The authorities below the actor that have schools below them, in the order of the tree: what a board can be narrowed to. */
export async function boardOrganisations(actor: Actor): Promise<{ id: number; name: string }[]> {
  const scope = scopeSql(actor);
  return rows(`SELECT o.id, o.name FROM organisations o WHERE ${scope.sql} AND o.level <> 'school' AND o.id <> ? AND o.status = 'active' ORDER BY o.path LIMIT 300`, [...scope.params, actor.organisation.id]);
}

/** The columns of a programme's board; a waiver has no 资金发放. */
export const boardSteps = (programme: ProgrammeKey): { key: string; name: string }[] => (programmeOf(programme).hasDisbursement ? steps : steps.slice(0, -1));
const steps = [{ key: 'entry', name: '名单录入' }, { key: 'school-review', name: '学校审核' }, { key: 'authority-review', name: '主管部门审核' }, { key: 'publish', name: '学校公示' }, { key: 'confirm', name: '公示确认' }, { key: 'disburse', name: '资金发放' }];
