import { InputInvalid, type ErrorItem } from '../lib/errors.js';
import { enrolmentStatusNames, enrolmentStatuses, isEnrolmentStatus, programmeMonthsOf, programmeYears } from '../values/enrolment.js';
import { documentKindName, documentKinds, isDocumentKind } from '../values/identity-document.js';
import { isMonth } from '../values/month.js';
import { isRegionCode } from '../values/region.js';
import type { FieldProps } from '../web/components/field.js';
import type { StudentFields } from './check-student.js';
import type { Student } from './student.js';

/** The form of one student, as typed: every field a text. */
export type TypedStudent = Record<'name' | 'documentKind' | 'documentNumber' | 'gender' | 'grade' | 'major' | 'className' | 'enrolmentStatus' | 'entryMonth' | 'programmeYears' | 'householdRegion' | 'card', string>;

const choose = { value: '', label: '请选择' };
const yearsOf = (months: number | null): string => (months === null ? '' : String(months / 12));

/** The fields, with what the roster knows of a student; numbers are never shown again, so an empty one means unchanged. */
export function studentFields(known?: Student): FieldProps[] {
  return [
    { name: 'name', label: '姓名', required: true, value: known?.name, maxLength: 100, hint: '与证件一致，少数民族姓名用 · 分隔。' },
    { name: 'documentKind', label: '证件类型', kind: 'select', value: known?.documentKind ?? 'resident-id', options: documentKinds.map((value) => ({ value, label: documentKindName(value) })) },
    { name: 'documentNumber', label: '证件号码', required: !known, maxLength: 60, hint: known ? `现在是 ${known.documentMasked}，不改就不用填。` : '居民身份证填 18 位，末位 X 大小写都可以。' },
    { name: 'gender', label: '性别', kind: 'select', required: true, value: known?.gender ?? '', options: [choose, { value: 'male', label: '男' }, { value: 'female', label: '女' }] },
    { name: 'grade', label: '年级', required: true, value: known?.grade, maxLength: 20, hint: '入学年份加“级”，例如 2022级。' },
    { name: 'major', label: '专业', value: known?.major, maxLength: 60 },
    { name: 'className', label: '班级', required: true, value: known?.className, maxLength: 40, hint: '例如 2班。' },
    { name: 'enrolmentStatus', label: '学籍状态', kind: 'select', required: true, value: known?.enrolmentStatus ?? 'full-time', options: enrolmentStatuses.map((value) => ({ value, label: enrolmentStatusNames[value] })) },
    { name: 'entryMonth', label: '入学年月', kind: 'month', value: known?.entryMonth ?? '', hint: '例如 2022-09，用来判定是否逾期。' },
    { name: 'programmeYears', label: '学制（年）', kind: 'select', value: yearsOf(known?.programmeMonths ?? null), options: [choose, ...programmeYears.map((years) => ({ value: String(years), label: String(years) }))] },
    { name: 'householdRegion', label: '户籍区划', value: known?.householdRegion ?? '', maxLength: 6, hint: '可以不填。6 位区划代码，例如 411281。' },
    { name: 'card', label: '资助卡号', maxLength: 40, hint: known ? (known.cardTail ? `已登记，尾号 ${known.cardTail}，不改就不用填。` : '还没有登记。必须是学生本人的卡。') : '可以不填。必须是学生本人的卡。' },
  ];
}

export const fieldLabels: Record<string, string> = { ...Object.fromEntries(studentFields().map(({ name, label }) => [name, label])), programmeMonths: '学制（年）' };

/** A whole new student from the form. @throws InputInvalid with every field that cannot be read. */
export function readNewStudent(typed: TypedStudent): StudentFields {
  const errors: ErrorItem[] = [];
  const fields = readFields(typed, errors);
  if (typed.documentNumber === '') errors.push({ path: 'documentNumber', code: 'missing', message: '没有填证件号码。' });
  if (errors.length > 0) throw new InputInvalid(errors);
  return { ...fields, documentNumber: typed.documentNumber, card: typed.card || null };
}

/** What the form changes of a student: fields that differ from what is known, the document number and the card where something was typed. @throws InputInvalid */
export function readStudentChange(known: Student, typed: TypedStudent): Partial<StudentFields> {
  const errors: ErrorItem[] = [];
  const fields = readFields(typed, errors);
  if (errors.length > 0) throw new InputInvalid(errors);
  const differing = Object.fromEntries(Object.entries(fields).filter(([name, value]) => known.get(name) !== value));
  return { ...differing, ...(typed.documentNumber ? { documentNumber: typed.documentNumber } : {}), ...(typed.card ? { card: typed.card } : {}) };
}

function readFields(typed: TypedStudent, errors: ErrorItem[]): Omit<StudentFields, 'documentNumber' | 'card'> {
  const refuse = (path: string, message: string): void => void errors.push({ path, code: 'invalid', message });
  const { documentKind, gender, enrolmentStatus, entryMonth } = typed;
  const years = programmeYears.find((one) => String(one) === typed.programmeYears);
  const householdRegion = typed.householdRegion;
  if (!isDocumentKind(documentKind)) refuse('documentKind', '请选择证件类型。');
  if (gender !== 'male' && gender !== 'female') refuse('gender', '请选择性别。');
  if (!isEnrolmentStatus(enrolmentStatus)) refuse('enrolmentStatus', '请选择学籍状态。');
  if (entryMonth !== '' && !isMonth(entryMonth)) refuse('entryMonth', '入学年月应写成 2022-09 这样。');
  if (typed.programmeYears !== '' && years === undefined) refuse('programmeYears', '请从列出的学制里选。');
  if (householdRegion !== '' && !isRegionCode(householdRegion)) refuse('householdRegion', '户籍区划应为 6 位区划代码，例如 411281。');
  return {
    name: typed.name, documentKind: isDocumentKind(documentKind) ? documentKind : 'other', gender: gender === 'male' ? 'male' : 'female', grade: typed.grade, major: typed.major, className: typed.className,
    enrolmentStatus: isEnrolmentStatus(enrolmentStatus) ? enrolmentStatus : 'full-time', entryMonth: entryMonth || null, programmeMonths: years === undefined ? null : programmeMonthsOf(years), householdRegion: householdRegion || null,
  };
}
