import { findingNames, scanTexts } from '../attachments/privacy-scan.js';
import { InputInvalid, RuleBroken } from '../lib/errors.js';

/**
 * What is written to the other side leaves the province: no document or card number of anybody stands in it. A telephone to ask at may.
 * @param path the field it was typed into. @throws RuleBroken `number-in-text`
 */
export function plainWords(path: string, text: string): string {
  const [found] = scanTexts([{ place: path, text }], false).findings.filter(({ kind }) => kind !== 'mobile');
  if (!found) return text.trim();
  const message = `里面有${findingNames[found.kind]}，发给中央或省里的文字不能含个人号码，请删去。`;
  throw new RuleBroken('number-in-text', message, undefined, [{ path, code: 'number-in-text', message }]);
}

/** The same where something must be written. @throws InputInvalid saying what is missing */
export function saidWords(path: string, text: string, missing: string): string {
  if (text.trim() === '') throw new InputInvalid([{ path, code: 'required', message: missing }]);
  return plainWords(path, text);
}
