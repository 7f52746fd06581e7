import { z } from 'zod';
import { NotFound } from '../lib/errors.js';
import { businessRoles, type Actor } from '../values/actor.js';
import { deskPage } from '../web/desk-page.js';
import type { Crumb } from '../web/layout.js';
import { FeeWaiverList, FeeWaiverLists } from '../web/pages/fee-waiver-page.js';
import { ListIndexPage } from '../web/pages/list-index-page.js';
import { route, type Route } from '../web/route.js';
import { blankable, id, idParams, pageNumber, term } from '../web/schemas.js';
import { listInScope } from '../award-lists/award-list.js';
import { stages, type Stage } from '../award-lists/status.js';
import { listIndexView } from '../award-lists/views/list-index-view.js';
import { paidList, paidLists } from './disbursement-view.js';

/** 附件1 五3 涉及用户：学校业务审核人员、各级主管部门业务操作人员. */
const viewers = ['school-reviewer', 'authority-operator'] as const;
const crumbs = (...last: Crumb[]): Crumb[] => [{ label: '首页', href: '/' }, { label: '资助项目管理' }, { label: '国家资助' }, { label: '建档立卡等免学杂费', href: '/fee-waivers' }, ...last];
const scope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const listId = Number(params.id);
  if (!Number.isInteger(listId) || listId < 1 || (await listInScope(actor, listId)).programme.key !== 'senior-high-fee-waiver') throw new NotFound();
};
const text = blankable(z.string().trim().max(60));
const yesNo = blankable(z.enum(['yes', 'no']));
/** `review` is the review of whoever looks. */
const stageOf = (actor: Actor, stage: Stage | 'review' | undefined): Stage | undefined => (stage === 'review' ? (actor.role === 'school-reviewer' ? 'school-review' : 'authority-review') : stage);

/** 建档立卡等免学杂费 (附件1 五): lists by academic term, and what was paid of them. */
export const feeWaiverPages: Route[] = [
  route({
    method: 'get', path: '/fee-waivers', summary: '建档立卡等免学杂费名单（页面）', policy: { roles: businessRoles }, audit: null, rate: 'read', answers: { 200: 'html' },
    query: z.strictObject({ term: blankable(term), stage: blankable(z.enum(['review', ...stages] as ['review', ...Stage[]])), schoolId: blankable(id), q: text, page: pageNumber }),
    async handler(input) {
      const view = await listIndexView(input, { ...input.query, stage: stageOf(input.actor, input.query.stage), place: '/fee-waivers', programme: 'senior-high-fee-waiver' });
      return deskPage(input, { title: view.title ?? '', crumbs: crumbs({ label: '资助名单' }) }, <ListIndexPage {...view} />);
    },
  }),
  route({
    method: 'get', path: '/fee-waivers/disbursements', summary: '建档立卡等免学杂费资金发放查看（页面）', policy: { roles: viewers }, audit: null, rate: 'read', answers: { 200: 'html' },
    query: z.strictObject({ term: blankable(term), state: blankable(z.enum(['to-disburse', 'disbursed'])), q: text, page: pageNumber }),
    handler: async (input) => deskPage(input, { title: '资金发放查看', crumbs: crumbs({ label: '资金发放查看' }) }, <FeeWaiverLists {...await paidLists(input.actor, input.query)} />),
  }),
  route({
    method: 'get', path: '/fee-waivers/disbursements/:id', summary: '一份免学杂费名单的资金发放查看（页面）', policy: { roles: viewers, scope }, audit: null, rate: 'read', params: idParams, answers: { 200: 'html' },
    query: z.strictObject({ tab: blankable(z.enum(['people', 'payments'])), q: text, lifted: yesNo, unstablyLifted: yesNo, ruralSubsistence: yesNo, ruralExtremePoverty: yesNo, disabledHardship: yesNo, page: pageNumber }),
    async handler(input) {
      const { tab, q, page, ...flags } = input.query;
      const list = await listInScope(input.actor, input.params.id);
      const view = await paidList(input.actor, list, { tab: tab ?? 'people', q, page, flags });
      return deskPage(input, { title: view.title, crumbs: crumbs({ label: '资金发放查看', href: '/fee-waivers/disbursements' }, { label: list.school.name }) }, <FeeWaiverList {...view} />);
    },
  }),
];
