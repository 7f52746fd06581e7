import { recordAudit } from '../audit/record.js';
import { isDuplicate, officeNow, row, rows, run, transact } from '../database.js';
import { Conflict } from '../lib/errors.js';
import { countsIn } from '../priority-groups/membership.js';
import { studentInScope } from '../students/student.js';
import type { Actor } from '../values/actor.js';
import { monthOf, type Month } from '../values/month.js';
import { officeDateOf } from '../values/office-date.js';
import { isPriorityGroupKey, priorityGroups, type PriorityGroupKey } from '../values/priority-group.js';
import { schoolYearOfMonth, type SchoolYear } from '../values/school-year.js';
import { suggestLevel, type EnteredCircumstances, type Factor, type HardshipLevel } from './level.js';
import { rulesNow } from './rules.js';

/** 家庭经济信息 of a student in a school year; income in fen a year. */
export type Circumstances = { schoolYear: SchoolYear; groups: PriorityGroupKey[]; householdSize: number; annualIncome: number; factors: Partial<Record<Factor, string>>; version: number };
export type CircumstancesFields = Omit<Circumstances, 'version' | 'schoolYear'>;

export const currentMonthOfOffice = async (): Promise<Month> => monthOf(officeDateOf(await officeNow()));
export const currentSchoolYear = async (): Promise<SchoolYear> => schoolYearOfMonth(await currentMonthOfOffice());

/** What was entered for a student, null when nothing yet. */
export async function circumstancesOf(studentId: number, schoolYear: SchoolYear): Promise<Circumstances | null> {
  const found = await row<{ priority_groups: string; household_size: number; annual_income_fen: number; factors: string; version: number }>('SELECT priority_groups, household_size, annual_income_fen, factors, version FROM circumstances WHERE student_id = ? AND school_year = ?', [studentId, schoolYear]);
  if (!found) return null;
  return { schoolYear, groups: groupsIn(found.priority_groups), householdSize: found.household_size, annualIncome: found.annual_income_fen, factors: JSON.parse(found.factors) as Circumstances['factors'], version: found.version };
}

export const groupsIn = (text: string): PriorityGroupKey[] => text.split(',').filter(isPriorityGroupKey);

/**
 * 家庭经济信息录入 (附件1 一(一)6(1)): the school keeps what it was told, once a student and school year. `version` is what was
 * seen, none the first time.
 * @throws NotFound outside the school; Conflict `stale-version`.
 */
export async function enterCircumstances(actor: Actor, studentId: number, input: CircumstancesFields & { version?: number }): Promise<Circumstances> {
  return transact(async (tx) => {
    const student = await studentInScope(actor, studentId);
    const schoolYear = schoolYearOfMonth(monthOf(officeDateOf(tx.now)));
    const groups = priorityGroups.map(({ key }) => key).filter((key) => input.groups.includes(key)).join(',');
    const values = [groups, input.householdSize, input.annualIncome, JSON.stringify(input.factors), actor.userId, tx.now];
    if (input.version === undefined) await first(studentId, schoolYear, values);
    else if ((await run('UPDATE circumstances SET priority_groups = ?, household_size = ?, annual_income_fen = ?, factors = ?, entered_by = ?, entered_at = ?, version = version + 1 WHERE student_id = ? AND school_year = ? AND version = ?', [...values, studentId, schoolYear, input.version])).affected !== 1) throw changedMeanwhile();
    await recordAudit(actor, { action: '录入家庭经济信息', object: { kind: 'student', id: studentId, organisationId: student.schoolId }, after: { schoolYear } });
    const kept = await circumstancesOf(studentId, schoolYear);
    if (!kept) throw new Error('the circumstances just written were not found');
    return kept;
  });
}

async function first(studentId: number, schoolYear: SchoolYear, values: (string | number | Date)[]): Promise<void> {
  try {
    await run('INSERT INTO circumstances (priority_groups, household_size, annual_income_fen, factors, entered_by, entered_at, student_id, school_year) VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [...values, studentId, schoolYear]);
  } catch (error) {
    throw isDuplicate(error, 'circumstances_once') ? changedMeanwhile() : error;
  }
}

const changedMeanwhile = (): Conflict => new Conflict('stale-version', '这名学生本学年的家庭经济信息已有别人录入或改过，请刷新查看最新内容；您填写的内容还在。');

/** The level the province's rules suggest for what was entered, with reasons. */
export async function suggestionFor(personId: number, entered: EnteredCircumstances): Promise<{ level: HardshipLevel; reasons: string[] }> {
  const counted = countsIn(await currentMonthOfOffice());
  const issued = (await rows<{ group_key: PriorityGroupKey }>(`SELECT DISTINCT m.group_key FROM group_memberships m WHERE m.person_id = ? AND ${counted.sql}`, [personId, ...counted.params])).map(({ group_key }) => group_key);
  return suggestLevel(entered, issued, (await rulesNow()).rules);
}
