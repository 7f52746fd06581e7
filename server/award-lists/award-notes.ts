import { row, rows, run, transact, type Statement } from '../database.js';
import { recordAudit } from '../audit/record.js';
import { Conflict, Forbidden, InputInvalid, NotFound } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { formatInstant } from '../values/office-date.js';
import { lockInstanceOf } from '../workflow/step.js';
import { waitingTasks, type WaitingTask } from '../workflow/waiting-tasks.js';
import { factsOf, listInScope, lockList, type AwardList } from './award-list.js';
import { awardOnList } from './award.js';
import { unmetArchived, whyNotTheirs, type ListFacts, type Unmet } from './guards.js';

/** 批注: what a reviewer wrote about one person of a list, and the school's answer. It stays over all rounds and is never public. */
export type AwardNote = {
  id: number;
  /** The student's award now; null once they were taken off the list. */
  awardId: number | null;
  /** The award it was written on, by which its address names it. */
  writtenOn: number;
  student: { id: number; name: string; grade: string; major: string; className: string };
  text: string;
  /** The reviewer's step and the publicity rounds there had been. */
  step: string; round: number;
  by: string; organisation: string; at: Date;
  answer: { text: string; by: string; at: Date } | null;
};
export type NoteFilter = { state?: 'open' | 'answered'; studentId?: number; noteId?: number; limit: number; offset?: number };

export const NOTE_LENGTH = 500;

/** Why this person may not write notes on the list now; null when they may: a reviewer or authority operator whose task is open. */
export function whyNoNotes(actor: Actor, facts: ListFacts, waiting: readonly WaitingTask[]): Unmet | null {
  const basis = '资助名单办理规则';
  const archived = unmetArchived(facts);
  if (archived) return archived;
  if (actor.role !== 'school-reviewer' && actor.role !== 'authority-operator') return { code: 'role-not-allowed', message: '批注由正在审核这份名单的人员填写，您可以查看。', basis };
  const task = waiting.find(({ mine, optional }) => mine && !optional);
  if (!task) return { code: 'no-open-task', message: '现在没有等您办理的审核，轮到您审核时才能写批注。', basis };
  return task.key === 'school-review' ? whyNotTheirs('school-review', actor, facts) : null;
}

/** Why this person may not answer notes: only the list's own school does, at any time. */
export const whyNoAnswer = (actor: Actor, { school, archived }: Pick<ListFacts, 'school' | 'archived'>): Unmet | null =>
  unmetArchived({ archived }) ?? (actor.role === 'school-operator' && actor.organisation.id === school.id ? null : { code: 'role-not-allowed', message: `批注由${school.name}的学校业务操作人员答复，您可以查看。`, basis: '资助名单办理规则' });

/** @throws InputInvalid for an empty or too long one. */
function wordsOf(text: string): string {
  const words = text.trim();
  if (!words || words.length > NOTE_LENGTH) throw new InputInvalid([{ path: 'text', code: words ? 'too_big' : 'required', message: words ? `最多 ${NOTE_LENGTH} 字，现在 ${words.length} 字。` : '请写明内容。' }]);
  return words;
}

/**
 * A reviewer writes a note on one award.
 * @throws NotFound for an award of another list; Forbidden for those whose task is not open: `role-not-allowed`, `no-open-task`, `same-person`.
 */
