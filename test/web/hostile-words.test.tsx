import { renderToString } from 'preact-render-to-string';
import { renderPage } from '../../server/web/layout.js';
import { ProcessPicture } from '../../server/web/components/process-picture.js';
import { ErrorPage } from '../../server/web/pages/error-page.js';
import { ListPage } from '../../server/web/pages/list-page.js';
import { TaskPage } from '../../server/web/pages/task-page.js';
import { StudentsPage } from '../../server/web/pages/students-page.js';
import * as sample from '../../server/web/pages/samples.js';
import { find, readHtml } from '../support/read-html.js';

const hostile = `"><script>alert('x')</script><img src=x onerror=alert(1)>&'`;

/** What became markup, and whether the words can be read at all. */
function read(html: string): { scripts: number; pictures: number; handlers: number; shown: boolean } {
  const elements = readHtml(html);
  return {
    scripts: find(elements, 'script').filter(({ attributes }) => !attributes.src).length,
    pictures: find(elements, 'img').length,
    handlers: elements.filter(({ attributes }) => Object.keys(attributes).some((name) => name.startsWith('on'))).length,
    shown: elements.some(({ text, attributes }) => text.includes(hostile) || Object.values(attributes).includes(hostile)),
  };
}

const harmless = { scripts: 0, pictures: 0, handlers: 0, shown: true };

it('shows a student whose name is a script as that name and nothing else', () => {
  const rows = [{ ...sample.awards[0], name: hostile, warnings: [hostile], editHref: '/x', major: hostile }];
  expect(read(renderPage({ ...sample.schoolFrame('/'), title: hostile, children: <ListPage {...sample.listPageAt({ key: 'people', rows, total: { people: hostile, payable: '0.00', paid: '—' }, pager: { text: hostile }, empty: { title: '' } }, { title: hostile, subtitle: hostile })} /> }))).toEqual(harmless);
});

it('shows a remark, a file name and an opinion as they were written', () => {
  const form = { ...sample.decisionForm, remark: { ...sample.decisionForm.remark, value: hostile, phrases: [hostile] } };
  const files = [{ ...sample.files[0], name: hostile, by: hostile }];
  expect(read(renderPage({ ...sample.countyFrame('/'), title: 'x', children: <TaskPage {...sample.taskPage} history={[{ who: hostile, what: hostile, at: '今天', remark: hostile }]} files={{ aside: hostile, items: files, empty: '' }} act={{ kind: 'decision', ...form }} /> }))).toEqual(harmless);
});

it('gives back what was typed without letting it become markup', () => {
  expect(read(renderPage({ ...sample.schoolFrame('/'), title: 'x', flash: { kind: 'refused', text: hostile }, find: hostile, children: <ErrorPage {...sample.errorPages.conflict} by={hostile} kept={[{ name: '原因', value: hostile }]} /> }))).toEqual(harmless);
  expect(read(renderPage({ ...sample.schoolFrame('/'), title: 'x', children: <StudentsPage {...sample.studentsPage} filters={{ action: '/students', filters: [{ name: 'q', label: '姓名', kind: 'search', value: hostile }] }} /> }))).toEqual(harmless);
});

it('keeps hostile names of people and organisations in the frame harmless', () => {
  expect(read(renderPage({ ...sample.schoolFrame('/'), viewer: { name: hostile, roleName: hostile, organisationName: hostile }, officeClock: { label: hostile }, menu: [{ label: hostile, items: [{ label: hostile, href: '/x' }] }], title: 'x', children: null }))).toEqual(harmless);
});

it.each([
  ['a script', '<svg><script>alert(1)</script></svg>'],
  ['a style', '<svg><style>rect{fill:red}</style></svg>'],
  ['a style attribute', '<svg><rect style="fill:red"/></svg>'],
  ['a handler', '<svg><rect x="1" onclick="alert(1)"/></svg>'],
  ['a link', '<svg><a href="https://example.org"><text>去</text></a></svg>'],
  ['foreign content', '<svg><foreignObject><p>x</p></foreignObject></svg>'],
])('refuses a process picture with %s in it', (_what, svg) => {
  expect(() => renderToString(<ProcessPicture svg={svg} inWords={[]} />)).toThrow('shapes, text and classes only');
});

it('takes the picture the server draws', () => {
  expect(renderToString(<ProcessPicture svg={sample.sampleSvg} inWords={['资助名单录入']} legend />)).toContain('class="d-task mine"');
});
