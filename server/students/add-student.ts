import { recordAudit } from '../audit/record.js';
import { row, transact } from '../database.js';
import { RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { enrolmentStatusNames } from '../values/enrolment.js';
import { officeDateOf } from '../values/office-date.js';
import { checkDocument, checkFields, genderSaidBy, refuseOtherGender, type StudentFields } from './check-student.js';
import { insertStudents, lockRoster } from './keep-students.js';
import { documentIndex } from './protected-numbers.js';
import { studentInScope, type Student } from './student.js';

/**
 * The school puts one student on its own roster.
 * @throws InputInvalid for fields; RuleBroken `document-invalid` with the reason, `student-exists` naming the class.
 */
export async function addStudent(actor: Actor, typed: StudentFields): Promise<Student> {
  return transact(async (tx) => {
    const school = actor.organisation;
    const documentNumber = checkDocument(typed.documentKind, typed.documentNumber, officeDateOf(tx.now));
    const fields = { ...checkFields(typed), documentNumber };
    refuseOtherGender(fields.gender, genderSaidBy(fields.documentKind, documentNumber));
    await lockRoster(school.id);
    await refuseKnownStudent(school.id, documentIndex(documentNumber));
    const id = await insertStudents(school.id, [fields]);
    await recordAudit(actor, { action: '添加学生', object: { kind: 'student', id, organisationId: school.id }, after: { enrolmentStatus: enrolmentStatusNames[fields.enrolmentStatus] } });
    return studentInScope(actor, id);
  });
}

/** @throws RuleBroken `student-exists` naming who and which class, so that the school finds them. */
export async function refuseKnownStudent(schoolId: number, index: Buffer): Promise<void> {
  const known = await row<{ name: string; grade: string; class_name: string }>('SELECT name, grade, class_name FROM students WHERE school_id = ? AND document_index = ?', [schoolId, index]);
  if (!known) return;
  throw new RuleBroken('student-exists', `这个证件号码已在本校名册里：${known.name}，${known.grade} ${known.class_name}。请打开这名学生修改，不用重复添加。`);
}
