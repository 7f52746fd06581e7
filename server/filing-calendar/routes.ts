import { z } from 'zod';
import { businessRoles, type Actor } from '../values/actor.js';
import { periodFields, periodGiven, type Period } from '../values/period.js';
import { listProgrammeKeys, programmeOf, type ListProgrammeKey } from '../values/programme.js';
import { json, route, type Route } from '../web/route.js';
import { date, month, term } from '../web/schemas.js';
import { deadlinesFor, type Deadline } from './filing-calendar.js';
import { whyNotSet } from './policy.js';
import { stepNames } from './rules.js';
import { setDeadlines } from './set-deadlines.js';

const programme = z.enum(listProgrammeKeys);
const day = date.nullable().optional();
export const dayFields = { entry: day, review: day, publicity: day, confirmation: day, disbursement: day };
const shape = z.object({
  programme: z.string(), month: z.string().optional(), term: z.string().optional(), canSet: z.boolean(),
  items: z.array(z.object({ step: z.string(), name: z.string(), dueOn: z.string().nullable(), setBy: z.object({ id: z.number(), name: z.string() }).nullable(), own: z.string().nullable(), above: z.string().nullable() })),
});
const present = (actor: Actor, key: ListProgrammeKey, period: Period, items: readonly Deadline[]): z.infer<typeof shape> =>
  ({ programme: key, ...periodFields(period), canSet: whyNotSet(actor) === null, items: items.map((one) => ({ ...one, name: stepNames[one.step] })) });

/** 填报日历 as data. */
export const filingCalendarRoutes: Route[] = [
  route({
    method: 'get', path: '/api/v1/filing-calendar', summary: '填报日历：一个项目一个月份（学期）各环节的期限，以本单位为准', policy: { roles: businessRoles }, audit: null, rate: 'read', query: z.strictObject({ programme, month: month.optional(), term: term.optional() }), answers: { 200: shape },
    async handler({ actor, query }) {
      const period = periodGiven(programmeOf(query.programme), query);
      return json(200, present(actor, query.programme, period, await deadlinesFor(actor, query.programme, period)));
    },
  }),
  route({
    method: 'put', path: '/api/v1/filing-calendar', summary: '设定本辖区的期限（省级先定，下级只能提前；null 取消本级的）', policy: { roles: ['authority-operator'] }, audit: '设定填报期限', rate: 'write', body: z.strictObject({ programme, month: month.optional(), term: term.optional(), ...dayFields }), answers: { 200: shape }, refusals: ['deadline-loosened', 'deadline-not-set-above', 'deadlines-out-of-order'],
    async handler({ actor, body: { programme: key, month: ofMonth, term: ofTerm, ...days } }) {
      const period = periodGiven(programmeOf(key), { month: ofMonth, term: ofTerm });
      return json(200, present(actor, key, period, await setDeadlines(actor, key, period, days)));
    },
  }),
];
