import { InputInvalid, RuleBroken, type ErrorItem } from '../lib/errors.js';
import { plainCode, plainWords } from '../lib/row-reader.js';
import { passesLuhn } from '../values/bank-card.js';
import type { EnrolmentStatus } from '../values/enrolment.js';
import { checkDocumentNumber, normaliseDocumentNumber, type DocumentKind } from '../values/identity-document.js';
import type { Month } from '../values/month.js';
import type { OfficeDate } from '../values/office-date.js';
import { checkPersonName, nameMessages, normalisePersonName, type NameProblem } from '../values/person-name.js';

/** What the roster holds of a student. 学制 in months; the numbers in clear, as typed or as a file gave them. */
export type StudentFields = {
  name: string;
  documentKind: DocumentKind;
  documentNumber: string;
  gender: 'male' | 'female';
  grade: string;
  major: string;
  className: string;
  enrolmentStatus: EnrolmentStatus;
  entryMonth: Month | null;
  programmeMonths: number | null;
  householdRegion: string | null;
  card: string | null;
};

/** The column of the name is counted in code points; a name of rare characters with variants can be longer than it looks. */
const NAME_COLUMN = 60;

export function nameProblem(name: string): NameProblem | null {
  return checkPersonName(name) ?? (Array.from(name).length > NAME_COLUMN ? 'too-long' : null);
}

/**
 * Brings the fields given into the form in which they are kept.
 * @throws InputInvalid with every field that cannot be so, where it is and what to do.
 */
export function checkFields<T extends Partial<StudentFields>>(typed: T): T {
  const fields: Partial<StudentFields> = {};
  const errors: ErrorItem[] = [];
  const refuse = (path: keyof StudentFields, code: string, message: string): void => void errors.push({ path, code, message });
  if (typed.name !== undefined) {
    fields.name = normalisePersonName(typed.name);
    const problem = nameProblem(fields.name);
    if (problem) refuse('name', problem, `${nameMessages[problem]}。`);
  }
  if (typed.grade !== undefined) {
    fields.grade = gradeName(typed.grade);
    if (fields.grade === '') refuse('grade', 'missing', '没有填年级。请补填，例如 2022级。');
  }
  if (typed.major !== undefined) fields.major = plainWords(typed.major);
  if (typed.className !== undefined) {
    fields.className = plainWords(typed.className);
    if (fields.className === '') refuse('className', 'missing', '没有填班级。请补填，例如 2班。');
  }
  if (typed.card != null) {
    fields.card = plainCode(typed.card).replaceAll('-', '');
    if (!/^\d{12,19}$/.test(fields.card)) refuse('card', 'wrong-card-number', '资助卡号应为 12 至 19 位数字。请照卡面重填。');
    else if (!passesLuhn(fields.card)) refuse('card', 'wrong-card-number', '资助卡号校验不通过，多半有一位填错。请照卡面重填。');
  }
  if (errors.length > 0) throw new InputInvalid(errors);
  return { ...typed, ...fields };
}

/** 2022 and 2022级 are the same grade, in a form as in a file. */
function gradeName(typed: string): string {
  const code = plainCode(typed);
  return /^(19|20)\d{2}(级|届)?$/.test(code) ? `${code.slice(0, 4)}级` : plainWords(typed);
}

/**
 * The number in the form in which it is kept.
 * @param today birth dates after it are refused.
 * @throws RuleBroken `document-invalid` with the reason.
 */
export function checkDocument(kind: DocumentKind, typed: string, today: OfficeDate): string {
  const number = normaliseDocumentNumber(typed);
  const problem = checkDocumentNumber(kind, number, today);
  if (!problem) return number;
  throw new RuleBroken('document-invalid', `${problem.message}。`, undefined, [{ path: 'documentNumber', code: problem.code, message: `${problem.message}。` }]);
}

/**
 * What a resident id says of its holder, from the number or from its mask, which leaves the last four in sight.
 * Null for documents that do not say.
 */
export function genderSaidBy(kind: DocumentKind, numberOrMask: string): 'male' | 'female' | null {
  if (kind !== 'resident-id') return null;
  return Number(numberOrMask.at(-2)) % 2 === 1 ? 'male' : 'female';
}

/** @throws InputInvalid `gender-mismatch` */
export function refuseOtherGender(gender: 'male' | 'female' | '', said: 'male' | 'female' | null): void {
  if (gender === '' || said === null || said === gender) return;
  throw new InputInvalid([{ path: 'gender', code: 'gender-mismatch', message: `性别与身份证号不一致，身份证号是${said === 'male' ? '男' : '女'}性的。请核对两处。` }]);
}
