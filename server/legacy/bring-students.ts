import { rows } from '../database.js';
import { plainCode } from '../lib/row-reader.js';
import { protection } from '../protection.js';
import { insertStudents, type KeptStudent } from '../students/keep-students.js';
import { enrolmentStatusNamed, programmeMonthsOf } from '../values/enrolment.js';
import { checkDocumentNumber, documentKindNamed, normaliseDocumentNumber } from '../values/identity-document.js';
import { isMonth } from '../values/month.js';
import { isRegionCode } from '../values/region.js';
import { left, newIdsOf, notYetBrought, recordBrought, type Brought } from './brought-rows.js';
import type { OldRow } from './old-tables.js';

/** Students on the rosters of their schools; somebody who stands there twice is one. */
export async function bringStudents(part: readonly OldRow[]): Promise<void> {
  const waiting = await notYetBrought('students', part, 'student_no');
  const schools = await newIdsOf('organisations', waiting.map(({ school_code }) => school_code));
  const bySchool = new Map<number | undefined, OldRow[]>();
  for (const one of waiting) {
    const schoolId = schools.get(one.school_code ?? '');
    bySchool.set(schoolId, [...(bySchool.get(schoolId) ?? []), one]);
  }
  const brought: Brought[] = [];
  for (const [schoolId, those] of bySchool) {
    if (schoolId === undefined) brought.push(...those.map((one) => left(one.student_no ?? '', one, '学校在旧库里找不到')));
    else brought.push(...await bringToSchool(schoolId, those));
  }
  await recordBrought('students', brought);
}

async function bringToSchool(schoolId: number, those: readonly OldRow[]): Promise<Brought[]> {
  const { cipher } = protection();
  const read = those.map((one) => ({ no: one.student_no ?? '', ...fieldsOf(one) })).map((one) => ({ ...one, index: cipher.blindIndex('document', one.fields.documentNumber).toString('hex') }));
  const known = new Map((await rows<{ id: number; hex: string }>('SELECT id, LOWER(HEX(document_index)) AS hex FROM students WHERE school_id = ? AND document_index IN (?)', [schoolId, read.map(({ index }) => [Buffer.from(index, 'hex')])])).map(({ id, hex }) => [hex, id]));
  const fresh = [...new Map(read.filter(({ index }) => !known.has(index)).map((one) => [one.index, one])).values()];
  const taken = new Set(fresh.map(({ no }) => no));
  if (fresh.length > 0) await insertStudents(schoolId, fresh.map(({ fields }) => fields));
  const ids = new Map((await rows<{ id: number; hex: string }>('SELECT id, LOWER(HEX(document_index)) AS hex FROM students WHERE school_id = ? AND document_index IN (?)', [schoolId, read.map(({ index }) => [Buffer.from(index, 'hex')])])).map(({ id, hex }) => [hex, id]));
  return read.map(({ no, index, note }) => ({ no, outcome: taken.has(no) ? 'taken' : 'merged', newId: ids.get(index) ?? null, reason: taken.has(no) ? note : '同一学校同一证件号的学生已有' }));
}

/** What the old roster says of somebody. What it does not know is left open and noted, never guessed. */
function fieldsOf(one: OldRow): { fields: KeptStudent; note: string } {
  const kind = documentKindNamed(plainCode(one.id_kind ?? '')) ?? 'other';
  const given = normaliseDocumentNumber(one.id_number ?? '').slice(0, 24);
  const status = one.status === '在读' || one.status === '在校' ? 'full-time' : enrolmentStatusNamed(plainCode(one.status ?? ''));
  const months = programmeMonthsOf(Number(one.programme_years ?? Number.NaN));
  const card = plainCode(one.card_number ?? '');
  const notes = [
    ...(given === '' ? ['没有证件号，用旧编号代替'] : checkDocumentNumber(kind, given) ? ['证件号通不过校验'] : []),
    ...(status ? [] : ['学籍状态不认识，按休学记']),
  ];
  return {
    fields: {
      name: (one.name ?? '').slice(0, 60), documentKind: given === '' ? 'other' : kind, documentNumber: given === '' ? `V310-${plainCode(one.student_no ?? '')}`.slice(0, 24) : given, gender: one.gender === '男' ? 'male' : one.gender === '女' ? 'female' : '',
      grade: (one.grade ?? '').slice(0, 20), major: (one.major ?? '').slice(0, 60), className: (one.class_name ?? '').slice(0, 40), enrolmentStatus: status ?? 'suspended', entryMonth: one.entry_month && isMonth(one.entry_month) ? one.entry_month : null,
      programmeMonths: Number.isInteger(months) && months > 0 ? months : null, householdRegion: one.household_region && isRegionCode(one.household_region) ? one.household_region : null, card: /^\d{12,19}$/.test(card) ? card : null,
    },
    note: notes.length > 0 ? `${notes.join('；')}，请学校更正` : '',
  };
}
