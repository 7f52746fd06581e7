import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import type { BlockList } from 'node:net';
import { join } from 'node:path';
import bodyParser from '@koa/bodyparser';
import multer from '@koa/multer';
import Router from '@koa/router';
import Koa, { type Context, type Next } from 'koa';
import helmet from 'koa-helmet';
import type { Logger } from 'pino';
import { accountRoutes } from './accounts/routes.js';
import { recordAudit } from './audit/record.js';
import { auditRoutes } from './audit/routes.js';
import { ATTACHMENT_BYTES } from './attachments/gate.js';
import { awardImportRoutes } from './award-lists/import-routes.js';
import { listCopyRoutes } from './award-lists/copy-routes.js';
import { objectionRoutes } from './award-lists/objection-routes.js';
import { publicObjectionRoutes } from './award-lists/public-objection-routes.js';
import { awardNoteRoutes } from './award-lists/note-routes.js';
import { awardListRoutes } from './award-lists/routes.js';
import { publicNoticeRoutes } from './award-lists/public-routes.js';
import { transact } from './database.js';
import { registerFrame } from './desk/frame.js';
import { openFilterPages } from './saved-filters/filter-pages.js';
import { savedFilterRoutes } from './saved-filters/routes.js';
import { disbursementRoutes } from './disbursements/routes.js';
import { fingerprint, INCOMING, RECEIVE_FOLDER } from './exchange/receive-folder.js';
import { exchangeRoutes } from './exchange/routes.js';
import { hardshipRoutes } from './hardship/routes.js';
import { hardshipRuleRoutes } from './hardship/rules-routes.js';
import { importRoutes } from './imports/routes.js';
import { ticks } from './lib/clock.js';
import { privacyRoutes } from './lookups/privacy-routes.js';
import { recordExportRoutes } from './record-exports/routes.js';
import { lookupRoutes } from './lookups/routes.js';
import { loanRoutes } from './loans/routes.js';
import { legacyRoutes } from './legacy/routes.js';
import { loanStatisticRoutes } from './loans/statistic-routes.js';
import { notificationRoutes } from './notifications/routes.js';
import { filingCalendarRoutes } from './filing-calendar/routes.js';
import { bulletinRoutes } from './bulletins/routes.js';
import { circularRoutes } from './circulars/routes.js';
import { officeRuleRoutes } from './office-rules/routes.js';
import { organisationRoutes } from './organisations/routes.js';
import { peopleRoutes } from './people/routes.js';
import { authenticate } from './people/session.js';
import { migrationRoutes } from './process-migrations/routes.js';
import { ruleChangeRoutes } from './rule-changes/routes.js';
import { yearArchiveRoutes } from './year-archive/routes.js';
import { trainingRoutes } from './training/routes.js';
import { webhookRoutes } from './webhooks/routes.js';
import { processRunRoutes } from './process-runs/routes.js';
import { pageRoutes } from './pages.js';
import { studentRoutes } from './students/routes.js';
import { priorityGroupRoutes } from './priority-groups/routes.js';
import { statisticsRoutes } from './statistics/routes.js';
import { statisticRoutes } from './statistics/statistic-routes.js';
import { docsPage } from './system/docs-page.js';
import { healthRoutes, observe } from './system/health.js';
import { openapi } from './system/openapi.js';
import { systemRoutes } from './system/routes.js';
import { taskBatchRoutes } from './task-batches/routes.js';
import { todoRoutes } from './todos/routes.js';
import { protection } from './protection.js';
import { identify, useMachines, useSessions } from './web/authenticate.js';
import { errorPage } from './web/error-page.js';
import { problemOf } from './web/error-response.js';
import { InputInvalid, NotFound } from './lib/errors.js';
import { projectRoot } from './root.js';
import { phoneApp } from './web/phone-app.js';
import { trustProxies } from './web/trusted-proxies.js';
import { staticFiles } from './web/static-files.js';
import type { Route } from './web/route.js';
import { runRoute, type Doors } from './web/run-route.js';
import { evidencePackRoutes } from './evidence-packs/routes.js';
import { invariantRoutes } from './inspection/invariant-routes.js';
import { inspectionRoutes } from './inspection/routes.js';
import { openChecks } from './upgrades/installation.js';
import { upgradeRoutes } from './upgrades/routes.js';
import { authenticateMachine } from './external-workers/machine-token.js';
import { externalWorkerRoutes } from './external-workers/routes.js';
import { wechatRoutes } from './wechat/routes.js';
import { definitionRoutes } from './workflow/definition-routes.js';
import { workflowRoutes } from './workflow/routes.js';
import { taskToolRoutes } from './workflow/tool-routes.js';

