import type { Readable } from 'node:stream';
import type { Context } from 'koa';
import type { z } from 'zod';
import type { Actor, Level, Role } from '../values/actor.js';
import type { ProductError } from '../lib/errors.js';

/** Who may call a route, and the object it is about. A route without a policy does not start. */
export type Policy =
  | 'public'
  /** Anybody with a session. */
  | 'signed-in'
  /** A program outside with its own token (外部程序); people never. What it sees is the matter of its use cases' one scope. */
  | 'machine'
  /** These roles; for a route about one object `scope` runs first and throws NotFound when the actor does not see it. */
  | { roles: readonly Role[]; /** Only those of this level have the function (附件1 四: 省级主管部门). */ level?: Level; scope?: (actor: Actor, params: Record<string, string>) => Promise<void> };

export type Rate = 'read' | 'write' | 'sign-in' | 'upload' | 'export' | 'public' | 'objection' | 'machine';

/** What a handler answers; `web/run-route.ts` sends it. */
export type Answer =
  | { kind: 'json'; status: number; body: unknown; headers?: Record<string, string> }
  | { kind: 'empty'; status: 204 }
  | { kind: 'page'; status: number; html: string; noStore?: boolean }
  | { kind: 'redirect'; to: string; flash?: string; cookies?: Cookie[] }
  | { kind: 'file'; name: string; mime: string; bytes: Buffer | string; inline?: boolean }
  /** A file too large to be held in memory. */
  | { kind: 'stream'; name: string; mime: string; stream: Readable };

export type Cookie = { name: string; value: string; maxAgeSeconds: number | null };

/** `stored`: a file too large to be held in memory lies on the disk, and goes with the request. */
export type UploadedFile = { name: string; mime: string; bytes: Buffer; stored?: { path: string; size: number; sha256: string } };

/** One live session, as the cookie or bearer token found it. */
export type Session = {
  id: number; csrfToken: string; client: 'desk' | 'phone' | 'api'; expiresAt: Date;
  /** What the person must do on the own account before anything else, in words; null: nothing. */
  first: string | null;
  /** Whether the person showed who they are a moment ago, or has nothing to show it with. */
  fresh: boolean;
  /** Of a program outside: the topics it may fetch. */
  topics?: readonly string[];
};

export type Input<P, Q, B> = { actor: Actor; session: Session; params: P; query: Q; body: B; file: UploadedFile | null; ctx: Context };
type PublicInput<P, Q, B> = Omit<Input<P, Q, B>, 'actor' | 'session'> & { actor: Actor | null; session: Session | null };

type Schema = z.ZodType;
type Nothing = z.ZodType<Record<string, never>>;

export type RouteShape = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Path with `:params`, as served. `/api/v1/…` is the API, everything else pages. */
  path: string;
  /** What it is for, in Chinese; shown in the API description. */
  summary: string;
  policy: Policy;
  /** The word the audit uses for it; null for reading that leaves no trace. */
  audit: string | null;
  rate: Rate;
  params?: Schema;
  query?: Schema;
  body?: Schema;
  /** The body is one uploaded file (`multipart/form-data`, field `file`) beside the form fields, or plain XML text. */
  upload?: 'file' | 'large-file' | 'xml';
  /** Answers by status, for the API description and its test. */
  answers?: Record<number, Schema | 'html' | 'file' | 'text'>;
  /** Refusal codes beyond the general ones. */
  refusals?: readonly string[];
  /** Open also to somebody who must first put the own account in order: own account, signing out. */
  early?: true;
  /** Sensitive: whoever has 动态口令 gives a code again, some minutes before at most (再次验证). */
  again?: true;
  /** False for acts that open their own transaction (sessions) or keep no answer (secrets). Default: writes are one act. */
  act?: false;
};

export type Route = RouteShape & {
  prepare?: (input: Input<never, never, never>) => Promise<unknown>;
  handler: (input: Input<never, never, never>) => Promise<Answer>;
  onRefusal?: (input: Input<never, never, never>, error: ProductError) => Promise<Answer>;
};

type Declared<P extends Schema, Q extends Schema, B extends Schema> = Omit<RouteShape, 'params' | 'query' | 'body' | 'policy'> & { params?: P; query?: Q; body?: B };
type Signed<P extends Schema, Q extends Schema, B extends Schema> = Input<z.output<P>, z.output<Q>, z.output<B>>;
type Anybody<P extends Schema, Q extends Schema, B extends Schema> = PublicInput<z.output<P>, z.output<Q>, z.output<B>>;

/** Declares a route for people with a session; the types of params, query and body come from its schemas. */
export function route<P extends Schema = Nothing, Q extends Schema = Nothing, B extends Schema = Nothing, R = undefined>(
  declared: Declared<P, Q, B> & {
    policy: Exclude<Policy, 'public'>;
    /** Slow work before the act (checking and storing a file): repeated harmlessly when the act is. */
    prepare?: (input: Signed<P, Q, B>) => Promise<R>;
    handler: (input: Signed<P, Q, B> & { prepared: R }) => Promise<Answer>;
    /** Pages: shows the form again with what was typed and the reason. */
    onRefusal?: (input: Signed<P, Q, B>, error: ProductError) => Promise<Answer>;
  },
): Route {
  return declared as unknown as Route;
}

/** Declares a route anybody may call. */
export function publicRoute<P extends Schema = Nothing, Q extends Schema = Nothing, B extends Schema = Nothing>(
  declared: Declared<P, Q, B> & { handler: (input: Anybody<P, Q, B>) => Promise<Answer>; onRefusal?: (input: Anybody<P, Q, B>, error: ProductError) => Promise<Answer> },
): Route {
  return { ...declared, policy: 'public' } as unknown as Route;
}

export const json = (status: number, body: unknown, headers?: Record<string, string>): Answer => ({ kind: 'json', status, body, headers });
export const empty = (): Answer => ({ kind: 'empty', status: 204 });
export const page = (html: string, status = 200): Answer => ({ kind: 'page', status, html });
export const redirect = (to: string, flash?: string, cookies?: Cookie[]): Answer => ({ kind: 'redirect', to, flash, cookies });
