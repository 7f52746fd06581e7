import { productVersion } from '../web/frame.js';
import { deskPage } from '../web/desk-page.js';
import { UpgradePage } from '../web/pages/upgrade-page.js';
import { route, type Route } from '../web/route.js';
import { modulesOf } from './menu.js';
import { upgradeParts } from './upgrade-parts.js';

/** 升级说明, for everybody; it links to what the viewer's own menu has. */
export const upgradePages: Route[] = [
  route({
    method: 'get', path: '/upgrade', summary: '升级说明（页面）', policy: 'signed-in', audit: null, rate: 'read', answers: { 200: 'html' },
    async handler(input) {
      const offered = new Set((await modulesOf(input.actor)).map(({ href }) => href));
      const parts = upgradeParts.map(({ number, title, changes, ...part }) => ({ ...part, title: `${number}、${title}`, changes: changes.map(({ href, ...change }) => ({ ...change, ...(href && offered.has(href) ? { href } : {}) })) }));
      const acts = [['/upgrade-record', '本省升级登记'], ['/upgrade-records', '各省升级情况']].flatMap(([href, label]) => (offered.has(href) ? [{ key: 'record', label, icon: 'check' as const, href, allowed: true, unmet: [] }] : []));
      return deskPage(input, { title: '升级说明', crumbs: [{ label: '首页', href: '/' }, { label: '升级说明' }] }, <UpgradePage version={productVersion} subtitle="由 V3.1.0 升级到 V3.2.0，依据教助中心〔2023〕8号通知附件1。能点的，是您的菜单里有的" acts={acts} parts={parts} />);
    },
  }),
];
