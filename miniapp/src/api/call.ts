import Taro from '@tarojs/taro';
import { calls, type BodyOf, type CallName, type ParamsOf, type QueryOf, type ReplyOf } from './contract';
import { Refusal, Unreachable } from './refusal';
import { send } from './send';
import { forgetSession, renewSession, session } from './session';

type Options<N extends CallName> =
  & (ParamsOf<N> extends undefined ? { params?: undefined } : { params: ParamsOf<N> })
  & { query?: QueryOf<N> | undefined }
  & (BodyOf<N> extends undefined ? { body?: undefined } : { body: BodyOf<N> })
  & { key?: string };
type NeedsNothing<N extends CallName> = ParamsOf<N> extends undefined ? (BodyOf<N> extends undefined ? true : false) : false;

/** Who calls these is about to sign in. */
const withoutSession: readonly CallName[] = ['signIn', 'wechatSignIn'];
/** Waits before the second and third try, in milliseconds. */
const WAITS = [400, 1500];

/**
 * Asks the server. What may be repeated is: reading, and an act that carries its key, which the server does once however often it
 * is asked. A session that ran out is renewed once, silently.
 * @throws Refusal with the server's own words, Unreachable when no answer came.
 */
export async function call<N extends CallName>(name: N, ...[options]: NeedsNothing<N> extends true ? [options?: Options<N>] : [options: Options<N>]): Promise<ReplyOf<N>> {
  if (!session() && !withoutSession.includes(name)) {
    askToSignIn(null);
    throw new Refusal(401, 'not-signed-in', '请先登录。');
  }
  const { method, path, reply } = calls[name];
  const asked = { method, path: fill(path, options?.params, options?.query), body: options?.body, ...(options?.key ? { key: options.key } : {}) };
  const repeatable = method === 'GET' || options?.key !== undefined;
  let renewed = false;
  for (let tries = 0; ; tries += 1) {
    try {
      const { status, data } = await send({ ...asked, token: session()?.token ?? null });
      if (status >= 200 && status < 300) {
        if (!reply) return undefined as ReplyOf<N>;
        return reply.parse(data) as ReplyOf<N>;
      }
      throw refusalOf(status, data);
    } catch (error) {
      if (error instanceof Refusal && error.status === 401 && !withoutSession.includes(name)) {
        if (!renewed && (await renewSession(error))) { renewed = true; continue; }
        askToSignIn(error);
        throw error;
      }
      if (error instanceof Refusal && error.code === 'show-again') void Taro.navigateTo({ url: '/packages/office/pages/verify/index' });
      const passes = error instanceof Unreachable || (error instanceof Refusal && (error.status >= 502 || error.code === 'in-progress'));
      if (!passes || !repeatable || tries >= WAITS.length) throw error;
      await new Promise((resolve) => setTimeout(resolve, WAITS[tries]));
    }
  }
}

/** An uploaded file, with the same key rule; a session that ran out is renewed once. @throws Refusal, Unreachable */
export async function upload(path: string, filePath: string, fileName: string, key: string): Promise<unknown> {
  try {
    return await uploadOnce(path, filePath, fileName, key);
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 401) throw error;
    if (await renewSession(error)) return uploadOnce(path, filePath, fileName, key);
    askToSignIn(error);
    throw error;
  }
}

async function uploadOnce(path: string, filePath: string, fileName: string, key: string): Promise<unknown> {
  let answer: { statusCode: number; data: string };
  try {
    answer = await Taro.uploadFile({ url: `${API_ADDRESS}/api/v1${path}`, filePath, name: 'file', fileName, timeout: 60_000, header: { Authorization: `Bearer ${session()?.token ?? ''}`, 'Idempotency-Key': key } });
  } catch {
    throw new Unreachable('文件没有传上去，请检查网络后再点一次。');
  }
  const data = parsed(answer.data);
  if (answer.statusCode >= 200 && answer.statusCode < 300) return data;
  throw refusalOf(answer.statusCode, data);
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function refusalOf(status: number, data: unknown): Refusal {
  const problem = (typeof data === 'object' && data !== null ? data : {}) as { code?: unknown; detail?: unknown; errors?: unknown };
  const details = Array.isArray(problem.errors) ? problem.errors.flatMap((one: { message?: unknown }) => (typeof one?.message === 'string' ? [one.message] : [])) : [];
  return new Refusal(status, typeof problem.code === 'string' ? problem.code : 'unknown', typeof problem.detail === 'string' ? problem.detail : status >= 500 ? '系统正忙，请过一会儿再试。' : '没有办成，请重新打开这一页再试。', details);
}

function fill(path: string, params: unknown, query: unknown): string {
  const given = (params ?? {}) as Record<string, unknown>;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(given[name])));
  const asked = Object.entries((query ?? {}) as Record<string, unknown>).filter(([, value]) => value !== undefined && value !== '').map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`);
  return asked.length > 0 ? `${filled}?${asked.join('&')}` : filled;
}

let leaving = false;

/** Shows the sign-in page once, with the reason. What was written stays in its page's draft. */
function askToSignIn(reason: Refusal | null): void {
  const ended = session() !== null;
  forgetSession();
  if (leaving && !ended) return;
  leaving = true;
  void Taro.reLaunch({ url: `/pages/sign-in/index${reason ? `?because=${reason.code === 'signed-in-elsewhere' ? 'elsewhere' : 'expired'}` : ''}` });
}
