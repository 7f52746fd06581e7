import { z } from 'zod';
import type { Role } from '../values/actor.js';
import { deskPage } from '../web/desk-page.js';
import { BoardPage } from '../web/pages/board-page.js';
import { route, type Route } from '../web/route.js';
import { blankable, month, programme } from '../web/schemas.js';
import { boardView } from './board-view.js';

export const authorities: readonly Role[] = ['authority-operator', 'authority-director', 'aid-centre-director'];

/** 本月看板 at the desk of an authority. */
export const boardPages: Route[] = [
  route({
    method: 'get', path: '/board', summary: '本月看板（页面）', policy: { roles: authorities }, audit: null, rate: 'read', answers: { 200: 'html' }, query: z.strictObject({ programme: blankable(programme), month: blankable(month) }),
    handler: async (input) => deskPage(input, { title: '本月看板', crumbs: [{ label: '首页', href: '/' }, { label: '本月看板' }] }, <BoardPage {...await boardView(input.actor, input.query.programme ?? 'vocational-grant', input.query.month)} />),
  }),
];
