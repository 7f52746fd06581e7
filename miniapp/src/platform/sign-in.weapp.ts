import Taro from '@tarojs/taro';
import { calls } from '../api/contract';
import { send } from '../api/send';
import type { Session } from '../api/session';

/** The WeChat on this phone may be bound to somebody. */
export const knowsPerson = true;

/** A code of one use; only the server can learn from it who this is. */
export const wechatCode = async (): Promise<string | null> => (await Taro.login()).code || null;

let asking: Promise<Session | null> | null = null;

/**
 * A session for whoever has bound this WeChat, without a tap; null where nobody has. Who asks meanwhile gets the same one: a second
 * session would end the first.
 */
export function silentSession(): Promise<Session | null> {
  asking ??= signInSilently().finally(() => { asking = null; });
  return asking;
}

async function signInSilently(): Promise<Session | null> {
  const code = await wechatCode();
  if (!code) return null;
  const { status, data } = await send({ method: 'POST', path: calls.wechatSignIn.path, body: { code } });
  const read = status === 201 ? calls.wechatSignIn.reply?.safeParse(data) : undefined;
  return read?.success ? read.data : null;
}

type Consent = 'accept' | 'reject' | 'ban' | 'filter';

/** WeChat's own question whether one message may come. It is only shown when asked in the tap itself, before anything is awaited. */
export async function askConsent(templateId: string): Promise<Consent | null> {
  const answer: unknown = await Taro.requestSubscribeMessage({ tmplIds: [templateId], entityIds: [] } as unknown as Taro.requestSubscribeMessage.Option).catch(() => null);
  const result = typeof answer === 'object' && answer !== null ? Object.entries(answer).find(([key]) => key === templateId)?.[1] : null;
  return result === 'accept' || result === 'reject' || result === 'ban' || result === 'filter' ? result : null;
}
