import { z } from 'zod';
import { rows } from '../database.js';
import { formatYuan } from '../lib/money.js';
import { NotFound } from '../lib/errors.js';
import { businessRoles } from '../values/actor.js';
import { json, publicRoute, route, type Route } from '../web/route.js';
import { month } from '../web/schemas.js';

/** What describes the installation itself: version and the office's policies as data. */
export const systemRoutes: Route[] = [
  publicRoute({ method: 'get', path: '/api/v1/version', summary: '版本', audit: null, rate: 'public', answers: { 200: z.object({ version: z.string(), name: z.string() }) },
    handler: async () => json(200, { version: '3.2.0', name: '学生资助管理信息系统' }) }),
  route({
    method: 'get', path: '/api/v1/policies/:kind', summary: '政策数据：资助标准、工作日', policy: { roles: businessRoles }, audit: null, rate: 'read', params: z.strictObject({ kind: z.string().max(20) }), query: z.strictObject({ month: month.optional() }),
    answers: { 200: z.object({ items: z.array(z.record(z.string(), z.unknown())) }) },
    async handler({ params, query }) {
      if (params.kind === 'standards') {
        const found = await rows<{ programme: string; tier: string; tier_name: string; amount_fen: number; is_default: number; effective_from: string; effective_to: string | null; basis: string }>('SELECT programme, tier, tier_name, amount_fen, is_default, effective_from, effective_to, basis FROM award_standards WHERE school_id IS NULL ORDER BY programme, effective_from, amount_fen');
        return json(200, { items: found.filter((one) => !query.month || (one.effective_from <= query.month && (!one.effective_to || one.effective_to >= query.month))).map((one) => ({ programme: one.programme, tier: one.tier, name: one.tier_name, amount: formatYuan(one.amount_fen), default: one.is_default === 1, from: one.effective_from, to: one.effective_to, basis: one.basis })) });
      }
      if (params.kind === 'workdays') {
        const found = await rows<{ day: string; is_workday: number; name: string; basis: string }>("SELECT day, is_workday, name, basis FROM workdays WHERE (? IS NULL OR LEFT(day, 7) = ?) AND name <> '' ORDER BY day", [query.month ?? null, query.month ?? null]);
        return json(200, { items: found.map((one) => ({ day: one.day, workday: one.is_workday === 1, name: one.name, basis: one.basis })) });
      }
      throw new NotFound();
    },
  }),
];
