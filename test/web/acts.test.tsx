import { renderToString } from 'preact-render-to-string';
import { ActButton, type OfferedAct } from '../../server/web/components/act.js';
import { GuardPanel } from '../../server/web/components/guard-panel.js';
import { NextStep } from '../../server/web/components/note.js';
import { ListPage } from '../../server/web/pages/list-page.js';
import { listPage, sampleSeal } from '../../server/web/pages/samples.js';
import { find, hasClass, readHtml } from '../support/read-html.js';

const unmet = [
  { code: 'not-confirmed', title: '上级公示通过', message: '等安陵县学生资助管理中心确认。', basis: '附件1 二（一）4' },
  { code: 'publicity-not-ended', title: '公示时间已结束', message: '公示期到 5月12日（含当天）。', basis: '附件1 二（一）4' },
];
const blocked: OfferedAct = { key: 'disburse', label: '维护发放信息', href: '/award-lists/1/disbursements', allowed: false, unmet };
const open: OfferedAct = { ...blocked, allowed: true, unmet: [] };

it('a blocked act can be reached by keyboard, leads nowhere and tells what is missing', () => {
  const html = renderToString(<ActButton act={{ ...blocked, seal: sampleSeal('x') }} />);
  const [button] = find(html, 'button');
  expect(button?.attributes).toMatchObject({ 'type': 'button', 'aria-disabled': 'true', 'aria-describedby': 'why-disburse' });
  expect(button?.attributes).not.toHaveProperty('disabled');
  expect(find(html, 'form')).toEqual([]);
  expect(html).not.toContain('/award-lists/1/disbursements');
  expect(find(html, 'span', { id: 'why-disburse' })[0]?.text).toBe('还差 2 项；等安陵县学生资助管理中心确认。；公示期到 5月12日（含当天）。');
});

it('an act that may be done is a link, or a form where pressing the button does it', () => {
  expect(find(renderToString(<ActButton act={open} />), 'a')[0]?.attributes.href).toBe('/award-lists/1/disbursements');
  const html = renderToString(<ActButton act={{ ...open, seal: { csrf: 'token', key: 'key-12345678', version: 7 } }} />);
  expect(find(html, 'form')[0]?.attributes).toMatchObject({ method: 'post', action: '/award-lists/1/disbursements' });
  expect(find(html, 'input').map(({ attributes }) => [attributes.name, attributes.value])).toEqual([['_csrf', 'token'], ['_key', 'key-12345678'], ['version', '7']]);
});

it('an act said to be allowed but without an address is not offered as one', () => {
  expect(find(renderToString(<ActButton act={{ ...open, href: undefined }} />), 'button')[0]?.attributes['aria-disabled']).toBe('true');
});

it('the panel lists met and unmet conditions with reasons and each paragraph once', () => {
  const html = renderToString(<GuardPanel act={blocked} name="资金发放管理" met={[{ title: '学校已公示', message: '第 1 轮。' }]} footnote="三项都满足才能办理。" />);
  const items = find(html, 'li');
  expect(items.map((item) => [hasClass(item, 'ok') ? '已' : '未', item.text])).toEqual([
    ['已', '学校已公示第 1 轮。已满足'], ['未', '上级公示通过等安陵县学生资助管理中心确认。未满足'], ['未', '公示时间已结束公示期到 5月12日（含当天）。未满足'],
  ]);
  expect(find(html, 'h2')[0]?.text).toBe('资金发放管理：还差 2 项');
  expect(html).toContain('依据：附件1 二（一）4　三项都满足才能办理。');
  expect(find(html, 'details')).toEqual([]);
});

it('the panel folds to one line when everything is met', () => {
  const html = renderToString(<GuardPanel act={open} name="资金发放管理" met={[{ title: '学校已公示' }, { title: '上级公示通过' }]} />);
  expect(find(html, 'h2')[0]?.text).toBe('资金发放管理：2 项都已满足');
  expect(find(html, 'details')[0]?.attributes).not.toHaveProperty('open');
  expect(html).not.toContain('未满足');
});

it('a list opens the panel of the nearest act and folds those further off', () => {
  const folded = (html: string) => find(html, 'section').filter((section) => hasClass(section, 'guard')).map((section) => readHtml(html).some(({ name, inside }) => name === 'details' && inside.some((outer) => outer.attributes['aria-labelledby'] === section.attributes['aria-labelledby'])));
  expect(folded(renderToString(<ListPage {...listPage} />))).toEqual([false, true]);
  expect(folded(renderToString(<ListPage {...listPage} next={{ turn: 'mine', title: '提交', text: '' }} />))).toEqual([true, true]);
});

it('says whose turn it is in the words of the office', () => {
  expect(find(renderToString(<NextStep turn="mine" title="公示名单" text="选好日期。" act={open} />), 'h2')[0]?.text).toBe('下一步：公示名单');
  const others = renderToString(<NextStep turn="others" text="等县资助中心确认。" />);
  expect(find(others, 'h2')[0]?.text).toBe('现在不用您办理');
  expect(others).not.toContain('mine');
});

it('a next step that may not be done yet says so instead of promising it', () => {
  expect(find(renderToString(<NextStep turn="mine" title="公示名单" text="" act={blocked} />), 'button')[0]?.attributes['aria-disabled']).toBe('true');
});
