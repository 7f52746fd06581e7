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

/** A tag, comment or stretch of text longer than this is in no office file. */
const LONGEST_PIECE = 1_048_576;
/** The piece goes on in what has not been written yet. */
const UNFINISHED = -1;

/** Takes a part piece by piece, as it is inflated, and tells what is in it. Keeps no more than one unfinished piece. */
export type XmlScanner = { write(text: string): void; end(): void };

/** @throws RuleBroken `file-doctype`, `file-damaged`, from `write` and `end`. */
export function xmlScanner(events: XmlEvents): XmlScanner {
  let rest = '';
  return {
    write(text) {
      const source = rest + text;
      let at = 0;
      for (;;) {
        const tag = source.indexOf('<', at);
        if (tag < 0) break;
        if (tag > at) events.text?.(decodeXml(source.slice(at, tag)));
        at = tag;
        const next = source[tag + 1] === '!' || source[tag + 1] === '?' ? scanSpecial(source, tag, events) : scanTag(source, tag, events);
        if (next === UNFINISHED) break;
        at = next;
      }
      rest = source.slice(at);
      if (rest.length > LONGEST_PIECE) throw brokenXml();
    },
    end() {
      if (rest.startsWith('<')) throw brokenXml();
      if (rest !== '') events.text?.(decodeXml(rest));
      rest = '';
    },
  };
}

/** A part that is in memory whole. @throws RuleBroken `file-doctype`, `file-damaged`. */
export function scanXml(source: string, events: XmlEvents): void {
  const scanner = xmlScanner(events);
  scanner.write(source);
  scanner.end();
}

function scanSpecial(source: string, tag: number, events: XmlEvents): number {
  if (source.startsWith('<!--', tag)) return endOf(source, '-->', tag + 4);
  if (source.startsWith('<?', tag)) return endOf(source, '?>', tag + 2);
  if (source.startsWith('<![CDATA[', tag)) {
    const end = endOf(source, ']]>', tag + 9);
    if (end !== UNFINISHED) events.text?.(source.slice(tag + 9, end - 3));
    return end;
  }
  const begun = source.slice(tag, tag + 9);
  if ('<!--'.startsWith(begun) || '<![CDATA['.startsWith(begun)) return UNFINISHED;
  throw doctype();
}

function scanTag(source: string, tag: number, events: XmlEvents): number {
  const end = tagEnd(source, tag + 1);
  if (end === UNFINISHED) return UNFINISHED;
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
  return UNFINISHED;
}

function endOf(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from);
  return found < 0 ? UNFINISHED : found + mark.length;
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
  const text = part.toString('utf8').replace(/^\ufeff/, '');
  checkEncoding(part, text);
  if (/<!\s*(DOCTYPE|ENTITY)/i.test(text)) throw doctype();
  return text;
}

/** A part as it is inflated, read to its end. @throws RuleBroken `file-doctype`, `file-damaged`. */
export async function scanXmlStream(part: AsyncIterable<Buffer>, events: XmlEvents): Promise<void> {
  for await (const _piece of scanPieces(part, events)) continue;
}

/** The same, stopping after each piece so that what was found in it can be taken away. Whoever stops asking, stops the reading. */
export async function* scanPieces(part: AsyncIterable<Buffer>, events: XmlEvents): AsyncGenerator<void> {
  const decoder = new TextDecoder();
  const scanner = xmlScanner(events);
  let first = true;
  for await (const piece of part) {
    const text = decoder.decode(piece, { stream: true });
    checkEncoding(piece, first ? text : '');
    first = false;
    scanner.write(text);
    yield;
  }
  scanner.write(decoder.decode());
  scanner.end();
  yield;
}

/** Another encoding would hide a DOCTYPE. */
function checkEncoding(bytes: Buffer, beginning: string): void {
  if (bytes.includes(0) || /^<\?xml[^>]{0,200}encoding\s*=\s*["'](?!utf-8)/i.test(beginning)) throw brokenXml();
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
