import { deflateSync } from 'node:zlib';

/** Builds a PDF of these numbered objects; a stream is written deflated unless its dictionary names another filter. */
export type PdfPart = { dictionary: string; stream?: string | Buffer; plain?: boolean };

export function makePdf(parts: Readonly<Record<number, PdfPart>>, trailer = '/Root 1 0 R'): Buffer {
  const chunks: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  for (const [number, { dictionary, stream, plain = false }] of Object.entries(parts)) {
    chunks.push(Buffer.from(`${number} 0 obj\n`));
    if (stream === undefined) chunks.push(Buffer.from(dictionary, 'latin1'));
    else {
      const content = Buffer.isBuffer(stream) ? stream : Buffer.from(stream, 'latin1');
      const packed = plain ? content : deflateSync(content);
      chunks.push(Buffer.from(`<< ${dictionary} ${plain ? '' : '/Filter /FlateDecode '}/Length ${packed.length} >>\nstream\n`, 'latin1'), packed, Buffer.from('\nendstream'));
    }
    chunks.push(Buffer.from('\nendobj\n'));
  }
  return Buffer.concat([...chunks, Buffer.from(`trailer\n<< ${trailer} >>\nstartxref\n0\n%%EOF\n`, 'latin1')]);
}

const PAGES: Readonly<Record<number, PdfPart>> = {
  1: { dictionary: '<< /Type /Catalog /Pages 2 0 R >>' },
  2: { dictionary: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>' },
  3: { dictionary: '<< /Type /Page /Parent 2 0 R /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>' },
};

/** One page with this content stream, in a font that says what its bytes mean (or the one given). */
export const makePage = (content: string, font = '<< /Type /Font /Subtype /TrueType /BaseFont /Arial /Encoding /WinAnsiEncoding >>', more: Readonly<Record<number, PdfPart>> = {}): Buffer =>
  makePdf({ ...PAGES, 4: { dictionary: font }, 5: { dictionary: '', stream: content }, ...more });

/** The hex string of a text in a two-byte font whose glyph of a character is its code plus 3, and the map back. */
export const glyphs = (text: string): string => `<${Array.from(text, (character) => (character.charCodeAt(0) + 3).toString(16).padStart(4, '0')).join('')}>`;
export const glyphMap = (text: string): string =>
  `/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange ${new Set(text).size} beginbfchar\n${[...new Set(text)]
    .map((character) => `<${(character.charCodeAt(0) + 3).toString(16).padStart(4, '0')}> <${character.charCodeAt(0).toString(16).padStart(4, '0')}>`).join('\n')}\nendbfchar endcmap`;
