import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { renderToString } from 'preact-render-to-string';
import { Board } from '../../server/web/components/board.js';
import { FiveFacts } from '../../server/web/components/facts.js';
import { Steps } from '../../server/web/components/steps.js';
import { Table } from '../../server/web/components/table.js';
import { stageLook, type ListStage } from '../../server/web/components/tag.js';
import { TodoCard } from '../../server/web/components/todo-card.js';
import { boardPage, fiveFacts, steps } from '../../server/web/pages/samples.js';
import { find, hasClass, readHtml } from '../support/read-html.js';

const stages: ListStage[] = ['entry', 'school-review', 'authority-review', 'to-publish', 'awaiting-confirmation', 'in-publicity', 'to-disburse', 'disbursed', 'finished', 'withdrawal-pending'];
const web = join(__dirname, '../../server/web');

it('every stage has a word and an icon of its own, and yellow only where it is the viewer’s turn', () => {
  expect(new Set(stages.map((stage) => stageLook(stage, false).word)).size).toBe(stages.length);
  expect(stages.filter((stage) => stageLook(stage, false).tone === 'mine')).toEqual([]);
  expect(stages.filter((stage) => stageLook(stage, true).tone !== 'mine')).toEqual([]);
  expect(stages.filter((stage) => stageLook(stage, true).word !== stageLook(stage, false).word)).toEqual([]);
});

it('a list that came back says why, and is yellow for the school that must mend it', () => {
  expect(stageLook('entry', false, 'publicity-rejected')).toEqual({ tone: 'bad', icon: 'cross', word: '公示不通过，待重新维护' });
  expect(stageLook('entry', true, 'publicity-rejected')).toMatchObject({ tone: 'mine', word: '公示不通过，待重新维护' });
  expect(stageLook('entry', false, 'withdrawal-granted').tone).toBe('back');
});

it('a reminder shows noughts in grey and what is left over in red', () => {
  const html = renderToString(<TodoCard title="名单公示提醒" counts="单位：份。" rows={[{ programme: '中职国家助学金', href: '/a', currentMonth: 0, earlier: 2 }, { programme: '中职国家免学费', href: '/b', currentMonth: 3, earlier: 0 }]} />);
  expect(find(html, 'span').filter((span) => hasClass(span, 'k')).map((span) => [span.attributes.class, span.text])).toEqual([['k zero', '0本月'], ['k late', '2往月遗留'], ['k', '3本月'], ['k zero', '0往月遗留']]);
});

it('the five facts always stand in the same order', () => {
  const names = find(renderToString(<FiveFacts attachments={fiveFacts.attachments} attention={fiveFacts.attention} change={fiveFacts.change} amount={fiveFacts.amount} people={fiveFacts.people} />), 'dt').map(({ text }) => text);
  expect(names).toEqual(['人数', '应发金额', '与上月相比', '需要留意', '公示附件']);
  expect(find(renderToString(<FiveFacts people={fiveFacts.people} amount={fiveFacts.amount} amountName="应免金额" />), 'dt').map(({ text }) => text)).toEqual(['人数', '应免金额']);
});

it('the step bar says what is done and where the list is now', () => {
  const items = find(renderToString(<Steps steps={steps} />), 'li');
  expect(items.filter(({ attributes }) => attributes['aria-current'] === 'step').map(({ text }) => text)).toEqual(['5名单公示确认县资助中心期限 5月12日']);
  expect(items[0]?.text).toContain('已完成');
});

it('a board cell says its state in words, so that it can be read without colour', () => {
  const cells = find(renderToString(<Board {...boardPage} />), 'td').filter((cell) => hasClass(cell, 'c'));
  expect(cells.filter(({ text }) => text === '')).toEqual([]);
  expect(cells.filter((cell) => hasClass(cell, 'late')).map(({ text }) => text)).toEqual(['逾期 1 个工作日待重新维护']);
});

it('a table keeps the column’s name with each value for narrow screens, and its sum', () => {
  const html = renderToString(<Table caption="名单" rows={[{ id: 1, name: '张三', amount: '200.00' }]} rowKey={(row) => row.id} columns={[
    { key: 'name', name: '姓名', first: true, cell: (row) => row.name, total: '合计 1 人' }, { key: 'amount', name: '应发（元）', num: true, cell: (row) => row.amount, total: '200.00', sort: { href: '?sort=amount', now: 'descending' } },
  ]} />);
  expect(find(html, 'td').map(({ attributes, text }) => [attributes['data-l'], text])).toEqual([['应发（元）', '200.00'], ['应发（元）', '200.00']]);
  expect(find(html, 'th', { scope: 'row' }).map(({ text }) => text)).toEqual(['张三', '合计 1 人']);
  expect(find(html, 'th', { 'aria-sort': 'descending' })[0]?.text).toBe('应发（元）');
});

it('every icon the pages use is drawn', () => {
  const drawn = new Set([...readFileSync(join(web, 'public/icons.svg'), 'utf8').matchAll(/<symbol id="i-([a-z]+)"/g)].map(([, name]) => name));
  const named = /export type IconName =([^;]+);/.exec(readFileSync(join(web, 'components/icon.tsx'), 'utf8'))?.[1]?.match(/[a-z]+/g) ?? [];
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !drawn.has(name))).toEqual([]);
});

it('only the tokens hold colours, so that dark and light change together', () => {
  const sheets = readdirSync(join(web, 'public')).filter((name) => /^(desk|desk-narrow|notice)\.css$/.test(name));
  expect(sheets).toHaveLength(3);
  expect(sheets.flatMap((name) => onScreen(readFileSync(join(web, 'public', name), 'utf8')).match(/:[^;{}]*#[0-9a-f]{3,8}\b/gi) ?? [])).toEqual([]);
});

it('every class a page uses for a state has a colour', () => {
  const sheet = readFileSync(join(web, 'public/desk.css'), 'utf8');
  for (const tone of ['idle', 'run', 'mine', 'good', 'bad', 'back']) expect(sheet).toContain(`.${tone}{--f:`);
  expect(readHtml(renderToString(<Board {...boardPage} />)).some((cell) => hasClass(cell, 'back'))).toBe(true);
});

/** Paper is black on white whatever the screen. */
const onScreen = (sheet: string): string => sheet.replace(/@media print\{[\s\S]*$/, '');
