import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, BlockList } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import { createApp } from '../../server/app.js';
import type { DatabaseTarget } from '../../server/env.js';
import { connectDatabase, disconnectDatabase, row, run } from '../../server/database.js';
import { loadSecrets } from '../../server/installation.js';
import { sha256Hex } from '../../server/lib/crypto.js';
import { defineModels } from '../../server/models.js';
import { setOfficeClock } from '../../server/office-clock.js';
import { installProcessFiles, registerFeatures } from '../../server/processes.js';
import { seedReference } from '../../server/seeding/reference.js';
import type { Actor } from '../../server/values/actor.js';
import { fireDueTimers } from '../../server/workflow/fire-timers.js';
import { testDatabase } from './database.js';

/** The real product on the worker's own database and a port of its own, without the background clockwork. */
export type Product = { url: string; dataDir: string; stop(): Promise<void> };

let registered = false;

/** @param through puts something between product and database, e.g. a wire that can be cut. */
export async function startProduct(options: { log?: Logger; through?: (target: DatabaseTarget) => Promise<DatabaseTarget>; production?: boolean; trustedProxies?: BlockList | null } = {}): Promise<Product> {
  const dataDir = mkdtempSync(join(tmpdir(), `student-aid-test-${process.pid}-`));
  const target = await testDatabase();
  defineModels(connectDatabase(options.through ? await options.through(target) : target));
  loadSecrets({ dataDir, appSecret: 'a-secret-for-tests-of-32-characters!', fieldKeys: null });
  if (!registered) registerFeatures();
  registered = true;
  await seedReference();
  await installProcessFiles();
  await officeTime('2023-05-10T09:00:00+08:00');
  const server: Server = createServer(createApp({ production: options.production ?? false, trustedProxies: options.trustedProxies ?? null, log: options.log ?? pino({ level: process.env.AID_TEST_LOG ?? 'silent' }), metricsToken: null }).callback());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    dataDir,
    async stop() {
      await new Promise<void>((resolve) => { server.close(() => resolve()); server.closeAllConnections(); });
      await disconnectDatabase();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Freezes nothing: sets office time anew, forward or (in a test only) back, and lets what is due happen. */
export async function officeTime(at: string): Promise<void> {
  await run("DELETE FROM settings WHERE name = 'clock-offset-ms'");
  const last = await row<{ at: Date | null }>('SELECT MAX(office_at) AS at FROM audit_events');
  if (last?.at && last.at > new Date(at)) throw new Error(`office time cannot go back to ${at}: something happened at ${last.at.toISOString()}`);
  await setOfficeClock(new Date(at));
  await fireDueTimers((error) => { throw error; });
}

export type Reply = { status: number; body: never; code: string | undefined; text: string; headers: Headers };

/** Somebody at the API and at the desk's pages, signed in without the cost of a password. */
export class Person {
  private constructor(private readonly product: Product, readonly actor: Actor, private readonly token: string, private readonly cookie: string, private readonly csrf: string) {}

  static async signedIn(product: Product, actor: Actor): Promise<Person> {
    const post = await row<{ id: number }>('SELECT id FROM posts WHERE user_id = ? AND organisation_id = ? AND role = ?', [actor.userId, actor.organisation.id, actor.role]);
    const api = await openSession(actor, post?.id ?? 0, 'api');
    const desk = await openSession(actor, post?.id ?? 0, 'desk');
    return new Person(product, actor, api.token, desk.token, desk.csrf);
  }

  /** The desk's session cookie, for a browser. */
  get sid(): string { return this.cookie; }

  get = (path: string): Promise<Reply> => this.call('GET', path);
  post = (path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Reply> => this.call('POST', path, body, headers);
  patch = (path: string, body: unknown): Promise<Reply> => this.call('PATCH', path, body);
  delete = (path: string): Promise<Reply> => this.call('DELETE', path);

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const form = body instanceof FormData;
    return reply(await fetch(`${this.product.url}/api/v1${path}`, {
      method, redirect: 'manual',
      headers: { Authorization: `Bearer ${this.token}`, ...(body !== undefined && !form ? { 'Content-Type': typeof body === 'string' ? 'application/xml' : 'application/json' } : {}), ...headers },
      ...(body === undefined ? {} : { body: form ? body : typeof body === 'string' ? body : JSON.stringify(body) }),
    }));
  }

  /** A page, or a file it offers, as it comes over the wire. */
  raw = (path: string): Promise<Response> => fetch(`${this.product.url}${path}`, { redirect: 'manual', headers: { Cookie: `sid=${this.cookie}`, Accept: 'text/html' } });
  rawApi = (path: string): Promise<Response> => fetch(`${this.product.url}${path}`, { redirect: 'manual', headers: { Authorization: `Bearer ${this.token}` } });

  upload(path: string, name: string, bytes: Buffer, type: string): Promise<Reply> {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)], { type }), name);
    return this.call('POST', path, form);
  }

  /** A page of the desk. */
  async page(path: string): Promise<Reply> {
    return reply(await fetch(`${this.product.url}${path}`, { redirect: 'manual', headers: { Cookie: `sid=${this.cookie}`, Accept: 'text/html' } }));
  }

  /** A form of the desk, with the session's own token unless another is given; multipart when there is a file in it. */
  async submit(path: string, fields: Record<string, string> | FormData): Promise<Reply> {
    const multipart = fields instanceof FormData;
    if (multipart) fields.append('_csrf', this.csrf);
    return reply(await fetch(`${this.product.url}${path}`, {
      method: 'POST', redirect: 'manual', headers: { Cookie: `sid=${this.cookie}`, Accept: 'text/html', ...(multipart ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }) },
      body: multipart ? fields : new URLSearchParams({ _csrf: this.csrf, ...fields }).toString(),
    }));
  }
}

async function reply(response: Response): Promise<Reply> {
  const text = await response.text();
  const parsed = /json/.test(response.headers.get('content-type') ?? '') ? (JSON.parse(text) as { code?: string }) : null;
  return { status: response.status, body: parsed as never, code: parsed?.code, text, headers: response.headers };
}

async function openSession(actor: Actor, postId: number, client: string): Promise<{ token: string; csrf: string }> {
  const token = randomBytes(32).toString('base64url');
  const csrf = randomBytes(32).toString('base64url');
  await run('UPDATE sessions SET live_flag = NULL WHERE user_id = ? AND client = ?', [actor.userId, client]);
  await run('INSERT INTO sessions (token_hash, user_id, post_id, client, csrf_token, created_at, last_seen_at, expires_at, live_flag) VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) + INTERVAL 8 HOUR, 1)', [sha256Hex(token), actor.userId, postId, client, csrf]);
  return { token, csrf };
}
