import { renderClosedNotice, renderPublicNotice, renderWallSheet } from '../../server/web/pages/public-notice-page.js';
import { awards, maskedPeople, notice, noticePeople } from '../../server/web/pages/samples.js';
import { find } from '../support/read-html.js';

const shown = () => renderPublicNotice({ ...notice, state: { tone: 'run', icon: 'cal', word: '公示中' } });

it('shows number, masked name, grade, major and class, and nothing else of a student', () => {
  const html = shown();
  expect(find(html, 'th', { scope: 'col' }).map(({ text }) => text)).toEqual(['序号', '姓名', '年级', '专业', '班级']);
  expect(find(html, 'th', { scope: 'row' }).map(({ text }) => text)).toEqual(['张*桐', '李*然', '马*', '欧阳*晨']);
  for (const { name } of noticePeople) expect(html).not.toContain(name);
  for (const { maskedId } of awards) expect(html).not.toContain(maskedId);
  expect(html).not.toMatch(/\d{17}[\dXx]|\d{4}\*{6,}\d{4}/);
});

it('refuses to be shown when a single name is not masked', () => {
  const rows = [...maskedPeople.slice(0, 3), { ...maskedPeople[3], name: '欧阳晨晨' }];
  expect(() => renderPublicNotice({ ...notice, rows, state: { tone: 'run', icon: 'cal', word: '公示中' } })).toThrow('masked names only');
});

it('is kept out of search engines, without menu, script or session', () => {
  const html = shown();
  expect(find(html, 'meta', { name: 'robots' })[0]?.attributes.content).toContain('noindex');
  expect(find(html, 'script')).toEqual([]);
  expect(find(html, 'nav')).toEqual([]);
  expect(find(html, 'form')).toEqual([]);
  expect(find(html, 'meta', { name: 'csrf-token' })).toEqual([]);
});

it('leaves no name when it is over', () => {
  const html = renderClosedNotice({ version: '3.2.0', message: '公示期已结束，公示内容不再显示。' });
  expect(html).toContain('公示期已结束');
  expect(find(html, 'table')).toEqual([]);
  for (const { name } of [...noticePeople, ...maskedPeople]) expect(html).not.toContain(name);
});

it('the sheet for the school’s wall shows names in full and warns against putting it on the web', () => {
  const html = renderWallSheet({ ...notice, rows: noticePeople, back: '/award-lists/1' });
  expect(find(html, 'th', { scope: 'row' }).map(({ text }) => text)).toEqual(['张雨桐', '李浩然', '马超', '欧阳晨晨']);
  expect(html).toContain('请勿发到网上');
  expect(find(html, 'meta', { name: 'robots' })[0]?.attributes.content).toContain('noindex');
});
