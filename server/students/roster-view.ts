import { rows } from '../database.js';
import { isSchool, type Actor } from '../values/actor.js';
import { enrolmentStatusNames, enrolmentStatuses, type EnrolmentStatus } from '../values/enrolment.js';
import { documentKindName, isDocumentKind } from '../values/identity-document.js';
import { formatMonth } from '../values/month.js';
import { scopeSql } from '../values/scope.js';
import { savedFiltersOf } from '../saved-filters/saved-filters-view.js';
import { asTyped, refusalLines, sealFor, type Asking, type Refused } from '../web/desk-page.js';
import type { Pair } from '../web/components/facts.js';
import type { FieldError } from '../web/components/field.js';
import type { Filter } from '../web/components/filters.js';
import type { StudentPageProps } from '../web/pages/student-page.js';
import type { StudentRow, StudentsPageProps } from '../web/pages/students-page.js';
import { presentStudent, presentStudents, type StudentJson } from './presenter.js';
import { findStudents } from './query.js';
import { ROSTER_ROWS } from './spreadsheet.js';
import type { Student } from './student.js';
import { fieldLabels, studentFields } from './student-form.js';

const STUDENTS_A_PAGE = 50;
export type RosterAsked = { q?: string; grade?: string; enrolmentStatus?: EnrolmentStatus; schoolId?: number; page: number };

/** Refusals of the roster file are told beside the file, those of the form in the form. */
const aboutFile = (refused: Refused | undefined): boolean => refused?.items.some(({ path }) => path === 'file') ?? false;
const about: Record<string, string> = { 'document-invalid': 'documentNumber', 'student-exists': 'documentNumber', 'gender-mismatch': 'gender' };
const linesOf = (refused: Refused | undefined): FieldError[] => refusalLines(refused, fieldLabels, about).map((line) => (line.field === 'programmeMonths' ? { ...line, field: 'programmeYears' } : line));

/** The roster of a school, or of the schools of an authority. */
export async function rosterView(asking: Asking, asked: RosterAsked, refused?: Refused): Promise<StudentsPageProps> {
  const { actor } = asking;
  const offset = (asked.page - 1) * STUDENTS_A_PAGE;
  const { items, total = 0 } = await findStudents(actor, { ...asked, limit: STUDENTS_A_PAGE, offset }, { count: true });
  const shown = await presentStudents(items);
  const at = (page: number): string => `/students?${new URLSearchParams(Object.entries({ q: asked.q, grade: asked.grade, enrolmentStatus: asked.enrolmentStatus, schoolId: asked.schoolId?.toString(), page: String(page) }).flatMap(([name, value]) => (value ? [[name, value]] : []))).toString()}`;
  const own = actor.role === 'school-operator';
  return {
    subtitle: isSchool(actor) ? actor.organisation.name : `${actor.organisation.name}管理范围内的学生`,
    filters: { action: '/students', clearHref: '/students', filters: await filtersOf(actor, asked), saved: await savedFiltersOf(asking, 'students') },
    rows: shown.map((one) => rowOf(one, !isSchool(actor))),
    pager: {
      text: total === 0 ? '没有学生' : `第 ${(offset + 1).toLocaleString('en-US')}–${(offset + shown.length).toLocaleString('en-US')} 人，共 ${total.toLocaleString('en-US')} 人`, note: '证件号只显示前四位和后四位',
      ...(asked.page > 1 ? { previous: at(asked.page - 1) } : {}), ...(offset + shown.length < total ? { next: at(asked.page + 1) } : {}),
    },
    empty: { icon: 'find', title: '没有符合条件的学生', text: own ? '放宽条件再查；名册里没有的学生，在上面添加或导入。' : '放宽条件，或清空条件再查。', act: { key: 'clear', label: '清空条件', href: '/students?view=all', allowed: true, unmet: [] } },
    ...(own ? {
      add: { title: '添加一名学生', folded: true, action: '/students', seal: sealFor(asking), submit: '添加学生', fields: asTyped(studentFields(), aboutFile(refused) ? undefined : refused), errors: aboutFile(refused) ? [] : linesOf(refused) },
      upload: {
        title: '导入学生名册', id: 'roster', action: '/students/imports', seal: sealFor(asking), label: '.xlsx 或 .csv 文件', hint: `先检查全部行，看过结果再写入。每次不超过 ${ROSTER_ROWS.toLocaleString('en-US')} 行、20 MB；.csv 用 UTF-8 或 GBK 都可以。`, accept: '.xlsx,.csv', submit: '检查这个文件', templateHref: '/templates/roster.xlsx',
        errors: aboutFile(refused) ? (refused?.items ?? []).map(({ message }) => ({ field: 'roster', label: 'Excel 文件', message })) : [],
      },
    } : {}),
  };
}

