import type { Context } from 'koa';
import type { Actor } from '../values/actor.js';
import { Forbidden, InputInvalid, NotFound, NotSignedIn, type ProductError } from '../lib/errors.js';
import { NoSpace } from '../lib/no-space.js';
import { withRequest, type Operation, type RequestContext } from '../lib/act-context.js';
import { transact } from '../database.js';
import { answeredBefore, claimOperation, DoneBefore, hashBody, storeAnswer, storeRefusal } from '../operations.js';
import type { Answer, Input, Route, Session, UploadedFile } from './route.js';
import { countRequest } from './rate-limit.js';
import { asProductError, problemOf } from './error-response.js';
import { checkCsrf, checkOwnOrigin, isFromElsewhere } from './csrf.js';
import { identify } from './authenticate.js';
import { sendAnswer } from './send.js';
import { validate } from './validate.js';

export type Doors = {
  /** Whether the limits are ten times wider (loopback outside production). */
  generous(ip: string): boolean;
  /** Records a refused attempt on somebody else's object. */
  denied(actor: Actor, route: Route, error: ProductError): Promise<void>;
  /** The page shown for an error where the route itself shows none. */
  errorPage(ctx: Context, error: unknown, actor: Actor | null, session: Session | null): Promise<Answer>;
  log: { error(fields: object, message: string): void };
  secureCookies: boolean;
};

const KEY = /^[\w.:-]{8,64}$/;

/** Takes one request through all doors in order: who, how often, may they, is it well-formed, once, in one transaction. */
export async function runRoute(route: Route, ctx: Context, doors: Doors): Promise<void> {
  const request: RequestContext = { ip: ctx.ip, requestId: String(ctx.state.requestId) };
  await withRequest(request, async () => {
    let who: { actor: Actor; session: Session } | null = null;
    let input: Input<never, never, never> | null = null;
    try {
      rememberTyped(ctx);
      who = await identify(route, ctx);
      countRequest(route.rate, who ? `u${who.actor.userId}` : ctx.ip, doors.generous(ctx.ip));
      if (who) ctx.state.actor = who.actor;
      if (who?.session.first && !route.early && route.policy !== 'public') throw new Forbidden('account-not-ready', who.session.first);
      await admit(route, ctx, who?.actor ?? null);
      if (who && route.again && !who.session.fresh) throw new Forbidden('show-again', '这件事要再验证一次：请填写手机上的动态口令，5 分钟内有效。');
      input = readInput(route, ctx, who);
      request.operation = operationOf(route, ctx, who?.actor ?? null, input);
      await sendAnswer(ctx, await perform(route, input, request), doors.secureCookies);
    } catch (error) {
      const done = error instanceof DoneBefore ? error : await doneAndGone(route, ctx, who, input, error);
      if (done) return repeatAnswer(route, ctx, done, doors);
      await refuse(route, ctx, error, who, input, request, doors);
    }
  });
}

/** The words of a form of our own before anybody has looked at them: whoever is signed out meanwhile shall not lose them. What another site sends is not shown. */
function rememberTyped(ctx: Context): void {
  const { body } = ctx.request as { body?: unknown };
  if (ctx.method === 'POST' && !ctx.path.startsWith('/api/') && body && typeof body === 'object' && !isFromElsewhere(ctx)) ctx.state.typed = { ...body };
}

/** Nothing was attempted that is not theirs: the own account comes first. */
const ownAccountFirst: readonly string[] = ['account-not-ready', 'show-again'];

async function admit(route: Route, ctx: Context, actor: Actor | null): Promise<void> {
  if (typeof route.policy === 'string') return;
  if (!actor) throw new NotSignedIn();
  // An object outside the scope is not found whatever the role; only then the role is asked.
  if (route.policy.scope) {
    // What is no number of anything is not found either.
    if (route.params && !route.params.safeParse(ctx.params).success) throw new NotFound();
    await route.policy.scope(actor, ctx.params as Record<string, string>);
  }
  if (!route.policy.roles.includes(actor.role)) throw new Forbidden();
  if (route.policy.level && route.policy.level !== actor.organisation.level) throw new Forbidden();
}

function readInput(route: Route, ctx: Context, who: { actor: Actor; session: Session } | null): Input<never, never, never> {
  const isPage = !ctx.path.startsWith('/api/');
  const { body } = ctx.request as { body?: unknown };
  const raw = route.upload === 'xml' ? String(body ?? '') : { ...((body ?? {}) as Record<string, unknown>) };
  if (isPage && route.method !== 'get' && typeof raw === 'object') {
    if (who && route.policy !== 'public') checkCsrf(ctx, String(raw._csrf ?? ''), who.session.csrfToken);
    else checkOwnOrigin(ctx);
    ctx.state.formKey = typeof raw._key === 'string' ? raw._key : undefined;
    delete raw._csrf;
    delete raw._key;
  }
  ctx.state.typed = raw;
  return {
    actor: who?.actor as Actor,
    session: who?.session as Session,
    params: validate(route.params, ctx.params, 'params') as never,
    query: validate(route.query, { ...ctx.query }, 'query') as never,
    body: (route.upload === 'xml' ? raw : validate(route.body, route.method === 'get' ? {} : raw, 'body')) as never,
    file: (ctx.state.file as UploadedFile | undefined) ?? null,
    ctx,
  };
}

