import { recordAudit } from '../audit/record.js';
import { rows, run, transact } from '../database.js';
import type { Findings, HandedFile, ImportKind } from '../imports/kinds.js';
import { importTemplate } from '../imports/template/spreadsheet.js';
import { openTable, type SheetError } from '../lib/sheet-table.js';
import { documentIndex } from '../students/protected-numbers.js';
import type { Actor } from '../values/actor.js';
import { monthOf } from '../values/month.js';
import { officeDateOf } from '../values/office-date.js';
import { normalisePersonName } from '../values/person-name.js';
import { schoolYearOfMonth } from '../values/school-year.js';
import { circumstancesColumns, circumstancesGuidance, circumstancesTable, CIRCUMSTANCES_ROWS, maskedGiven, readCircumstancesRow, type CircumstancesColumn, type CircumstancesRecord } from './circumstances-row.js';

async function check({ actor, bytes, repairs, named, rows: total }: HandedFile, found: Findings): Promise<void> {
  const table = await openTable(await bytes(), { ...circumstancesTable, named }, repairs);
  const seen = new Map<number, number>();
  let done = 0;
  for await (const batch of table.batches()) {
    const part: CircumstancesRecord[] = [];
    for (const source of batch) {
      const { record, errors } = readCircumstancesRow(table, source);
      found.refuse(errors);
      if (record) part.push(record);
    }
    const known = await studentsOf(actor.organisation.id, part);
    const sound: (CircumstancesRecord & { studentId: number })[] = [];
    part.forEach((record, at) => {
      const refuse = (key: CircumstancesColumn, code: string, given: string, message: string): void => found.refuse([errorAt(table.columns.get(key), record.row, code, given, message)]);
      const student = known[at];
      if (!student) return refuse('documentNumber', 'not-on-roster', maskedGiven(record), '本校名册里没有这个证件号码的在校学生。请核对号码，或先在名册里添加这名学生');
      if (normalisePersonName(record.name) !== student.name) return refuse('name', 'other-name', record.name, `名册里这个证件号码是${student.name}。请核对姓名和证件号码`);
      const earlier = seen.get(student.id);
      if (earlier !== undefined) return refuse('documentNumber', 'same-student-twice', maskedGiven(record), `与第 ${earlier} 行是同一名学生。请只留一行`);
      seen.set(student.id, record.row);
      return void sound.push({ ...record, studentId: student.id });
    });
    await found.keep(sound.map(({ name: _name, documentNumber: _number, ...kept }) => kept));
    await found.progress(done += batch.length, total);
  }
}

const errorAt = (place: { letter: string; header: string } | undefined, row: number, code: string, given: string, message: string): SheetError => ({ row, column: place?.letter ?? '', header: place?.header ?? '', given, code, message });

/** The full-time student of the school behind each record, by number. */
async function studentsOf(schoolId: number, part: readonly CircumstancesRecord[]): Promise<({ id: number; name: string } | undefined)[]> {
  if (part.length === 0) return [];
  const indexes = part.map(({ documentNumber }) => documentIndex(documentNumber));
  const found = await rows<{ id: number; name: string; document_index: Buffer }>("SELECT id, name, document_index FROM students WHERE school_id = ? AND enrolment_status = 'full-time' AND document_index IN (?)", [schoolId, indexes.map((index) => [index])]);
  const byIndex = new Map(found.map((one) => [one.document_index.toString('hex'), one]));
  return indexes.map((index) => byIndex.get(index.toString('hex')));
}

/** What was entered of a student this school year is replaced by what the file says; of those not in it nothing changes. */
async function write(actor: Actor, parts: AsyncIterable<string>): Promise<void> {
  await transact(async (tx) => {
    const schoolYear = schoolYearOfMonth(monthOf(officeDateOf(tx.now)));
    let people = 0;
    for await (const text of parts) {
      const records: (CircumstancesRecord & { studentId: number })[] = JSON.parse(text);
      people += records.length;
      await run(
        `INSERT INTO circumstances (student_id, school_year, priority_groups, household_size, annual_income_fen, factors, entered_by, entered_at) VALUES ?
         ON DUPLICATE KEY UPDATE priority_groups = VALUES(priority_groups), household_size = VALUES(household_size), annual_income_fen = VALUES(annual_income_fen), factors = VALUES(factors), entered_by = VALUES(entered_by), entered_at = VALUES(entered_at), version = version + 1`,
        [records.map((one) => [one.studentId, schoolYear, one.groups.join(','), one.householdSize, one.annualIncome, JSON.stringify(one.factors), actor.userId, tx.now])]);
    }
    await recordAudit(actor, { action: '导入家庭经济信息', object: { kind: 'circumstances', id: actor.organisation.id, organisationId: actor.organisation.id }, after: { schoolYear, people } });
  });
}

/** 家庭经济信息 of a school's students as a file (.xlsx, .csv). */
export const circumstancesImport: ImportKind = {
  key: 'circumstances',
  name: '家庭经济信息',
  promise: '写入本学年。已经录入过的按文件改，文件里没有的学生不变。',
  table: circumstancesTable,
  place: () => ({ label: '家庭经济信息录入', href: '/circumstances', upload: '/circumstances#circumstances-file' }),
  check,
  write: (actor, _subjectId, parts) => write(actor, parts),
  template: { key: 'circumstances', fileName: '家庭经济信息导入模板.xlsx', make: () => importTemplate('家庭经济信息', circumstancesColumns, circumstancesGuidance, CIRCUMSTANCES_ROWS) },
};
