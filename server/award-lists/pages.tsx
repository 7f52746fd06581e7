import { z } from 'zod';
import { InputInvalid, NotFound } from '../lib/errors.js';
import { businessRoles, type Actor } from '../values/actor.js';
import { periodFields, periodGiven, periodName } from '../values/period.js';
import { formatDate, formatPeriod } from '../values/office-date.js';
import { isSchoolYear } from '../values/school-year.js';
import { programmeKeys, programmeOf } from '../values/programme.js';
import { openDefault } from '../saved-filters/saved-filters-view.js';
import { deskPage, refusedOf, type Asking, type Refused } from '../web/desk-page.js';
import { productVersion } from '../web/frame.js';
import { renderDecisionSheet } from '../web/pages/decision-sheet-page.js';
import { ListIndexPage } from '../web/pages/list-index-page.js';
import { ListPage } from '../web/pages/list-page.js';
import { renderListSheet } from '../web/pages/list-sheet-page.js';
import { renderWallSheet } from '../web/pages/public-notice-page.js';
import { page, redirect, route, type Answer, type Route } from '../web/route.js';
import { blankable, id, idParams, month, pageNumber, programme, term, wholeView } from '../web/schemas.js';
import { listInScope } from './award-list.js';
import { createList } from './create-list.js';
import { exportList } from './export-list.js';
import { demandOffered } from './offered-programmes.js';
import { proposeCopy } from './propose-copy.js';
import type { ListSort } from './query.js';
import { stages, type Stage } from './status.js';
import { decisionSheet } from './views/decision-sheet.js';
import { listCrumbs, listTitle, openDossier } from './views/dossier.js';
import type { IndexAsked } from './views/list-filters.js';
import { listIndexView } from './views/list-index-view.js';
import { listSheet, partPager, PEOPLE_A_PART } from './views/list-sheet.js';
import { copyHref } from './views/copy-view.js';
import { listTabs, listView, type ListAsked, type TabName } from './views/list-view.js';
import type { RefusedNote } from './views/notes-view.js';
import type { RefusedObjection } from './views/objections-view.js';
import { wallSheet } from './wall-sheet.js';
import { warningCodes } from './warnings.js';

/** Scope of every page about one list. @throws NotFound */
export const listScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const listId = Number(params.id);
  if (!Number.isInteger(listId) || listId < 1) throw new NotFound();
  await listInScope(actor, listId);
};
export const listReaders = { roles: businessRoles, scope: listScope } as const;
export const listOperators = { roles: ['school-operator'], scope: listScope } as const;

const indexQuery = z.strictObject({
  programme: blankable(programme), month: blankable(month), term: blankable(term), year: blankable(z.string().refine(isSchoolYear, '学年应写成 2021-2022。')), stage: blankable(z.enum(stages as [Stage, ...Stage[]])), schoolId: blankable(id), q: blankable(z.string().trim().max(60)),
  todo: blankable(z.enum(['publicity', 'missing-attachment', 'confirmation', 'withdrawal-review', 'school-review', 'authority-review'])), period: blankable(z.enum(['current', 'earlier', 'both'])),
  sort: blankable(z.enum(['school', '-school', 'period', '-period', 'people', '-people', 'amount', '-amount'])), page: pageNumber, view: wholeView,
});
const listQuery = z.strictObject({ tab: blankable(z.enum(listTabs)), page: pageNumber, q: blankable(z.string().trim().max(60)), find: blankable(z.string().trim().max(60)), award: blankable(id), note: blankable(id), task: blankable(id), warning: blankable(z.enum(['any', ...warningCodes])), from: blankable(z.enum(['previous', 'last-approval'])) });

const partQuery = z.strictObject({ page: pageNumber });

const sortOf = (word: string | undefined): ListSort | undefined => {
  const by = (['school', 'period', 'people', 'amount'] as const).find((one) => word?.endsWith(one));
  return by && { by, descending: word?.startsWith('-') ?? false };
};

async function showIndex(input: Asking, asked: IndexAsked, refused?: Refused): Promise<Answer> {
  const view = await listIndexView(input, asked, refused);
  return deskPage(input, { title: view.title ?? '资助名单', crumbs: [{ label: '首页', href: '/' }, { label: '资助名单' }] }, <ListIndexPage {...view} />);
}

/** The page of one list; `refused` is what an act sent from it met with. */
export async function showList(input: Asking, listId: number, asked: Partial<ListAsked> & { tab: TabName }, refused?: RefusedNote & RefusedObjection): Promise<Answer> {
  const dossier = await openDossier(input.actor, listId);
  const view = await listView(input, dossier, { page: 1, ...asked }, refused);
  return deskPage(input, { title: listTitle(dossier.list), crumbs: listCrumbs(dossier.list) }, <ListPage {...view} />);
}

