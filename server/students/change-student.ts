import { recordAudit } from '../audit/record.js';
import { run, transact } from '../database.js';
import { Conflict } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { enrolmentStatusNames } from '../values/enrolment.js';
import { officeDateOf, type OfficeDate } from '../values/office-date.js';
import { refuseKnownStudent } from './add-student.js';
import { checkDocument, checkFields, type StudentFields } from './check-student.js';
import { lockRoster, nameKeys } from './keep-students.js';
import { keepNames } from './student-names.js';
import { correctPerson } from './person.js';
import { recordEnrolmentChanges } from './enrolment-history.js';
import { documentIndex } from './protected-numbers.js';
import { markRoster } from './roster-marks.js';
import { studentInScope, type Student } from './student.js';
import { changesOf, type StudentChange } from './student-changes.js';

/**
 * The school changes what its roster says of one student. `version` is what the person saw. A changed enrolment status is
 * kept before and after; of the other fields only which ones changed.
 * @throws NotFound outside the scope; Conflict `stale-version`; InputInvalid for fields; RuleBroken `document-invalid`, `student-exists`.
 */
export async function changeStudent(actor: Actor, studentId: number, { version, ...typed }: Partial<StudentFields> & { version: number }): Promise<Student> {
  return transact(async (tx) => {
    const student = await studentInScope(actor, studentId);
    if (student.version !== version) throw changedMeanwhile();
    const fields = checkFields(typed);
    if (fields.documentNumber !== undefined) fields.documentNumber = checkDocument(fields.documentKind ?? student.documentKind, fields.documentNumber, officeDateOf(tx.now));
    const changes = await changesOf(student, fields);
    if (changes.length === 0) return student;
    await save(student, changes, { ...await newPerson(student, changes, fields), ...returned(student, fields, officeDateOf(tx.now)) });
    if (fields.name !== undefined) await keepNames([{ name: fields.name, ...nameKeys(fields.name) }]);
    if (fields.enrolmentStatus !== undefined) await recordEnrolmentChanges(actor, [{ studentId, was: student.enrolmentStatus, became: fields.enrolmentStatus }]);
    await markRoster(student.schoolId);
    await record(actor, student, changes, fields);
    return studentInScope(actor, studentId);
  });
}

/** @returns the columns that say whose enrolment this is, when the document number changes. */
async function newPerson(student: Student, changes: readonly StudentChange[], { documentNumber }: Partial<StudentFields>): Promise<{ person_id?: number }> {
  if (documentNumber === undefined || !changes.some(({ field }) => field === 'documentNumber')) return {};
  const index = documentIndex(documentNumber);
  await lockRoster(student.schoolId);
  await refuseKnownStudent(student.schoolId, index);
  return { person_id: await correctPerson(student, index) };
}

/** 复学: back to full-time from another status, remembered for the next list. */
const returned = (student: Student, { enrolmentStatus }: Partial<StudentFields>, today: OfficeDate): { returned_on?: OfficeDate } =>
  (enrolmentStatus === 'full-time' && student.enrolmentStatus !== 'full-time' ? { returned_on: today } : {});

async function save(student: Student, changes: readonly StudentChange[], more: { person_id?: number; returned_on?: OfficeDate }): Promise<void> {
  const values: StudentChange['columns'] = Object.assign({}, ...changes.map((one) => one.columns), more);
  const columns = Object.entries(values);
  const { affected } = await run(`UPDATE students SET ${columns.map(([column]) => `${column} = ?`).join(', ')}, version = version + 1 WHERE id = ? AND version = ?`, [...columns.map(([, value]) => value), student.id, student.version]);
  if (affected !== 1) throw changedMeanwhile();
}

async function record(actor: Actor, student: Student, changes: readonly StudentChange[], { enrolmentStatus }: Partial<StudentFields>): Promise<void> {
  const status = enrolmentStatus !== undefined && enrolmentStatus !== student.enrolmentStatus;
  await recordAudit(actor, {
    action: '修改学生信息',
    object: { kind: 'student', id: student.id, organisationId: student.schoolId },
    ...(status ? { before: { enrolmentStatus: enrolmentStatusNames[student.enrolmentStatus] } } : {}),
    after: { ...(status ? { enrolmentStatus: enrolmentStatusNames[enrolmentStatus] } : {}), changed: changes.map(({ name }) => name) },
  });
}

const changedMeanwhile = (): Conflict => new Conflict('stale-version', '您打开页面后这名学生的信息已有变化，请刷新查看最新内容；您填写的内容还在。');
