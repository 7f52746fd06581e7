import { recordAudit, systemActor } from '../audit/record.js';
import { row, rows, run, transact } from '../database.js';
import { randomToken, sha256Hex } from '../lib/crypto.js';

/** After five failures in a row whoever failed rests for fifteen minutes (等保三级). */
export const FAILURES = 5;
export const LOCK_MINUTES = 15;
/** Devices remembered for a person; the one not used for longest is forgotten first. */
const DEVICES = 10;

/**
 * From where somebody tries: a device the person has signed in from, their own open session, or anywhere else. Failures are counted for
 * each apart, so a stranger who knows a login locks out strangers, never the person at their own desk.
 */
export type From = { device: string } | 'strangers';

/** Wrong passwords typed by whoever is signed in as the person already. No token has this for its hash, so nobody else gets there. */
export const OWN_SESSION: From = { device: 'own-session' };

/** Where an attempt with this device's token counts: as a known device only where the person has signed in from it. */
export async function fromOf(userId: number, deviceToken: string | undefined): Promise<From> {
  if (!deviceToken) return 'strangers';
  const device = sha256Hex(deviceToken);
  return (await row('SELECT user_id FROM sign_in_devices WHERE user_id = ? AND device_hash = ?', [userId, device])) ? { device } : 'strangers';
}

/** The token a device goes by from now on: the one it was given here before, by whomever it is shared with, or a new one; never one it brought along. */
export async function tokenOf(deviceToken: string | undefined): Promise<string> {
  if (deviceToken && (await row('SELECT user_id FROM sign_in_devices WHERE device_hash = ? LIMIT 1', [sha256Hex(deviceToken)]))) return deviceToken;
  return randomToken();
}

/** Until when no attempt from there counts; null when it may be tried. */
export async function lockedUntil(userId: number, from: From, now: Date): Promise<Date | null> {
  const found = from === 'strangers'
    ? await row<{ until: Date | null }>('SELECT locked_until AS until FROM users WHERE id = ?', [userId])
    : await row<{ until: Date | null }>('SELECT locked_until AS until FROM sign_in_devices WHERE user_id = ? AND device_hash = ?', [userId, from.device]);
  return found?.until && found.until > now ? found.until : null;
}

/** Counts a wrong password or code; the fifth in a row locks whoever tries from there. */
export async function countFailure(userId: number, from: From, now: Date): Promise<void> {
  await transact(async () => {
    await row('SELECT id FROM users WHERE id = ? FOR UPDATE', [userId]);
    if (from !== 'strangers') await run('INSERT IGNORE INTO sign_in_devices (user_id, device_hash, last_used_at) VALUES (?, ?, ?)', [userId, from.device, now]);
    const [table, where, params] = from === 'strangers' ? ['users', 'id = ?', [userId]] as const : ['sign_in_devices', 'user_id = ? AND device_hash = ?', [userId, from.device]] as const;
    const failed = ((await row<{ failed_count: number }>(`SELECT failed_count FROM ${table} WHERE ${where}`, [...params]))?.failed_count ?? 0) + 1;
    const locks = failed >= FAILURES;
    await run(`UPDATE ${table} SET failed_count = ?, locked_until = ? WHERE ${where}`, [locks ? 0 : failed, locks ? new Date(now.getTime() + LOCK_MINUTES * 60_000) : null, ...params]);
    await recordAudit(systemActor, { action: locks ? (from === 'strangers' ? '登录失败，账号锁定' : '登录失败，设备锁定') : '登录失败', outcome: 'denied', object: { kind: 'user', id: userId } });
  });
}

/** A right password, with its code: the device is known from now on and nothing is held against it. In a transaction of the caller. */
export async function rememberDevice(userId: number, deviceToken: string, from: From, now: Date): Promise<void> {
  if (from === 'strangers') await run('UPDATE users SET failed_count = 0, locked_until = NULL WHERE id = ?', [userId]);
  await run('INSERT INTO sign_in_devices (user_id, device_hash, last_used_at) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE failed_count = 0, locked_until = NULL, last_used_at = VALUES(last_used_at)', [userId, sha256Hex(deviceToken), now]);
  const old = await rows<{ device_hash: string }>('SELECT device_hash FROM sign_in_devices WHERE user_id = ? ORDER BY last_used_at DESC, device_hash LIMIT 100 OFFSET ?', [userId, DEVICES]);
  if (old.length > 0) await run('DELETE FROM sign_in_devices WHERE user_id = ? AND device_hash IN (?)', [userId, old.map(({ device_hash }) => device_hash)]);
}

/** A new password, or an unlocking: what was held against anybody is over, and with a new password no device is known any more. */
export async function forgetFailures(userId: number, { devices }: { devices: 'forget' | 'unlock' }): Promise<void> {
  await run('UPDATE users SET failed_count = 0, locked_until = NULL WHERE id = ?', [userId]);
  await run(devices === 'forget' ? 'DELETE FROM sign_in_devices WHERE user_id = ?' : 'UPDATE sign_in_devices SET failed_count = 0, locked_until = NULL WHERE user_id = ?', [userId]);
}