/** Every route of the product. A route without a policy, a write without an audit word and a path declared twice do not start. */
export const routes: readonly Route[] = [
  ...peopleRoutes,
  ...organisationRoutes,
  ...studentRoutes,
  ...importRoutes,
  ...awardListRoutes,
  ...listCopyRoutes,
  ...awardNoteRoutes,
  ...objectionRoutes,
  ...awardImportRoutes,
  ...publicNoticeRoutes,
  ...publicObjectionRoutes,
  ...disbursementRoutes,
  ...loanRoutes,
  ...loanStatisticRoutes,
  ...legacyRoutes,
  ...todoRoutes,
  ...accountRoutes,
  ...workflowRoutes,
  ...taskToolRoutes,
  ...taskBatchRoutes,
  ...definitionRoutes,
  ...processRunRoutes,
  ...migrationRoutes,
  ...webhookRoutes,
  ...trainingRoutes,
  ...ruleChangeRoutes,
  ...yearArchiveRoutes,
  ...externalWorkerRoutes,
  ...notificationRoutes,
  ...wechatRoutes,
  ...auditRoutes,
  ...statisticsRoutes,
  ...statisticRoutes,
  ...priorityGroupRoutes,
  ...lookupRoutes,
  ...privacyRoutes, ...recordExportRoutes,
  ...hardshipRoutes,
  ...hardshipRuleRoutes,
  ...exchangeRoutes,
  ...savedFilterRoutes,
  ...circularRoutes,
  ...bulletinRoutes,
  ...filingCalendarRoutes,
  ...officeRuleRoutes,
  ...evidencePackRoutes,
  ...inspectionRoutes,
  ...invariantRoutes,
  ...upgradeRoutes,
  ...systemRoutes,
  ...pageRoutes,
];

export type AppOptions = { production: boolean; log: Logger; metricsToken: string | null; trustedProxies?: BlockList | null };

/** Builds the web server around the routes. */
export function createApp(options: AppOptions): Koa {
  useSessions(authenticate);
  useMachines(authenticateMachine);
  registerFrame(pageRoutes);
  openFilterPages(pageRoutes);
  openChecks(routes);
  checkRoutes(routes);
  const app = new Koa();
  trustProxies(app, options.trustedProxies ?? null);
  app.on('error', (error: unknown) => options.log.error({ err: error }, 'answer failed'));
  const doors: Doors = {
    generous: (ip) => !options.production && isLoopback(ip),
    denied: (actor, one, error) => transact(() => recordAudit(actor, { action: one.audit ?? one.summary, outcome: 'denied', object: { kind: 'route', id: null }, after: { code: error.code } })),
    errorPage,
    log: options.log,
    secureCookies: options.production,
  };
  app.use(withRequestId(options.log));
  // In production TLS ends at the reverse proxy, so cookies are for https although the wire behind it is not.
  if (options.production) app.use((ctx, next) => { ctx.cookies.secure = true; return next(); });
  app.use(helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], scriptSrc: ["'self'"], styleSrc: ["'self'"], imgSrc: ["'self'", 'data:'], fontSrc: ["'self'"], connectSrc: ["'self'"], formAction: ["'self'"], frameAncestors: ["'none'"], baseUri: ["'none'"], objectSrc: ["'none'"] } },
    referrerPolicy: { policy: 'same-origin' }, strictTransportSecurity: options.production, crossOriginEmbedderPolicy: false,
  }));
  app.use(staticFiles());
  app.use(phoneApp(join(projectRoot, 'miniapp', 'dist', 'h5')));
  app.use(readBody());
  const router = new Router();
  for (const one of healthRoutes(options.metricsToken, (ctx) => isLoopback(ctx.ip) && ctx.state.forwarded !== true)) router.get(one.path, one.answer);
  // Described when somebody asks: no start waits for it.
  let described: ReturnType<typeof openapi> | undefined;
  const description = (): ReturnType<typeof openapi> => (described ??= openapi(routes));
  router.get('/api/openapi.json', (ctx) => { ctx.type = 'application/json'; ctx.body = JSON.stringify(description()); });
  router.get('/api/docs', (ctx) => { ctx.type = 'html'; ctx.body = docsPage(description()); });
  const upload = multer({ storage: multer.memoryStorage(), limits: { fileSize: ATTACHMENT_BYTES + 1024, files: 1, fields: 20 } });
  for (const one of routes) {
    const steps = one.upload === 'file' ? [receiveFile(upload)] : one.upload === 'large-file' ? [storeFile(one)] : [];
    router.register(one.path, [one.method], [...steps, (ctx: Context) => runRoute(one, ctx, doors)], { name: `${one.method} ${one.path}` });
  }
  app.use(router.routes());
  app.use(async (ctx) => {
    // Nothing matched.
    const { problem } = problemOf(new NotFound('没有这个页面或接口。'));
    if (ctx.path.startsWith('/api/')) {
      ctx.status = 404;
      ctx.type = 'application/problem+json';
      ctx.body = JSON.stringify(problem);
      return;
    }
    const answer = await errorPage(ctx, new NotFound('没有这个页面，请从菜单进入。'), null, null);
    ctx.status = 404;
    if (answer.kind === 'page') { ctx.type = 'html'; ctx.body = answer.html; }
  });
  return app;
}

/** @throws Error naming the route that is not complete. */
export function checkRoutes(list: readonly Route[]): void {
  const seen = new Set<string>();
  for (const one of list) {
    const name = `${one.method} ${one.path}`;
    if (!one.policy || (typeof one.policy === 'object' && one.policy.roles.length === 0)) throw new Error(`route ${name} has no policy`);
    if (!one.rate || !one.summary || one.audit === undefined) throw new Error(`route ${name} lacks its summary, audit word or rate`);
    if (seen.has(name)) throw new Error(`route ${name} is declared twice`);
    seen.add(name);
  }
}

