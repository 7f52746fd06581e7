import { randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { row, run } from '../database.js';
import { hashToken } from '../lib/crypto.js';
import { protection } from '../protection.js';

const PERIOD_SECONDS = 30;
/** Steps the clocks of phone and server may differ either way. */
const DRIFT = 1;
const RECOVERY_CODES = 10;
const RECOVERY_ALPHABET = '23456789abcdefghjkmnpqrstvwxyz';

const sealedFor = (userId: number): string => `users.code_secret:${userId}`;
const generatorOf = (secret: string, label: string): TOTP => new TOTP({ issuer: '学生资助管理', label, secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: PERIOD_SECONDS });

/** A fresh secret of 160 bits, as base32. */
export const newSecret = (): string => new Secret({ size: 20 }).base32;
export const sealSecret = (userId: number, secret: string): string => protection().cipher.seal(secret, sealedFor(userId));
export const openSecret = (userId: number, sealed: string): string => protection().cipher.open(sealed, sealedFor(userId));

/** What an authenticator app reads from the picture. */
export const setupAddress = (secret: string, login: string): string => generatorOf(secret, login).toString();

/** The step (30 seconds each since 1970) a code belongs to, if it is one of this secret around this moment; RFC 6238. */
export function stepOf(secret: string, code: string, now: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const delta = generatorOf(secret, '').validate({ token: code, timestamp: now.getTime(), window: DRIFT });
  return delta === null ? null : Math.floor(now.getTime() / 1000 / PERIOD_SECONDS) + delta;
}

/**
 * Takes a code of the app, or one of the paper, and uses it up: the same code never opens twice, also not for two who send it
 * at once. In a transaction of the caller.
 */
export async function useCode(userId: number, given: string, now: Date): Promise<boolean> {
  const code = given.replace(/[\s-]/g, '').toLowerCase();
  const user = await row<{ code_secret_sealed: string | null }>('SELECT code_secret_sealed FROM users WHERE id = ? FOR UPDATE', [userId]);
  if (!user?.code_secret_sealed) return false;
  const step = stepOf(openSecret(userId, user.code_secret_sealed), code, now);
  if (step !== null) return (await run('UPDATE users SET code_last_step = ? WHERE id = ? AND (code_last_step IS NULL OR code_last_step < ?)', [step, userId, step])).affected === 1;
  if (!/^[\da-z]{12}$/.test(code)) return false;
  return (await run('UPDATE recovery_codes SET used_at = ? WHERE user_id = ? AND code_hash = ? AND used_at IS NULL', [now, userId, hashToken(`${userId}:${code}`)])).affected === 1;
}

/** Ten codes for the day the phone is lost, each good once; the earlier ones end. They are shown now and never again. */
export async function newRecoveryCodes(userId: number): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => Array.from({ length: 12 }, () => RECOVERY_ALPHABET[randomInt(RECOVERY_ALPHABET.length)]).join(''));
  await run('DELETE FROM recovery_codes WHERE user_id = ?', [userId]);
  await run('INSERT INTO recovery_codes (user_id, code_hash) VALUES ?', [codes.map((code) => [userId, hashToken(`${userId}:${code}`)])]);
  return codes.map((code) => code.replace(/(.{4})(?=.)/g, '$1-'));
}

/** How many of the codes on paper are left. */
export async function recoveryCodesLeft(userId: number): Promise<number> {
  return (await row<{ n: number }>('SELECT COUNT(*) AS n FROM recovery_codes WHERE user_id = ? AND used_at IS NULL', [userId]))?.n ?? 0;
}
