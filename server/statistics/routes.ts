import { z } from 'zod';
import { officeNow } from '../database.js';
import { decodeCursor, encodeCursor } from '../lib/pagination.js';
import type { Role } from '../values/actor.js';
import { officeDateOf } from '../values/office-date.js';
import { json, route, type Route } from '../web/route.js';
import { organisationRef, paging, unmet } from '../web/schemas.js';
import { canUrge } from '../workflow/urge-task.js';
import { boardConditions, boardFilterOf } from './board-filter.js';
import { boardOf } from './board.js';
import { exportBoard } from './export-board.js';
import { urgeLate } from './urge-late.js';

const authorities: readonly Role[] = ['authority-operator', 'authority-director', 'aid-centre-director'];
const line = z.object({
  school: organisationRef, listId: z.number().nullable(), batchNo: z.number().nullable(), people: z.number(), stage: z.string().nullable(),
  waits: z.object({
    taskId: z.number(), task: z.string(), organisation: z.string(), role: z.string(), dueOn: z.string().nullable(), workdaysLeft: z.number().nullable(), workdaysLate: z.number().nullable(), can: z.object({ urge: z.object({ allowed: z.boolean(), unmet: z.array(unmet) }) }),
  }).nullable(),
});
const answer = z.object({ month: z.string(), items: z.array(line), nextCursor: z.string().nullable(), sums: z.object({ schools: z.number(), lists: z.number(), people: z.number(), late: z.number() }), total: z.number().optional() });

/** Statistics of an authority as data. */
export const statisticsRoutes: Route[] = [
  route({
    method: 'get', path: '/api/v1/statistics/board', summary: '本月看板：每所学校的名单走到哪一步、还有几个工作日', policy: { roles: authorities }, audit: null, rate: 'read', query: z.strictObject({ ...boardConditions, ...paging }), answers: { 200: answer },
    async handler({ actor, query: { limit, cursor, count, sort, ...asked } }) {
      const filter = boardFilterOf(asked, officeDateOf(await officeNow()));
      const offset = decodeCursor(cursor) ?? 0;
      const { lines, sums } = await boardOf(actor, filter, { sort: sort ?? 'school', limit, offset });
      const urge = await canUrge(actor, lines.flatMap(({ waits }) => (waits ? [waits.taskId] : [])));
      return json(200, {
        month: filter.month, nextCursor: offset + lines.length < sums.lines ? encodeCursor(offset + lines.length) : null, sums: { schools: sums.schools, lists: sums.lists, people: sums.people, late: sums.late }, ...(count === 'true' ? { total: sums.lines } : {}),
        items: lines.map(({ school, list, stage, waits }) => ({
          school, listId: list?.id ?? null, batchNo: list?.batchNo ?? null, people: list?.people ?? 0, stage,
          waits: waits && { taskId: waits.taskId, task: waits.task, organisation: waits.organisation, role: waits.role, dueOn: waits.dueOn, workdaysLeft: waits.workdaysLeft, workdaysLate: waits.workdaysLate, can: { urge: urge(waits.taskId) } },
        })),
      });
    },
  }),
  route({
    method: 'get', path: '/api/v1/statistics/board.xlsx', summary: '导出本月看板，条件相同', policy: { roles: authorities }, audit: '导出看板', rate: 'export', query: z.strictObject(boardConditions), answers: { 200: 'file' },
    handler: async ({ actor, query }) => ({ kind: 'file', ...(await exportBoard(actor, boardFilterOf(query, officeDateOf(await officeNow())), query.sort ?? 'school')) }),
  }),
  route({
    method: 'post', path: '/api/v1/statistics/board/urges', summary: '催办看板上逾期的名单，一次最多 200 份', policy: { roles: authorities }, audit: '催办', rate: 'write', query: z.strictObject(boardConditions), answers: { 200: z.object({ urged: z.number(), left: z.number() }) },
    handler: async ({ actor, query }) => json(200, await urgeLate(actor, boardFilterOf(query, officeDateOf(await officeNow())))),
  }),
];
