/**
 * Our own reading of a process file, before any parser sees it: bounded, in one pass, without recursion, stricter than
 * XML where a file for us needs no more. What this accepts is well-formed, so that the BPMN parser behind it reads the
 * same elements that the allow-list looked at.
 */
export type RawAttribute = { namespace: string; name: string; written: string; value: string };
export type RawElement = {
  /** URI, '' without one. */
  namespace: string;
  name: string; written: string;
  attributes: RawAttribute[];
  children: RawElement[];
  text: string;
  line: number;
};
export type Refused = { code: string; message: string };
/** `text` is what was read, without a byte order mark. */
export type Scanned = { root: RawElement; text: string; refused?: undefined } | { root?: undefined; refused: Refused };

export const MOST_BYTES = 512 * 1024;
/** A form field's constraint in a task three sub-processes deep is at depth 11. */
const DEEPEST = 30;
const MOST_ELEMENTS = 20_000;
const MOST_ATTRIBUTES = 40;
const LONGEST_VALUE = 4_000;

const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/';
const declaration = /<\?xml version\s?=\s?["']1\.0["'](?: encoding\s?=\s?["']([\w.-]{1,40})["'])?(?: standalone\s?=\s?["'](?:yes|no)["'])?\s?\?>/y;
const startOfTag = /<((?:[A-Za-z_][\w.-]*:)?[A-Za-z_][\w.-]*)/y;
const attribute = /\s+((?:[A-Za-z_][\w.-]*:)?[A-Za-z_][\w.-]*)\s*=\s*("[^"<]*"|'[^'<]*')/y;
const endOfTag = /\s*(\/?)>/y;
const closingTag = /<\/((?:[A-Za-z_][\w.-]*:)?[A-Za-z_][\w.-]*)\s*>/y;
/** Control characters, and those that turn the reading direction and so could make a name show something else. */
const invisible = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]|\p{Surrogate}/u;
const reference = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9A-Fa-f]{1,6}));/g;

/** Bytes or text to a tree, or the one reason why not. */
export function scanXml(xml: Buffer | string): Scanned {
  try {
    const text = decoded(xml);
    return { root: new Scan(text).run(), text };
  } catch (error) {
    if (error instanceof Refusal) return { refused: { code: error.code, message: error.message } };
    throw error;
  }
}

class Refusal extends Error {
  constructor(readonly code: string, message: string) { super(message); }
}

function decoded(xml: Buffer | string): string {
  const bytes = typeof xml === 'string' ? Buffer.byteLength(xml) : xml.length;
  if (bytes > MOST_BYTES) throw new Refusal('file-too-large', `文件有 ${Math.ceil(bytes / 1024)} KB，超过 ${MOST_BYTES / 1024} KB 的上限。请删去不用的内容，或拆成几个流程。`);
  if (bytes === 0) throw new Refusal('file-empty', '文件是空的，请选择一个流程文件（.bpmn）。');
  if (typeof xml === 'string') return xml.replace(/^\uFEFF/, '');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(xml);
  } catch {
    throw new Refusal('not-utf-8', '文件不是 UTF-8 编码。请用流程设计器重新保存为 UTF-8 的 .bpmn 文件。');
  }
}

class Scan {
  private at = 0;
  private elements = 0;
  private root: RawElement | undefined;
  private readonly open: { element: RawElement; prefixes: ReadonlyMap<string, string> }[] = [];
  private readonly newlines: number[] = [];

  constructor(private readonly xml: string) {
    for (let found = xml.indexOf('\n'); found >= 0; found = xml.indexOf('\n', found + 1)) this.newlines.push(found);
  }

