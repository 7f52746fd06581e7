import type { ErrorItem } from '../lib/errors.js';
import { accountProfile, type AccountProfile } from './account-profile.js';

const MAXIMUM_PASSWORD = 200;
const classes = [/\p{Lu}/u, /\p{Ll}/u, /\p{N}/u, /[^\p{L}\p{N}]/u];

/** What everybody tries first: rows of the keyboard, counting, the year, the office's own words. */
const guessed = /qwerty|asdfgh|zxcvbn|1qaz|password|passw0rd|mima|xuesheng|zizhu|student|welcome|admin|iloveyou|woaini/gi;
const RUN = 5;

/** The rule in one sentence, shown beside the field. */
export function passwordRule({ minimum, kinds } = accountProfile()): string {
  return `至少 ${minimum} 位，${kinds > 1 ? '大写字母、小写字母、数字、符号四类里至少有三类，' : ''}不能含账号，不能是常见的密码（如 123456、qwerty），不能与现在的密码相同。${kinds > 1 ? '' : '可以用几个不相干的词连成一句。'}`;
}

/** What is wrong with a new password; an empty list when nothing is. Whether it equals the old one only its hash can tell. */
export function passwordProblems(password: string, login: string, { minimum, kinds }: AccountProfile = accountProfile()): ErrorItem[] {
  const problem = (message: string): ErrorItem => ({ path: 'newPassword', code: 'weak-password', message });
  if (password === '') return [problem('请填写新密码。')];
  const length = [...password].length;
  if (length < minimum) return [problem(`新密码只有 ${length} 位，至少要 ${minimum} 位。`)];
  if (length > MAXIMUM_PASSWORD) return [problem(`新密码超过 ${MAXIMUM_PASSWORD} 位，请缩短。`)];
  if (classes.filter((one) => one.test(password)).length < kinds) return [problem('新密码的字符种类不够：大写字母、小写字母、数字、符号里至少要有三类。')];
  if (password.toLowerCase().includes(login.toLowerCase())) return [problem('新密码里不能含账号，请换一个。')];
  if (isGuessable(password)) return [problem('这个密码太常见，容易被猜中，请换一个。')];
  return [];
}

/** Little is left once what everybody tries and runs like 12345, abcde, aaaaa are taken out. */
function isGuessable(password: string): boolean {
  let rest = password.replace(guessed, '');
  const steps = (from: number, by: number): boolean => Array.from({ length: RUN - 1 }, (_, at) => rest.charCodeAt(from + at + 1) - rest.charCodeAt(from + at)).every((step) => step === by);
  for (let at = 0; at + RUN <= rest.length;) {
    if ([0, 1, -1].some((by) => steps(at, by))) rest = rest.slice(0, at) + rest.slice(at + RUN);
    else at += 1;
  }
  return rest.length < 8 && rest.length < password.length;
}

/** New password and its repetition, checked together as a form sends them. */
export function newPasswordProblems(given: { newPassword: string; repeatPassword: string }, login: string): ErrorItem[] {
  const problems = passwordProblems(given.newPassword, login);
  if (problems.length === 0 && given.newPassword !== given.repeatPassword) problems.push({ path: 'repeatPassword', code: 'not-repeated', message: '两次填写的新密码不一样，请重新填写。' });
  return problems;
}
