import Taro from '@tarojs/taro';
import { Unreachable } from './refusal';

export const API = '/api/v1';
const TIMEOUT_MS = 8000;

export type Asked = { method: string; path: string; body?: unknown; token?: string | null; key?: string };

/** One request, once. @throws Unreachable when no answer came. */
export async function send({ method, path, body, token, key }: Asked): Promise<{ status: number; data: unknown }> {
  try {
    const { statusCode, data } = await Taro.request<unknown>({
      url: `${API_ADDRESS}${API}${path}`, method: method as 'GET', data: body, timeout: TIMEOUT_MS, dataType: 'json',
      header: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}), ...(key ? { 'Idempotency-Key': key } : {}) },
    });
    return { status: statusCode, data };
  } catch (error) {
    const status = (error as { status?: unknown; statusCode?: unknown }).status;
    if (typeof status === 'number' && status > 0) return { status, data: null };
    throw new Unreachable();
  }
}
