import { isDuplicate, row, rows, run, transact } from '../database.js';
import { recordAudit } from '../audit/record.js';
import { Conflict, NotFound, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { enrolmentStatusNames, isEnrolmentStatus } from '../values/enrolment.js';
import { monthOfPeriod, periodName, spanWord } from '../values/period.js';
import { factsOf, lockListInScope, refreshTotals, type AwardList } from './award-list.js';
import { demandAct } from './guards.js';
import { awardOnList, type Award } from './award.js';
import { standardFor, standardsOf } from './standards.js';

type StudentRow = { id: number; person_id: number; name: string; grade: string; major: string; class_name: string; enrolment_status: string };

/**
 * T1 资助名单录入: puts one student of the school on a draft list; the amount comes from the standards table.
 * @throws NotFound for a student of another school; RuleBroken `not-draft`, `not-enrolled`, `student-on-other-list`, `already-on-list`, `unknown-tier`.
 */
export async function addAward(actor: Actor, listId: number, input: { studentId: number; tier?: string }): Promise<Award> {
  return transact(async () => {
    const list = await openForEntry(actor, listId);
    const student = await row<StudentRow>('SELECT id, person_id, name, grade, major, class_name, enrolment_status FROM students WHERE id = ? AND school_id = ?', [input.studentId, list.school.id]);
    if (!student) throw new NotFound('没有找到这名学生，请确认是本校学生。');
    const standard = standardFor(await standardsOf(list.programme.key, list.period, list.school.id), input.tier);
    const id = await insertAward(list, student, standard);
    await entered(actor, list, '名单添加学生', { awardId: id, studentId: student.id, tier: standard.tier });
    return awardOnList(list.id, id);
  });
}

/**
 * Puts the students somebody ticked on a draft, all or none.
 * @throws NotFound for a student of another school; RuleBroken with everybody who cannot stand on the list and why.
 */
export async function addStudents(actor: Actor, listId: number, input: { studentIds: readonly number[]; tier?: string }): Promise<Award[]> {
  return transact(async () => {
    const added: Award[] = [];
    const refused: RuleBroken[] = [];
    for (const studentId of new Set(input.studentIds)) {
      try {
        added.push(await addAward(actor, listId, { studentId, tier: input.tier }));
      } catch (error) {
        if (!(error instanceof RuleBroken) || error.code === 'not-draft') throw error;
        refused.push(error);
      }
    }
    if (refused.length > 0) throw new RuleBroken(refused[0].code, refused[0].message, refused[0].basis, refused.map(({ code, message }) => ({ path: 'studentIds', code, message })));
    return added;
  });
}

/** Changes the tier of one award of a draft. @throws Conflict `stale-version` */
export async function changeTier(actor: Actor, listId: number, awardId: number, input: { version: number; tier: string }): Promise<Award> {
  return transact(async () => {
    const list = await openForEntry(actor, listId);
    const award = await awardOnList(list.id, awardId);
    if (award.version !== input.version) throw new Conflict('stale-version', '这名学生的档次刚被改过，请刷新后再改。');
    const standard = standardFor(await standardsOf(list.programme.key, list.period, list.school.id), input.tier);
    await run('UPDATE awards SET tier = ?, payable_fen = ?, version = version + 1 WHERE id = ? AND version = ?', [standard.tier, standard.amount, awardId, input.version]);
    await entered(actor, list, '名单修改档次', { awardId, from: award.tier, to: standard.tier });
    return awardOnList(list.id, awardId);
  });
}

/**
 * Gives several awards of a draft, or all of them, one tier at once; the amounts come from the standards table.
 * @param input the version of the list that was seen; `awards`: all, or those by id.
 * @returns how many were changed; who has the tier already is not.
 * @throws NotFound for an award of another list; RuleBroken `not-draft`, `unknown-tier`; Conflict `stale-version`.
 */
export async function changeTiers(actor: Actor, listId: number, input: { version: number; tier: string; awards: 'all' | readonly number[] }): Promise<number> {
  return transact(async () => {
    const list = await openForEntry(actor, listId);
    if (list.version !== input.version) throw new Conflict('stale-version', '这份名单刚被改过，请刷新后再改档次。');
    const standard = standardFor(await standardsOf(list.programme.key, list.period, list.school.id), input.tier);
    const meant = input.awards === 'all' ? null : [...new Set(input.awards)];
    if (meant) {
      const found = await rows<{ id: number }>('SELECT id FROM awards WHERE list_id = ? AND id IN (?)', [list.id, meant]);
      if (found.length < meant.length) throw new NotFound('选中的学生有的已不在这份名单上，请刷新后再选。');
    }
    const { affected } = await run(`UPDATE awards SET payable_fen = ?, version = version + 1, tier = ? WHERE list_id = ? AND (tier <> ? OR payable_fen <> ?)${meant ? ' AND id IN (?)' : ''}`, [standard.amount, standard.tier, list.id, standard.tier, standard.amount, ...(meant ? [meant] : [])]);
    if (affected > 0) await entered(actor, list, '名单批量修改档次', { to: standard.tier, people: affected });
    return affected;
  });
}

/** Takes one award off a draft. */
export async function removeAward(actor: Actor, listId: number, awardId: number): Promise<void> {
  await transact(async () => {
    const list = await openForEntry(actor, listId);
    const award = await awardOnList(list.id, awardId);
    await run('DELETE FROM awards WHERE id = ? AND list_id = ?', [awardId, list.id]);
    await entered(actor, list, '名单删去学生', { awardId, studentId: award.student.id });
  });
}

/** A row of an import that names a student of the school. */
export type EntryRow = { row: number; studentId: number; tier?: string };

/**
 * Puts many students on a draft in one act, all or none.
 * @throws RuleBroken `rows-refused` with every row that cannot stand on the list and why.
 */
export async function addAwards(actor: Actor, listId: number, entries: readonly EntryRow[]): Promise<{ added: number }> {
  return transact(async () => {
    const list = await openForEntry(actor, listId);
    const standards = await standardsOf(list.programme.key, list.period, list.school.id);
    const students = new Map((await rows<StudentRow>('SELECT id, person_id, name, grade, major, class_name, enrolment_status FROM students WHERE school_id = ? AND id IN (?)', [list.school.id, entries.length > 0 ? entries.map(({ studentId }) => studentId) : [0]])).map((one) => [one.id, one]));
    const taken = new Set((await rows<{ person_id: number }>('SELECT person_id FROM awards WHERE list_id = ? OR (programme = ? AND period = ? AND active_flag = 1)', [list.id, list.programme.key, list.period])).map(({ person_id }) => person_id));
    const errors: { row: number; code: string; message: string }[] = [];
    const values: (string | number | null)[][] = [];
    for (const entry of entries) {
      const student = students.get(entry.studentId);
      try {
        if (!student) throw new RuleBroken('no-such-student', '本校没有这名学生。');
        refuseNotEnrolled(student);
        if (taken.has(student.person_id)) throw new RuleBroken('student-on-other-list', `${student.name}已在${periodName(list.period)}的名单上，删去这一行。`);
        taken.add(student.person_id);
        const standard = standardFor(standards, entry.tier);
        values.push([list.id, student.id, student.person_id, list.programme.key, list.period, monthOfPeriod(list.period), standard.tier, standard.amount, student.name, student.grade, student.major, student.class_name]);
      } catch (error) {
        if (!(error instanceof RuleBroken)) throw error;
        errors.push({ row: entry.row, code: error.code, message: `第 ${entry.row} 行：${error.message}` });
      }
    }
    if (errors.length > 0) throw new RuleBroken('rows-refused', `有 ${errors.length} 行不能列入名单，改好后重新导入；这次一行也没有导入。`, undefined, errors);
    for (let at = 0; at < values.length; at += 1000) await run('INSERT INTO awards (list_id, student_id, person_id, programme, period, month, tier, payable_fen, name, grade, major, class_name) VALUES ?', [values.slice(at, at + 1000)]);
    await entered(actor, list, '名单导入学生', { added: values.length });
    return { added: values.length };
  });
}

async function openForEntry(actor: Actor, listId: number): Promise<AwardList> {
  const list = await lockListInScope(actor, listId);
  demandAct('edit', actor, await factsOf(list));
  return list;
}

async function insertAward(list: AwardList, student: StudentRow, standard: { tier: string; amount: number }): Promise<number> {
  refuseNotEnrolled(student);
  const other = await row<{ school: string }>('SELECT o.name AS school FROM awards w JOIN award_lists l ON l.id = w.list_id JOIN organisations o ON o.id = l.school_id WHERE w.programme = ? AND w.period = ? AND w.person_id = ? AND w.active_flag = 1 AND w.list_id <> ?', [list.programme.key, list.period, student.person_id, list.id]);
  if (other) throw new RuleBroken('student-on-other-list', `${student.name}已在${periodName(list.period)}${list.programme.name}的另一份名单上，同一${spanWord(list.period)}只能受助一次。`, `同一学生同一项目同一${spanWord(list.period)}只能受助一次`);
  try {
    return (await run('INSERT INTO awards (list_id, student_id, person_id, programme, period, month, tier, payable_fen, name, grade, major, class_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      [list.id, student.id, student.person_id, list.programme.key, list.period, monthOfPeriod(list.period), standard.tier, standard.amount, student.name, student.grade, student.major, student.class_name])).insertId;
  } catch (error) {
    if (isDuplicate(error, 'awards_once_on_a_list')) throw new RuleBroken('student-on-other-list', `${student.name}已在这份名单上。`, `同一学生同一项目同一${spanWord(list.period)}只能受助一次`);
    throw error;
  }
}

function refuseNotEnrolled(student: StudentRow): void {
  const reason = whyNotEnrolled(student.name, student.enrolment_status);
  if (reason) throw new RuleBroken('not-enrolled', reason, '资助对象须具有全日制学籍');
}

/** Why a student's enrolment keeps them off a list; null when they are full-time. */
export function whyNotEnrolled(name: string, status: string): string | null {
  if (status === 'full-time') return null;
  const word = isEnrolmentStatus(status) ? enrolmentStatusNames[status] : status;
  return `${name}的学籍状态是“${word}”，不是全日制在读，不能列入名单。`;
}

async function entered(actor: Actor, list: AwardList, action: string, after: Record<string, unknown>): Promise<void> {
  await refreshTotals(list.id);
  await run('UPDATE award_lists SET version = version + 1 WHERE id = ?', [list.id]);
  await recordAudit(actor, { action, object: { kind: 'award-list', id: list.id, organisationId: list.school.id }, after });
}
