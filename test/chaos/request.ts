import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { row, run } from '../../server/database.js';
import { sha256Hex } from '../../server/lib/crypto.js';
import type { Actor } from '../../server/values/actor.js';

/** What somebody asks of the server through one door: a route of the API or a form of the desk. */
export type Asked = {
  who?: Actor;
  /** The token of a program outside, instead of somebody's. */
  token?: string;
  params?: Record<string, string | number>;
  query?: string;
  /** JSON at the API, XML text for a process file, fields of a form at the desk. */
  body?: unknown;
  file?: { name: string; bytes: Buffer; type: string };
  client?: 'phone';
  /** A form without a session, so without its token. */
  plain?: true;
};
/** What came back; null when the connection ended without an answer. */
export type Answer = { status: number; text: string; location: string | null; replayed: boolean };

/** A request ready to be sent as often as wanted, always the same bytes under the same key. */
export type Sealed = { method: string; path: string; headers: Record<string, string>; body: Buffer | null };

/** Signs its person in, and writes the request out. `route` as in the route table, e.g. `post /api/v1/students/:id`. */
export async function sealed(route: string, asked: Asked): Promise<Sealed> {
  const [method, pattern] = route.split(' ');
  const path = pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(asked.params?.[name] ?? missing(route, name)))) + (asked.query ?? '');
  const api = pattern.startsWith('/api/');
  const headers: Record<string, string> = { Accept: api ? 'application/json' : 'text/html', };
  let csrf = '';
  if (asked.who) {
    const session = await openSession(asked.who, asked.client ?? (api ? 'api' : 'desk'));
    csrf = session.csrf;
    if (api) headers.Authorization = `Bearer ${session.token}`;
    else headers.Cookie = `sid=${session.token}`;
  }
  if (asked.token) headers.Authorization = `Bearer ${asked.token}`;
  const key = 'the-same-intention';
  if (api) headers['Idempotency-Key'] = key;
  const own = (asked.body ?? {}) as Record<string, unknown>;
  const fields = api || asked.plain ? own : { ...own, _csrf: csrf, _key: key };
  if (asked.file) {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
    form.append('file', new Blob([new Uint8Array(asked.file.bytes)], { type: asked.file.type }), asked.file.name);
    const made = new Response(form);
    return { method, path, headers: { ...headers, 'Content-Type': made.headers.get('content-type') ?? '' }, body: Buffer.from(await made.arrayBuffer()) };
  }
  if (method === 'get') return { method, path, headers, body: null };
  if (typeof asked.body === 'string') return { method, path, headers: { ...headers, 'Content-Type': 'application/xml' }, body: Buffer.from(asked.body) };
  if (api) return { method, path, headers: { ...headers, 'Content-Type': 'application/json' }, body: asked.body === undefined ? null : Buffer.from(JSON.stringify(asked.body)) };
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) for (const one of Array.isArray(value) ? value : [value]) form.append(name, String(one));
  return { method, path, headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' }, body: Buffer.from(form.toString()) };
}

/** Sends it on a connection of its own. */
export function send(url: string, { path, method, headers, body }: Sealed): Promise<Answer | null> {
  return new Promise((resolve) => {
    const lost = (): void => resolve(null);
    const going = request(`${url}${path}`, { method: method.toUpperCase(), agent: false, headers: { ...headers, Origin: url, ...(body ? { 'Content-Length': String(body.length) } : {}) } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', lost).on('aborted', lost);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8'), location: response.headers.location ?? null, replayed: response.headers['idempotent-replay'] === 'true' }));
    });
    going.on('error', lost);
    going.end(body ?? undefined);
  });
}

/** A live session without the cost of a password. */
export async function openSession(actor: Actor, client: string): Promise<{ id: number; token: string; csrf: string }> {
  const post = await row<{ id: number }>('SELECT id FROM posts WHERE user_id = ? AND organisation_id = ? AND role = ?', [actor.userId, actor.organisation.id, actor.role]);
  const token = randomBytes(32).toString('base64url');
  const csrf = randomBytes(32).toString('base64url');
  await run('UPDATE sessions SET live_flag = NULL WHERE user_id = ? AND client = ?', [actor.userId, client]);
  const { insertId } = await run('INSERT INTO sessions (token_hash, user_id, post_id, client, csrf_token, created_at, last_seen_at, expires_at, live_flag) VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) + INTERVAL 8 HOUR, 1)', [sha256Hex(token), actor.userId, post?.id ?? 0, client, csrf]);
  return { id: insertId, token, csrf };
}

function missing(route: string, name: string): never {
  throw new Error(`${route} needs :${name}`);
}