function operationOf(route: Route, ctx: Context, actor: Actor | null, input: Input<never, never, never>): Operation | undefined {
  const given = ctx.get('Idempotency-Key') || (ctx.state.formKey as string | undefined);
  if (!given || !actor || route.method === 'get' || route.act === false) return undefined;
  if (!KEY.test(given)) throw new InputInvalid([{ path: 'Idempotency-Key', code: 'malformed', message: 'Idempotency-Key 应为 8 至 64 个字母、数字或 -_.: 。' }]);
  const file = input.file ? input.file.stored?.sha256 ?? hashBody(input.file.bytes.toString('base64')) : null;
  const operation = { userId: actor.userId, key: given, route: `${ctx.method} ${ctx.path}`, bodyHash: hashBody({ body: input.body, query: input.query, file }) };
  return { ...operation, claim: (outcomeUnknown) => claimOperation(operation, outcomeUnknown) };
}

/**
 * A repeat may be refused because the first time was done: the list is deleted, the file is no longer to be had, a WeChat is bound
 * already. Then, too, the person hears the first answer. Who lost the role hears only that.
 */
async function doneAndGone(route: Route, ctx: Context, who: { actor: Actor; session: Session } | null, input: Input<never, never, never> | null, error: unknown): Promise<DoneBefore | null> {
  const known = asProductError(error);
  if (!who || !known || (![404, 409, 410, 422].includes(known.status) && known.code !== 'password-needed')) return null;
  let operation: Operation | undefined;
  try {
    operation = operationOf(route, ctx, who.actor, input ?? readInput(route, ctx, who));
  } catch {
    return null; // what is wrong with the request itself is not told to whom it does not concern
  }
  return operation ? answeredBefore(operation) : null;
}

async function perform(route: Route, input: Input<never, never, never>, request: RequestContext): Promise<Answer> {
  const operation = request.operation;
  request.operation = undefined;
  const prepared = route.prepare ? await route.prepare(input) : undefined;
  request.operation = operation;
  const whole = { ...input, prepared };
  if (route.method === 'get' || route.act === false) return route.handler(whole);
  return transact(async () => {
    const answer = await route.handler(whole);
    if (request.operation) await storeAnswer(request.operation, stored(answer));
    return answer;
  });
}

/** What is kept of an answer: files and pages are not, only that the act was done and where it led. */
function stored(answer: Answer): { status: number; answer: string } {
  switch (answer.kind) {
    case 'json': return { status: answer.status, answer: JSON.stringify(answer.body) };
    case 'redirect': return { status: 303, answer: answer.to };
    case 'empty': return { status: 204, answer: '' };
    default: return { status: 200, answer: '' };
  }
}

async function repeatAnswer(route: Route, ctx: Context, done: DoneBefore, doors: Doors): Promise<void> {
  const { status, answer } = done.stored;
  ctx.set('Idempotent-Replay', 'true');
  if (status === 303) return sendAnswer(ctx, { kind: 'redirect', to: answer }, doors.secureCookies);
  ctx.status = status;
  if (!answer) return;
  ctx.type = status >= 400 ? 'application/problem+json' : 'application/json';
  ctx.body = answer;
}

async function refuse(route: Route, ctx: Context, error: unknown, who: { actor: Actor; session: Session } | null, input: Input<never, never, never> | null, request: RequestContext, doors: Doors): Promise<void> {
  const known = asProductError(error);
  const { problem, headers } = problemOf(error);
  const operation = request.operation;
  request.operation = undefined;
  // A full disk is told to the person, and has to be seen by whoever can make room.
  if (!known || known instanceof NoSpace) doors.log.error({ err: error, route: `${route.method} ${route.path}`, requestId: request.requestId }, 'request failed');
  if (known && who && (known.status === 404 || known.status === 403) && !ownAccountFirst.includes(known.code)) await doors.denied(who.actor, route, known).catch((reason: unknown) => doors.log.error({ err: reason }, 'denied attempt not recorded'));
  for (const [name, value] of Object.entries(headers)) ctx.set(name, value);
  if (ctx.path.startsWith('/api/')) {
    if (operation && isKept(problem)) await storeRefusal(operation, { status: problem.status, answer: JSON.stringify(problem) });
    ctx.status = problem.status;
    ctx.type = 'application/problem+json';
    ctx.body = JSON.stringify(problem);
    return;
  }
  const answer = known && input && route.onRefusal && known.status !== 404 && known.status !== 401
    ? await route.onRefusal(input, known)
    : await doors.errorPage(ctx, error, who?.actor ?? null, who?.session ?? null);
  await sendAnswer(ctx, answer.kind === 'page' ? { ...answer, status: problem.status } : answer, doors.secureCookies);
}

/** Refusals are answers too, but for those that say nothing of the act: sign in, slow down, still at work, wrong key, our fault. */
const isKept = ({ status, code }: { status: number; code: string }): boolean => status >= 400 && status < 500 && status !== 401 && status !== 429 && code !== 'in-progress' && code !== 'key-reused';
