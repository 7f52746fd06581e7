import { z } from 'zod';
import { formatYuan } from '../lib/money.js';
import { isAcademicTerm } from '../values/academic-term.js';
import { periodFields, periodGiven } from '../values/period.js';
import { programmeOf } from '../values/programme.js';
import { json, route, type Route } from '../web/route.js';
import { id, month, programme, term } from '../web/schemas.js';
import { listName } from './award-list.js';
import { listsToBegin } from './lists-to-begin.js';
import { demandOffered } from './offered-programmes.js';
import { proposeCopy, sumAfter, sumBefore, type DroppedPerson, type OfferedPerson, type ProposedPerson } from './propose-copy.js';

const who = { studentId: z.number(), name: z.string(), grade: z.string(), major: z.string(), className: z.string() };
const proposalShape = z.object({
  programme: z.string(), month: z.string().optional(), term: z.string().optional(), sourceMonth: z.string().optional(), sourceTerm: z.string().optional(), from: z.array(z.object({ id: z.number(), name: z.string() })),
  before: z.object({ people: z.number(), payable: z.string() }), kept: z.object({ people: z.number(), payable: z.string(), overdue: z.number() }),
  changed: z.array(z.object({ ...who, tier: z.string(), before: z.string(), after: z.string() })),
  dropped: z.array(z.object({ ...who, before: z.string(), code: z.string(), reason: z.string() })),
  offered: z.array(z.object({ ...who, tier: z.string(), after: z.string(), code: z.string(), reason: z.string() })),
  seen: z.string(),
});
const toBeginShape = z.object({ items: z.array(z.object({ programme: z.string(), month: z.string().optional(), term: z.string().optional(), copyMonth: z.string().nullable().optional(), copyTerm: z.string().nullable().optional() })) });

/** 照上月名单新建: looked at here, made by `POST /award-lists {copyFrom, include, seen}`. */
export const listCopyRoutes: Route[] = [
  route({ method: 'get', path: '/api/v1/lists-to-begin', summary: '本月（本学期）还没有新建的名单', policy: { roles: ['school-operator'] }, audit: null, rate: 'read', query: z.strictObject({}), answers: { 200: toBeginShape },
    handler: async ({ actor }) => json(200, { items: (await listsToBegin(actor)).map(({ programme: key, period, copyPeriod }) => ({ programme: key, ...periodFields(period), ...(isAcademicTerm(period) ? { copyTerm: copyPeriod } : { copyMonth: copyPeriod }) })) }) }),
  route({
    method: 'get', path: '/api/v1/award-list-copies', summary: '照以前的名单新建会是什么样（只看，不新建）', policy: { roles: ['school-operator'] }, audit: null, rate: 'read',
    query: z.strictObject({ programme, month: month.optional(), term: term.optional(), copyFrom: id.optional() }), answers: { 200: proposalShape }, refusals: ['nothing-to-copy', 'programme-not-offered', 'month-too-far', 'term-too-far', 'month-required', 'term-required', 'no-standard'],
    async handler({ actor, query }) {
      const wanted = { programme: query.programme, period: periodGiven(programmeOf(query.programme), query) };
      await demandOffered(actor, wanted);
      const { kept, dropped, offered, sources, ...found } = await proposeCopy(actor, { ...wanted, copyFrom: query.copyFrom });
      const changed = kept.filter((one) => one.before !== one.after);
      return json(200, {
        programme: found.programme, ...periodFields(found.period), ...(isAcademicTerm(found.sourcePeriod) ? { sourceTerm: found.sourcePeriod } : { sourceMonth: found.sourcePeriod }), seen: found.seen, from: sources.map((one) => ({ id: one.id, name: listName(one) })),
        before: { people: kept.length + dropped.length, payable: formatYuan(sumBefore([...kept, ...dropped])) }, kept: { people: kept.length, payable: formatYuan(sumAfter(kept)), overdue: kept.filter(({ overdue }) => overdue).length },
        changed: changed.map((one) => ({ ...whoIs(one), tier: one.tier, before: formatYuan(one.before ?? 0), after: formatYuan(one.after) })),
        dropped: dropped.map((one) => ({ ...whoIs(one), before: formatYuan(one.before), code: one.code, reason: one.reason })),
        offered: offered.map((one) => ({ ...whoIs(one), tier: one.tier, after: formatYuan(one.after), code: one.code, reason: one.reason })),
      });
    },
  }),
];

const whoIs = ({ studentId, name, grade, major, className }: ProposedPerson | DroppedPerson | OfferedPerson): { studentId: number; name: string; grade: string; major: string; className: string } => ({ studentId, name, grade, major, className });
