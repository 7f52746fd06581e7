import { setImmediate as breathe } from 'node:timers/promises';
import { recordAudit } from '../audit/record.js';
import { officeNow, rows, transact } from '../database.js';
import type { CheckedFile } from '../imports/file-import.js';
import type { ImportKind } from '../imports/kinds.js';
import type { SheetError } from '../lib/sheet-table.js';
import type { Actor } from '../values/actor.js';
import { enrolmentStatusNames, type EnrolmentStatus } from '../values/enrolment.js';
import { officeDateOf } from '../values/office-date.js';
import { nameMessages } from '../values/person-name.js';
import { nameProblem } from './check-student.js';
import { insertStudents, lockRoster, overwriteStudents, ROWS_A_STATEMENT } from './keep-students.js';
import { cardIndex, documentIndex } from './protected-numbers.js';
import { readRoster, rosterTemplate, type RosterRow } from './spreadsheet.js';

/**
 * Reads a roster file and finds everything wrong with it, before anything is written.
 * @throws TooLarge past 20,000 rows; UnsupportedMedia when it is not an .xlsx; RuleBroken for the file as a whole.
 */
export async function checkRoster(bytes: Buffer): Promise<CheckedFile> {
  const file = await readRoster(bytes, officeDateOf(await officeNow()));
  const errors: SheetError[] = [...file.errors];
  for (const { row, name } of file.students) {
    const problem = nameProblem(name);
    const { letter, header } = file.columns.get('name') ?? { letter: '', header: '' };
    if (problem) errors.push({ row, column: letter, header, given: name.slice(0, 60), code: problem, message: nameMessages[problem] });
  }
  return { total: file.total, errors, rows: JSON.stringify(file.students) };
}

/**
 * Brings the roster of the actor's school to what a checked file says, in one act: students with a new document number are
 * added, known ones changed. Who is not in the file stays as they are.
 */
export async function importRoster(actor: Actor, students: readonly RosterRow[]): Promise<{ added: number; changed: number; unchanged: number }> {
  return transact(async () => {
    const school = actor.organisation;
    await lockRoster(school.id);
    const counted = { added: 0, changed: 0, unchanged: 0 };
    for (let at = 0; at < students.length; at += ROWS_A_STATEMENT) {
      const part = students.slice(at, at + ROWS_A_STATEMENT);
      const known = await knownStudents(school.id, part);
      const fresh = part.filter((one) => !known.has(one));
      const differing = part.flatMap((fields) => {
        const found = known.get(fields);
        return found && differs(found, fields) ? [{ id: found.id, uid: found.uid, fields, was: found.enrolment_status }] : [];
      });
      if (fresh.length > 0) await insertStudents(school.id, fresh);
      if (differing.length > 0) await overwriteStudents(school.id, differing);
      for (const { id, was, fields } of differing) if (was !== fields.enrolmentStatus) await recordStatus(actor, id, was, fields.enrolmentStatus);
      counted.added += fresh.length;
      counted.changed += differing.length;
      counted.unchanged += part.length - fresh.length - differing.length;
      // Sealing and spelling a thousand students takes the thread; others get their turn in between.
      await breathe();
    }
    await recordAudit(actor, { action: '导入学生名册', object: { kind: 'roster', id: school.id, organisationId: school.id }, after: counted });
    return counted;
  });
}

type Known = {
  id: number; uid: string; document_index: Buffer; name: string; document_kind: string; gender: string; grade: string; major: string; class_name: string;
  enrolment_status: EnrolmentStatus; entry_month: string | null; programme_months: number | null; household_region: string | null; card_index: Buffer | null;
};

async function knownStudents(schoolId: number, part: readonly RosterRow[]): Promise<Map<RosterRow, Known>> {
  const indexes = part.map(({ documentNumber }) => documentIndex(documentNumber));
  const found = await rows<Known>(
    `SELECT id, uid, document_index, name, document_kind, gender, grade, major, class_name, enrolment_status, entry_month, programme_months, household_region, card_index
       FROM students WHERE school_id = ? AND document_index IN (?)`, [schoolId, indexes.map((index) => [index])]);
  const byIndex = new Map(found.map((one) => [one.document_index.toString('hex'), one]));
  return new Map(part.flatMap((one, at) => {
    const known = byIndex.get(indexes[at].toString('hex'));
    return known ? [[one, known] as const] : [];
  }));
}

/** Whether the file says something new; a region or card it leaves out says nothing. */
function differs(known: Known, said: RosterRow): boolean {
  return known.name !== said.name || known.document_kind !== said.documentKind || known.gender !== said.gender || known.grade !== said.grade || known.major !== said.major
    || known.class_name !== said.className || known.enrolment_status !== said.enrolmentStatus || known.entry_month !== said.entryMonth || known.programme_months !== said.programmeMonths
    || (said.householdRegion !== null && known.household_region !== said.householdRegion)
    || (said.card !== null && !known.card_index?.equals(cardIndex(said.card)));
}

const recordStatus = (actor: Actor, studentId: number, was: EnrolmentStatus, is: EnrolmentStatus): Promise<void> => recordAudit(actor, {
  action: '导入学生名册', object: { kind: 'student', id: studentId, organisationId: actor.organisation.id }, before: { enrolmentStatus: enrolmentStatusNames[was] }, after: { enrolmentStatus: enrolmentStatusNames[is] },
});

/** 学生名册 as a file to import. */
export const rosterImport: ImportKind = {
  key: 'students',
  async write(actor, _subjectId, text) {
    const students: RosterRow[] = JSON.parse(text);
    await importRoster(actor, students);
  },
  template: { key: 'roster', fileName: '学生名册导入模板.xlsx', make: rosterTemplate },
};
