import Taro from '@tarojs/taro';
import { Refusal, Unreachable } from './refusal';

/**
 * Does an act with a key that stays on the phone until the server has answered. A second tap after a lost connection, or after
 * the app was closed, is the same act; a decision is never made twice.
 * @param act names what is done to what, e.g. `decide:12`.
 */
export async function once<T>(act: string, perform: (key: string) => Promise<T>): Promise<T> {
  const place = `key:${act}`;
  const kept: unknown = Taro.getStorageSync(place);
  const key = typeof kept === 'string' && kept ? kept : newKey();
  Taro.setStorageSync(place, key);
  try {
    const answer = await perform(key);
    Taro.removeStorageSync(place);
    return answer;
  } catch (error) {
    if (isAnswered(error)) Taro.removeStorageSync(place);
    throw error;
  }
}

/** The server said no and keeps that answer under the key: a changed act needs a new one. */
const isAnswered = (error: unknown): boolean => error instanceof Refusal && error.status >= 400 && error.status < 500 && error.status !== 401 && error.status !== 429 && error.code !== 'in-progress';

export const isLost = (error: unknown): boolean => error instanceof Unreachable;

const part = (): string => Math.floor(Math.random() * 2 ** 40).toString(36);
const newKey = (): string => `${Date.now().toString(36)}-${part()}-${part()}`;
