import type { Context } from 'koa';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { databaseFitness, row } from '../database.js';
import { migrations } from '../migrations/index.js';
import { protection } from '../protection.js';
import { hasRoom } from '../room.js';
import { learnedFigures } from '../workflow/learned-store.js';

const registry = new Registry();
collectDefaultMetrics({ register: registry });
const requests = new Histogram({ name: 'http_request_duration_seconds', help: 'How long requests took, by route and status', labelNames: ['method', 'route', 'status'], buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5], registers: [registry] });
const openTasks = new Gauge({ name: 'tasks_open', help: 'Tasks waiting for a person', registers: [registry] });
const waitingTimers = new Gauge({ name: 'timers_overdue', help: 'Timers due and not yet fired', registers: [registry] });
const unsent = new Gauge({ name: 'outbox_unsent', help: 'Messages not yet sent', registers: [registry] });
const incidents = new Gauge({ name: 'incidents_open', help: 'Process incidents waiting for an administrator', registers: [registry] });
const learned = new Gauge({ name: 'process_steps_learned', help: 'Steps taken as learned (hits), by the engine (misses), learned wrongly (differences); process files run by the engine alone since (dropped); what is kept (ways, characters) and was pushed out (forgotten)', labelNames: ['figure'], registers: [registry] });
export const failures = new Counter({ name: 'job_failures_total', help: 'Background work that failed', labelNames: ['job'], registers: [registry] });

export const observe = (method: string, route: string, status: number, ms: number): void => requests.labels(method, route, String(status)).observe(ms / 1000);

type HealthRoute = { path: string; answer: (ctx: Context) => Promise<void> };

/** Liveness, readiness and figures. Details only for loopback, not through a proxy there, or whoever holds the token. */
export function healthRoutes(token: string | null, isNear: (ctx: Context) => boolean): HealthRoute[] {
  const trusted = (ctx: Context): boolean => isNear(ctx) || (token !== null && ctx.get('Authorization') === `Bearer ${token}`);
  return [
    { path: '/healthz', answer: async (ctx) => { ctx.body = { status: 'ok' }; } },
    {
      path: '/readyz',
      answer: async (ctx) => {
        const found = await readiness();
        ctx.status = found.ready ? 200 : 503;
        if (!found.ready) ctx.set('Retry-After', '5');
        ctx.body = trusted(ctx) ? { status: found.ready ? 'ready' : 'not-ready', ...found.details } : { status: found.ready ? 'ready' : 'not-ready' };
      },
    },
    {
      path: '/metrics',
      answer: async (ctx) => {
        if (!trusted(ctx)) {
          ctx.status = 404;
          return;
        }
        await readQueues();
        ctx.type = registry.contentType;
        ctx.body = await registry.metrics();
      },
    },
  ];
}

async function readiness(): Promise<{ ready: boolean; details: Record<string, unknown> }> {
  try {
    const applied = await row<{ n: number }>('SELECT COUNT(*) AS n FROM schema_migrations');
    const oldest = await row<{ seconds: number | null }>('SELECT TIMESTAMPDIFF(SECOND, MIN(created_at), CURRENT_TIMESTAMP(3)) AS seconds FROM outbox WHERE sent_at IS NULL');
    const migrated = applied?.n === migrations.length;
    const { writable, readOnly, cluster, host } = await databaseFitness();
    const room = await hasRoom(protection().dataDir);
    return { ready: migrated && writable && room, details: { ...(room ? {} : { disk: 'full' }), database: writable ? 'ok' : readOnly ? 'read-only' : 'not-in-the-majority', ...(host ? { writer: host } : {}), ...(cluster ? { cluster } : {}), migrations: `${applied?.n ?? 0}/${migrations.length}`, oldestUnsentSeconds: oldest?.seconds ?? 0 } };
  } catch {
    return { ready: false, details: { database: 'unreachable' } };
  }
}

async function readQueues(): Promise<void> {
  for (const [figure, value] of Object.entries(learnedFigures())) learned.labels(figure).set(value);
  try {
    openTasks.set((await row<{ n: number }>("SELECT COUNT(*) AS n FROM tasks WHERE state = 'open'"))?.n ?? 0);
    waitingTimers.set((await row<{ n: number }>("SELECT COUNT(*) AS n FROM timers WHERE state = 'waiting' AND due_at <= UTC_TIMESTAMP(3)"))?.n ?? 0);
    unsent.set((await row<{ n: number }>('SELECT COUNT(*) AS n FROM outbox WHERE sent_at IS NULL'))?.n ?? 0);
    incidents.set((await row<{ n: number }>("SELECT COUNT(*) AS n FROM incidents WHERE state = 'open'"))?.n ?? 0);
  } catch {
    // The figures of the process itself are still worth giving.
  }
}
