import { InputInvalid } from '../lib/errors.js';
import { genderSaidBy, refuseOtherGender, type StudentFields } from './check-student.js';
import { nameKeys } from './keep-students.js';
import { cardIndex, documentIndex, sealCard, sealDocument } from './protected-numbers.js';
import { Student } from './student.js';

type Value = string | number | Buffer | null;

/** One field that differs from what the roster has, with its name in the office and the columns to write. */
export type StudentChange = { field: keyof StudentFields; name: string; columns: Record<string, Value> };

const fieldNames: Readonly<Record<keyof StudentFields, string>> = {
  name: '姓名', documentKind: '证件类型', documentNumber: '证件号码', gender: '性别', grade: '年级', major: '专业', className: '班级',
  enrolmentStatus: '学籍状态', entryMonth: '入学年月', programmeMonths: '学制', householdRegion: '户籍区划', card: '资助卡号',
};

const plainColumns = {
  documentKind: 'document_kind', gender: 'gender', grade: 'grade', major: 'major', className: 'class_name', enrolmentStatus: 'enrolment_status',
  entryMonth: 'entry_month', programmeMonths: 'programme_months', householdRegion: 'household_region',
} as const;
const plainFields = ['documentKind', 'gender', 'grade', 'major', 'className', 'enrolmentStatus', 'entryMonth', 'programmeMonths', 'householdRegion'] as const;

/**
 * What of the fields given is new. The fields are checked and in the form in which they are kept.
 * @throws InputInvalid `gender-mismatch`, or when the kind of document changes without its number.
 */
export async function changesOf(student: Student, fields: Partial<StudentFields>): Promise<StudentChange[]> {
  refuseContradiction(student, fields);
  const kept = await Student.unscoped().findByPk(student.id, { attributes: ['documentIndex', 'cardIndex'], rejectOnEmpty: true });
  const changes: StudentChange[] = [];
  const note = (field: keyof StudentFields, columns: Record<string, Value>): void => void changes.push({ field, name: fieldNames[field], columns });
  if (fields.name !== undefined && fields.name !== student.name) {
    const { pinyin, initials } = nameKeys(fields.name);
    note('name', { name: fields.name, name_pinyin: pinyin, name_initials: initials });
  }
  for (const field of plainFields) {
    const value = fields[field];
    if (value !== undefined && value !== student[field]) note(field, { [plainColumns[field]]: value });
  }
  if (fields.documentNumber !== undefined && !documentIndex(fields.documentNumber).equals(kept.documentIndex)) {
    const document = sealDocument(student.uid, fields.documentNumber);
    note('documentNumber', { document_sealed: document.sealed, document_index: document.index, document_masked: document.masked });
  }
  if (fields.card === null && kept.cardIndex) note('card', { card_sealed: null, card_index: null, card_tail: null });
  else if (fields.card != null && !kept.cardIndex?.equals(cardIndex(fields.card))) {
    const card = sealCard(student.uid, fields.card);
    note('card', { card_sealed: card.sealed, card_index: card.index, card_tail: card.tail });
  }
  return changes;
}

function refuseContradiction(student: Student, fields: Partial<StudentFields>): void {
  const kind = fields.documentKind ?? student.documentKind;
  if (kind !== student.documentKind && fields.documentNumber === undefined) {
    throw new InputInvalid([{ path: 'documentNumber', code: 'required', message: '改证件类型时请同时填写证件号码，两处要一起核对。' }]);
  }
  if (fields.gender === undefined && fields.documentNumber === undefined) return;
  refuseOtherGender(fields.gender ?? student.gender, genderSaidBy(kind, fields.documentNumber ?? student.documentMasked));
}
