import { z } from 'zod';
import type { ProductError } from '../lib/errors.js';
import { businessRoles } from '../values/actor.js';
import { deskPage, refusedOf, type Asking } from '../web/desk-page.js';
import { DoubtfulListPage, DoubtfulListsPage } from '../web/pages/doubtful-lists-page.js';
import { UpgradeReportPage } from '../web/pages/upgrade-report-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { blankable, idParams, month, pageNumber, remark, term, version } from '../web/schemas.js';
import { doubtInScope } from './doubtful-list.js';
import { doubtsView, doubtView } from './doubt-view.js';
import { upgradeReportView } from './report-view.js';
import { doubtScope } from './scope.js';
import { setAside, settleDoubt } from './settle-doubt.js';

const crumbs = [{ label: '首页', href: '/' }, { label: '旧系统名单核实', href: '/doubtful-lists' }];
const settlers = { roles: ['school-operator', 'authority-operator'], scope: doubtScope } as const;

async function show(input: Asking & { params: { id: number } }, page: number, refused?: { error: ProductError; about: 'period' | 'exclusion' }): Promise<Answer> {
  const doubt = await doubtInScope(input.actor, input.params.id);
  const view = await doubtView(input, doubt, page, refused && { ...refusedOf(input, refused.error), about: refused.about });
  return deskPage(input, { title: '旧系统名单核实', crumbs: [...crumbs, { label: doubt.school.name }] }, <DoubtfulListPage {...view} />);
}

/** The upgrade from V3.1.0 at the desk: 待核实 lists for those who know, the report for administrators. */
export const legacyPages: Route[] = [
  route({ method: 'get', path: '/doubtful-lists', summary: '旧系统名单核实（页面）', policy: { roles: businessRoles }, audit: null, rate: 'read', query: z.strictObject({ state: blankable(z.enum(['open', 'settled', 'aside'])), page: pageNumber }), answers: { 200: 'html' },
    handler: async (input) => deskPage(input, { title: '旧系统名单核实', crumbs: crumbs.map(({ label, href }, at) => (at === 0 ? { label, href } : { label })) }, <DoubtfulListsPage {...await doubtsView(input.actor, input.query)} />) }),
  route({ method: 'get', path: '/doubtful-lists/:id', summary: '一份待核实名单（页面）', policy: { roles: businessRoles, scope: doubtScope }, audit: null, rate: 'read', params: idParams, query: z.strictObject({ page: pageNumber }), answers: { 200: 'html' }, handler: (input) => show(input, input.query.page) }),
  route({
    method: 'post', path: '/doubtful-lists/:id/period', summary: '核实旧名单（页面）', policy: settlers, audit: '核实旧名单', rate: 'write', params: idParams, body: z.strictObject({ version, month: blankable(month), term: blankable(term), remark }), answers: { 303: 'html' },
    async handler({ actor, params, body }) {
      await settleDoubt(actor, params.id, body);
      return redirect(`/doubtful-lists/${params.id}`, '已核实并转入');
    },
    onRefusal: (input, error) => show(input, 1, { error, about: 'period' }),
  }),
  route({
    method: 'post', path: '/doubtful-lists/:id/exclusion', summary: '旧名单不并入（页面）', policy: settlers, audit: '旧名单不并入', rate: 'write', params: idParams, body: z.strictObject({ version, remark }), answers: { 303: 'html' },
    async handler({ actor, params, body }) {
      await setAside(actor, params.id, body);
      return redirect(`/doubtful-lists/${params.id}`, '已记为不并入');
    },
    onRefusal: (input, error) => show(input, 1, { error, about: 'exclusion' }),
  }),
  route({ method: 'get', path: '/upgrade-report', summary: '由 V3.1.0 转入旧库的报告（页面）', policy: { roles: ['system-administrator', 'security-administrator', 'auditor'] }, audit: null, rate: 'read', answers: { 200: 'html' },
    handler: async (input) => deskPage(input, { title: '旧库转入报告', crumbs: [{ label: '首页', href: '/' }, { label: '旧库转入报告' }] }, <UpgradeReportPage {...await upgradeReportView()} />) }),
];