const rowOf = (one: StudentJson, withSchool: boolean): StudentRow => ({
  id: one.id, name: one.name, href: `/students/${one.id}`, maskedId: one.maskedId, ...(withSchool ? { school: one.school.name } : {}), grade: one.grade, major: one.major || '—', class: one.className, enrolment: one.enrolmentStatusName,
  marks: one.overdue ? [{ tone: 'bad', icon: 'warn', word: '逾期学生' }] : [],
});

async function filtersOf(actor: Actor, asked: RosterAsked): Promise<Filter[]> {
  const scope = scopeSql(actor);
  const any = { value: '', label: '不限' };
  const grades = await rows<{ grade: string }>(`SELECT DISTINCT s.grade FROM students s JOIN organisations o ON o.id = s.school_id WHERE ${scope.sql} ORDER BY s.grade DESC LIMIT 30`, scope.params);
  const schools = isSchool(actor) ? [] : await rows<{ id: number; name: string }>(`SELECT o.id, o.name FROM organisations o WHERE ${scope.sql} AND o.level = 'school' ORDER BY o.name LIMIT 61`, scope.params);
  return [
    { name: 'q', label: '姓名、拼音或证件号后四位', kind: 'search', value: asked.q },
    { name: 'grade', label: '年级', kind: 'select', value: asked.grade, options: [any, ...grades.filter(({ grade }) => grade !== '').map(({ grade }) => ({ value: grade, label: grade }))] },
    { name: 'enrolmentStatus', label: '学籍状态', kind: 'select', value: asked.enrolmentStatus, options: [any, ...enrolmentStatuses.map((value) => ({ value, label: enrolmentStatusNames[value] }))] },
    ...(schools.length > 1 && schools.length <= 60 ? [{ name: 'schoolId', label: '学校', kind: 'select' as const, value: asked.schoolId?.toString(), options: [any, ...schools.map(({ id, name }) => ({ value: String(id), label: name }))] }] : []),
  ];
}

/** One student, with the form to put it right for the own school's operator. */
export async function studentView(asking: Asking, student: Student, refused?: Refused): Promise<StudentPageProps> {
  const one = await presentStudent(student);
  const own = asking.actor.role === 'school-operator' && asking.actor.organisation.id === student.schoolId;
  return {
    name: one.name, tag: one.enrolmentStatus === 'full-time' ? { tone: 'good', icon: 'check', word: one.enrolmentStatusName } : { tone: 'idle', icon: 'info', word: one.enrolmentStatusName },
    subtitle: `${one.school.name}　${one.grade} ${one.major} ${one.className}`, pairs: pairsOf(one),
    notes: one.overdue ? [{ title: '逾期学生', text: '按入学年月和学制，现在已应毕业。请核实学籍状态；列入名单时会提示，但不阻止。' }] : [],
    ...(own ? { form: { title: '修改', action: `/students/${one.id}`, seal: sealFor(asking, one.version), submit: '保存修改', fields: asTyped(studentFields(student), refused), errors: linesOf(refused), cancel: { label: '返回名册', href: '/students' }, footnote: '修改学籍状态会留下前后记录；证件号码、卡号只记录改过，不留原文。' } } : {}),
  };
}

function pairsOf(one: StudentJson): Pair[] {
  const kind = isDocumentKind(one.documentKind) ? documentKindName(one.documentKind) : '证件';
  return [
    { name: '姓名', value: one.name }, { name: kind, value: one.maskedId }, { name: '性别', value: one.gender === 'male' ? '男' : one.gender === 'female' ? '女' : '—' },
    { name: '年级专业班级', value: [one.grade, one.major, one.className].filter(Boolean).join(' ') }, { name: '学籍状态', value: one.enrolmentStatusName },
    { name: '入学年月', value: one.entryMonth ? formatMonth(one.entryMonth) : '—' }, { name: '学制', value: one.programmeMonths ? `${one.programmeMonths / 12} 年` : '—' },
    { name: '户籍区划', value: one.householdRegion ?? '—' }, { name: '资助卡', value: one.cardTail ? `尾号 ${one.cardTail}` : '没有登记' },
  ];
}