  run(): RawElement {
    const { xml } = this;
    const strange = invisible.exec(xml);
    if (strange) throw this.refusal('invisible-characters', '含有看不见的控制字符，请删去', strange.index);
    if (/^<\?xml\s/.test(xml)) this.xmlDeclaration();
    while (this.at < xml.length) {
      if (xml.charAt(this.at) !== '<') this.text(this.until('<', xml.length));
      else if (xml.startsWith('<!--', this.at)) this.at = this.after('-->', this.at + 4);
      else if (xml.startsWith('<![CDATA[', this.at)) this.cdata();
      else if (xml.startsWith('<!', this.at)) throw this.refusal('doctype', '含有 DOCTYPE 或实体声明，出于安全不予接受，请删去');
      else if (xml.startsWith('<?', this.at)) throw this.refusal('processing-instruction', '含有处理指令（<?…?>），请删去');
      else if (xml.startsWith('</', this.at)) this.close();
      else this.openTag();
    }
    if (this.open.length > 0) throw this.refusal('not-well-formed', `元素 ${this.open[this.open.length - 1].element.written} 没有结束，文件可能不完整`);
    if (!this.root) throw this.refusal('not-well-formed', '没有任何元素，不是流程文件');
    return this.root;
  }

  private xmlDeclaration(): void {
    declaration.lastIndex = 0;
    const match = declaration.exec(this.xml);
    if (!match) throw this.refusal('not-well-formed', '第一行的 XML 声明不规范，请写成 <?xml version="1.0" encoding="UTF-8"?>');
    if (match[1] !== undefined && match[1].toLowerCase() !== 'utf-8') throw this.refusal('not-utf-8', `声明的编码是 ${match[1]}，请重新保存为 UTF-8`);
    this.at = declaration.lastIndex;
  }

  private text(end: number): void {
    const written = this.xml.slice(this.at, end);
    const inner = this.open.at(-1);
    if (!inner && written.trim() !== '') throw this.refusal('not-well-formed', '元素之外有多余的文字，请删去');
    if (written.includes(']]>')) throw this.refusal('not-well-formed', '文字里有 ]]>，请改写');
    if (inner) inner.element.text += this.unescaped(written);
    this.at = end;
  }

  private cdata(): void {
    const end = this.after(']]>', this.at + 9);
    const inner = this.open.at(-1);
    if (!inner) throw this.refusal('not-well-formed', '元素之外有多余的文字，请删去');
    inner.element.text += this.xml.slice(this.at + 9, end - 3);
    this.at = end;
  }

  private openTag(): void {
    const at = this.at;
    startOfTag.lastIndex = at;
    const written = startOfTag.exec(this.xml)?.[1];
    if (written === undefined) throw this.refusal('not-well-formed', '“<”之后不是元素名称，请检查这一行');
    this.at = startOfTag.lastIndex;
    const given = this.attributes(written);
    endOfTag.lastIndex = this.at;
    const end = endOfTag.exec(this.xml);
    if (!end) throw this.refusal('not-well-formed', `元素 ${written} 的属性写法有错，请检查引号`);
    this.at = endOfTag.lastIndex;
    this.enter(written, given, at, end[1] === '/');
  }

  private attributes(written: string): Map<string, string> {
    const given = new Map<string, string>();
    for (;;) {
      attribute.lastIndex = this.at;
      const match = attribute.exec(this.xml);
      if (!match) return given;
      const [, name, quoted] = match;
      if (given.has(name)) throw this.refusal('not-well-formed', `元素 ${written} 的属性 ${name} 写了两次`);
      if (['__proto__', 'constructor', 'prototype'].includes(name.slice(name.indexOf(':') + 1))) throw this.refusal('not-well-formed', `属性名 ${name} 不能使用`);
      if (given.size >= MOST_ATTRIBUTES) throw this.refusal('too-many-attributes', `元素 ${written} 的属性超过 ${MOST_ATTRIBUTES} 个`);
      if (quoted.length > LONGEST_VALUE) throw this.refusal('value-too-long', `元素 ${written} 的属性 ${name} 超过 ${LONGEST_VALUE} 个字符，请缩短`);
      given.set(name, this.unescaped(quoted.slice(1, -1)));
      this.at = attribute.lastIndex;
    }
  }

