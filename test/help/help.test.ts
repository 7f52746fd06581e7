import { modules, type Module, type ModuleGroup } from '../../server/desk/modules.js';
import { helpAt, helpFor } from '../../server/help/help-of.js';
import { questions } from '../../server/help/questions.js';
import { topics } from '../../server/help/topics.js';
import { admits, nameOf } from '../../server/help/topic.js';
import { pageRoutes } from '../../server/pages.js';
import { businessRoles, type Actor, type Level, type Role } from '../../server/values/actor.js';
import { office, type Office } from '../support/office.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { person } from '../support/world.js';

/* 帮助: where people stand, only what they may do, findable by a word. */

let product: Product;
let here: Office;
beforeAll(async () => { product = await startProduct(); here = await office(product); });
afterAll(() => product.stop());

const routes = new Map(pageRoutes.map((one) => [nameOf(one), one]));
const modulesIn = (groups: readonly ModuleGroup[]): Module[] => groups.flatMap((group) => [...(group.modules ?? []), ...modulesIn(group.groups ?? [])]);
const administrators: Role[] = ['system-administrator', 'security-administrator', 'auditor', 'process-administrator', 'process-publisher'];
const inPost = (role: Role, level: Level): Actor => ({ userId: 1, login: 'a', name: '甲', role, organisation: { id: 1, name: '单位', level, path: '/1/' } });
const everybody: Actor[] = [
  ...(['school-operator', 'school-reviewer'] as const).map((role) => inPost(role, 'school')),
  ...(['authority-operator', 'authority-director', 'aid-centre-director'] as const).flatMap((role) => (['county', 'prefecture', 'province', 'central'] as const).map((level) => inPost(role, level))),
  ...administrators.map((role) => inPost(role, 'province')),
];

it('every page of the menu has its own help, for everybody whose menu has the page', () => {
  const without = modulesIn(modules).filter(({ href }) => href.startsWith('/') && !href.startsWith('/api/')).flatMap(({ label, href, roles, level }) => everybody
    .filter((actor) => roles.includes(actor.role) && (!level || level === actor.organisation.level))
    .filter((actor) => {
      const path = href.split('?')[0];
      const route = routes.get(`get ${path}`) ?? routes.get(`get ${path.replace(/\/[^/]+$/, '/:key')}`);
      return route && admits(route.policy, actor) && helpAt(actor, path)?.path !== route.path;
    })
    .map(({ role, organisation }) => `${label} ${href}: no help for ${role} of a ${organisation.level}`));
  expect(without).toEqual([]);
});

it('help names no act the role lacks: every act is a route of the table, and shown to those it admits only', () => {
  const acts = topics.flatMap(({ path, acts: theirs = [] }) => theirs.map((act) => ({ path, ...act })));
  // A topic may be written before its page is there: nobody is shown it.
  const isThere = (path: string): boolean => routes.has(`get /${path.split('/')[1]}`);
  expect(acts.filter(({ path, route }) => isThere(path) && !routes.has(route)).map(({ path, route }) => `${path}: ${route}`)).toEqual([]);
  expect(topics.filter(({ path }) => isThere(path) && !routes.has(`get ${path}`)).map(({ path }) => path)).toEqual([]);
  const wrong = everybody.flatMap((actor) => helpFor(actor).topics.flatMap(({ path, acts: shown }) => shown.filter((text) => !acts.some((act) => {
    const policy = routes.get(act.route)?.policy;
    return act.path === path && act.text === text && policy !== undefined && admits(policy, actor) && (!act.roles || act.roles.includes(actor.role));
  })).map((text) => `${actor.role}: ${path} ${text}`)));
  expect(wrong).toEqual([]);
  // An act said of fewer than its route admits names none whom the route refuses.
  expect(acts.filter(({ route, roles = [] }) => routes.has(route) && roles.some((role) => !everybody.some((actor) => actor.role === role && admits(routes.get(route)?.policy ?? { roles: [] }, actor)))).map(({ text }) => text)).toEqual([]);
});

it('what decides a list is told to those who decide it, and the school is not told to confirm', () => {
  const listHelp = (role: Role, level: Level): string => JSON.stringify(helpAt(inPost(role, level), '/award-lists?programme=vocational-grant'));
  expect([listHelp('authority-operator', 'county').includes('公示通过或公示不通过'), listHelp('school-operator', 'school').includes('公示通过或公示不通过'), listHelp('school-operator', 'school').includes('新建名单'), listHelp('authority-director', 'county').includes('新建名单')]).toEqual([true, false, true, false]);
  expect(JSON.stringify(helpFor(inPost('authority-operator', 'county')))).not.toContain('贷款信息录入');
  expect(JSON.stringify(helpFor(inPost('authority-operator', 'province')))).toContain('贷款信息录入');
  expect(JSON.stringify(helpFor(inPost('auditor', 'province')))).not.toContain('/award-lists');
});

it('a page of one thing is explained, and what lies below it without help of its own with it', () => {
  const school = inPost('school-operator', 'school');
  expect([helpAt(school, '/award-lists/7?tab=files')?.title, helpAt(school, '/award-lists/7/removal')?.title, helpAt(school, '/award-lists/7/disbursement')?.title, helpAt(school, '/help')]).toEqual(['一份名单', '一份名单', '资金发放管理', null]);
});

it('everybody finds questions, and business people what the upgrade changed for them', () => {
  expect(everybody.filter((actor) => helpFor(actor).questions.length < 2 || helpFor(actor).changes.length === 0).map(({ role }) => role)).toEqual([]);
  expect(questions.filter(({ roles }) => roles.length === 0)).toEqual([]);
  expect(helpFor(inPost('authority-director', 'county')).changes.map(({ text }) => text).join()).not.toContain('逾期');
});

it('opens beside the place without a script, and all topics stand on one page that is searched by a word', async () => {
  const page = (await here.operator.page('/award-lists')).text;
  expect([page.includes('<details class="help"><summary>帮助</summary>'), page.includes('先后是：录入'), page.includes('公示退回审核：同意')]).toEqual([true, true, false]);
  const all = await here.operator.page('/help');
  expect([all.status, all.text.includes('升级到 V3.2.0，对您变了什么'), all.text.includes('贷款信息录入')]).toEqual([200, true, false]);
  const found = (await here.operator.page(`/help?q=${encodeURIComponent('公示附件')}`)).text;
  expect([found.includes('公示附件什么时候必须上传'), found.includes('密码输错被锁定')]).toEqual([true, false]);
  expect((await here.operator.page(`/help?q=${encodeURIComponent('没有这个词')}`)).text).toContain('没有找到');
  const keeper = await Person.signedIn(product, await person(here.authority, 'security-administrator'));
  expect([(await keeper.page('/help')).text.includes('批准或不批准'), (await keeper.page('/help')).text.includes('申请开户、增加岗位')]).toEqual([true, false]);
  expect(businessRoles.length).toBe(5);
});
