import { errorNumber, mayBeRepeated } from '../database.js';
import { Conflict, InputInvalid, ProductError, TooMany, TryLater } from '../lib/errors.js';
import { isNoSpace, NoSpace } from '../lib/no-space.js';

/** RFC 9457 body; `detail` is Chinese and says what to do next, `code` is a stable English word. */
export type Problem = { type: string; title: string; status: number; detail: string; code: string; basis?: string; by?: string; at?: string; errors?: { path?: string; row?: number; column?: string; elementId?: string; code: string; message: string; basis?: string }[] };

const TITLES: Record<number, string> = {
  400: '填写有误', 401: '没有登录', 403: '不能办理', 404: '没有找到', 405: '不支持', 409: '已有变化', 410: '已经结束', 413: '超过限度', 415: '文件种类不支持', 422: '不符合规定', 429: '太频繁', 500: '系统出错', 503: '请稍后',
};

/** The only place where an error becomes an answer. Anything unknown is a 500 without detail; the log has it. */
export function problemOf(error: unknown): { problem: Problem; headers: Record<string, string> } {
  const known = asProductError(error);
  const status = known?.status ?? 500;
  const problem: Problem = {
    type: `urn:student-aid:problem:${known?.code ?? 'internal-error'}`,
    title: TITLES[status] ?? '出错',
    status,
    detail: known?.message ?? '系统内部出错，您的操作没有生效。请稍后再试；仍不行请联系管理员并告知发生时间。',
    code: known?.code ?? 'internal-error',
  };
  if (known instanceof Conflict) {
    if (known.by) problem.by = known.by;
    if (known.at) problem.at = known.at;
  }
  if (known && 'basis' in known && typeof known.basis === 'string') problem.basis = known.basis;
  if (known?.errors?.length) problem.errors = known.errors;
  const headers: Record<string, string> = {};
  if (known instanceof TooMany || known instanceof TryLater) headers['Retry-After'] = String(known.retryAfter);
  return { problem, headers };
}

/** Errors of the body parsers and of Koa itself speak HTTP already; the rest is ours or unknown. */
export function asProductError(error: unknown): ProductError | null {
  if (error instanceof ProductError) return error;
  const http = error as { status?: number; type?: string; name?: string; code?: string };
  if (http?.code === 'LIMIT_FILE_SIZE') return new (class extends ProductError { readonly status = 413; })('too-large', '文件超过 20 MB，请压缩或拆分后再上传。');
  if (http?.status === 413) return new (class extends ProductError { readonly status = 413; })('too-large', '提交的内容超过 1 MB，请分次提交。');
  if (http?.name === 'MulterError') return new InputInvalid([{ path: 'file', code: 'file', message: '文件应放在字段 file 里，一次一个。' }]);
  if (http?.status === 400 || error instanceof SyntaxError) return new InputInvalid([{ path: 'body', code: 'malformed', message: '提交的内容不是正确的 JSON。' }]);
  if (/SequelizeConnection(Refused|Acquire|TimedOut|Error)|SequelizeHostNotFound/.test(http?.name ?? '')) return new TryLater('数据库暂时连不上，您的操作没有生效，请稍后再试。', 5);
  // The connection went in the middle of a statement outside any act: a read, or one whose outcome is not known.
  // A key that is ascii was compared with what can be no key: letters of another script in an address or a code.
  if (errorNumber(error) === 1267) return new InputInvalid([{ path: '', code: 'malformed', message: '里面有这里不能用的字符，请检查后再试。' }]);
  if (isNoSpace(error)) return new NoSpace();
  if (mayBeRepeated(error)) return new TryLater('数据库暂时连不上，请稍后再试。刚才提交的内容是否已经生效，请刷新页面查看。', 5);
  return null;
}
