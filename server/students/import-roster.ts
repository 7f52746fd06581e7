import { setImmediate as breathe } from 'node:timers/promises';
import { recordAudit } from '../audit/record.js';
import { officeNow, rows, transact } from '../database.js';
import type { Findings, HandedFile, ImportKind } from '../imports/kinds.js';
import type { Actor } from '../values/actor.js';
import { enrolmentStatusNames, type EnrolmentStatus } from '../values/enrolment.js';
import { officeDateOf } from '../values/office-date.js';
import { nameMessages } from '../values/person-name.js';
import { nameProblem } from './check-student.js';
import { recordEnrolmentChanges } from './enrolment-history.js';
import { insertStudents, lockRoster, overwriteStudents, ROWS_A_STATEMENT } from './keep-students.js';
import { cardIndex, documentIndex } from './protected-numbers.js';
import { openRoster, ROWS_AT_ONCE, rosterTable, rosterTemplate, type RosterRow } from './spreadsheet.js';

/**
 * Reads a roster file and finds everything wrong with it, before anything is written.
 * @throws TooLarge past 100,000 rows; UnsupportedMedia when it is not a table; RuleBroken for the file as a whole.
 */
async function checkRoster({ bytes, repairs, named, rows: total }: HandedFile, found: Findings): Promise<void> {
  const file = await openRoster(await bytes(), officeDateOf(await officeNow()), repairs, named);
  const { letter, header } = file.columns.get('name') ?? { letter: '', header: '' };
  let done = 0;
  for await (const { rows: read, students, errors } of file.batches()) {
    found.refuse(errors);
    found.refuse(students.flatMap(({ row, name }) => {
      const problem = nameProblem(name);
      return problem ? [{ row, column: letter, header, given: name.slice(0, 60), code: problem, message: nameMessages[problem] }] : [];
    }));
    await found.keep(students);
    await found.progress(done += read, total);
  }
}

/**
 * Brings the roster of the actor's school to what a checked file says, in one act, or a large file a thousand rows an act:
 * students with a new document number are added, known ones changed. Who is not in the file stays as they are. The same rows
 * written again change nothing.
 */
export async function importRoster(actor: Actor, parts: AsyncIterable<string>): Promise<{ added: number; changed: number; unchanged: number }> {
  return transact(async () => {
    const school = actor.organisation;
    await lockRoster(school.id);
    const counted = { added: 0, changed: 0, unchanged: 0 };
    for await (const text of parts) {
      const students: RosterRow[] = JSON.parse(text);
      for (let at = 0; at < students.length; at += ROWS_A_STATEMENT) {
        await takeOver(actor, students.slice(at, at + ROWS_A_STATEMENT), counted);
        // Sealing and spelling students takes the thread; others get their turn in between.
        await breathe();
      }
    }
    await recordAudit(actor, { action: '导入学生名册', object: { kind: 'roster', id: school.id, organisationId: school.id }, after: counted });
    return counted;
  });
}

async function takeOver(actor: Actor, part: readonly RosterRow[], counted: { added: number; changed: number; unchanged: number }): Promise<void> {
  const school = actor.organisation;
  const known = await knownStudents(school.id, part);
  const fresh = part.filter((one) => !known.has(one));
  const differing = part.flatMap((fields) => {
    const found = known.get(fields);
    return found && differs(found, fields) ? [{ id: found.id, uid: found.uid, fields, was: found.enrolment_status }] : [];
  });
  if (fresh.length > 0) await insertStudents(school.id, fresh);
  if (differing.length > 0) await overwriteStudents(school.id, differing);
  await recordEnrolmentChanges(actor, differing.map(({ id, was, fields }) => ({ studentId: id, was, became: fields.enrolmentStatus })));
  for (const { id, was, fields } of differing) if (was !== fields.enrolmentStatus) await recordStatus(actor, id, was, fields.enrolmentStatus);
  counted.added += fresh.length;
  counted.changed += differing.length;
  counted.unchanged += part.length - fresh.length - differing.length;
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
  name: '学生名册',
  promise: '名册里没有的学生会新增，已有的按文件修改，文件里没有的学生不变。',
  table: rosterTable,
  inSteps: (many) => many > ROWS_AT_ONCE,
  place: () => ({ label: '学生', href: '/students', upload: '/students#roster' }),
  check: checkRoster,
  write: async (actor, _subjectId, parts) => void (await importRoster(actor, parts)),
  template: { key: 'roster', fileName: '学生名册导入模板.xlsx', make: rosterTemplate },
};