const isLoopback = (ip: string): boolean => ip === '127.0.0.1' || ip === '::1' || ip === '::ffff:127.0.0.1';

function withRequestId(log: Logger): Koa.Middleware {
  return async (ctx, next) => {
    const started = ticks();
    ctx.state.requestId = randomUUID();
    ctx.set('X-Request-Id', String(ctx.state.requestId));
    try {
      await next();
    } catch (error) {
      const { problem, headers } = problemOf(error);
      if (problem.status >= 500) log.error({ err: error, path: ctx.path }, 'request failed');
      for (const [name, value] of Object.entries(headers)) ctx.set(name, value);
      ctx.status = problem.status;
      ctx.type = ctx.path.startsWith('/api/') ? 'application/problem+json' : 'text/plain; charset=utf-8';
      ctx.body = ctx.path.startsWith('/api/') ? JSON.stringify(problem) : problem.detail;
    } finally {
      const ms = Math.round((ticks() - started) * 10) / 10;
      const matched = (ctx as Context & { _matchedRoute?: string | RegExp })._matchedRoute;
      observe(ctx.method, String(matched ?? 'none'), ctx.status, ms);
      log.debug({ method: ctx.method, route: String(matched ?? ''), status: ctx.status, ms, requestId: ctx.state.requestId }, 'request');
    }
  };
}

function readBody(): Koa.Middleware {
  const parse = bodyParser({ enableTypes: ['json', 'form', 'text'], jsonLimit: '1mb', formLimit: '1mb', textLimit: '600kb', extendTypes: { text: ['application/xml', 'text/xml'] }, parsedMethods: ['POST', 'PUT', 'PATCH', 'DELETE'] });
  return (ctx, next) => (ctx.is('multipart/*') ? next() : parse(ctx, next));
}

type Uploaded = { originalname: string; mimetype: string; buffer: Buffer; path: string; size: number };
const LARGE_FILE_BYTES = 400 * 1024 * 1024;

/** A large file is written beside the receive folder, and only for whoever may hand one in; what is not taken up goes with the request. */
function storeFile(one: Route): (ctx: Context, next: Next) => Promise<unknown> {
  const folder = (): string => join(protection().dataDir, RECEIVE_FOLDER, INCOMING);
  const upload = multer({ storage: multer.diskStorage({ destination: (_request, _file, done) => mkdir(folder(), { recursive: true }).then(() => done(null, folder()), (error: Error) => done(error, '')), filename: (_request, _file, done) => done(null, randomUUID()) }), limits: { fileSize: LARGE_FILE_BYTES, files: 1, fields: 20 } });
  const receive = upload.single('file');
  return async (ctx, next) => {
    const who = await identify(one, ctx).catch(() => null);
    if (!who || typeof one.policy === 'string' || !one.policy.roles.includes(who.actor.role) || (one.policy.level && one.policy.level !== who.actor.organisation.level) || !ctx.is('multipart/*')) return next();
    await received(receive, ctx);
    const file = (ctx as Context & { file?: Uploaded }).file;
    if (file) ctx.state.file = { name: Buffer.from(file.originalname, 'latin1').toString('utf8'), mime: file.mimetype, bytes: Buffer.alloc(0), stored: { path: file.path, size: file.size, sha256: await fingerprint(file.path) } };
    takeFields(ctx);
    try {
      return await next();
    } finally {
      if (file) await rm(file.path, { force: true });
    }
  };
}

/** Reads a form with a file. What the parser cannot make out is the sender’s mistake; what the disk refuses is ours. */
async function received(receive: ReturnType<ReturnType<typeof multer>['single']>, ctx: Context): Promise<void> {
  try {
    await receive(ctx as never, async () => undefined);
  } catch (error) {
    const { name, code } = error as { name?: string; code?: string };
    throw code === undefined && name === 'Error' ? new InputInvalid([{ path: 'file', code: 'malformed', message: '文件没有传完整，或者不是按表单上传的。请重新选择文件再传一次。' }]) : error;
  }
}

/** The fields beside the file, wherever the parser has put them. */
function takeFields(ctx: Context): void {
  const request = ctx.request as typeof ctx.request & { body?: unknown };
  request.body = { ...((ctx as Context & { req: { body?: object } }).req.body ?? (request.body as object | undefined)) };
}

function receiveFile(upload: ReturnType<typeof multer>): (ctx: Context, next: Next) => Promise<unknown> {
  const single = upload.single('file');
  return async (ctx, next) => {
    if (ctx.is('multipart/*')) {
      await received(single, ctx);
      const file = (ctx as Context & { file?: Uploaded }).file;
      // Browsers send file names as UTF-8 bytes; the parser read them as latin-1.
      if (file) ctx.state.file = { name: Buffer.from(file.originalname, 'latin1').toString('utf8'), mime: file.mimetype, bytes: file.buffer };
      takeFields(ctx);
    }
    return next();
  };
}

