import type { Reply } from './product.js';
import { find, hasClass, readHtml, type HtmlElement } from './read-html.js';

/** What a person reads on a page, in one line. */
export const words = (page: Reply | string): string => (typeof page === 'string' ? page : page.text).replace(/<(script|style)[^>]*>.*?<\/\1>/gs, '').replace(/<[^>]+>/g, ' ').replace(/&quot;/g, '"').replace(/&amp;/g, '&').replace(/\s+/g, ' ');

/** A writing form by where it is sent, with what stands in its fields. Ticks and choices only when they are made. */
export function formOf(page: Reply, action: string): { fields: Record<string, string>; errors: string[] } | null {
  const elements = readHtml(page.text);
  const form = find(elements, 'form', { method: 'post' }).find(({ attributes }) => attributes.action === action || attributes.action?.startsWith(`${action}?`));
  if (!form) return null;
  const inside = elements.filter((element) => element.inside.includes(form));
  const fields: Record<string, string> = {};
  for (const { name, attributes, text } of inside) {
    if (name === 'input' && !['checkbox', 'radio', 'file'].includes(attributes.type ?? '')) fields[attributes.name ?? ''] = attributes.value ?? '';
    if (name === 'input' && ['checkbox', 'radio'].includes(attributes.type ?? '') && 'checked' in attributes) fields[attributes.name ?? ''] = attributes.value ?? '';
    if (name === 'textarea') fields[attributes.name ?? ''] = text;
    if (name === 'select') fields[attributes.name ?? ''] = chosenOf(inside, attributes.name) ?? '';
  }
  return { fields, errors: inside.filter((element) => element.name === 'p' && hasClass(element, 'err')).map(({ text }) => text.trim()) };
}

function chosenOf(elements: HtmlElement[], select: string | undefined): string | undefined {
  const options = elements.filter(({ name, inside }) => name === 'option' && inside.some((outer) => outer.name === 'select' && outer.attributes.name === select));
  return (options.find(({ attributes }) => 'selected' in attributes) ?? options[0])?.attributes.value;
}

/** Every link of a page. */
export const links = (page: Reply): string[] => find(page.text, 'a').flatMap(({ attributes }) => attributes.href ?? []);

/** The rows of a table's body, by what the table is called. */
export function tableRows(page: Reply, caption: string): HtmlElement[] {
  const elements = readHtml(page.text);
  const table = find(elements, 'table').find((one) => elements.some(({ name, inside, text }) => name === 'caption' && inside.includes(one) && text === caption));
  return elements.filter(({ name, inside }) => name === 'tr' && table !== undefined && inside.includes(table) && inside.some((outer) => outer.name === 'tbody'));
}
