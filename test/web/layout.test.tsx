import { deskPaths, renderPage } from '../../server/web/layout.js';
import { outsideFrame, schoolFrame } from '../../server/web/pages/samples.js';
import { find, hasClass, readHtml } from '../support/read-html.js';

const page = (more: Partial<Parameters<typeof renderPage>[0]> = {}) => renderPage({ ...schoolFrame('/grant/publicity'), title: '资助名单公示', children: <h1>资助名单公示</h1>, ...more });

it('starts with the doctype, so that browsers keep to the standard', () => {
  expect(page()).toMatch(/^<!doctype html><html lang="zh-CN">/);
});

it('opens the menu where the viewer is and marks the place', () => {
  const elements = readHtml(page());
  const current = find(elements, 'a', { 'aria-current': 'page' });
  expect(current.map(({ text }) => text)).toEqual(['资助名单公示，等我办 1 份']);
  expect(current[0]?.inside.filter(({ name }) => name === 'details').every(({ attributes }) => 'open' in attributes)).toBe(true);
});

it('opens a group that is closed otherwise when the viewer is in it', () => {
  const html = renderPage({ ...schoolFrame('/waiver/withdrawal'), title: '申请公示退回', children: <h1>申请公示退回</h1> });
  expect(find(html, 'details').filter(({ text }) => text.startsWith('中职国家免学费')).map(({ attributes }) => 'open' in attributes)).toEqual([true]);
});

it('adds up what waits in a closed group', () => {
  const closed = find(page(), 'details').filter(({ attributes, text }) => !('open' in attributes) && text.startsWith('中职国家免学费'));
  expect(closed).toHaveLength(1);
  expect(closed[0]?.text).toMatch(/^中职国家免学费，等我办 3 份/);
});

it('brings out the menu on a narrow screen without a script', () => {
  const elements = readHtml(page());
  expect(find(elements, 'input', { id: 'menu' })[0]?.attributes.type).toBe('checkbox');
  expect(find(elements, 'label', { for: 'menu' })[0]?.text).toBe('菜单');
});

it('signs out with a form that carries the session token', () => {
  const html = page({ csrf: 'the-token' });
  const forms = find(html, 'form', { action: deskPaths.signOut });
  expect(forms.length).toBeGreaterThan(0);
  expect(forms.every(({ attributes }) => attributes.method === 'post')).toBe(true);
  expect(find(html, 'input', { name: '_csrf' }).map(({ attributes }) => attributes.value)).toEqual(forms.map(() => 'the-token'));
});

it('says when the office clock is not the real one', () => {
  expect(page()).toContain('演示时间 2023年5月10日 09:12');
  expect(page({ officeClock: undefined })).not.toContain('演示时间');
});

it('shows nobody a menu, a find box or messages before sign-in', () => {
  const html = renderPage({ ...outsideFrame, title: '登录', children: <h1>登录</h1> });
  expect(find(html, 'nav')).toEqual([]);
  expect(find(html, 'form')).toEqual([]);
  expect(html).not.toContain('消息');
});

it('leads past the head to the content by keyboard', () => {
  const elements = readHtml(page());
  expect(find(elements, 'a')[0]).toMatchObject({ attributes: { href: '#main' }, text: '跳到正文' });
  expect(find(elements, 'main')[0]?.attributes.id).toBe('main');
});

it('tells a success politely and a refusal at once', () => {
  const done = readHtml(page({ flash: { kind: 'done', text: '已公示', next: { label: '办下一份', href: '/tasks/2' } } }));
  expect(done.find(({ attributes }) => attributes.role === 'status')?.text).toBe('已公示办下一份');
  const refused = readHtml(page({ flash: { kind: 'refused', text: '没有办成' } }));
  expect(refused.find((element) => hasClass(element, 'note') && element.attributes.role === 'alert')?.text).toBe('没有办成');
});

it('lets htmx run under the strict policy: nothing evaluated, no style of its own, nothing kept', () => {
  const config = JSON.parse(find(page(), 'meta', { name: 'htmx-config' })[0]?.attributes.content ?? '{}');
  expect(config).toMatchObject({ allowEval: false, allowScriptTags: false, includeIndicatorStyles: false, selfRequestsOnly: true, historyCacheSize: 0, attributesToSettle: ['class'] });
});