/** Award lists at the desk: the index, one list with its tabs, what can be taken away on paper. */
export const awardListPages: Route[] = [
  route({
    method: 'get', path: '/award-lists', summary: '资助名单（页面）', policy: { roles: businessRoles }, audit: null, rate: 'read', query: indexQuery, answers: { 200: 'html' },
    handler: async (input) => {
      const { query } = input;
      if (query.todo && !query.programme) throw new InputInvalid([{ path: 'programme', code: 'required', message: '按提醒查看时请同时选择资助项目。' }]);
      return (await openDefault(input, 'award-lists')) ?? showIndex(input, { ...query, sort: sortOf(query.sort) });
    },
  }),
  route({
    method: 'post', path: '/award-lists', summary: '新建资助名单（页面）', policy: { roles: ['school-operator'] }, audit: '新建名单', rate: 'write', answers: { 303: 'html' },
    body: z.strictObject({ programme: z.string().max(40), month: z.string().max(20).optional(), term: z.string().max(20).optional(), copy: z.string().max(10).optional() }),
    async handler({ actor, body }) {
      const key = programmeKeys.find((one) => one === body.programme);
      if (!key) throw new InputInvalid([{ path: 'programme', code: 'invalid', message: '请选择资助项目。' }]);
      const period = periodGiven(programmeOf(key), body);
      if (body.copy) {
        await demandOffered(actor, { programme: key, period });
        await proposeCopy(actor, { programme: key, period });
        return redirect(copyHref(key, period));
      }
      const list = await createList(actor, { programme: key, ...periodFields(period) });
      return redirect(`/award-lists/${list.id}?tab=people`, `已新建${listTitle(list)} 第${list.batchNo}批`);
    },
    onRefusal: (input, error) => showIndex(input, { page: 1 }, refusedOf(input, error)),
  }),
  route({
    method: 'get', path: '/award-lists/:id', summary: '一份资助名单（页面）', policy: listReaders, audit: null, rate: 'read', params: idParams, query: listQuery, answers: { 200: 'html' },
    handler: (input) => showList(input, input.params.id, { ...input.query, tab: input.query.tab ?? 'people' }),
  }),
  route({ method: 'get', path: '/award-lists/:id/export.xlsx', summary: '导出名单（页面）', policy: listReaders, audit: '导出名单', rate: 'export', params: idParams, answers: { 200: 'file' },
    handler: async ({ actor, params }) => ({ kind: 'file', ...(await exportList(actor, params.id)) }) }),
  route({
    method: 'get', path: '/award-lists/:id/wall-sheet', summary: '张贴用公示（全名，只有本校和主管部门）', policy: listReaders, audit: '打开张贴用公示', rate: 'read', params: idParams, query: partQuery, answers: { 200: 'html' },
    async handler({ actor, params, query }) {
      const { list, people, total, contacts } = await wallSheet(actor, params.id, { limit: PEOPLE_A_PART, offset: (query.page - 1) * PEOPLE_A_PART });
      const pager = partPager(query.page, total, (other) => `/award-lists/${list.id}/wall-sheet?page=${other}`);
      const { publicity } = list;
      return page(renderWallSheet({
        school: list.school.name, version: productVersion, back: `/award-lists/${list.id}`, title: `${periodName(list.period)}${list.programme.name}受助学生名单公示`,
        lead: `根据学生资助有关规定，经学校和${list.authority.name}审核，拟确定以下 ${total} 名学生受助，现予公示。对名单有异议的，请在公示期内反映，我们为反映人保密。`,
        period: publicity ? formatPeriod(publicity.start, publicity.end) : '', people: `${total} 人`, ...(pager ? { pager } : {}), contacts, signedOn: publicity ? formatDate(publicity.start) : '',
        rows: people.map((one) => ({ number: String(one.position), name: one.name, grade: one.grade, major: one.major, class: one.className })),
      }));
    },
  }),
  route({
    method: 'get', path: '/award-lists/:id/list-sheet', summary: '打印名单（证件号隐去中间位）', policy: listReaders, audit: null, rate: 'read', params: idParams, query: partQuery, answers: { 200: 'html' },
    handler: async ({ actor, params, query }) => page(renderListSheet({ version: productVersion, ...await listSheet(await openDossier(actor, params.id), query.page) })),
  }),
  route({
    method: 'get', path: '/award-lists/:id/decision-sheet', summary: '审核公示决定单（打印存档）', policy: listReaders, audit: null, rate: 'read', params: idParams, answers: { 200: 'html' },
    handler: async ({ actor, params }) => page(renderDecisionSheet({ version: productVersion, ...await decisionSheet(await openDossier(actor, params.id)) })),
  }),
];
