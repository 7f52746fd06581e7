import { rows } from '../database.js';
import { documentReaders } from '../students/read-document.js';
import { formatThousands } from '../lib/money.js';
import { areaNames, MEMBERSHIP_COLUMNS, membershipOf, sourceNames, type Membership, type MembershipRow } from '../priority-groups/membership.js';
import { aidOf } from '../statistics/aid-facts.js';
import { verificationTag } from '../statistics/people-view.js';
import type { Student } from '../students/student.js';
import { enrolmentStatusNames, type EnrolmentStatus } from '../values/enrolment.js';
import { formatMonth } from '../values/month.js';
import { formatInstant } from '../values/office-date.js';
import { priorityGroupOf, priorityGroups } from '../values/priority-group.js';
import { educationStageNames, isEducationStage } from '../values/stage.js';
import { asTyped, refusalLines, sealFor, type Asking, type Refused } from '../web/desk-page.js';
import type { FormCardProps } from '../web/components/card.js';
import type { RecordPageProps } from '../web/pages/record-page.js';

/** Everything known of the person behind a student: groups with what was found out, enrolments, all aid. */
export async function recordView(asking: Asking, student: Student, refused?: Refused & { form: string }): Promise<RecordPageProps> {
  const memberships = (await rows<MembershipRow>(`SELECT ${MEMBERSHIP_COLUMNS} FROM group_memberships m WHERE m.person_id = ? ORDER BY m.id`, [student.personId])).map(membershipOf);
  const aid = (await aidOf([student.personId])).get(student.personId) ?? [];
  const own = asking.actor.role === 'school-operator' && asking.actor.organisation.id === student.schoolId;
  return {
    title: student.name, subtitle: `${student.documentMasked}　${student.school?.name ?? ''}　${[student.grade, student.major, student.className].filter(Boolean).join(' ')}`,
    acts: [{ key: 'student', label: '学籍信息', icon: 'user', href: `/students/${student.id}`, allowed: true, unmet: [] }],
    groups: memberships.map((one) => ({
      key: one.id, group: priorityGroupOf(one.group).label, source: sourceNames[one.source], validity: `${formatMonth(one.validFrom)}起${one.validTo ? `，至${formatMonth(one.validTo)}` : ''}`, area: areaNames[one.area],
      name: one.name, otherName: one.name !== student.name, verification: verificationTag(one.verification), reason: one.reason,
    })),
    verify: own ? memberships.filter((one) => one.source === 'central' && (one.verification === 'unverified' || (one.verification === 'transferred' && one.verifiedSchoolId !== student.schoolId))).map((one) => verifyForm(asking, student, one, refused)) : [],
    ...(own ? { collect: collectForm(asking, student, refused) } : {}),
    ...(documentReaders.includes(asking.actor.role) ? { read: readForm(asking, student, refused) } : {}),
    enrolments: await enrolmentsOf(student.personId), changes: await changesOf(student.id),
    aid: { times: aid.length, paid: formatThousands(aid.reduce((sum, { amount }) => sum + amount, 0)), rows: aid.map((one, at) => ({ key: at, month: one.period, programme: one.programme, stage: one.stageName, school: one.school, amount: formatThousands(one.amount) })) },
  };
}

function verifyForm(asking: Asking, student: Student, one: Membership, refused?: Refused & { form: string }): FormCardProps {
  const mine = refused?.form === `verify-${one.id}` ? refused : undefined;
  return {
    title: `核实：${priorityGroupOf(one.group).label}（中央下发）`, action: `/students/${student.id}/group-verifications/${one.id}`, seal: sealFor(asking, one.version), submit: '保存核实结果',
    fields: asTyped([
      { id: `outcome-${one.id}`, name: 'outcome', label: '核实结果', kind: 'select', required: true, value: 'true', options: [{ value: 'true', label: '属实' }, { value: 'untrue', label: '不属实' }, { value: 'transferred', label: '已转出' }] },
      { id: `reason-${one.id}`, name: 'reason', label: '原因', maxLength: 200, hint: '不属实必须写明，例如：2023年3月已退出低保。' },
    ], mine),
    errors: refusalLines(mine, { outcome: '核实结果', reason: '原因' }, { 'remark-required': 'reason' }), footnote: '不属实的不再计入十一类统计；已转出的等新学校核实。',
  };
}

function collectForm(asking: Asking, student: Student, refused?: Refused & { form: string }): FormCardProps {
  const mine = refused?.form === 'collect' ? refused : undefined;
  return {
    title: '自采集：登记这名学生属于哪一类', folded: true, action: `/students/${student.id}/group-memberships`, seal: sealFor(asking), submit: '登记',
    fields: asTyped([
      { name: 'group', label: '类别', kind: 'select', required: true, options: priorityGroups.map(({ key, name }) => ({ value: key, label: name })) },
      { name: 'area', label: '城乡', kind: 'select', value: '', options: [{ value: '', label: '不区分' }, { value: 'rural', label: '农村' }, { value: 'urban', label: '城市' }] },
      { name: 'validFrom', label: '起始年月', kind: 'month', required: true }, { name: 'validTo', label: '终止年月', kind: 'month', hint: '没有到期的不填。' },
    ], mine),
    errors: refusalLines(mine, { group: '类别', area: '城乡', validFrom: '起始年月', validTo: '终止年月' }, { 'period-backwards': 'validTo', 'in-use': 'group' }),
  };
}

function readForm(asking: Asking, student: Student, refused?: Refused & { form: string }): FormCardProps {
  const mine = refused?.form === 'reading' ? refused : undefined;
  return {
    title: '查看证件号码和卡号原文', folded: true, action: `/students/${student.id}/document-readings`, seal: sealFor(asking), submit: '查看', footnote: '谁、什么时候、为什么查看，都会留痕。',
    fields: asTyped([{ name: 'purpose', label: '用途', required: true, maxLength: 200, hint: '例如：核对办卡信息。' }], mine), errors: refusalLines(mine, { purpose: '用途' }),
  };
}

/** Every enrolment of a person, across schools and stages, the newest first. */
async function enrolmentsOf(personId: number): Promise<RecordPageProps['enrolments']> {
  const found = await rows<{ id: number; school: string; stage: string | null; entry_month: string | null; enrolment_status: EnrolmentStatus; grade: string }>('SELECT s.id, o.name AS school, o.stage, s.entry_month, s.enrolment_status, s.grade FROM students s JOIN organisations o ON o.id = s.school_id WHERE s.person_id = ? ORDER BY s.entry_month DESC, s.id DESC', [personId]);
  return found.map((one) => ({ key: one.id, school: one.school, stage: one.stage && isEducationStage(one.stage) ? educationStageNames[one.stage] : '', entry: one.entry_month ? formatMonth(one.entry_month) : '—', status: enrolmentStatusNames[one.enrolment_status] }));
}

async function changesOf(studentId: number): Promise<RecordPageProps['changes']> {
  const found = await rows<{ id: number; was: EnrolmentStatus; became: EnrolmentStatus; changed_at: Date }>('SELECT id, was, became, changed_at FROM enrolment_changes WHERE student_id = ? ORDER BY id DESC LIMIT 50', [studentId]);
  return found.map((one) => ({ key: one.id, at: formatInstant(one.changed_at), was: enrolmentStatusNames[one.was], became: enrolmentStatusNames[one.became] }));
}
