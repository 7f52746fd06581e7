import { recordAudit } from '../audit/record.js';
import { requireTx, row, rows, run, transact } from '../database.js';
import { InputInvalid, NotFound, RuleBroken } from '../lib/errors.js';
import { businessRoles, type Actor, type Role } from '../values/actor.js';
import { addDays, officeDateOf, type OfficeDate } from '../values/office-date.js';
import type { Task } from './task.js';

/** 请假委托: while somebody is away a colleague of the same office does their tasks, recorded as 某某代某某. */
export type Absence = { id: number; from: OfficeDate; until: OfficeDate; absent: { id: number; name: string; role: Role }; standIn: { id: number; name: string }; taskKey: string | null; reason: string | null; ended: boolean };

const LONGEST_DAYS = 180;

type Row = { id: number; from_on: OfficeDate; until_on: OfficeDate; user_id: number; user: string; role: Role; stand_in_id: number; stand_in: string; task_key: string | null; reason: string | null; ended_at: Date | null };
const SELECT = "SELECT a.id, DATE_FORMAT(a.from_on, '%Y-%m-%d') AS from_on, DATE_FORMAT(a.until_on, '%Y-%m-%d') AS until_on, a.user_id, u.name AS user, a.role, a.stand_in_id, s.name AS stand_in, a.task_key, a.reason, a.ended_at FROM absences a JOIN users u ON u.id = a.user_id JOIN users s ON s.id = a.stand_in_id";
const absenceOf = (found: Row): Absence => ({ id: found.id, from: found.from_on, until: found.until_on, absent: { id: found.user_id, name: found.user, role: found.role }, standIn: { id: found.stand_in_id, name: found.stand_in }, taskKey: found.task_key, reason: found.reason, ended: found.ended_at !== null });

/** One's own, given and taken over, the newest first. */
export async function ownAbsences(actor: Actor): Promise<Absence[]> {
  return (await rows<Row>(`${SELECT} WHERE (a.user_id = ? OR a.stand_in_id = ?) AND a.organisation_id = ? ORDER BY a.id DESC LIMIT 100`, [actor.userId, actor.userId, actor.organisation.id])).map(absenceOf);
}

/**
 * Says who does one's tasks while one is away: those open now and those that come, of one step or of all.
 * @throws InputInvalid for the days; RuleBroken `no-such-colleague`, `already-absent` when the days overlap with another of one's own.
 */
