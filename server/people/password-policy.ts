import type { ErrorItem } from '../lib/errors.js';

export const MINIMUM_PASSWORD = 12;
const MAXIMUM_PASSWORD = 200;
const CLASSES_NEEDED = 3;
const classes = [/\p{Lu}/u, /\p{Ll}/u, /\p{N}/u, /[^\p{L}\p{N}]/u];

/** The rule in one sentence, shown beside the field. */
export const passwordRule = `至少 ${MINIMUM_PASSWORD} 位，大写字母、小写字母、数字、符号四类里至少有三类，不能含账号，不能与现在的密码相同。`;

/** What is wrong with a new password; an empty list when nothing is. Whether it equals the old one only its hash can tell. */
export function passwordProblems(password: string, login: string): ErrorItem[] {
  const problem = (message: string): ErrorItem => ({ path: 'newPassword', code: 'weak-password', message });
  if (password === '') return [problem('请填写新密码。')];
  const length = [...password].length;
  if (length < MINIMUM_PASSWORD) return [problem(`新密码只有 ${length} 位，至少要 ${MINIMUM_PASSWORD} 位。`)];
  if (length > MAXIMUM_PASSWORD) return [problem(`新密码超过 ${MAXIMUM_PASSWORD} 位，请缩短。`)];
  if (classes.filter((one) => one.test(password)).length < CLASSES_NEEDED) return [problem('新密码的字符种类不够：大写字母、小写字母、数字、符号里至少要有三类。')];
  if (password.toLowerCase().includes(login.toLowerCase())) return [problem('新密码里不能含账号，请换一个。')];
  return [];
}

/** New password and its repetition, checked together as a form sends them. */
export function newPasswordProblems(given: { newPassword: string; repeatPassword: string }, login: string): ErrorItem[] {
  const problems = passwordProblems(given.newPassword, login);
  if (problems.length === 0 && given.newPassword !== given.repeatPassword) problems.push({ path: 'repeatPassword', code: 'not-repeated', message: '两次填写的新密码不一样，请重新填写。' });
  return problems;
}
