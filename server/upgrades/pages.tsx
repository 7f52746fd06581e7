import { z } from 'zod';
import { officeNow } from '../database.js';
import type { ProductError } from '../lib/errors.js';
import type { Role } from '../values/actor.js';
import { officeDateOf } from '../values/office-date.js';
import { deskPage, refusedOf, type Asking } from '../web/desk-page.js';
import { UpgradeRecordPage, UpgradeRecordsPage } from '../web/pages/upgrade-records-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { blankable, idParams } from '../web/schemas.js';
import { answerRequest, askForHelp, closeRequest, requestInScope, requestScope, requestsOf } from './help-requests.js';
import { checkParts, feedBack, keepCheck, registerUpgrade } from './register.js';
import { answer, feedback, problem, registration } from './schemas.js';
import { upgradesSheet } from './spreadsheet.js';
import { currentRelease, latestCheck, provinceInScope, provinceScope, provincesOf } from './upgrade-record.js';
import { provinceShows, recordsView, recordView, type RefusedForm } from './view.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const readers: readonly Role[] = ['authority-operator', 'authority-director', 'aid-centre-director'];
const province = { roles: ['authority-operator'], level: 'province' } as const;
const ofCentre = { roles: readers, level: 'central' } as const;
const home = { label: '首页', href: '/' };
const explained = { label: '升级说明', href: '/upgrade' };

/** 升级登记 at the desk: a province's own page, and for the centre the page of all provinces (正文一). */
export const upgradeRecordPages: Route[] = [
  route({ method: 'get', path: '/upgrade-record', summary: '本省的升级登记（页面）', policy: { roles: readers, level: 'province' }, audit: null, rate: 'read', answers: { 200: 'html' }, handler: (input) => showRecord(input, input.actor.organisation.id) }),
  route({
    method: 'post', path: '/upgrade-record', summary: '登记升级结果（页面）', policy: province, audit: '登记升级结果', rate: 'write', body: registration, answers: { 303: 'html' },
    async handler({ actor, body }) {
      await registerUpgrade(actor, body);
      return redirect('/upgrade-record', '已登记，请核对五个部分');
    },
    onRefusal: (input, error) => showRecord(input, input.actor.organisation.id, 'register', error),
  }),
  route({
    method: 'post', path: '/upgrade-record/checks', summary: '现在核对五个部分（页面）', policy: province, audit: '核对升级内容', rate: 'write', body: z.strictObject({}), answers: { 303: 'html' },
    prepare: ({ actor }) => checkParts(actor),
    async handler({ actor, prepared }) {
      const { failed, lines } = await keepCheck(actor, prepared);
      return redirect('/upgrade-record', failed === 0 ? `核对完了，${lines.length} 项都通过` : `核对完了，${failed} 项没有通过`);
    },
    onRefusal: (input, error) => showRecord(input, input.actor.organisation.id, null, error),
  }),
  route({
    method: 'post', path: '/upgrade-record/feedback', summary: '反馈升级结果和核实的结果（页面）', policy: province, audit: '反馈升级核实结果', rate: 'write', body: feedback, answers: { 303: 'html' },
    async handler({ actor, body }) {
      await feedBack(actor, body);
      return redirect('/upgrade-record', '已反馈给中央');
    },
    onRefusal: (input, error) => showRecord(input, input.actor.organisation.id, 'feedback', error),
  }),
  route({
    method: 'get', path: '/upgrade-records', summary: '各省升级情况（页面）', policy: ofCentre, audit: null, rate: 'read', query: z.strictObject({ show: blankable(z.enum(provinceShows)) }), answers: { 200: 'html' },
    async handler(input) {
      const release = await currentRelease();
      const view = recordsView(input.actor, release, await provincesOf(input.actor, release), input.query.show ?? 'all', officeDateOf(await officeNow()));
      return deskPage(input, { title: '各省升级情况', crumbs: [home, explained, { label: '各省升级情况' }] }, <UpgradeRecordsPage {...view} />);
    },
  }),
  route({
    method: 'get', path: '/upgrade-records.xlsx', summary: '各省升级情况，Excel（页面）', policy: ofCentre, audit: null, rate: 'export', answers: { 200: 'file' },
    async handler({ actor }) {
      const release = await currentRelease();
      return { kind: 'file', name: `V${release.version}各省升级情况.xlsx`, mime: XLSX, bytes: await upgradesSheet(release, await provincesOf(actor, release), officeDateOf(await officeNow())) };
    },
  }),
  route({ method: 'get', path: '/upgrade-records/:id', summary: '一个省的升级登记（页面）', policy: { ...ofCentre, scope: provinceScope }, audit: null, rate: 'read', params: idParams, answers: { 200: 'html' }, handler: (input) => showRecord(input, input.params.id) }),
  route({
    method: 'post', path: '/upgrade-requests', summary: '提出协助升级申请（页面）', policy: province, audit: '提出协助升级申请', rate: 'write', body: problem, answers: { 303: 'html' },
    async handler({ actor, body }) {
      await askForHelp(actor, body.problem);
      return redirect('/upgrade-record#requests', '已提出，答复会在消息里告诉您');
    },
    onRefusal: (input, error) => showRecord(input, input.actor.organisation.id, 'ask', error),
  }),
  route({
    method: 'post', path: '/upgrade-requests/:id/answer', summary: '答复协助升级申请（页面）', policy: { roles: ['authority-operator'], level: 'central', scope: requestScope }, audit: '答复协助升级申请', rate: 'write', params: idParams, body: answer, answers: { 303: 'html' },
    async handler({ actor, params, body }) {
      const { organisation } = await answerRequest(actor, params.id, body.answer);
      return redirect(`/upgrade-records/${organisation.id}#requests`, '已答复');
    },
    onRefusal: async (input, error) => showRecord(input, (await requestInScope(input.actor, input.params.id)).organisation.id, `answer-${input.params.id}`, error),
  }),
  route({
    method: 'post', path: '/upgrade-requests/:id/closure', summary: '办结协助升级申请（页面）', policy: { ...province, scope: requestScope }, audit: '办结协助升级申请', rate: 'write', params: idParams, answers: { 303: 'html' },
    async handler({ actor, params }) {
      await closeRequest(actor, params.id);
      return redirect('/upgrade-record#requests', '已办结');
    },
    onRefusal: (input, error) => showRecord(input, input.actor.organisation.id, null, error),
  }),
];

async function showRecord(asking: Asking, organisationId: number, form: RefusedForm['form'] = null, error?: ProductError): Promise<Answer> {
  const release = await currentRelease();
  const found = await provinceInScope(asking.actor, organisationId, release);
  const view = recordView(asking, release, found, await latestCheck(organisationId, release), await requestsOf(organisationId), officeDateOf(await officeNow()), error && { form, refused: refusedOf(asking, error) });
  const above = asking.actor.organisation.level === 'central' ? [explained, { label: '各省升级情况', href: '/upgrade-records' }] : [explained];
  return deskPage(asking, { title: view.title, crumbs: [home, ...above, { label: view.title }] }, <UpgradeRecordPage {...view} />);
}
