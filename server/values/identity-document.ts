import type { OfficeDate } from './office-date.js';
import { checkResidentId, maskResidentId, normaliseResidentId, residentIdMessages } from './resident-id.js';

/** 证件类型. The resident id is the rule; the others exist and are checked for their form only. */
export type DocumentKind = 'resident-id' | 'hk-macao-residence' | 'taiwan-residence' | 'hk-macao-permit' | 'taiwan-permit' | 'foreigner-residence' | 'passport' | 'other';

type Rule = {
  readonly name: string;
  /** What else people call it in a file. */
  readonly aliases: readonly string[];
  readonly form: RegExp;
  readonly hint: string;
};

const rules: Readonly<Record<DocumentKind, Rule>> = {
  'resident-id': { name: '居民身份证', aliases: ['身份证', '二代身份证', '户口簿'], form: /^\d{17}[\dX]$/, hint: '18 位' },
  'hk-macao-residence': { name: '港澳居民居住证', aliases: ['港澳台居民居住证'], form: /^8[123]0000\d{11}[\dX]$/, hint: '18 位，以 810000、820000 或 830000 开头' },
  'taiwan-residence': { name: '台湾居民居住证', aliases: [], form: /^830000\d{11}[\dX]$/, hint: '18 位，以 830000 开头' },
  'hk-macao-permit': { name: '港澳居民来往内地通行证', aliases: ['回乡证'], form: /^[HM]\d{8}(\d{2})?$/, hint: 'H 或 M 加 8 位或 10 位数字' },
  'taiwan-permit': { name: '台湾居民来往大陆通行证', aliases: ['台胞证'], form: /^\d{8}$|^\d{10}[A-Z]?$/, hint: '8 位数字' },
  'foreigner-residence': { name: '外国人永久居留身份证', aliases: ['外国人永久居留证'], form: /^[A-Z]{3}\d{12}$|^9\d{16}[\dX]$/, hint: '15 位（3 个字母加 12 位数字）或 18 位（以 9 开头）' },
  'passport': { name: '护照', aliases: ['中国护照', '外国护照'], form: /^(?=.*\d)[A-Z0-9]{5,17}$/, hint: '5 至 17 位字母和数字' },
  'other': { name: '其他', aliases: ['其他证件', '其它'], form: /^[A-Z0-9-]{4,24}$/, hint: '4 至 24 位字母、数字或连字符' },
};

export const documentKinds: readonly DocumentKind[] = ['resident-id', 'hk-macao-residence', 'taiwan-residence', 'hk-macao-permit', 'taiwan-permit', 'foreigner-residence', 'passport', 'other'];
export const isDocumentKind = (text: string): text is DocumentKind => documentKinds.some((kind) => kind === text);
export const documentKindName = (kind: DocumentKind): string => rules[kind].name;

/** The kind a file means by a Chinese word; empty means the resident id; null when the word is not known. */
export function documentKindNamed(word: string): DocumentKind | null {
  if (word === '') return 'resident-id';
  return documentKinds.find((kind) => rules[kind].name === word || rules[kind].aliases.includes(word)) ?? null;
}

/** The form in which a number is compared, indexed and sealed. */
export const normaliseDocumentNumber = (typed: string): string => normaliseResidentId(typed);

/**
 * @param number already normalised.
 * @returns what is wrong with it in Chinese with what to do, and a code; null when it is in order.
 */
export function checkDocumentNumber(kind: DocumentKind, number: string, today?: OfficeDate): { code: string; message: string } | null {
  if (!rules[kind].form.test(number) && kind !== 'resident-id') {
    return { code: 'wrong-document-number', message: `${rules[kind].name}号码应为${rules[kind].hint}。请核对证件后重填` };
  }
  if (!carriesCheckCharacter(kind, number)) return null;
  const problem = checkResidentId(number, today);
  return problem && { code: problem, message: residentIdMessages[problem].replace('身份证号', kind === 'resident-id' ? '身份证号' : `${rules[kind].name}号码`) };
}

/** `4129**********1624`; shorter numbers keep two characters at each end, so that what is hidden is the greater part. */
export function maskDocumentNumber(number: string): string {
  if (number.length >= 15) return maskResidentId(number);
  const kept = number.length >= 8 ? 2 : 1;
  return `${number.slice(0, kept)}${'*'.repeat(Math.max(number.length - 2 * kept, 1))}${number.slice(-kept)}`;
}

const carriesCheckCharacter = (kind: DocumentKind, number: string): boolean =>
  kind === 'resident-id' || kind === 'hk-macao-residence' || kind === 'taiwan-residence' || (kind === 'other' && /^\d{17}X$/.test(number));
