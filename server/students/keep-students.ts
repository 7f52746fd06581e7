import { randomUUID } from 'node:crypto';
import { requireTx, rows, run } from '../database.js';
import { pinyinKeys } from '../lib/pinyin.js';
import { officeDateOf } from '../values/office-date.js';
import type { StudentFields } from './check-student.js';
import { personsOf } from './person.js';
import { markRoster } from './roster-marks.js';
import { keepNames } from './student-names.js';
import { sealCard, sealDocument } from './protected-numbers.js';

/** Enough for one statement, and short enough that others get their turn in between. */
export const ROWS_A_STATEMENT = 200;

const COLUMNS = `id, uid, school_id, person_id, name, name_pinyin, name_initials, document_kind, document_sealed, document_index, document_masked, gender, grade, major, class_name,
  enrolment_status, entry_month, programme_months, household_region, card_sealed, card_index, card_tail`;
const TAKEN_OVER = ['name', 'name_pinyin', 'name_initials', 'document_kind', 'gender', 'grade', 'major', 'class_name', 'enrolment_status', 'entry_month', 'programme_months'];
/** What a roster may leave out without meaning that it is gone. */
const KEPT_WHEN_EMPTY = ['household_region', 'card_sealed', 'card_index', 'card_tail'];

/** Only one act at a time changes who is on a school's roster, so that what was looked up stays true until it is written. */
export async function lockRoster(schoolId: number): Promise<void> {
  requireTx();
  await rows('SELECT id FROM organisations WHERE id = ? FOR UPDATE', [schoolId]);
}

/** A student as the roster keeps them: one brought over from an earlier system may lack the gender. */
export type KeptStudent = Omit<StudentFields, 'gender'> & { gender: StudentFields['gender'] | '' };

/** Puts new students on the roster. @returns the id of the first. */
export async function insertStudents(schoolId: number, students: readonly KeptStudent[]): Promise<number> {
  const values = await rowsOf(schoolId, students.map((fields) => ({ id: null, uid: randomUUID(), fields })));
  await markRoster(schoolId);
  return (await run(`INSERT INTO students (${COLUMNS}) VALUES ?`, [values])).insertId;
}

/** The day of a return (复学) is kept before the status is overwritten: columns are assigned in this order. */
const RETURNED = "returned_on = IF(enrolment_status <> 'full-time' AND VALUES(enrolment_status) = 'full-time', ?, returned_on)";

/** Brings known students to what a roster says. Their document numbers are the same; a region or card left out stays. */
export async function overwriteStudents(schoolId: number, students: readonly { id: number; uid: string; fields: StudentFields }[]): Promise<void> {
  const changes = [RETURNED, ...TAKEN_OVER.map((column) => `${column} = VALUES(${column})`), ...KEPT_WHEN_EMPTY.map((column) => `${column} = COALESCE(VALUES(${column}), ${column})`), 'version = version + 1'];
  await markRoster(schoolId);
  await run(`INSERT INTO students (${COLUMNS}) VALUES ? ON DUPLICATE KEY UPDATE ${changes.join(', ')}`, [await rowsOf(schoolId, students), officeDateOf(requireTx().now)]);
}

async function rowsOf(schoolId: number, students: readonly { id: number | null; uid: string; fields: KeptStudent }[]): Promise<(string | number | Buffer | null)[][]> {
  const sealed = students.map((one) => ({ ...one, document: sealDocument(one.uid, one.fields.documentNumber) }));
  const persons = await personsOf(sealed.map(({ document }) => document.index));
  await keepNames(students.map(({ fields: { name } }) => ({ name, ...nameKeys(name) })));
  return sealed.map(({ id, uid, fields, document }) => {
    const card = fields.card === null ? null : sealCard(uid, fields.card);
    const { pinyin, initials } = nameKeys(fields.name);
    return [
      id, uid, schoolId, persons.get(document.index.toString('hex')) ?? null, fields.name, pinyin, initials, fields.documentKind, document.sealed, document.index, document.masked,
      fields.gender, fields.grade, fields.major, fields.className, fields.enrolmentStatus, fields.entryMonth, fields.programmeMonths, fields.householdRegion,
      card?.sealed ?? null, card?.index ?? null, card?.tail ?? null,
    ];
  });
}

/** By which a name is found in letters; a name longer than the columns is found by its beginning. */
export function nameKeys(name: string): { pinyin: string; initials: string } {
  const { full, initials } = pinyinKeys(name);
  return { pinyin: full.slice(0, 120), initials: initials.slice(0, 30) };
}
