import { z } from 'zod';
import type { WechatApp } from './wechat-app.js';

const TIMEOUT_MS = 5000;
const answer = z.looseObject({ errcode: z.number().default(0), errmsg: z.string().default('') });
export type WechatAnswer = z.infer<typeof answer>;

/** WeChat was not reached, or said itself that it did nothing: asking again is safe. */
export class WechatAway extends Error {}
/** The request was sent and no answer came: what WeChat did is not known. */
export class WechatUnsure extends Error {}

const NEVER_LEFT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT']);

/**
 * Asks WeChat's server once. It answers errors with 200 and a code; those are returned, not thrown. Neither the address nor the
 * answer is logged: both carry secrets.
 * @throws WechatAway, WechatUnsure
 */
export async function askWechat(app: WechatApp, path: string, query: Record<string, string>, body?: unknown): Promise<WechatAnswer> {
  const address = `${app.api}${path}?${new URLSearchParams(query).toString()}`;
  let response: Response;
  try {
    response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error', ...(body === undefined ? {} : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }) });
  } catch (error) {
    const code = causeOf(error);
    throw NEVER_LEFT.has(code) ? new WechatAway(`微信服务器连不上（${code}）`) : new WechatUnsure(`微信没有回答（${code}）`);
  }
  if (response.status >= 500) throw new WechatAway(`微信服务器出错（${response.status}）`);
  const text = await response.text().catch(() => { throw new WechatUnsure('微信的回答没有收完'); });
  const read = answer.safeParse(parsed(text));
  if (!read.success) throw new WechatUnsure(`微信的回答看不懂（${response.status}）`);
  return read.data;
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
