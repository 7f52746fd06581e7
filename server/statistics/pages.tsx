import { z } from 'zod';
import { officeNow } from '../database.js';
import type { Role } from '../values/actor.js';
import { officeDateOf } from '../values/office-date.js';
import { openDefault } from '../saved-filters/saved-filters-view.js';
import { deskPage } from '../web/desk-page.js';
import { BoardPage } from '../web/pages/board-page.js';
import { redirect, route, type Route } from '../web/route.js';
import { pageNumber, wholeView } from '../web/schemas.js';
import { boardConditions, boardFilterOf, boardHref } from './board-filter.js';
import { boardView } from './board-view.js';
import { exportBoard } from './export-board.js';
import { urgeLate } from './urge-late.js';

export const authorities: readonly Role[] = ['authority-operator', 'authority-director', 'aid-centre-director'];

/** 本月看板 at the desk of an authority. */
export const boardPages: Route[] = [
  route({
    method: 'get', path: '/board', summary: '本月看板（页面）', policy: { roles: authorities }, audit: null, rate: 'read', answers: { 200: 'html' }, query: z.strictObject({ ...boardConditions, page: pageNumber, view: wholeView }),
    async handler(input) {
      const own = await openDefault(input, 'board');
      if (own) return own;
      const { page, view: _whole, ...asked } = input.query;
      return deskPage(input, { title: '本月看板', crumbs: [{ label: '首页', href: '/' }, { label: '本月看板' }] }, <BoardPage {...await boardView(input, asked, page)} />);
    },
  }),
  route({
    method: 'get', path: '/board.xlsx', summary: '导出看板（页面）', policy: { roles: authorities }, audit: '导出看板', rate: 'export', answers: { 200: 'file' }, query: z.strictObject(boardConditions),
    handler: async ({ actor, query }) => ({ kind: 'file', ...(await exportBoard(actor, boardFilterOf(query, officeDateOf(await officeNow())), query.sort ?? 'school')) }),
  }),
  route({
    method: 'post', path: '/board/urges', summary: '催办看板上逾期的名单（页面）', policy: { roles: authorities }, audit: '催办', rate: 'write', answers: { 303: 'html' }, query: z.strictObject(boardConditions),
    async handler({ actor, query }) {
      const { urged, left } = await urgeLate(actor, boardFilterOf(query, officeDateOf(await officeNow())));
      return redirect(boardHref(query), urged === 0 ? '没有可以催办的：逾期的这个工作日都已催办过，或者等本单位办理' : `已催办 ${urged} 份逾期名单，对方会收到消息${left > 0 ? `。还有 ${left} 份，请再按一次` : ''}`);
    },
  }),
];
