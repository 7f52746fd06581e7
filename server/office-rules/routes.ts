import { z } from 'zod';
import { capsFor } from '../loans/caps.js';
import { provinceOf } from './province-of.js';
import { formatYuan } from '../lib/money.js';
import { NotFound } from '../lib/errors.js';
import { businessRoles } from '../values/actor.js';
import { json, route, type Route } from '../web/route.js';
import { month } from '../web/schemas.js';
import { officeRules } from './rules.js';
import { namedDays, standardRows } from './tables.js';

/** The office's policies as data: what the system refuses, and the tables it counts with. */
export const officeRuleRoutes: Route[] = [
  route({
    method: 'get', path: '/api/v1/policies/:kind', summary: '政策数据：办理规则、资助标准、贷款上限、工作日', policy: { roles: businessRoles }, audit: null, rate: 'read', params: z.strictObject({ kind: z.string().max(20) }), query: z.strictObject({ month: month.optional() }),
    answers: { 200: z.object({ items: z.array(z.record(z.string(), z.unknown())) }) },
    async handler({ actor, params, query }) {
      switch (params.kind) {
        case 'rules': return json(200, { items: officeRules() });
        case 'standards': return json(200, { items: (await standardRows(query.month)).map(({ amount, isDefault, ...one }) => ({ ...one, amount: formatYuan(amount), default: isDefault })) });
        case 'caps': return json(200, { items: (await capsFor(await provinceOf(actor))).map(({ cap, ...one }) => ({ ...one, cap: formatYuan(cap) })) });
        case 'workdays': return json(200, { items: (await namedDays(query.month)).map(({ isWorkday, ...one }) => ({ ...one, workday: isWorkday })) });
        default: throw new NotFound();
      }
    },
  }),
];
