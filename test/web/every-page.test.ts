import { samplePages } from '../support/sample-pages.js';
import { find, hasClass, readHtml, type HtmlElement } from '../support/read-html.js';

const pages = Object.entries(samplePages).map(([name, render]) => ({ name, html: render() }));
const withDesk = pages.filter(({ name }) => !/^(notice|wall-sheet)/.test(name));

describe.each(pages)('the page $name', ({ html }) => {
  const elements = readHtml(html);
  const ids = elements.map(({ attributes }) => attributes.id).filter((id) => id !== undefined);

  it('carries no style, script or handler of its own, so the strict policy holds', () => {
    expect(elements.filter(({ name }) => name === 'style')).toEqual([]);
    expect(elements.filter(({ name, attributes, text }) => name === 'script' && (!attributes.src?.startsWith('/public/') || text !== ''))).toEqual([]);
    expect(elements.filter(({ attributes }) => Object.keys(attributes).some((attribute) => attribute === 'style' || attribute.startsWith('on')))).toEqual([]);
    expect(elements.filter(({ attributes }) => /^javascript:/i.test(attributes.href ?? attributes.action ?? ''))).toEqual([]);
  });

  it('is a Chinese document with a title that fits a phone', () => {
    expect(find(elements, 'html')[0]?.attributes.lang).toBe('zh-CN');
    expect(find(elements, 'title')[0]?.text).toMatch(/\p{Script=Han}/u);
    expect(find(elements, 'meta', { name: 'viewport' })[0]?.attributes.content).toContain('width=device-width');
  });

  it('has one main heading and skips no level', () => {
    const levels = elements.filter(({ name }) => /^h[1-6]$/.test(name)).map(({ name }) => Number(name[1]));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.filter((level, index) => index > 0 && level > levels[index - 1] + 1)).toEqual([]);
  });

  it('gives every control a name and every hint and error to its control', () => {
    expect(new Set(ids).size).toBe(ids.length);
    const controls = elements.filter(({ name, attributes }) => ['input', 'select', 'textarea'].includes(name) && attributes.type !== 'hidden');
    expect(controls.filter((control) => !isNamed(control, elements))).toEqual([]);
    const told = elements.flatMap(({ attributes }) => [attributes['aria-describedby'], attributes['aria-labelledby'], attributes.for].flatMap((ref) => ref?.split(' ') ?? []));
    expect(told.filter((id) => !ids.includes(id))).toEqual([]);
    expect(controls.filter(({ attributes }) => attributes['aria-invalid'] && !attributes['aria-describedby'])).toEqual([]);
  });

  it('gives every link and button words and a way to go', () => {
    expect(elements.filter(({ name, text }) => (name === 'a' || name === 'button') && text.trim() === '')).toEqual([]);
    expect(find(elements, 'a').filter(({ attributes }) => !attributes.href && attributes['aria-disabled'] !== 'true')).toEqual([]);
    expect(find(elements, 'a').filter(({ attributes }) => attributes.href?.startsWith('#') && !ids.includes(attributes.href.slice(1)))).toEqual([]);
  });

  it('names every table and every column', () => {
    const tables = find(elements, 'table');
    expect(tables.filter((table) => !elements.some(({ name, inside, text }) => name === 'caption' && inside.includes(table) && text !== ''))).toEqual([]);
    expect(find(elements, 'th').filter(({ attributes }) => !attributes.scope)).toEqual([]);
  });

  it('is small enough for an old computer and a slow line', () => {
    expect(Buffer.byteLength(html)).toBeLessThan(60_000);
  });

  it('sends every writing form with the session token, and every act with its key', () => {
    for (const form of find(elements, 'form', { method: 'post' })) {
      const hidden = elements.filter(({ inside, attributes }) => inside.includes(form) && attributes.type === 'hidden').map(({ attributes }) => attributes.name);
      // Forms for people without a session: signing in, and the objection, which has a seal of its own.
      if (form.attributes.action === '/sign-in' || form.attributes.action?.endsWith('/publicity/sample/objections')) continue;
      expect(hidden).toContain('_csrf');
      if (form.attributes.action !== '/sign-out') expect(hidden).toEqual(expect.arrayContaining(['_key', 'version']));
    }
  });

  it('sends reading forms without the token', () => {
    const reading = find(elements, 'form', { method: 'get' });
    expect(elements.filter(({ attributes, inside }) => ['_csrf', '_key'].includes(attributes.name ?? '') && inside.some((element) => reading.includes(element)))).toEqual([]);
  });
});

it.each(withDesk)('$name offers at most one next step', ({ html }) => {
  const elements = readHtml(html);
  const solid = elements.filter((element) => hasClass(element, 'btn') && hasClass(element, 'main') && element.inside.some((outer) => hasClass(outer, 'note')) && !element.inside.some((outer) => hasClass(outer, 'entry')));
  expect(solid.length).toBeLessThanOrEqual(1);
});

function isNamed(control: HtmlElement, elements: HtmlElement[]): boolean {
  return Boolean(control.attributes['aria-label'])
    || control.inside.some(({ name, text }) => name === 'label' && text.trim() !== '')
    || elements.some(({ name, attributes, text }) => name === 'label' && attributes.for === control.attributes.id && text.trim() !== '');
}
