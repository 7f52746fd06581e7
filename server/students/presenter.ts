import type { z } from 'zod';
import { officeNow } from '../database.js';
import { enrolmentStatusNames, isOverdue } from '../values/enrolment.js';
import { monthOf } from '../values/month.js';
import { officeDateOf } from '../values/office-date.js';
import type { studentShape } from './schemas.js';
import type { Student } from './student.js';

export type StudentJson = z.infer<typeof studentShape>;

/** Students as page, phone and API show them. `overdue` is judged for the current month of the office. */
export async function presentStudents(students: readonly Student[]): Promise<StudentJson[]> {
  const month = monthOf(officeDateOf(await officeNow()));
  return students.map((one) => ({
    id: one.id, name: one.name, maskedId: one.documentMasked, documentKind: one.documentKind, gender: one.gender, grade: one.grade, major: one.major, className: one.className,
    enrolmentStatus: one.enrolmentStatus, enrolmentStatusName: enrolmentStatusNames[one.enrolmentStatus], entryMonth: one.entryMonth, programmeMonths: one.programmeMonths,
    householdRegion: one.householdRegion, cardTail: one.cardTail, school: { id: one.schoolId, name: one.school?.name ?? '' },
    overdue: isOverdue(one.entryMonth, one.programmeMonths, one.enrolmentStatus, month), version: one.version,
  }));
}

export const presentStudent = async (student: Student): Promise<StudentJson> => (await presentStudents([student]))[0];
