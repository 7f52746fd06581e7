import { z } from 'zod';
import { officeNow } from '../database.js';
import type { Actor, Role } from '../values/actor.js';
import { officeDateOf, officeIso, type OfficeDate } from '../values/office-date.js';
import { json, route, type Route } from '../web/route.js';
import { idParams, organisationRef } from '../web/schemas.js';
import { answerRequest, askForHelp, closeRequest, requestScope, requestsOf, type HelpRequest } from './help-requests.js';
import { checkParts, feedBack, keepCheck, registerUpgrade } from './register.js';
import { standingOf, stateOf } from './rules.js';
import { answer, feedback, problem, registration } from './schemas.js';
import { currentRelease, latestCheck, provinceInScope, provinceScope, provincesOf, type CheckRun, type ProvinceUpgrade, type Release } from './upgrade-record.js';

const readers: readonly Role[] = ['authority-operator', 'authority-director', 'aid-centre-director'];
const province = { roles: ['authority-operator'], level: 'province' } as const;
const ofProvince = { roles: readers, level: 'province' } as const;
const ofCentre = { roles: readers, level: 'central' } as const;

const states = z.enum(['not-upgraded', 'upgraded', 'verified']);
const summary = z.object({
  organisation: organisationRef, release: z.string(), dueOn: z.string(), state: states, daysLeft: z.number(), overdue: z.boolean(), late: z.boolean(), packageVersion: z.string().nullable(), deployedAt: z.string().nullable(), result: z.enum(['done', 'failed']).nullable(), note: z.string(),
  conclusion: z.enum(['verified', 'problems']).nullable(), feedback: z.string(), fedBackAt: z.string().nullable(), check: z.object({ at: z.string(), failed: z.number(), total: z.number() }).nullable(), openRequests: z.number(), version: z.number(),
});
const checkShape = z.object({ id: z.number(), at: z.string(), by: z.string(), failed: z.number(), items: z.array(z.object({ part: z.string(), paragraph: z.string(), item: z.string(), good: z.boolean(), found: z.string(), advice: z.string() })) });
const requestShape = z.object({ id: z.number(), organisation: organisationRef, problem: z.string(), state: z.enum(['open', 'answered', 'closed']), askedBy: z.string(), askedAt: z.string(), answer: z.string(), answeredBy: z.string().nullable(), answeredAt: z.string().nullable(), closedAt: z.string().nullable() });
const whole = summary.extend({ latestCheck: checkShape.nullable(), requests: z.array(requestShape) });
const listShape = z.object({ release: z.string(), dueOn: z.string(), counts: z.object({ notUpgraded: z.number(), upgraded: z.number(), verified: z.number(), overdue: z.number(), openRequests: z.number() }), items: z.array(summary) });

const iso = (at: Date | null | undefined): string | null => (at ? officeIso(at) : null);

function present({ organisation: { id, name }, record, check, openRequests }: ProvinceUpgrade, release: Release, today: OfficeDate): z.infer<typeof summary> {
  const state = stateOf(record);
  return {
    organisation: { id, name }, release: release.version, dueOn: release.dueOn, state, ...standingOf(state, record?.fedBackAt ?? null, release.dueOn, today), packageVersion: record?.packageVersion ?? null, deployedAt: iso(record?.deployedAt), result: record?.result ?? null, note: record?.note ?? '',
    conclusion: record?.conclusion ?? null, feedback: record?.feedback ?? '', fedBackAt: iso(record?.fedBackAt), check: check && { ...check, at: officeIso(check.at) }, openRequests, version: record?.version ?? 0,
  };
}
const presentCheck = ({ lines, at, ...one }: CheckRun): z.infer<typeof checkShape> => ({ ...one, at: officeIso(at), items: lines });
const presentRequest = (one: HelpRequest): z.infer<typeof requestShape> => ({ ...one, askedAt: officeIso(one.askedAt), answeredAt: iso(one.answeredAt), closedAt: iso(one.closedAt) });

const todayInOffice = async (): Promise<OfficeDate> => officeDateOf(await officeNow());
async function presentWhole(actor: Actor, organisationId: number): Promise<z.infer<typeof whole>> {
  const release = await currentRelease();
  const check = await latestCheck(organisationId, release);
  return { ...present(await provinceInScope(actor, organisationId, release), release, await todayInOffice()), latestCheck: check && presentCheck(check), requests: (await requestsOf(organisationId)).map(presentRequest) };
}