export async function beginAbsence(actor: Actor, given: { standInId: number; from: OfficeDate; until: OfficeDate; taskKey?: string; reason?: string }): Promise<Absence> {
  return transact(async (tx) => {
    const today = officeDateOf(tx.now);
    if (given.until < given.from || given.until < today) throw new InputInvalid([{ path: 'until', code: 'invalid', message: '结束日期不能早于开始日期和今天。' }]);
    if (given.until > addDays(given.from, LONGEST_DAYS)) throw new InputInvalid([{ path: 'until', code: 'invalid', message: `一次最多委托 ${LONGEST_DAYS} 天。` }]);
    await run('SELECT id FROM users WHERE id = ? FOR UPDATE', [actor.userId]);
    const colleague = await row("SELECT 1 AS found FROM posts p JOIN users u ON u.id = p.user_id WHERE p.user_id = ? AND p.organisation_id = ? AND p.role IN (?) AND u.status = 'active'", [given.standInId, actor.organisation.id, [...businessRoles]]);
    if (!colleague || given.standInId === actor.userId) throw new RuleBroken('no-such-colleague', '只能委托本单位另一位在岗人员，请重新选择。');
    const other = await row<{ id: number }>('SELECT id FROM absences WHERE user_id = ? AND role = ? AND ended_at IS NULL AND from_on <= ? AND until_on >= ? AND (task_key IS NULL OR ? IS NULL OR task_key = ?) LIMIT 1', [actor.userId, actor.role, given.until, given.from, given.taskKey ?? null, given.taskKey ?? null]);
    if (other) throw new RuleBroken('already-absent', '这段时间已经委托过，请先结束原来的委托。');
    const { insertId } = await run('INSERT INTO absences (user_id, role, organisation_id, stand_in_id, from_on, until_on, task_key, reason, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      [actor.userId, actor.role, actor.organisation.id, given.standInId, given.from, given.until, given.taskKey ?? null, given.reason ?? null, actor.userId, tx.now]);
    await recordAudit(actor, { action: '请假委托', object: { kind: 'absence', id: insertId, organisationId: actor.organisation.id }, after: { standInId: given.standInId, from: given.from, until: given.until, taskKey: given.taskKey ?? null }, remark: given.reason });
    return absenceById(insertId);
  });
}

/** Ends an absence before its time, by the absent person. @throws NotFound for another's, RuleBroken `already-ended` */
export async function endAbsence(actor: Actor, id: number): Promise<Absence> {
  return transact(async (tx) => {
    const found = await row<{ user_id: number; ended_at: Date | null }>('SELECT user_id, ended_at FROM absences WHERE id = ? FOR UPDATE', [id]);
    if (!found || found.user_id !== actor.userId) throw new NotFound();
    if (found.ended_at) throw new RuleBroken('already-ended', '这次委托已经结束。');
    await run('UPDATE absences SET ended_at = ? WHERE id = ?', [tx.now, id]);
    await recordAudit(actor, { action: '结束请假委托', object: { kind: 'absence', id, organisationId: actor.organisation.id } });
    return absenceById(id);
  });
}

async function absenceById(id: number): Promise<Absence> {
  const found = await row<Row>(`${SELECT} WHERE a.id = ?`, [id]);
  if (!found) throw new NotFound();
  return absenceOf(found);
}

/** The posts of colleagues somebody stands in for today. */
export async function standsInFor(actor: Actor, today: OfficeDate): Promise<{ userId: number; name: string; role: Role; taskKey: string | null }[]> {
  return (await rows<Row>(`${SELECT} WHERE a.stand_in_id = ? AND a.organisation_id = ? AND a.ended_at IS NULL AND a.from_on <= ? AND a.until_on >= ? AND EXISTS (SELECT 1 FROM posts p WHERE p.user_id = a.user_id AND p.organisation_id = a.organisation_id AND p.role = a.role) ORDER BY a.id`,
    [actor.userId, actor.organisation.id, today, today])).map((one) => ({ userId: one.user_id, name: one.user, role: one.role, taskKey: one.task_key }));
}

/** Whose posts a task waits for, as far as it is known without asking again. */
type Waiting = Pick<Task, 'key' | 'assignee'> & { candidates: readonly { role: Role; organisation_id: number }[] };

/**
 * As whom a person does a task: as themselves where it waits for their post, else in the post of an absent colleague; null when
 * neither. What an absent colleague has claimed is theirs to do as well.
 */
export async function actingOn(actor: Actor, task: Waiting, today: OfficeDate): Promise<Actor | null> {
  const isFor = (role: Role): boolean => task.candidates.some((one) => one.role === role && one.organisation_id === actor.organisation.id);
  const own = isFor(actor.role) ? actor : null;
  if (own && (task.assignee === null || task.assignee.id === actor.userId)) return own;
  const absent = (await standsInFor(actor, today)).filter(({ role, taskKey }) => isFor(role) && (taskKey === null || taskKey === task.key));
  const found = absent.find(({ userId }) => userId === task.assignee?.id) ?? (task.assignee === null || task.assignee.id === actor.userId ? absent[0] : undefined);
  return found ? { ...actor, role: found.role, onBehalfOf: { userId: found.userId, name: found.name } } : own;
}

/** The candidates of one task. */
export const candidatesOf = (taskId: number): Promise<{ role: Role; organisation_id: number }[]> => rows('SELECT role, organisation_id FROM task_candidates WHERE task_id = ?', [taskId]);

/** As whom the act under way does a task. */
export const actorOf = async (actor: Actor, task: Task): Promise<Actor | null> => actingOn(actor, { key: task.key, assignee: task.assignee, candidates: await candidatesOf(task.id) }, officeDateOf(requireTx().now));
