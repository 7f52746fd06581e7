import { z } from 'zod';
import { officeNow } from '../database.js';
import type { Role } from '../values/actor.js';
import { monthOf } from '../values/month.js';
import { officeDateOf } from '../values/office-date.js';
import { json, route, type Route } from '../web/route.js';
import { month, organisationRef, programme } from '../web/schemas.js';
import { boardOf } from './board.js';

const authorities: readonly Role[] = ['authority-operator', 'authority-director', 'aid-centre-director'];
const line = z.object({
  school: organisationRef, listId: z.number().nullable(), batchNo: z.number().nullable(), people: z.number(), stage: z.string().nullable(),
  waits: z.object({ organisation: z.string(), role: z.string(), dueOn: z.string().nullable(), workdaysLeft: z.number().nullable(), workdaysLate: z.number().nullable() }).nullable(),
});

/** Statistics of an authority as data. */
export const statisticsRoutes: Route[] = [
  route({
    method: 'get', path: '/api/v1/statistics/board', summary: '本月看板：每所学校的名单走到哪一步、还有几个工作日', policy: { roles: authorities }, audit: null, rate: 'read',
    query: z.strictObject({ programme: programme.default('vocational-grant'), month: month.optional() }), answers: { 200: z.object({ month: z.string(), items: z.array(line) }) },
    async handler({ actor, query }) {
      const shown = query.month ?? monthOf(officeDateOf(await officeNow()));
      const lines = await boardOf(actor, query.programme, shown);
      return json(200, { month: shown, items: lines.map(({ school, list, stage, waits }) => ({ school: { id: school.id, name: school.name }, listId: list?.id ?? null, batchNo: list?.batchNo ?? null, people: list?.people ?? 0, stage, waits: waits && { organisation: waits.organisation, role: waits.role, dueOn: waits.dueOn, workdaysLeft: waits.workdaysLeft, workdaysLate: waits.workdaysLate } })) });
    },
  }),
];
