import { isDuplicate, run } from '../database.js';
import { RuleBroken } from '../lib/errors.js';

/**
 * A student's document number was put right and belongs to another person: their awards go with them.
 * @throws RuleBroken `student-on-other-list` when that person already has the aid of one of the months.
 */
export async function moveAwards(studentId: number, personId: number): Promise<void> {
  try {
    await run('UPDATE awards SET person_id = ? WHERE student_id = ?', [personId, studentId]);
  } catch (error) {
    if (!isDuplicate(error, 'awards_once')) throw error;
    throw new RuleBroken('student-on-other-list', '这个证件号码的学生已在同一月份的名单上，改过来就是重复受助。请先核对两份名单，删去其中一处再改证件号码。', '同一学生同一项目同一月份只能受助一次');
  }
}
