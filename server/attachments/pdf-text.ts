import { contentTokens, type ContentToken } from './pdf-content.js';
import { fontsByName, type FontChoice, type FontNames } from './pdf-fonts.js';
import { newInflateBudget, pdfStream, type PdfFile, type PdfObject } from './pdf.js';

/** What a PDF shows as text, and whether that is everything it shows. */
export type PdfText = {
  /** The text read twice: where two pieces may or may not touch, once together and once apart. */
  readonly readings: readonly [string, string];
  /** Some of it is a picture, or written with a font that does not say what it means. */
  readonly incomplete: boolean;
};

/** A seal on a page is smaller; a scanned page or a photograph is larger. */
const SCAN_PIXELS = 600;
/** More than a thousand pages of text; what lies beyond is not read and the file counts as not fully checked. */
const MOST_CONTENT = 16 * 1024 * 1024;

/** Stands between two pieces that may be one. */
const PERHAPS = '\u001f';

/** Text in reading order of the file. Digits set one by one stay together; columns stand apart. */
export function pdfText(pdf: PdfFile): PdfText {
  const budget = newInflateBudget();
  const fonts = fontsByName(pdf, budget);
  const pieces: string[] = [];
  let incomplete = pdf.objects.some(isLargePicture);
  let left = MOST_CONTENT;
  for (const object of pdf.objects) {
    if (!object.stream || isNoContent(object)) continue;
    const content = pdfStream(object, budget);
    if (content === null || content.length > left) {
      incomplete = true;
      continue;
    }
    const source = content.toString('latin1');
    if (!/(?:^|\s)BT\s/.test(source)) continue;
    left -= content.length;
    const shown = readContent(source, fonts);
    pieces.push(shown.text);
    incomplete ||= shown.opaque;
  }
  const text = pieces.join('\n');
  return { readings: [text.replaceAll(PERHAPS, ''), text.replaceAll(PERHAPS, ' ')], incomplete: incomplete || text.trim() === '' };
}

/** Pictures, tables, font programs, maps: streams that show no text. */
const isNoContent = ({ text }: PdfObject): boolean =>
  /\/Subtype\s*\/(Image|Type1C|CIDFontType0C|OpenType|XML)(?!\w)|\/Type\s*\/(XRef|ObjStm|Metadata|CMap)(?!\w)|\/Length1(?!\w)/.test(text);

function isLargePicture(object: PdfObject): boolean {
  if (!/\/Subtype\s*\/Image(?!\w)/.test(object.text)) return false;
  const side = (name: string): number => Number(new RegExp(`/${name}\\s+(\\d{1,6})`).exec(object.text)?.[1] ?? 0);
  return Math.min(side('Width'), side('Height')) >= SCAN_PIXELS;
}

/** Where the pen stands: enough to tell one line from the next and a gap from the width of what was shown. */
type Pen = { x: number; y: number; scaleX: number; scaleY: number; size: number; leading: number; shownAt: { x: number; y: number; text: string } | null };

function readContent(source: string, fonts: FontNames): { text: string; opaque: boolean } {
  const pen: Pen = { x: 0, y: 0, scaleX: 1, scaleY: 1, size: 10, leading: 0, shownAt: null };
  let current: FontChoice = { candidates: [], opaque: true };
  let opaque = false;
  const pieces: string[] = [];
  let operands: ContentToken[] = [];
  const show = (strings: readonly ContentToken[]): void => {
    opaque ||= current.opaque;
    const readings = current.candidates.map((font) => strings.map((one) => shownText(one, font.decode)).join(''));
    pieces.push(gapBefore(pen), readings.join('\n'));
    pen.shownAt = { x: pen.x, y: pen.y, text: readings[0] ?? '' };
  };
  for (const token of contentTokens(source)) {
    if (token.kind !== 'operator') {
      operands.push(token);
      continue;
    }
    const numbers = operands.flatMap((one) => (one.kind === 'number' ? [one.value] : []));
    if (token.operator === 'Tf') {
      const name = operands.find((one) => one.kind === 'name');
      current = (name?.kind === 'name' ? fonts.get(name.name) : undefined) ?? { candidates: [], opaque: true };
      pen.size = numbers.at(-1) ?? pen.size;
    } else if (token.operator === 'Tj' || token.operator === 'TJ') show(operands);
    else if (token.operator === "'" || token.operator === '"') {
      move(pen, 0, -pen.leading);
      show(operands.filter((one) => one.kind === 'string'));
    } else movePen(pen, token.operator, numbers);
    operands = [];
  }
  return { text: pieces.join(''), opaque };
}

/** In a TJ array a large step back is a gap between words; a small one is kerning. */
const shownText = (token: ContentToken, decode: (bytes: Buffer) => string): string =>
  token.kind === 'string' ? decode(token.bytes) : token.kind === 'number' && token.value < -200 ? ' ' : '';

function movePen(pen: Pen, operator: string, numbers: readonly number[]): void {
  const [a = 0, b = 0, , d = 0, x = 0, y = 0] = numbers;
  if (operator === 'Td') move(pen, a, b);
  else if (operator === 'TD') {
    pen.leading = -b;
    move(pen, a, b);
  } else if (operator === 'TL') pen.leading = a;
  else if (operator === 'T*') move(pen, 0, -pen.leading);
  else if (operator === 'Tm') Object.assign(pen, { scaleX: a, scaleY: d, x, y });
  else if (operator === 'BT') Object.assign(pen, { x: 0, y: 0, scaleX: 1, scaleY: 1 });
}

function move(pen: Pen, x: number, y: number): void {
  pen.x += x * pen.scaleX;
  pen.y += y * pen.scaleY;
}

/**
 * Nothing where the new piece continues the line, a blank where it stands apart, a line break where it is another line.
 * Widths are estimated: Latin letters and digits take between half and two thirds of a Chinese character.
 */
function gapBefore({ shownAt, x, y, size, scaleX, scaleY }: Pen): string {
  if (!shownAt) return '';
  if (Math.abs(y - shownAt.y) > Math.abs(size * scaleY) * 0.3) return '\n';
  const em = Math.abs(size * scaleX);
  const gap = x - shownAt.x;
  if (gap === 0) return '';
  const narrow = shownAt.text.replace(/[^\u0020-\u00ff]/g, '').length;
  const wide = shownAt.text.length - narrow;
  if (gap < 0 || gap > (wide + narrow * 0.67 + 0.3) * em) return ' ';
  return gap > (wide + narrow * 0.5 + 0.3) * em ? PERHAPS : '';
}
