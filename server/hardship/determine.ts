import { recordAudit } from '../audit/record.js';
import { isDuplicate, row, rows, run, transact } from '../database.js';
import { Conflict, RuleBroken } from '../lib/errors.js';
import { studentInScope } from '../students/student.js';
import type { Actor } from '../values/actor.js';
import { monthOf } from '../values/month.js';
import { officeDateOf } from '../values/office-date.js';
import { schoolYearOfMonth } from '../values/school-year.js';
import { startInstance } from '../workflow/start-instance.js';
import { circumstancesOf, suggestionFor } from './circumstances.js';
import { determinationById, kindNames, type Determination, type DeterminationKind } from './determination.js';
import { levelNames, type HardshipLevel } from './level.js';

/**
 * 困难学生认定管理 (附件1 一(一)6(1)): the school's operator determines a level for the school year; its reviewer decides on it,
 * as the diagram says. Whoever already has a result gets another one only as 变更 or 申诉复核, with the reason; the old one stays.
 * @throws NotFound outside the school; RuleBroken `circumstances-missing`, `remark-required`, `not-determined`; Conflict `in-use`.
 */
export async function determineHardship(actor: Actor, studentId: number, input: { level: HardshipLevel; kind: DeterminationKind; reason?: string }): Promise<Determination> {
  const reason = (input.reason ?? '').trim();
  return transact(async (tx) => {
    const student = await studentInScope(actor, studentId);
    await rows('SELECT id FROM students WHERE id = ? FOR UPDATE', [studentId]);
    const schoolYear = schoolYearOfMonth(monthOf(officeDateOf(tx.now)));
    const entered = await circumstancesOf(studentId, schoolYear);
    if (!entered) throw new RuleBroken('circumstances-missing', `还没有录入${student.name}本学年的家庭经济信息，请先录入再认定。`, '教财〔2018〕16号');
    const known = await row('SELECT id FROM hardship_determinations WHERE student_id = ? AND school_year = ? AND current_flag = 1', [studentId, schoolYear]);
    if (known && input.kind === 'initial') throw new Conflict('in-use', `${student.name}本学年已有认定结果。要改结果，请选“变更”或“申诉复核”并写明原因。`);
    if (!known && input.kind !== 'initial') throw new RuleBroken('not-determined', `${student.name}本学年还没有认定结果，请选“首次认定”。`);
    const suggestion = await suggestionFor(student.personId, entered);
    if (reason === '' && (input.kind !== 'initial' || suggestion.level !== input.level)) throw new RuleBroken('remark-required', input.kind === 'initial' ? `认定为${levelNames[input.level]}，与建议的${levelNames[suggestion.level]}不同，请写明理由。` : `${kindNames[input.kind]}请写明原因。`);
    const id = await insert(actor, { studentId, schoolId: student.schoolId, schoolYear, ...input, reason, suggested: suggestion.level, groups: entered.groups.join(','), now: tx.now });
    await recordAudit(actor, { action: '困难认定', object: { kind: 'hardship', id, organisationId: student.schoolId }, after: { kind: kindNames[input.kind], schoolYear } });
    await startInstance('hardship-determination', { kind: 'hardship', id }, actor);
    return determinationById(id);
  });
}

async function insert(actor: Actor, one: { studentId: number; schoolId: number; schoolYear: string; kind: DeterminationKind; level: HardshipLevel; suggested: HardshipLevel; groups: string; reason: string; now: Date }): Promise<number> {
  try {
    return (await run('INSERT INTO hardship_determinations (student_id, school_id, school_year, kind, level, suggested, priority_groups, reason, pending_flag, determined_by, determined_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)',
      [one.studentId, one.schoolId, one.schoolYear, one.kind, one.level, one.suggested, one.groups, one.reason, actor.userId, one.now])).insertId;
  } catch (error) {
    throw isDuplicate(error, 'hardship_one_pending') ? new Conflict('in-use', '这名学生已有一份认定在等审核，审核后再办。') : error;
  }
}
