import { RuleBroken } from './errors.js';

/**
 * Walks the XML parts of office files once, from front to back. It knows elements, attributes, text and CDATA and nothing else:
 * no entities beyond the five of XML and character references, no DOCTYPE, so there is nothing to expand.
 */
export type XmlEvents = {
  /** Names come without their prefix. `attributes` is read with `attributeOf`. */
  open?(name: string, attributes: string): void;
  close?(name: string): void;
  text?(content: string): void;
};

/** @throws RuleBroken `file-doctype`, `file-damaged`. */
export function scanXml(source: string, events: XmlEvents): void {
  let at = 0;
  while (at < source.length) {
    const tag = source.indexOf('<', at);
    if (tag < 0) {
      events.text?.(decodeXml(source.slice(at)));
      return;
    }
    if (tag > at) events.text?.(decodeXml(source.slice(at, tag)));
    at = source[tag + 1] === '!' || source[tag + 1] === '?' ? scanSpecial(source, tag, events) : scanTag(source, tag, events);
  }
}

function scanSpecial(source: string, tag: number, events: XmlEvents): number {
  if (source.startsWith('<!--', tag)) return endOf(source, '-->', tag + 4);
  if (source.startsWith('<?', tag)) return endOf(source, '?>', tag + 2);
  if (source.startsWith('<![CDATA[', tag)) {
    const end = endOf(source, ']]>', tag + 9);
    events.text?.(source.slice(tag + 9, end - 3));
    return end;
  }
  throw doctype();
}

function scanTag(source: string, tag: number, events: XmlEvents): number {
  const end = tagEnd(source, tag + 1);
  const closing = source[tag + 1] === '/';
  const selfClosing = source[end - 1] === '/';
  const body = source.slice(tag + (closing ? 2 : 1), selfClosing ? end - 1 : end);
  const space = body.search(/\s/);
  const name = localName(space < 0 ? body : body.slice(0, space));
  if (closing) events.close?.(name);
  else {
    events.open?.(name, space < 0 ? '' : body.slice(space));
    if (selfClosing) events.close?.(name);
  }
  return end + 1;
}

/** The place of the > that ends a tag: one inside a quoted attribute value does not. */
function tagEnd(source: string, from: number): number {
  for (let at = from; at < source.length; at += 1) {
    const character = source[at];
    if (character === '>') return at;
    if (character === '"' || character === "'") {
      at = source.indexOf(character, at + 1);
      if (at < 0) break;
    }
  }
  throw brokenXml();
}

function endOf(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from);
  if (found < 0) throw brokenXml();
  return found + mark.length;
}

/** One attribute's value by its local name; undefined when it is not there. */
export function attributeOf(attributes: string, name: string): string | undefined {
  for (const [, key, double, single] of attributes.matchAll(/\s([^\s=]{1,100})\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    if (localName(key) === name && key !== 'xmlns' && !key.startsWith('xmlns:')) return decodeXml(double ?? single);
  }
  return undefined;
}

/** A part's bytes as text. @throws RuleBroken `file-doctype` for a DOCTYPE, `file-damaged` for anything but UTF-8. */
export function xmlText(part: Buffer): string {
  // Another encoding would hide a DOCTYPE from the search below.
  if (part.includes(0)) throw brokenXml();
  const text = part.toString('utf8').replace(/^\ufeff/, '');
  if (/^<\?xml[^>]{0,200}encoding\s*=\s*["'](?!utf-8)/i.test(text)) throw brokenXml();
  if (/<!\s*(DOCTYPE|ENTITY)/i.test(text)) throw doctype();
  return text;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos));/g, (whole, decimal: string | undefined, hex: string | undefined, named: string | undefined) => {
    if (named) return NAMED[named];
    const code = decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16);
    return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole;
  });
}

const doctype = (): RuleBroken => new RuleBroken('file-doctype', '文件里有不允许的声明（DOCTYPE），系统不打开。请用 Excel 或 Word 重新另存一份再上传。');
const brokenXml = (): RuleBroken => new RuleBroken('file-damaged', '文件内容不完整，系统读不出来。请确认它能正常打开，另存一份再上传。');
