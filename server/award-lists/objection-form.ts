import { randomBytes } from 'node:crypto';
import { InputInvalid } from '../lib/errors.js';
import { protection } from '../protection.js';

/*
 * The form for an objection has no session to take a token from. It carries a seal of its own instead: when it was shown, a
 * number used once, and a mac that binds both to one public notice. So a form is sent at most once, not by a program that has
 * never shown it, and not in the same moment.
 */

/** Nobody reads a list and writes what is wrong with it in less. */
const LEAST_MS = 3000;
const LONGEST_MS = 12 * 3_600_000;

/** @param shownAt real time at which the form is shown. */
export function sealObjectionForm(token: string, shownAt: Date): string {
  const nonce = randomBytes(12).toString('hex');
  return `${shownAt.getTime()}.${nonce}.${macOf(token, String(shownAt.getTime()), nonce)}`;
}

/**
 * @returns the number used once.
 * @throws InputInvalid for a form that was not ours, was shown too long ago, or is sent faster than a person writes.
 */
export function openObjectionForm(token: string, seal: string, now: Date): string {
  const [, shownAt, nonce, mac] = /^(\d{13})\.([0-9a-f]{24})\.([0-9a-f]{32})$/.exec(seal) ?? [];
  const age = now.getTime() - Number(shownAt);
  if (!mac || mac !== macOf(token, shownAt, nonce) || age > LONGEST_MS) throw refused('form-expired', '这一页打开得太久，现在已换成新的，请再提交一次；写的内容还在。');
  if (age < LEAST_MS) throw refused('form-too-fast', '提交得太快，请等几秒钟再提交；写的内容还在。');
  return nonce;
}

const macOf = (token: string, shownAt: string, nonce: string): string => protection().cipher.blindIndex('objection-form', `${token}|${shownAt}|${nonce}`).toString('hex');
const refused = (code: string, message: string): InputInvalid => new InputInvalid([{ code, message }], message);
