/** One element of a page, as the browser would see it. */
export type HtmlElement = { name: string; attributes: Record<string, string>; text: string; inside: HtmlElement[] };

const silent = new Set(['area', 'base', 'br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr']);
const token = /<!--.*?-->|<(\/?)([a-zA-Z][\w-]*)((?:\s+[^\s=>/]+(?:="[^"]*")?)*)\s*(\/?)>|([^<]+)/gs;

/** Reads the elements of a page in order, each with its text and with what it stands in. Enough for pages of our own; not for any HTML. */
export function readHtml(html: string): HtmlElement[] {
  const all: HtmlElement[] = [];
  const open: HtmlElement[] = [];
  for (const [, closing, name, attributes, empty, text] of html.replace(/^<!doctype html>/i, '').matchAll(token)) {
    if (text !== undefined) open.forEach((element) => { element.text += decode(text); });
    if (!name) continue;
    if (closing) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`);
      continue;
    }
    const element = quietly({ name, attributes: readAttributes(attributes ?? ''), text: '', inside: [...open] });
    all.push(element);
    if (!empty && !silent.has(name)) open.push(element);
  }
  if (open.length > 0) throw new Error(`<${open[open.length - 1]?.name}> is not closed`);
  return all;
}

/** Elements by name and, where given, by attributes. */
export function find(html: string | HtmlElement[], name: string, attributes: Record<string, string> = {}): HtmlElement[] {
  return (typeof html === 'string' ? readHtml(html) : html).filter((element) => element.name === name && Object.entries(attributes).every(([key, value]) => element.attributes[key] === value));
}

export const hasClass = (element: HtmlElement, name: string): boolean => (element.attributes.class ?? '').split(' ').includes(name);

/** The whole page stands in every outer element; a failing test prints names and attributes only. */
function quietly(element: HtmlElement): HtmlElement {
  Object.defineProperties(element, { text: { enumerable: false }, inside: { enumerable: false } });
  return element;
}

function readAttributes(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/([^\s=]+)(?:="([^"]*)")?/g)].map(([, name, value]) => [name, decode(value ?? '')]));
}

const decode = (text: string): string => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&');