export async function writeNote(actor: Actor, listId: number, awardId: number, typed: string): Promise<AwardNote> {
  const text = wordsOf(typed);
  return transact(async (tx) => {
    await listInScope(actor, listId);
    // Somebody deciding at this moment closes the task; one after the other.
    await lockInstanceOf({ kind: 'award-list', id: listId });
    const list = await lockList(listId);
    const award = await awardOnList(listId, awardId);
    const waiting = await waitingTasks(actor, 'award-list', [listId]);
    const why = whyNoNotes(actor, await factsOf(list), waiting);
    if (why) throw new Forbidden(why.code, why.message);
    const { insertId } = await run('INSERT INTO award_notes (list_id, award_id, student_id, name, round, task_name, note, written_by, organisation_id, written_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      [listId, awardId, award.student.id, award.student.name, list.round, waiting.find(({ mine, optional }) => mine && !optional)?.name ?? '', text, actor.userId, actor.organisation.id, tx.now]);
    await record(actor, list, '写批注', { noteId: insertId, awardId, studentId: award.student.id }, text);
    return noteById(listId, insertId);
  });
}

/** The school answers a note, which settles it. @throws NotFound, Forbidden, Conflict `already-done` with who and when. */
export async function answerNote(actor: Actor, listId: number, awardId: number, noteId: number, typed: string): Promise<AwardNote> {
  const text = wordsOf(typed);
  return transact(async (tx) => {
    const list = await listInScope(actor, listId);
    const note = await noteById(listId, noteId, awardId);
    const why = whyNoAnswer(actor, list);
    if (why) throw new Forbidden(why.code, why.message);
    const { affected } = await run('UPDATE award_notes SET answer = ?, answered_by = ?, answered_at = ? WHERE id = ? AND answered_at IS NULL', [text, actor.userId, tx.now, noteId]);
    if (affected !== 1) {
      const { answer } = await noteById(listId, noteId);
      throw new Conflict('already-done', `这条批注已由${answer?.by ?? '同事'}于 ${answer ? formatInstant(answer.at) : ''} 答复，您的没有提交；写的内容还在，可以复制。`, answer?.by, answer?.at.toISOString());
    }
    await record(actor, list, '答复批注', { noteId, awardId, studentId: note.student.id }, text);
    return noteById(listId, noteId);
  });
}

async function record(actor: Actor, list: AwardList, action: string, after: Record<string, unknown>, remark: string): Promise<void> {
  await recordAudit(actor, { action, object: { kind: 'award-list', id: list.id, organisationId: list.school.id }, after, remark });
}

type Row = {
  id: number; award_id: number | null; written_on: number; student_id: number; name: string; grade: string; major: string; class_name: string; note: string; task_name: string; round: number;
  by: string | null; organisation: string; written_at: Date; answer: string | null; answered_by: string | null; answered_at: Date | null;
};

/** Notes of a list: those without an answer first, then the newest. A student taken off and put on again keeps theirs. */
export async function notesOf(listId: number, filter: NoteFilter): Promise<AwardNote[]> {
  const where = ['n.list_id = ?'];
  const params: number[] = [listId];
  if (filter.state) where.push(`n.answered_at IS ${filter.state === 'open' ? '' : 'NOT '}NULL`);
  if (filter.studentId !== undefined) { where.push('n.student_id = ?'); params.push(filter.studentId); }
  if (filter.noteId !== undefined) { where.push('n.id = ?'); params.push(filter.noteId); }
  const found = await rows<Row>(
    `SELECT n.id, w.id AS award_id, n.award_id AS written_on, n.student_id, n.name, COALESCE(w.grade, s.grade) AS grade, COALESCE(w.major, s.major) AS major, COALESCE(w.class_name, s.class_name) AS class_name, n.note, n.task_name, n.round,
            u.name AS \`by\`, o.name AS organisation, n.written_at, n.answer, v.name AS answered_by, n.answered_at
       FROM award_notes n JOIN students s ON s.id = n.student_id JOIN organisations o ON o.id = n.organisation_id LEFT JOIN users u ON u.id = n.written_by LEFT JOIN users v ON v.id = n.answered_by LEFT JOIN awards w ON w.list_id = n.list_id AND w.student_id = n.student_id
      WHERE ${where.join(' AND ')} ORDER BY n.answered_at IS NOT NULL, n.id DESC LIMIT ? OFFSET ?`, [...params, filter.limit, filter.offset ?? 0]);
  return found.map((one) => ({
    id: one.id, awardId: one.award_id, writtenOn: one.written_on, student: { id: one.student_id, name: one.name, grade: one.grade, major: one.major, className: one.class_name }, text: one.note, step: one.task_name, round: one.round,
    by: one.by ?? '', organisation: one.organisation, at: one.written_at, answer: one.answer !== null && one.answered_at ? { text: one.answer, by: one.answered_by ?? '', at: one.answered_at } : null,
  }));
}

/** @throws NotFound for a note of another list or award. */
async function noteById(listId: number, noteId: number, awardId?: number): Promise<AwardNote> {
  const [found] = await notesOf(listId, { noteId, limit: 1 });
  if (!found || (awardId !== undefined && found.writtenOn !== awardId && found.awardId !== awardId)) throw new NotFound();
  return found;
}

/** The notes on one award, also one that is no longer on the list. @throws NotFound when the list never had it. */
export async function notesOnAward(listId: number, awardId: number, part: { limit: number; offset?: number }): Promise<AwardNote[]> {
  const there = await row<{ student_id: number }>('SELECT student_id FROM awards WHERE id = ? AND list_id = ? UNION SELECT student_id FROM award_notes WHERE award_id = ? AND list_id = ? LIMIT 1', [awardId, listId, awardId, listId]);
  if (!there) throw new NotFound();
  return notesOf(listId, { studentId: there.student_id, ...part });
}

export type NoteCounts = { open: number; all: number };

/** How many notes these lists carry, by one statement. */
export async function countNotes(listIds: readonly number[]): Promise<Map<number, NoteCounts>> {
  if (listIds.length === 0) return new Map();
  const { sql, params } = noteCounts(listIds);
  return notesCounted(await rows(sql, params));
}

/** Asks for them; `notesCounted` reads the answer. */
export const noteCounts = (listIds: readonly number[]): Required<Statement> => ({ sql: 'SELECT list_id, CAST(SUM(answered_at IS NULL) AS SIGNED) AS `open`, COUNT(*) AS `all` FROM award_notes WHERE list_id IN (?) GROUP BY list_id', params: [[...listIds]] });
export const notesCounted = (answer: readonly object[]): Map<number, NoteCounts> => new Map((answer as ({ list_id: number } & NoteCounts)[]).map(({ list_id, ...counts }) => [list_id, counts]));

/** How many of them each of these students has: what the rows show. */
export async function countNotesOf(listId: number, studentIds: readonly number[]): Promise<Map<number, NoteCounts>> {
  if (studentIds.length === 0) return new Map();
  const found = await rows<{ student_id: number; open: number; all: number }>('SELECT student_id, CAST(SUM(answered_at IS NULL) AS SIGNED) AS `open`, COUNT(*) AS `all` FROM award_notes WHERE list_id = ? AND student_id IN (?) GROUP BY student_id', [listId, [...studentIds]]);
  return new Map(found.map(({ student_id, ...counts }) => [student_id, counts]));
}
