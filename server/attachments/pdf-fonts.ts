import { hexBytes } from './pdf-content.js';
import { pdfStream, type PdfFile, type PdfObject } from './pdf.js';

/** How the bytes of a shown string become text. `opaque`: the file does not say, so what it shows cannot be checked. */
export type FontDecoder = { readonly decode: (bytes: Buffer) => string; readonly opaque: boolean };

/** Pages may use one name for different fonts; a text is then read with each, as long as they are few. */
export type FontChoice = { readonly candidates: readonly FontDecoder[]; readonly opaque: boolean };
export type FontNames = ReadonlyMap<string, FontChoice>;

const MOST_CANDIDATES = 4;
const LARGEST_MAP = 512 * 1024;

/** The fonts of a file by the names its pages call them. */
export function fontsByName(pdf: PdfFile, budget: { left: number }): FontNames {
  const decoders = new Map<number, FontDecoder>();
  for (const object of pdf.objects) {
    if (/\/Type\s*\/Font(?!\w)/.test(object.text) && !/\/Subtype\s*\/CIDFontType/.test(object.text)) decoders.set(object.number, decoderOf(object, pdf, budget));
  }
  const named = new Map<string, Set<FontDecoder>>();
  for (const { text } of pdf.objects) {
    for (const [, name, number] of text.matchAll(/\/([^\s/<>[\]()]{1,60})\s+(\d{1,10})\s+\d{1,5}\s+R/g)) {
      const decoder = decoders.get(Number(number));
      if (decoder) named.set(name, (named.get(name) ?? new Set()).add(decoder));
    }
  }
  return new Map([...named].map(([name, found]) => {
    const candidates = [...found].slice(0, MOST_CANDIDATES);
    return [name, { candidates, opaque: found.size > MOST_CANDIDATES || candidates.some((font) => font.opaque) }];
  }));
}

function decoderOf(font: PdfObject, pdf: PdfFile, budget: { left: number }): FontDecoder {
  const wide = /\/Subtype\s*\/Type0(?!\w)/.test(font.text);
  const toUnicode = pdf.byNumber.get(Number(/\/ToUnicode\s+(\d{1,10})\s+\d+\s+R/.exec(font.text)?.[1] ?? -1));
  const map = toUnicode && pdfStream(toUnicode, budget);
  if (map && map.length <= LARGEST_MAP) return mapped(readUnicodeMap(map.toString('latin1')), wide ? 2 : 1);
  if (!wide) return { decode: (bytes) => bytes.toString('latin1'), opaque: /\/Differences/.test(font.text) || /\/Subtype\s*\/Type3/.test(font.text) };
  const encoding = /\/Encoding\s*\/([\w-]+)/.exec(font.text)?.[1] ?? '';
  if (/^Uni\w+-(UCS2|UTF16)-[HV]$/.test(encoding)) return { decode: utf16, opaque: false };
  if (/^GB\w*-EUC-[HV]$/.test(encoding)) return { decode: (bytes) => new TextDecoder('gbk').decode(bytes), opaque: false };
  return { decode: () => '', opaque: true };
}

function mapped(map: ReadonlyMap<number, string>, width: 1 | 2): FontDecoder {
  return {
    opaque: map.size === 0,
    decode(bytes) {
      let text = '';
      for (let at = 0; at + width <= bytes.length; at += width) text += map.get(width === 2 ? bytes.readUInt16BE(at) : bytes[at]) ?? '\ufffd';
      return text;
    },
  };
}

/** The bfchar and bfrange sections of a ToUnicode map. */
function readUnicodeMap(source: string): Map<number, string> {
  const map = new Map<number, string>();
  for (const section of sections(source, 'bfchar')) {
    for (const [, code, text] of section.matchAll(/<([0-9A-Fa-f]{1,8})>\s*<([0-9A-Fa-f\s]{0,64})>/g)) map.set(Number.parseInt(code, 16), utf16(hexBytes(text)));
  }
  for (const section of sections(source, 'bfrange')) {
    for (const [, from, to, first, list] of section.matchAll(/<([0-9A-Fa-f]{1,8})>\s*<([0-9A-Fa-f]{1,8})>\s*(?:<([0-9A-Fa-f\s]{0,64})>|\[([^\]]{0,8000})\])/g)) {
      addRange(map, Number.parseInt(from, 16), Number.parseInt(to, 16), first, list);
    }
  }
  return map;
}

const sections = (source: string, name: string): string[] => source.split(`begin${name}`).slice(1).map((part) => part.split(`end${name}`, 1)[0]);

function addRange(map: Map<number, string>, from: number, to: number, first: string | undefined, list: string | undefined): void {
  const texts = [...(list ?? '').matchAll(/<([0-9A-Fa-f\s]*)>/g)].map(([, text]) => utf16(hexBytes(text)));
  const start = utf16(hexBytes(first ?? ''));
  const last = start.length > 0 ? start.charCodeAt(start.length - 1) : 0;
  for (let code = from; code <= Math.min(to, from + 0xffff, 0xffff); code += 1) {
    const text = first === undefined ? texts[code - from] : start.slice(0, -1) + String.fromCharCode(last + code - from);
    if (text !== undefined) map.set(code, text);
  }
}

const utf16 = (bytes: Buffer): string => (bytes.length % 2 ? Buffer.from(bytes.subarray(0, -1)) : Buffer.from(bytes)).swap16().toString('utf16le');