  private enter(written: string, given: ReadonlyMap<string, string>, at: number, isEmpty: boolean): void {
    if (++this.elements > MOST_ELEMENTS) throw this.refusal('too-many-elements', `元素超过 ${MOST_ELEMENTS} 个，请拆成几个流程`, at);
    if (this.open.length >= DEEPEST) throw this.refusal('too-deep', `元素层层嵌套超过 ${DEEPEST} 层，请减少子流程的嵌套`, at);
    const outer = this.open.at(-1);
    if (!outer && this.root) throw this.refusal('not-well-formed', '文件里有两个并列的顶层元素，请只保留一个', at);
    const prefixes = declaredPrefixes(given, outer?.prefixes ?? new Map([['', ''], ['xml', 'http://www.w3.org/XML/1998/namespace'], ['xmlns', xmlnsNamespace]]));
    const element: RawElement = {
      ...this.resolved(written, prefixes, prefixes.get('') ?? '', at), written, children: [], text: '', line: this.lineOf(at),
      attributes: [...given].map(([name, value]) => ({ ...(name === 'xmlns' ? { namespace: xmlnsNamespace, name: '' } : this.resolved(name, prefixes, '', at)), written: name, value })),
    };
    const distinct = new Set(element.attributes.map(({ namespace, name }) => `${namespace} ${name}`));
    if (distinct.size < element.attributes.length) throw this.refusal('not-well-formed', `元素 ${written} 的同一属性用两个前缀写了两次`, at);
    if (outer) outer.element.children.push(element);
    else this.root = element;
    if (!isEmpty) this.open.push({ element, prefixes });
  }

  private close(): void {
    closingTag.lastIndex = this.at;
    const written = closingTag.exec(this.xml)?.[1];
    const inner = this.open.pop();
    if (written === undefined || inner?.element.written !== written) throw this.refusal('not-well-formed', `结束标记与开始标记不配对${inner ? `（应为 </${inner.element.written}>）` : ''}`);
    this.at = closingTag.lastIndex;
  }

  private resolved(written: string, prefixes: ReadonlyMap<string, string>, unprefixed: string, at: number): { namespace: string; name: string } {
    const colon = written.indexOf(':');
    if (colon < 0) return { namespace: unprefixed, name: written };
    const namespace = prefixes.get(written.slice(0, colon));
    if (namespace === undefined) throw this.refusal('not-well-formed', `前缀 ${written.slice(0, colon)} 没有声明命名空间（xmlns）`, at);
    return { namespace, name: written.slice(colon + 1) };
  }

  private unescaped(written: string): string {
    if (!written.includes('&')) return written;
    let known = 0;
    const text = written.replace(reference, (_whole, name: string | undefined, decimal: string | undefined, hex: string | undefined) => {
      known += 1;
      if (name !== undefined) return { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }[name] ?? '';
      const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
      const character = code <= 0x10FFFF ? String.fromCodePoint(code) : '\u0000';
      if (invisible.test(character)) throw this.refusal('invisible-characters', `字符引用 &#${decimal ?? `x${hex}`}; 不是可用的字符，请删去`);
      return character;
    });
    if (known !== written.split('&').length - 1) throw this.refusal('entity', '含有自定义实体（&名称;）或单独的 &，请写成 &amp;');
    return text;
  }

  private until(mark: string, otherwise: number): number {
    const found = this.xml.indexOf(mark, this.at);
    return found < 0 ? otherwise : found;
  }

  private after(mark: string, from: number): number {
    const found = this.xml.indexOf(mark, from);
    if (found < 0) throw this.refusal('not-well-formed', `缺少“${mark}”，文件可能不完整`);
    return found + mark.length;
  }

  /** 1-based; by bisection, because every element asks. */
  private lineOf(at: number): number {
    let low = 0;
    let high = this.newlines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.newlines[middle] < at) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  }

  private refusal(code: string, message: string, at = this.at): Refusal {
    return new Refusal(code, `文件第 ${this.lineOf(at)} 行：${message}。`);
  }
}

function declaredPrefixes(given: ReadonlyMap<string, string>, outer: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const own = [...given].filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'));
  if (own.length === 0) return outer;
  return new Map([...outer, ...own.map(([name, uri]): [string, string] => [name === 'xmlns' ? '' : name.slice(6), uri])]);
}
