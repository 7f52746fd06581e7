import Taro from '@tarojs/taro';
import { silentSession } from '../platform/sign-in';
import { calls, type ReplyOf } from './contract';
import { send } from './send';
import { Refusal } from './refusal';

/** Who is signed in on this phone, and the token the server gave. */
export type Session = ReplyOf<'signIn'>;

const PLACE = 'session';
/** A token that lives less than this is exchanged for a new one when the app opens. */
const RENEW_MS = 5 * 86_400_000;

let current: Session | null | undefined;
let renewing: Promise<Session | null> | null = null;

export function session(): Session | null {
  if (current === undefined) {
    const kept: unknown = Taro.getStorageSync(PLACE);
    const read = kept ? calls.signIn.reply?.safeParse(kept) : undefined;
    current = read?.success ? read.data : null;
  }
  return current;
}

export function keepSession(next: Session): Session {
  current = next;
  Taro.setStorageSync(PLACE, next);
  return next;
}

const DEVICE = 'device';
/** What tells this phone from a stranger's: whoever tries passwords elsewhere does not lock its person out here. It outlives signing out. */
export function knownDevice(): { device?: string } {
  const kept: unknown = Taro.getStorageSync(DEVICE);
  return typeof kept === 'string' && kept ? { device: kept } : {};
}

export function rememberDevice({ device }: Session): void {
  if (device) Taro.setStorageSync(DEVICE, device);
}

/** Forgets the session and everything read with it. */
export function forgetSession(): void {
  current = null;
  for (const key of Taro.getStorageInfoSync().keys) if (key === PLACE || key.startsWith('seen:')) Taro.removeStorageSync(key);
}

/**
 * A session ran out: one silent sign-in for all requests that wait, where the phone knows its person (WeChat). One that was
 * ended from elsewhere is not taken back.
 */
export function renewSession(reason: Refusal): Promise<Session | null> {
  if (reason.code === 'signed-in-elsewhere') return Promise.resolve(null);
  renewing ??= silentSession().then((next) => next && keepSession(next)).catch(() => null).finally(() => { renewing = null; });
  return renewing;
}

/** Gives the session of a phone in use a new life, so that who opens the app every few days is not asked for a password. */
export async function prolongSession(): Promise<void> {
  const own = session();
  if (!own || new Date(own.expiresAt).getTime() - Date.now() > RENEW_MS) return;
  try {
    const { data, status } = await send({ method: 'POST', path: calls.refreshSession.path, token: own.token });
    const read = status === 200 ? calls.refreshSession.reply?.safeParse(data) : undefined;
    if (read?.success) keepSession(read.data);
  } catch {
    // Next time: the old token still lives.
  }
}
