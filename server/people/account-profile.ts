import { isAdministrator, isSchool, type Actor } from '../values/actor.js';

/**
 * What is asked of accounts. `djbh3` follows 等级保护三级 (GB/T 22239-2019 8.1.4.1: composition and regular change of passwords,
 * a second factor); `asvs` follows OWASP ASVS 5.0, which forbids both composition rules and forced change and asks for length.
 */
export type AccountProfile = {
  name: 'djbh3' | 'asvs';
  /** Shortest password, in characters. */
  minimum: number;
  /** Of capital and small letters, digits and signs so many kinds. */
  kinds: number;
  /** Days after which a password is to be changed; null: never because of its age. */
  passwordDays: number | null;
  /** Days a new account may work before it needs 动态口令. */
  codeDays: number;
  /** Whether this person needs 动态口令: authorities and all administrators, schools by choice. */
  needsCode(actor: Actor): boolean;
};

const authorityOrAdministrator = (actor: Actor): boolean => isAdministrator(actor) || !isSchool(actor);

export const accountProfiles: Record<AccountProfile['name'], AccountProfile> = {
  djbh3: { name: 'djbh3', minimum: 12, kinds: 3, passwordDays: 90, codeDays: 7, needsCode: authorityOrAdministrator },
  asvs: { name: 'asvs', minimum: 15, kinds: 1, passwordDays: null, codeDays: 7, needsCode: authorityOrAdministrator },
};

/** Enforced in production only: the demo people sign in with a password that everybody knows. */
let current: { profile: AccountProfile; enforced: boolean } = { profile: accountProfiles.djbh3, enforced: false };

export function useAccountProfile(name: AccountProfile['name'], enforced: boolean): void {
  current = { profile: accountProfiles[name], enforced };
}

export const accountProfile = (): AccountProfile => current.profile;

/** What an account has to do before it can go on with anything else. */
export type AccountNeed = 'new-password' | 'one-time-code';

const DAY = 86_400_000;

/**
 * A rule without a database: whether a person must first change the password (too old) or set up 动态口令 (asked for and the days
 * of grace are over). Null: neither.
 */
export function needOf(actor: Actor, account: { passwordChangedAt: Date | null; passwordAges: boolean; hasCode: boolean; createdAt: Date }, now: Date, { profile, enforced } = current): AccountNeed | null {
  const days = (since: Date): number => (now.getTime() - since.getTime()) / DAY;
  if (profile.passwordDays !== null && account.passwordAges && account.passwordChangedAt && days(account.passwordChangedAt) >= profile.passwordDays) return 'new-password';
  if (enforced && profile.needsCode(actor) && !account.hasCode && days(account.createdAt) >= profile.codeDays) return 'one-time-code';
  return null;
}

export const needWords: Record<AccountNeed, string> = {
  'new-password': '您的密码已用满规定的天数，请先在“我的登录”里换一个新密码，再办其他业务。',
  'one-time-code': '您的岗位要用动态口令登录，请先在“我的登录”里设置，再办其他业务。',
};
