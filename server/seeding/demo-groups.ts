import { createHash } from 'node:crypto';
import { rows, run } from '../database.js';
import { priorityGroups, type PriorityGroupKey } from '../values/priority-group.js';

/** Rolls one number from a text, always the same. */
const roll = (text: string, below: number): number => createHash('sha256').update(text).digest().readUInt32BE(0) % below;

const history = ['义务教育家庭经济困难学生生活补助', '学前教育资助', '普高国家助学金'] as const;
const formerSchools = ['安陵县实验小学', '安陵县城关镇中心小学', '望川县第一初级中学', '清颍市第三幼儿园'];

/** The five grounds of 附件1 五3, as groups. */
const waiverGrounds: readonly (readonly PriorityGroupKey[])[] = [['lifted-from-poverty'], ['unstably-lifted'], ['subsistence-allowance'], ['extreme-poverty-support'], ['disabled', 'subsistence-margin']];

/**
 * The eleven groups in the demo world: about one student in nine belongs to one, some to several; centrally issued and
 * collected by the school, most still to be verified, some found untrue, some under another name, some over; and aid received
 * in earlier years at earlier schools.
 */
export async function seedGroups(): Promise<void> {
  const students = await rows<{ uid: string; person_id: number; school_id: number; name: string; document_masked: string; household_region: string | null; operator: number | null; stage: string | null }>(
    `SELECT o.stage, s.uid, s.person_id, s.school_id, s.name, s.document_masked, s.household_region, (SELECT MIN(p.user_id) FROM posts p WHERE p.organisation_id = s.school_id AND p.role = 'school-operator') AS operator FROM students s JOIN organisations o ON o.id = s.school_id ORDER BY s.id`);
  const memberships: (string | number | Date | null)[][] = [];
  const aid: (string | number | null)[][] = [];
  const verifiedAt = new Date('2023-04-20T03:00:00Z');
  for (const one of students) {
    if (one.stage === 'senior-high') {
      // Whoever is waived the fees of senior high has one of its grounds.
      for (const key of waiverGrounds[roll(`w${one.uid}`, waiverGrounds.length)]) memberships.push(...membershipsOf(one, key, verifiedAt));
      continue;
    }
    if (roll(`g${one.uid}`, 9) !== 0) continue;
    const first = roll(`k${one.uid}`, priorityGroups.length);
    const places = roll(`m${one.uid}`, 6) === 0 ? [first, (first + 3) % priorityGroups.length] : [first];
    for (const place of places) memberships.push(...membershipsOf(one, priorityGroups[place].key, verifiedAt));
    if (roll(`a${one.uid}`, 3) === 0) {
      const programme = history[roll(`p${one.uid}`, history.length)];
      for (let year = 2017 + roll(`y${one.uid}`, 3); year < 2022; year += 2) aid.push([one.person_id, programme, programme === '学前教育资助' ? 'preschool' : programme === '普高国家助学金' ? 'senior-high' : 'compulsory', formerSchools[roll(`f${one.uid}`, formerSchools.length)], `${year}-12`, 50_000 + 12_500 * roll(`v${one.uid}${year}`, 3)]);
    }
  }
  for (let at = 0; at < memberships.length; at += 500) {
    await run('INSERT INTO group_memberships (person_id, group_key, source, name, document_masked, area, household_region, valid_from, valid_to, collected_by, verification, verification_reason, verified_by, verified_school_id, verified_at) VALUES ?', [memberships.slice(at, at + 500)]);
  }
  for (let at = 0; at < aid.length; at += 500) await run('INSERT IGNORE INTO aid_history (person_id, programme_name, stage, school_name, month, paid_fen) VALUES ?', [aid.slice(at, at + 500)]);
}

function membershipsOf(one: { uid: string; person_id: number; school_id: number; name: string; document_masked: string; household_region: string | null; operator: number | null }, group: string, verifiedAt: Date): (string | number | Date | null)[][] {
  const seed = `${one.uid}${group}`;
  const area = roll(`r${seed}`, 3) === 0 ? 'urban' : 'rural';
  const central = roll(`c${seed}`, 5) !== 0;
  const local = !central || roll(`l${seed}`, 4) === 0;
  const found = roll(`x${seed}`, 10);
  const verification = found < 4 ? 'unverified' : found < 9 ? 'true' : 'untrue';
  const said = found === 3 ? `${one.name.slice(0, 1)}${one.name.slice(-1)}` : one.name;
  const over = roll(`o${seed}`, 15) === 0 ? '2022-12' : null;
  return [
    ...(central ? [[one.person_id, group, 'central', said, one.document_masked, area, one.household_region, '2022-09', over, null, verification, verification === 'untrue' ? '2023年3月已退出，村委会证明在学校' : '', verification === 'unverified' ? null : one.operator, verification === 'unverified' ? null : one.school_id, verification === 'unverified' ? null : verifiedAt]] : []),
    ...(local ? [[one.person_id, group, 'local', one.name, one.document_masked, area, one.household_region, '2022-10', null, one.school_id, 'true', '', null, null, null]] : []),
  ];
}
