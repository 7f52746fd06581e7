import { randomUUID } from 'node:crypto';
import bodyParser from '@koa/bodyparser';
import multer from '@koa/multer';
import Router from '@koa/router';
import Koa, { type Context, type Next } from 'koa';
import helmet from 'koa-helmet';
import type { Logger } from 'pino';
import { recordAudit } from './audit/record.js';
import { auditRoutes } from './audit/routes.js';
import { ATTACHMENT_BYTES } from './attachments/gate.js';
import { awardImportRoutes } from './award-lists/import-routes.js';
import { listCopyRoutes } from './award-lists/copy-routes.js';
import { awardNoteRoutes } from './award-lists/note-routes.js';
import { awardListRoutes } from './award-lists/routes.js';
import { publicNoticeRoutes } from './award-lists/public-routes.js';
import { transact } from './database.js';
import { registerFrame } from './desk/frame.js';
import { disbursementRoutes } from './disbursements/routes.js';
import { importRoutes } from './imports/routes.js';
import { ticks } from './lib/clock.js';
import { notificationRoutes } from './notifications/routes.js';
import { organisationRoutes } from './organisations/routes.js';
import { peopleRoutes } from './people/routes.js';
import { authenticate } from './people/session.js';
import { pageRoutes } from './pages.js';
import { studentRoutes } from './students/routes.js';
import { statisticsRoutes } from './statistics/routes.js';
import { docsPage } from './system/docs-page.js';
import { healthRoutes, observe } from './system/health.js';
import { openapi } from './system/openapi.js';
import { systemRoutes } from './system/routes.js';
import { todoRoutes } from './todos/routes.js';
import { useSessions } from './web/authenticate.js';
import { errorPage } from './web/error-page.js';
import { problemOf } from './web/error-response.js';
import { NotFound } from './lib/errors.js';
import { staticFiles } from './web/static-files.js';
import type { Route } from './web/route.js';
import { runRoute, type Doors } from './web/run-route.js';
import { definitionRoutes } from './workflow/definition-routes.js';
import { workflowRoutes } from './workflow/routes.js';

/** Every route of the product. A route without a policy, a write without an audit word and a path declared twice do not start. */
export const routes: readonly Route[] = [
  ...peopleRoutes, ...organisationRoutes, ...studentRoutes, ...importRoutes, ...awardListRoutes, ...listCopyRoutes, ...awardNoteRoutes, ...awardImportRoutes, ...publicNoticeRoutes, ...disbursementRoutes, ...todoRoutes,
  ...workflowRoutes, ...definitionRoutes, ...notificationRoutes, ...auditRoutes, ...statisticsRoutes, ...systemRoutes, ...pageRoutes,
];

export type AppOptions = { production: boolean; log: Logger; metricsToken: string | null };

/** Builds the web server around the routes. */
export function createApp(options: AppOptions): Koa {
  useSessions(authenticate);
  registerFrame(pageRoutes);
  checkRoutes(routes);
  const app = new Koa({ proxy: false });
  app.on('error', (error: unknown) => options.log.error({ err: error }, 'answer failed'));
  const doors: Doors = {
    generous: (ip) => !options.production && isLoopback(ip),
    denied: (actor, one, error) => transact(() => recordAudit(actor, { action: one.audit ?? one.summary, outcome: 'denied', object: { kind: 'route', id: null }, after: { code: error.code } })),
    errorPage,
    log: options.log,
    secureCookies: options.production,
  };
  app.use(withRequestId(options.log));
  app.use(helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], scriptSrc: ["'self'"], styleSrc: ["'self'"], imgSrc: ["'self'", 'data:'], fontSrc: ["'self'"], connectSrc: ["'self'"], formAction: ["'self'"], frameAncestors: ["'none'"], baseUri: ["'none'"], objectSrc: ["'none'"] } },
    referrerPolicy: { policy: 'same-origin' }, strictTransportSecurity: options.production, crossOriginEmbedderPolicy: false,
  }));
  app.use(staticFiles());
  app.use(readBody());
  const router = new Router();
  for (const one of healthRoutes(options.metricsToken, isLoopback)) router.get(one.path, one.answer);
  const description = openapi(routes);
  router.get('/api/openapi.json', (ctx) => { ctx.type = 'application/json'; ctx.body = JSON.stringify(description); });
  const docs = docsPage(description);
  router.get('/api/docs', (ctx) => { ctx.type = 'html'; ctx.body = docs; });
  const upload = multer({ storage: multer.memoryStorage(), limits: { fileSize: ATTACHMENT_BYTES + 1024, files: 1, fields: 20 } });
  for (const one of routes) {
    const steps = one.upload === 'file' ? [receiveFile(upload)] : [];
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

type Uploaded = { originalname: string; mimetype: string; buffer: Buffer };

function receiveFile(upload: ReturnType<typeof multer>): (ctx: Context, next: Next) => Promise<unknown> {
  const single = upload.single('file');
  return async (ctx, next) => {
    if (ctx.is('multipart/*')) {
      await single(ctx as never, async () => undefined);
      const file = (ctx as Context & { file?: Uploaded }).file;
      // Browsers send file names as UTF-8 bytes; the parser read them as latin-1.
      if (file) ctx.state.file = { name: Buffer.from(file.originalname, 'latin1').toString('utf8'), mime: file.mimetype, bytes: file.buffer };
      const request = ctx.request as typeof ctx.request & { body?: unknown };
      request.body = { ...((ctx as Context & { req: { body?: object } }).req.body ?? (request.body as object | undefined)) };
    }
    return next();
  };
}

