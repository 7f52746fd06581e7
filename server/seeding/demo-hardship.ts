import { createHash } from 'node:crypto';
import { row, rows, run } from '../database.js';
import { determineHardship } from '../hardship/determine.js';
import { circumstancesOf, suggestionFor } from '../hardship/circumstances.js';
import { priorityGroups } from '../values/priority-group.js';
import { demoActor } from './demo-people.js';

/** Rolls one number from a text, always the same. */
const roll = (text: string, below: number): number => createHash('sha256').update(text).digest().readUInt32BE(0) % below;

const YEAR = '2022-2023';
const ENTERED = new Date('2022-10-12T02:00:00Z');
const REVIEWED = new Date('2022-10-20T08:30:00Z');

/**
 * 家庭经济信息 and 困难认定 of the demo world: entered for the members of the eleven groups and some others, most determined and
 * reviewed in October, three waiting for the reviewer of school1 this morning.
 */
export async function seedHardship(): Promise<void> {
  const students = await rows<{ id: number; uid: string; person_id: number; school_id: number; operator: number; reviewer: number; groups: string | null }>(
    `SELECT s.id, s.uid, s.person_id, s.school_id, (SELECT MIN(p.user_id) FROM posts p WHERE p.organisation_id = s.school_id AND p.role = 'school-operator') AS operator, (SELECT MIN(p.user_id) FROM posts p WHERE p.organisation_id = s.school_id AND p.role = 'school-reviewer') AS reviewer,
       (SELECT GROUP_CONCAT(DISTINCT m.group_key) FROM group_memberships m WHERE m.person_id = s.person_id AND m.verification <> 'untrue') AS \`groups\` FROM students s WHERE s.enrolment_status = 'full-time' ORDER BY s.id`);
  const circumstances: (string | number | Date)[][] = [];
  const determinations: (string | number | Date)[][] = [];
  const waiting: number[] = [];
  const school1 = (await demoActor('school1.operator')).organisation.id;
  for (const one of students) {
    const kind = roll(`z${one.uid}`, 30);
    if (one.groups === null && kind > 1) continue;
    const groups = priorityGroups.map(({ key }) => key).filter((key) => one.groups?.split(',').includes(key));
    const entered = { groups, householdSize: 3 + roll(`n${one.uid}`, 4), annualIncome: 600_000 + 10_000 * roll(`i${one.uid}`, 240), factors: groups.length > 0 ? {} : { economy: '父母务农，收入不稳定' } };
    circumstances.push([one.id, YEAR, groups.join(','), entered.householdSize, entered.annualIncome, JSON.stringify(entered.factors), one.operator, ENTERED]);
    if (one.school_id === school1 && waiting.length < 3 && groups.length > 0) { waiting.push(one.id); continue; }
    const suggested = groups.length > 0 ? (await suggestionFor(one.person_id, entered)).level : 'none';
    const level = groups.length > 0 ? suggested : 'general';
    determinations.push([one.id, one.school_id, YEAR, 'initial', level, suggested, groups.join(','), groups.length > 0 ? '' : '家访核实，收入低于当地平均', 'passed', 1, one.operator, ENTERED, one.reviewer, REVIEWED]);
  }
  for (let at = 0; at < circumstances.length; at += 500) await run('INSERT INTO circumstances (student_id, school_year, priority_groups, household_size, annual_income_fen, factors, entered_by, entered_at) VALUES ?', [circumstances.slice(at, at + 500)]);
  for (let at = 0; at < determinations.length; at += 500) await run('INSERT INTO hardship_determinations (student_id, school_id, school_year, kind, level, suggested, priority_groups, reason, status, current_flag, determined_by, determined_at, reviewed_by, reviewed_at) VALUES ?', [determinations.slice(at, at + 500)]);
  const operator = await demoActor('school1.operator');
  for (const id of waiting) {
    const found = await row<{ person_id: number }>('SELECT person_id FROM students WHERE id = ?', [id]);
    const entered = await circumstancesOf(id, YEAR);
    const level = found && entered ? (await suggestionFor(found.person_id, entered)).level : 'general';
    await determineHardship(operator, id, { level, kind: 'initial' });
  }
}
