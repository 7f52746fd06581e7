/** Text in drawings: escaping, measuring and wrapping of Chinese names. Widths are in em (the width of one Chinese character). */

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '=': '&#61;', ':': '&#58;' };

/**
 * Escapes text and attribute values. `=` and `:` go too, so that no name reads like an event attribute or a script
 * address to whoever checks the picture; what XML forbids altogether is left out.
 */
export const escapeXml = (text: string): string => text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '').replace(/[&<>"'=:]/g, (sign) => entities[sign]);

const wide = /[\u{1100}-\u{115f}\u{2e80}-\u{303e}\u{3041}-\u{a4cf}\u{ac00}-\u{d7a3}\u{f900}-\u{faff}\u{fe30}-\u{fe6f}\u{ff00}-\u{ff60}\u{ffe0}-\u{ffe6}\u{20000}-\u{3fffd}“”‘’…—]/u;

/** How wide a text is drawn: Chinese characters and their punctuation are one em, the rest about half of it. */
export function widthOf(text: string): number {
  let width = 0;
  for (const sign of text) width += wide.test(sign) ? 1 : /[A-Z@#%&mwMW]/.test(sign) ? 0.72 : sign === ' ' ? 0.3 : 0.56;
  return width;
}

const words = new Intl.Segmenter('zh-CN', { granularity: 'word' });
const closing = /^[，。、；：？！）》」』”’…,.;:?!)\]}]$/u;
const opening = /[（《「『“‘([{]$/u;

/**
 * Lines of about equal length, broken between words, with no closing sign at the start of a line and no opening one
 * at its end. What does not fit into `maxLines` ends with “…”.
 */
export function wrapLines(text: string, maxWidth: number, maxLines: number): string[] {
  const pieces = unbreakable(text.trim().replace(/\s+/gu, ' '), maxWidth);
  if (pieces.length === 0) return [];
  const lines = fill(pieces, maxWidth);
  if (lines.length > maxLines) return shorten(lines, maxWidth, maxLines);
  for (let width = widthOf(text) / lines.length; width < maxWidth; width += 0.5) {
    const balanced = fill(pieces, width);
    if (balanced.length === lines.length) return balanced;
  }
  return lines;
}

function unbreakable(text: string, maxWidth: number): string[] {
  const pieces: string[] = [];
  for (const { segment } of words.segment(text)) {
    const last = pieces.at(-1);
    const together = last !== undefined && (closing.test(segment) || opening.test(last));
    if (together && widthOf(last + segment) <= maxWidth) pieces[pieces.length - 1] = last + segment;
    else if (widthOf(segment) <= maxWidth) pieces.push(segment);
    else pieces.push(...segment);
  }
  return pieces;
}

function fill(pieces: readonly string[], maxWidth: number): string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf((last + piece).trim()) <= maxWidth) lines[lines.length - 1] = last + piece;
    else lines.push(piece.trimStart());
  }
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

function shorten(lines: readonly string[], maxWidth: number, maxLines: number): string[] {
  const kept = lines.slice(0, maxLines);
  let end = [...(kept.at(-1) ?? '')];
  while (end.length > 0 && widthOf(`${end.join('')}…`) > maxWidth) end = end.slice(0, -1);
  return [...kept.slice(0, -1), `${end.join('')}…`];
}

/** A `<text>` of one or more lines around the middle point `x`, `y`. */
export function textBlock(lines: readonly string[], x: number, y: number, lineHeight: number, className: string): string {
  const first = y - ((lines.length - 1) * lineHeight) / 2;
  const spans = lines.map((line, index) => `<tspan x="${round(x)}" y="${round(first + index * lineHeight)}">${escapeXml(line)}</tspan>`);
  return `<text class="${className}">${spans.join('')}</text>`;
}

/** Coordinates to a tenth: small files, and no exponents. */
export const round = (value: number): number => Math.round(value * 10) / 10;
