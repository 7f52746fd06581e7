import { Card, PageHead } from '../web/components/card.js';
import { KeyboardHelp } from '../web/components/keyboard-help.js';
import { deskPage } from '../web/desk-page.js';
import { route, type Route } from '../web/route.js';

/** 键盘操作 as a page, for browsers without a script. */
export const keyboardPages: Route[] = [
  route({
    method: 'get', path: '/keyboard', summary: '键盘操作（页面）', policy: 'signed-in', audit: null, rate: 'read', answers: { 200: 'html' },
    handler: (input) => deskPage(input, { title: '键盘操作', crumbs: [{ label: '首页', href: '/' }, { label: '键盘操作' }] }, <><PageHead title="键盘操作" /><Card><div class="stackv"><KeyboardHelp /></div></Card></>),
  }),
];
