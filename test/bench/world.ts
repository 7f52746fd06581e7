import { randomBytes, randomUUID } from 'node:crypto';
import { rows, run } from '../../server/database.js';
import { sha256Hex } from '../../server/lib/crypto.js';
import { protection } from '../../server/protection.js';
import type { Role } from '../../server/values/actor.js';

/** The office's month: the measured product begins on 12 June 2023. */
export const MONTH = '2023-06';

/** A school of the measured world with the people around its lists, each with an open session. */
export type BenchSchool = { id: number; path: string; authorityId: number; operator: BenchPerson; reviewer: BenchPerson; officer: BenchPerson; students: { id: number; personId: number }[] };
export type BenchPerson = { userId: number; token: string };

/** One province with counties of ten schools each. Made by statements: nothing of it is measured. */
export async function makeSchools(schools: number, studentsEach: number): Promise<BenchSchool[]> {
  const province = await organisation('测量省', 'province', null, '/');
  const prefecture = await organisation('测量市', 'prefecture', province.id, province.path);
  const made: BenchSchool[] = [];
  for (let number = 0; number < schools; number += 10) {
    const county = await organisation(`测量县${number / 10 + 1}`, 'county', prefecture.id, prefecture.path);
    const officer = await person(county.id, 'authority-operator');
    for (let at = number; at < Math.min(schools, number + 10); at += 1) {
      const school = await organisation(`测量职业学校${at + 1}`, 'school', county.id, county.path);
      made.push({ ...school, authorityId: county.id, officer, operator: await person(school.id, 'school-operator'), reviewer: await person(school.id, 'school-reviewer'), students: await makeStudents(school.id, studentsEach) });
    }
  }
  return made;
}

let serial = 0;
export async function organisation(name: string, level: string, parentId: number | null, above: string): Promise<{ id: number; path: string }> {
  const { insertId } = await run('INSERT INTO organisations (code, name, level, kind, stage, parent_id, region_code, path, telephone) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    [`B${(serial += 1)}`, name, level, level === 'school' ? 'school' : 'education', level === 'school' ? 'vocational' : null, parentId, '411821', '', '']);
  const path = `${above}${insertId}/`;
  await run('UPDATE organisations SET path = ? WHERE id = ?', [path, insertId]);
  return { id: insertId, path };
}

export async function person(organisationId: number, role: Role, client: 'api' | 'desk' | 'phone' = 'api'): Promise<BenchPerson> {
  const { insertId: userId } = await run('INSERT INTO users (login, name, organisation_id, password_ages) VALUES (?, ?, ?, 0)', [`b${(serial += 1)}`, '王建平', organisationId]);
  const { insertId: postId } = await run('INSERT INTO posts (user_id, organisation_id, role) VALUES (?, ?, ?)', [userId, organisationId, role]);
  const token = randomBytes(32).toString('base64url');
  await run("INSERT INTO sessions (token_hash, user_id, post_id, client, csrf_token, created_at, last_seen_at, expires_at, live_flag) VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) + INTERVAL 8 HOUR, 1)", [sha256Hex(token), userId, postId, client, randomBytes(32).toString('base64url')]);
  return { userId, token };
}

/** Full-time students, a thousand a statement. */
export async function makeStudents(schoolId: number, count: number): Promise<{ id: number; personId: number }[]> {
  const { cipher } = protection();
  for (let from = 0; from < count; from += 1000) {
    const part = Array.from({ length: Math.min(1000, count - from) }, () => ({ uid: randomUUID(), index: randomBytes(16) }));
    await run('INSERT INTO persons (document_index) VALUES ?', [part.map(({ index }) => [index])]);
    const persons = new Map((await rows<{ id: number; document_index: Buffer }>('SELECT id, document_index FROM persons WHERE document_index IN (?)', [part.map(({ index }) => index) as never])).map((one) => [one.document_index.toString('hex'), one.id]));
    const sealed = cipher.seal('411821200709011234', 'students.document:of a measured world');
    await run('INSERT INTO students (uid, school_id, person_id, name, name_pinyin, name_initials, document_sealed, document_index, document_masked, gender, grade, major, class_name, enrolment_status, entry_month, programme_months) VALUES ?',
      [part.map(({ uid, index }) => [uid, schoolId, persons.get(index.toString('hex')) ?? 0, '张梓桐', 'zhangzitong', 'zzt', sealed, index, '4118**********1234', 'female', '2022级', '护理', '1班', 'full-time', '2022-09', 36])]);
  }
  return rows('SELECT id, person_id AS personId FROM students WHERE school_id = ? ORDER BY id', [schoolId]);
}

/** Puts one student on each list, as entry would have, and brings the lists' sums up to date. */
export async function fillLists(entries: readonly { listId: number; studentId: number; personId: number; programme: string; month: string }[]): Promise<void> {
  for (let from = 0; from < entries.length; from += 1000) {
    await run('INSERT INTO awards (list_id, student_id, person_id, programme, period, month, tier, payable_fen, name, grade, major, class_name) VALUES ?',
      [entries.slice(from, from + 1000).map((one) => [one.listId, one.studentId, one.personId, one.programme, one.month, one.month, 'standard', 20_000, '张梓桐', '2022级', '护理', '1班'])]);
  }
  await run('UPDATE award_lists SET people = 1, payable_fen = 20000 WHERE id IN (?)', [entries.map(({ listId }) => listId)]);
}
