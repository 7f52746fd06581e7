import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import type { LookupFunction } from 'node:net';
import { pinnedAddress, TargetRefused, type Allowed } from './target.js';

const TIMEOUT_MS = 10_000;
/** Of an answer only its status counts; what comes beyond this is not waited for. */
const MOST_ANSWER = 16 * 1024;

/** What came of one sending: the status the other side answered, or why there is none. Neither the body nor the answer is kept. */
export type Outcome = { status: number | null; error: string | null };

export const isTaken = ({ status }: Outcome): boolean => status !== null && status >= 200 && status < 300;

/** Sends one event. Redirects are not followed: they would lead past the look at the address. Never throws. */
export async function postEvent(address: string, headers: Record<string, string>, body: string, allowed: Allowed, pin = pinnedAddress): Promise<Outcome> {
  try {
    const url = new URL(address);
    return { status: await post(url, await pin(url, allowed), headers, body), error: null };
  } catch (error) {
    return { status: null, error: reasonOf(error) };
  }
}

function post(url: URL, pinned: { address: string; family: 4 | 6 }, headers: Record<string, string>, body: string): Promise<number> {
  const lookup: LookupFunction = (_host, options, done) => { if (options.all) done(null, [pinned]); else done(null, pinned.address, pinned.family); };
  return new Promise((resolve, reject) => {
    const asking = (url.protocol === 'https:' ? secure : plain)(url, {
      method: 'POST', lookup, agent: false, signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { ...headers, 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body), 'user-agent': 'student-aid-webhook', accept: '*/*' },
    }, (answer) => {
      let received = 0;
      const told = (): void => { resolve(answer.statusCode ?? 0); asking.destroy(); };
      answer.on('data', (part: Buffer) => { received += part.length; if (received > MOST_ANSWER) told(); }).on('end', told).on('error', reject);
    });
    asking.on('error', reject);
    asking.end(body);
  });
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: '对方没有开着这个端口', ENOTFOUND: '找不到这个主机', EAI_AGAIN: '暂时查不到这个主机', ETIMEDOUT: '连接超时', ECONNRESET: '对方断开了连接', EHOSTUNREACH: '到不了这个主机', ENETUNREACH: '到不了这个网络',
  CERT_HAS_EXPIRED: '对方的证书过期了', DEPTH_ZERO_SELF_SIGNED_CERT: '对方的证书是自己签的', UNABLE_TO_VERIFY_LEAF_SIGNATURE: '对方的证书验不过', ERR_TLS_CERT_ALTNAME_INVALID: '对方的证书不是这个主机的',
};

function reasonOf(error: unknown): string {
  if (error instanceof TargetRefused) return error.message;
  const { name = '', code = name } = (error ?? {}) as { name?: string; code?: string };
  if (name === 'TimeoutError' || name === 'AbortError') return '10 秒内没有答复';
  return WORDS[code] ? `${WORDS[code]}（${code}）` : `没有发成（${code}）`;
}
