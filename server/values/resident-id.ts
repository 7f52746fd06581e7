import { isOfficeDate, type OfficeDate } from './office-date.js';
import { provinceNames } from './region.js';

/**
 * 公民身份号码 by GB 11643: six digits region, eight digits birth date, three digits sequence (odd for men), one check character.
 * Also the form of the residence permits for residents of Hong Kong, Macao and Taiwan (regions 81, 82, 83).
 */
export type ResidentIdProblem = 'wrong-length' | 'wrong-character' | 'unknown-region' | 'impossible-birth-date' | 'wrong-check-digit' | 'digits-lost';

export const residentIdMessages: Readonly<Record<ResidentIdProblem, string>> = {
  'wrong-length': '身份证号应为 18 位。请核对身份证，重填 18 位',
  'wrong-character': '身份证号只能是数字，末位可以是 X。请核对身份证，重填 18 位',
  'unknown-region': '身份证号前两位不是省份代码。请核对身份证，重填 18 位',
  'impossible-birth-date': '身份证号里的出生日期不成立。请核对身份证，重填 18 位',
  'wrong-check-digit': '身份证号的校验位不对，多半有一位填错。请核对身份证，重填 18 位',
  'digits-lost': '身份证号末三位是 000，多半在表格里当作数字保存，末几位已经丢失。请把这一列设为“文本”，照证件重填',
};

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = '10X98765432';
const EARLIEST_BIRTH = '1900-01-01';

/** Full-width digits and letters become half-width, blanks of every kind go, a lower-case x becomes X. */
export const normaliseResidentId = (typed: string): string => typed.normalize('NFKC').replace(/[\s\u200b-\u200f\u2060\ufeff]/g, '').toUpperCase();

/**
 * @param id already normalised.
 * @param today when given, a birth date after it is refused.
 * @returns the first thing wrong with it, null when nothing is.
 */
export function checkResidentId(id: string, today?: OfficeDate): ResidentIdProblem | null {
  if (id.length !== 18) return 'wrong-length';
  if (!/^\d{17}[\dX]$/.test(id)) return 'wrong-character';
  if (!(id.slice(0, 2) in provinceNames) && id.slice(0, 2) !== '83') return 'unknown-region';
  const birth = birthDateOf(id);
  if (!isOfficeDate(birth) || birth < EARLIEST_BIRTH || (today !== undefined && birth > today)) return 'impossible-birth-date';
  if (id[17] === checkCharacterOf(id)) return null;
  // A sheet keeps fifteen digits of a number and writes zeros for the rest.
  return id.endsWith('000') ? 'digits-lost' : 'wrong-check-digit';
}

export const isResidentId = (id: string, today?: OfficeDate): boolean => checkResidentId(id, today) === null;

/** The character the first 17 digits demand in the eighteenth place. */
export function checkCharacterOf(id: string): string {
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(id[place]), 0);
  return CHECK_CHARACTERS[sum % 11];
}

/** `2006-02-28` as the number says it; whether that day exists is for `checkResidentId`. */
export const birthDateOf = (id: string): OfficeDate => `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`;

export const genderOf = (id: string): 'male' | 'female' => (Number(id[16]) % 2 === 1 ? 'male' : 'female');

/** Whole years on a day. */
export function ageOn(birth: OfficeDate, day: OfficeDate): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
  return day.slice(5) < birth.slice(5) ? years - 1 : years;
}

/** `4129**********1624`: the first four and last four of eighteen. */
export const maskResidentId = (id: string): string => `${id.slice(0, 4)}${'*'.repeat(Math.max(id.length - 8, 0))}${id.slice(-4)}`;
