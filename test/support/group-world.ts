import { rows, run } from '../../server/database.js';
import type { PriorityGroupKey } from '../../server/values/priority-group.js';

export type MembershipGiven = { group: PriorityGroupKey; source?: 'central' | 'local'; from?: string; to?: string | null; verification?: string; area?: string };

/** Puts a student into a group as a file would have, and marks the school as changed. */
export async function belongs(studentId: number, { group, source = 'central', from = '2022-09', to = null, verification = 'unverified', area = '' }: MembershipGiven): Promise<number> {
  const { insertId } = await run(
    `INSERT INTO group_memberships (person_id, group_key, source, name, document_masked, area, household_region, valid_from, valid_to, verification, collected_by)
     SELECT person_id, ?, ?, name, document_masked, ?, household_region, ?, ?, ?, IF(? = 'local', school_id, NULL) FROM students WHERE id = ?`, [group, source, area, from, to, verification, source, studentId]);
  await run('INSERT INTO roster_marks (school_id) SELECT t.school_id FROM students s JOIN students t ON t.person_id = s.person_id WHERE s.id = ?', [studentId]);
  return insertId;
}

/** Aid a person received before this system, in a month. */
export async function receivedBefore(studentId: number, month: string, fen: number, stage = 'compulsory'): Promise<void> {
  await run("INSERT INTO aid_history (person_id, programme_name, stage, school_name, month, paid_fen) SELECT person_id, '义务教育生活补助', ?, '县实验小学', ?, ? FROM students WHERE id = ?", [stage, month, fen, studentId]);
  await run('INSERT INTO roster_marks (school_id) SELECT t.school_id FROM students s JOIN students t ON t.person_id = s.person_id WHERE s.id = ?', [studentId]);
}

export const registeredIn = async (studentId: number, region: string): Promise<void> => void (await run('UPDATE students SET household_region = ? WHERE id = ?', [region, studentId]));
export const regionOfPlace = async (placeId: number, region: string): Promise<void> => void (await run('UPDATE organisations SET region_code = ? WHERE id = ?', [region, placeId]));
export const personOf = async (studentId: number): Promise<number> => (await rows<{ person_id: number }>('SELECT person_id FROM students WHERE id = ?', [studentId]))[0].person_id;
