import { passesLuhn } from '../values/bank-card.js';
import { isOfficeDate } from '../values/office-date.js';
import { provinceNames } from '../values/region.js';
import { birthDateOf, isResidentId, maskResidentId } from '../values/resident-id.js';

/**
 * Looks in an attachment for what a notice must never show: resident ids, mobile numbers, bank cards (教育部办公厅关于公示的要求,
 * 全国学生资助管理中心第9号预警). Attachments are seen by the authority, yet they are copies of what hangs on the wall.
 */
export type PrivacyFinding = {
  readonly kind: 'resident-id' | 'mobile' | 'bank-card';
  /** Where: `名单!C14`, `第 12 段`, `正文`. */
  readonly place: string;
  /** Enough to find it, not enough to use it. */
  readonly masked: string;
};

/** A stretch of text and where it stands. `digitsOnly`: a numeric cell, which may have lost its last digits. */
export type PlacedText = { readonly place: string; readonly text: string; readonly digitsOnly?: boolean };

/** `unchecked` 未能检查: there is something no program of ours can read; the uploader looks himself and says so. */
export type ScanResult = { readonly scan: 'clean' | 'unchecked' | 'found'; readonly findings: readonly PrivacyFinding[] };

export const findingNames: Readonly<Record<PrivacyFinding['kind'], string>> = { 'resident-id': '身份证号', 'mobile': '手机号', 'bank-card': '银行卡号' };

/** Enough to show a person where to look; a list of 2,000 ids needs no 2,000 lines. */
const MOST_FINDINGS = 50;
const RUN = /(?<![0-9])[0-9]{11,19}(?![0-9])/g;
const RUN_WITH_X = /(?<![0-9])[0-9]{17}[Xx](?![0-9A-Za-z])/g;
/** The same numbers as people group them: 4129 0220 0602 1624, 138-0013-8000, 6222 0212 3456 7890 123. */
const GROUPED = /(?<![0-9])(?:\d{6}[ -]\d{8}[ -]\d{3}[\dXx]|\d{6}(?:[ -]\d{4}){2}[ -]\d{3}[\dXx]|1\d{2}[ -]\d{4}[ -]\d{4}|\d{4}(?:[ -]\d{4}){3}(?:[ -]?[\dXx]{1,3})?)(?![0-9])/g;

/** @param incomplete the file shows something besides these texts. */
export function scanTexts(texts: Iterable<PlacedText>, incomplete: boolean): ScanResult {
  const found = new Map<string, PrivacyFinding>();
  for (const { place, text, digitsOnly } of texts) {
    for (const { kind, number } of findIn(text, digitsOnly ?? false)) found.set(`${place} ${number}`, { kind, place, masked: maskFound(kind, number) });
    if (found.size >= MOST_FINDINGS) break;
  }
  const findings = [...found.values()].slice(0, MOST_FINDINGS);
  return { scan: findings.length > 0 ? 'found' : incomplete ? 'unchecked' : 'clean', findings };
}

function findIn(typed: string, digitsOnly: boolean): { kind: PrivacyFinding['kind']; number: string }[] {
  const text = typed.normalize('NFKC').replace(/[\u200b-\u200f\u2060\ufeff]/g, '').replace(/[\u2010-\u2015\u2212]/g, '-');
  const candidates = new Set<string>();
  for (const pattern of [RUN, RUN_WITH_X, GROUPED]) {
    for (const [match] of text.matchAll(pattern)) candidates.add(match.replace(/[ -]/g, '').toUpperCase());
  }
  return [...candidates].flatMap((number) => {
    const kind = kindOf(number, digitsOnly);
    return kind ? [{ kind, number }] : [];
  });
}

function kindOf(number: string, digitsOnly: boolean): PrivacyFinding['kind'] | null {
  if (number.length === 18 && (isResidentId(number) || (digitsOnly && looksLikeResidentId(number)))) return 'resident-id';
  if (/^1[3-9]\d{9}$/.test(number)) return 'mobile';
  if (/^(?:62|60|[345]|9[0-9])\d{13,17}$/.test(number) && number.length >= 16 && passesLuhn(number)) return 'bank-card';
  return null;
}

/** Excel keeps fifteen digits of a number, so its check digit means nothing; region and birth date still tell. */
const looksLikeResidentId = (number: string): boolean => number.slice(0, 2) in provinceNames && isOfficeDate(birthDateOf(number)) && /^(19|20)/.test(number.slice(6));

function maskFound(kind: PrivacyFinding['kind'], number: string): string {
  if (kind === 'resident-id') return maskResidentId(number);
  return kind === 'mobile' ? `${number.slice(0, 3)}****${number.slice(-4)}` : `${number.slice(0, 4)}${'*'.repeat(number.length - 8)}${number.slice(-4)}`;
}