/** 升级登记 as data: a province its own, the centre all of them. */
export const upgradeRoutes: Route[] = [
  route({ method: 'get', path: '/api/v1/upgrade-record', summary: '本省的升级登记：状态、期限、最近一次核对、协助升级申请', policy: ofProvince, audit: null, rate: 'read', answers: { 200: whole },
    handler: async ({ actor }) => json(200, await presentWhole(actor, actor.organisation.id)) }),
  route({ method: 'put', path: '/api/v1/upgrade-record', summary: '登记本省的升级结果：部署包版本、部署时间、结果；重新登记以后要重新反馈', policy: province, audit: '登记升级结果', rate: 'write', body: registration, answers: { 200: whole }, refusals: ['in-future', 'number-in-text', 'stale-version'],
    async handler({ actor, body }) {
      await registerUpgrade(actor, body);
      return json(200, await presentWhole(actor, actor.organisation.id));
    } }),
  route({ method: 'post', path: '/api/v1/upgrade-record/checks', summary: '现在核对：附件1五个部分逐项查看这个安装', policy: province, audit: '核对升级内容', rate: 'write', body: z.strictObject({}), answers: { 201: checkShape },
    prepare: ({ actor }) => checkParts(actor),
    handler: async ({ actor, prepared }) => json(201, presentCheck(await keepCheck(actor, prepared))) }),
  route({ method: 'post', path: '/api/v1/upgrade-record/feedback', summary: '把升级结果和核实的结果反馈给中央', policy: province, audit: '反馈升级核实结果', rate: 'write', body: feedback, answers: { 200: whole }, refusals: ['not-upgraded', 'not-checked', 'checks-failed', 'text-required', 'number-in-text', 'stale-version'],
    async handler({ actor, body }) {
      await feedBack(actor, body);
      return json(200, await presentWhole(actor, actor.organisation.id));
    } }),
  route({ method: 'get', path: '/api/v1/upgrade-records', summary: '各省的升级登记：状态、期限、逾期、待答复的申请', policy: ofCentre, audit: null, rate: 'read', answers: { 200: listShape },
    async handler({ actor }) {
      const release = await currentRelease();
      const today = await todayInOffice();
      const items = (await provincesOf(actor, release)).map((one) => present(one, release, today));
      const counted = (state: string): number => items.filter((one) => one.state === state).length;
      return json(200, { release: release.version, dueOn: release.dueOn, counts: { notUpgraded: counted('not-upgraded'), upgraded: counted('upgraded'), verified: counted('verified'), overdue: items.filter(({ overdue }) => overdue).length, openRequests: items.reduce((sum, one) => sum + one.openRequests, 0) }, items });
    } }),
  route({ method: 'get', path: '/api/v1/upgrade-records/:id', summary: '一个省的升级登记（id 是省级单位的编号）', policy: { ...ofCentre, scope: provinceScope }, audit: null, rate: 'read', params: idParams, answers: { 200: whole },
    handler: async ({ actor, params }) => json(200, await presentWhole(actor, params.id)) }),
  route({ method: 'post', path: '/api/v1/upgrade-requests', summary: '提出协助升级申请', policy: province, audit: '提出协助升级申请', rate: 'write', body: problem, answers: { 201: requestShape }, refusals: ['number-in-text'],
    handler: async ({ actor, body }) => json(201, presentRequest(await askForHelp(actor, body.problem))) }),
  route({ method: 'post', path: '/api/v1/upgrade-requests/:id/answer', summary: '答复协助升级申请', policy: { roles: ['authority-operator'], level: 'central', scope: requestScope }, audit: '答复协助升级申请', rate: 'write', params: idParams, body: answer, answers: { 200: requestShape }, refusals: ['request-closed', 'number-in-text'],
    handler: async ({ actor, params, body }) => json(200, presentRequest(await answerRequest(actor, params.id, body.answer))) }),
  route({ method: 'post', path: '/api/v1/upgrade-requests/:id/closure', summary: '办结协助升级申请', policy: { ...province, scope: requestScope }, audit: '办结协助升级申请', rate: 'write', params: idParams, answers: { 200: requestShape }, refusals: ['request-closed'],
    handler: async ({ actor, params }) => json(200, presentRequest(await closeRequest(actor, params.id))) }),
];
