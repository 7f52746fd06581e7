/** The words of a PDF content stream, read by hand so that the time grows with the length and never with its square. */
export type ContentToken =
  | { readonly kind: 'string'; readonly bytes: Buffer }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'operator'; readonly operator: string };

const DELIMITER = /[\s\0()<>[\]{}/%]/;

/** @param source the stream as latin1 text. Array and dictionary brackets are left out: the office's question needs no structure. */
export function* contentTokens(source: string): Generator<ContentToken> {
  let at = 0;
  while (at < source.length) {
    const character = source[at];
    if (character === '(') {
      const end = literalEnd(source, at);
      yield { kind: 'string', bytes: literalBytes(source.slice(at + 1, end)) };
      at = end + 1;
    } else if (character === '<' && source[at + 1] !== '<') {
      const end = placeOf(source, '>', at);
      yield { kind: 'string', bytes: hexBytes(source.slice(at + 1, end)) };
      at = end + 1;
    } else if (character === '%') at = placeOf(source, '\n', at) + 1;
    else if (character === '/') {
      const end = wordEnd(source, at + 1);
      yield { kind: 'name', name: source.slice(at + 1, end) };
      at = end;
    } else if (DELIMITER.test(character)) at += 1;
    else {
      const end = wordEnd(source, at);
      const word = source.slice(at, end);
      const value = /^[-+.\d]/.test(word) ? Number(word) : Number.NaN;
      yield Number.isNaN(value) ? { kind: 'operator', operator: word } : { kind: 'number', value };
      // The pixels of an inline picture follow its ID; they are not words.
      at = word === 'ID' ? placeOf(source, 'EI', end) : end;
    }
  }
}

/** Hex digits with blanks between them; a missing last digit is 0. */
export function hexBytes(hex: string): Buffer {
  const digits = hex.replace(/[^0-9A-Fa-f]/g, '');
  return Buffer.from(digits.length % 2 ? `${digits}0` : digits, 'hex');
}

function wordEnd(source: string, from: number): number {
  let at = from;
  while (at < source.length && !DELIMITER.test(source[at])) at += 1;
  return at;
}

function placeOf(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from);
  return found < 0 ? source.length : found;
}

/** The closing bracket of a literal string: brackets inside count, escaped ones do not. */
function literalEnd(source: string, from: number): number {
  let depth = 0;
  for (let at = from; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === '(') depth += 1;
    else if (source[at] === ')') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return source.length;
}

const ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, f: 12 };

function literalBytes(body: string): Buffer {
  if (!body.includes('\\')) return Buffer.from(body, 'latin1');
  const bytes: number[] = [];
  for (let at = 0; at < body.length; at += 1) {
    if (body[at] !== '\\') {
      bytes.push(body.charCodeAt(at));
      continue;
    }
    const octal = /^[0-7]{1,3}/.exec(body.slice(at + 1, at + 4))?.[0];
    const next = body[at + 1] ?? '';
    if (octal) bytes.push(Number.parseInt(octal, 8) & 255);
    else if (next !== '' && next !== '\n') bytes.push(ESCAPES[next] ?? next.charCodeAt(0));
    at += octal ? octal.length : 1;
  }
  return Buffer.from(bytes);
}
