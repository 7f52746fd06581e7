import { rows } from '../database.js';
import { documentIndex } from '../students/protected-numbers.js';
import type { AwardColumn, AwardFileRow } from './spreadsheet.js';

/** Who on the roster a row of an award file means, or in which column it goes wrong and what to do. */
export type NamedStudents = (row: AwardFileRow) => { studentId: number } | { column: AwardColumn; code: string; message: string; suggestion?: string };

type Known = { id: number; name: string; grade: string; class_name: string; document_index: Buffer };

/** A 学籍号 is the resident id with a letter before it (domain §3.9); other student numbers the roster does not hold. */
const NATIONAL_STUDENT_NUMBER = /^[GLJ]?(\d{17}[\dX])$/;

/**
 * Looks up everybody the rows name on the roster of one school: by document number, by a student number that contains it, else
 * by name when only one student has it. Names are compared code point by code point, so that rare characters stay apart.
 */
export async function findNamed(schoolId: number, named: readonly AwardFileRow[]): Promise<NamedStudents> {
  const byNumber = new Map<string, Known>();
  const byName = new Map<string, Map<number, Known>>();
  const numbers = new Map(named.flatMap((row) => numberOf(row)?.number ?? []).map((number) => [number, documentIndex(number)]));
  for (const part of parts([...numbers.values()])) {
    for (const one of await rows<Known>(`${SELECT} AND document_index IN (?)`, [schoolId, part.map((index) => [index])])) byNumber.set(one.document_index.toString('hex'), one);
  }
  for (const part of parts([...new Set(named.flatMap((row) => (numberOf(row) ? [] : (row.name ?? []))))])) {
    for (const one of await rows<Known>(`${SELECT} AND name IN (?)`, [schoolId, part])) byName.set(one.name, (byName.get(one.name) ?? new Map<number, Known>()).set(one.id, one));
  }
  return (row) => {
    const given = numberOf(row);
    if (given) return withNumber(row, given.column, byNumber.get(numbers.get(given.number)?.toString('hex') ?? ''));
    if (row.name === null) return { column: 'studentNumber', code: 'student-number-unknown', message: '名册里没有登记这种学号，认不出是哪名学生。请改填证件号码或姓名' };
    return withName(row.name, [...(byName.get(row.name)?.values() ?? [])]);
  };
}

const SELECT = 'SELECT id, name, grade, class_name, document_index FROM students WHERE school_id = ?';

function numberOf(row: AwardFileRow): { number: string; column: AwardColumn } | null {
  if (row.documentNumber !== null) return { number: row.documentNumber, column: 'documentNumber' };
  const inside = NATIONAL_STUDENT_NUMBER.exec(row.studentNumber ?? '')?.[1];
  return inside === undefined ? null : { number: inside, column: 'studentNumber' };
}

function withNumber(row: AwardFileRow, column: AwardColumn, known: Known | undefined): ReturnType<NamedStudents> {
  const word = column === 'documentNumber' ? '证件号码' : '学号';
  if (!known) return { column, code: 'no-such-student', message: `本校名册里没有这个${word}。请核对，或先把这名学生加入名册` };
  if (row.name !== null && row.name !== known.name) return { column: 'name', code: 'name-mismatch', message: `这个${word}在名册里是${known.name}，与所填姓名不一致。请核对是哪名学生`, suggestion: known.name };
  return { studentId: known.id };
}

function withName(name: string, known: readonly Known[]): ReturnType<NamedStudents> {
  if (known.length === 0) return { column: 'name', code: 'no-such-student', message: `本校名册里没有叫${name}的学生。请核对姓名，或先加入名册` };
  if (known.length > 1) return { column: 'name', code: 'ambiguous-name', message: `本校有 ${known.length} 名学生叫${name}：${known.slice(0, 5).map(({ grade, class_name }) => `${grade} ${class_name}`).join('、')}。请改填证件号码` };
  return { studentId: known[0].id };
}

function parts<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / 1000) }, (_, at) => all.slice(at * 1000, at * 1000 + 1000));
}
