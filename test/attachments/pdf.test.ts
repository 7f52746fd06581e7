import { pdfText } from '../../server/attachments/pdf-text.js';
import { readPdf, refuseActivePdf } from '../../server/attachments/pdf.js';
import { glyphMap, glyphs, makePage, makePdf } from './make-pdf.js';

const shown = (bytes: Buffer): { text: string; apart: string; incomplete: boolean } => {
  const { readings, incomplete } = pdfText(readPdf(bytes));
  return { text: readings[0], apart: readings[1], incomplete };
};
const refusal = (bytes: Buffer): string => {
  try {
    refuseActivePdf(readPdf(bytes));
    return 'accepted';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
};
const WIDE = '<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /Identity-H /DescendantFonts [7 0 R] /ToUnicode 6 0 R >>';

describe('the text of a PDF', () => {
  test('a plain page is read with its lines', () =>
    expect(shown(makePage('BT /F1 12 Tf 72 700 Td (Name list) Tj 0 -14 Td (138 0013) Tj ET'))).toEqual({ text: 'Name list\n138 0013', apart: 'Name list\n138 0013', incomplete: false }));

  test('escapes, hex strings, kerning and every way to show text are understood', () =>
    expect(shown(makePage("BT /F1 12 Tf 14 TL 72 700 Td [(11) -20 (01) -600 (05)] TJ T* (a\\(b\\)\\101\\n) Tj <3132 33> ' 0 0 (c) \" ET")).text).toBe('1101 05\na(b)A\n\n123\nc'));

  test('digits set one by one stay one number, columns stay apart', () => {
    const digits = '13800138000'.split('').map((digit, at) => `1 0 0 1 ${72 + at * 6} 700 Tm (${digit}) Tj`).join(' ');
    expect(shown(makePage(`BT /F1 12 Tf ${digits} 1 0 0 1 300 700 Tm (2022) Tj ET`)).text).toBe('13800138000 2022');
  });

  test('where two numbers may or may not touch, both readings are given', () => {
    const { text, apart } = shown(makePage('BT /F1 10 Tf 1 0 0 1 50 700 Tm (2022010203) Tj 1 0 0 1 113 700 Tm (13800138000) Tj ET'));
    expect([text, apart]).toEqual(['202201020313800138000', '2022010203 13800138000']);
  });

  test('a font of glyph numbers is read through its map', () => {
    const text = '张三 13800138000';
    expect(shown(makePage(`BT /F1 12 Tf 72 700 Td ${glyphs(text)} Tj ET`, WIDE, { 6: { dictionary: '', stream: glyphMap(text) } }))).toEqual({ text, apart: text, incomplete: false });
  });

  test('a font of glyph numbers without a map makes the file not checkable', () =>
    expect(shown(makePage('BT /F1 12 Tf 72 700 Td <00410042> Tj ET', WIDE.replace('/ToUnicode 6 0 R', ''))).incomplete).toBe(true));

  test('ranges and lists of a map, and the predefined Chinese encodings, are understood', () => {
    const map = 'beginbfrange <0001> <000A> <0030> <0020> <0021> [<5F20> <4E09>] endbfrange';
    expect(shown(makePage('BT /F1 12 Tf 72 700 Td <000200030020 0021> Tj ET', WIDE, { 6: { dictionary: '', stream: map } })).text).toBe('12张三');
    const predefined = (encoding: string): string => `<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /${encoding} /DescendantFonts [7 0 R] >>`;
    expect(shown(makePage('BT /F1 12 Tf 72 700 Td <5F204E09> Tj ET', predefined('UniGB-UCS2-H'))).text).toBe('张三');
    expect(shown(makePage('BT /F1 12 Tf 72 700 Td <d5c5c8fd3132> Tj ET', predefined('GBK-EUC-H'))).text).toBe('张三12');
  });

  test('a scan, an empty page and a stream packed in an unknown way cannot be checked', () => {
    const scan = { 8: { dictionary: '/Type /XObject /Subtype /Image /Width 1654 /Height 2339', stream: 'xx' } };
    expect(shown(makePage('q 595 0 0 842 0 0 cm /Im1 Do Q', undefined, scan)).incomplete).toBe(true);
    expect(shown(makePage('BT /F1 12 Tf (text) Tj ET', undefined, scan)).incomplete).toBe(true);
    expect(shown(makePage('q Q')).incomplete).toBe(true);
    expect(shown(makePage('BT /F1 12 Tf (text) Tj ET', undefined, { 8: { dictionary: '/Filter /LZWDecode', stream: 'xx', plain: true } })).incomplete).toBe(true);
  });

  test('a small seal does not make a text uncheckable', () => {
    const seal = { 8: { dictionary: '/Type /XObject /Subtype /Image /Width 300 /Height 300', stream: 'xx' } };
    expect(shown(makePage('BT /F1 12 Tf (text) Tj ET', undefined, seal)).incomplete).toBe(false);
  });

  test('objects packed into an object stream are read', () => {
    const font = '<< /Type /Font /Subtype /TrueType /BaseFont /Arial >>';
    const page = '<< /Type /Page /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>';
    const head = `4 0 3 ${font.length + 1} `;
    const bytes = makePdf({ 5: { dictionary: '', stream: 'BT /F1 12 Tf (13800138000) Tj ET' }, 9: { dictionary: `/Type /ObjStm /N 2 /First ${head.length}`, stream: `${head}${font} ${page}` } });
    expect(shown(bytes)).toMatchObject({ text: '13800138000', incomplete: false });
  });

  test('brackets left open, inline pictures and comments do not lose the text after them', () => {
    expect(shown(makePage('BI /W 2 ID \x00(\xff EI BT % (\n /F1 12 Tf (ok) Tj ET')).text).toBe('ok');
    const started = performance.now();
    shown(makePage(`BT /F1 12 Tf ${'(\\('.repeat(200_000)}`));
    shown(makePage(`BT /F1 12 Tf ${'<'.repeat(400_000)}`));
    expect(performance.now() - started).toBeLessThan(4000);
  });
});

describe('what a PDF may not do', () => {
  const catalog = (more: string): Buffer => makePdf({ 1: { dictionary: `<< /Type /Catalog ${more} >>` }, 7: { dictionary: '[3 0 R /XYZ null null 0]' }, 8: { dictionary: '<< /S /URI /URI (http://x) >>' } });

  test.each([
    ['a script', '/AA << /O << /S /JavaScript /JS (app.alert(1)) >> >>'], ['a script under a disguised name', '/AA << /O << /S /J#61vaScript /J#53 (x) >> >>'], ['a program start', '/A << /S /Launch /F (cmd.exe) >>'],
    ['an embedded file', '/Names << /EmbeddedFiles 9 0 R >>'], ['a form with behaviour', '/AcroForm << /XFA 9 0 R >>'], ['a film', '/A << /Subtype /RichMedia >>'],
    ['an action on opening', '/OpenAction << /S /URI /URI (http://x) >>'], ['an action on opening kept elsewhere', '/OpenAction 8 0 R'], ['an action on opening that is not there', '/OpenAction 99 0 R'],
    ['a destination followed by something else', '/OpenAction << /S /GoTo /D [3 0 R] /Next 8 0 R >>'],
  ])('%s is refused', (_what, more) => expect(refusal(catalog(more))).toBe('file-active-content'));

  test.each([['nothing special', ''], ['the page to open', '/OpenAction [3 0 R /FitH null]'], ['the page to open kept elsewhere', '/OpenAction 7 0 R'], ['the page to open as an action', '/OpenAction << /S /GoTo /D [3 0 R /Fit] >>'], ['a link', '/A 8 0 R']])(
    '%s is accepted', (_what, more) => expect(refusal(catalog(more))).toBe('accepted'));

  test('a script inside an object stream is found', () => {
    const script = '<< /S /JavaScript /JS (x) >>';
    expect(refusal(makePdf({ 9: { dictionary: '/Type /ObjStm /N 1 /First 5', stream: `11 0 ${script}` } }))).toBe('file-active-content');
  });
  test('a script hidden inside what looks like a picture is found', () =>
    expect(refusal(makePdf({ 9: { dictionary: '/Subtype /Image', stream: '5 0 obj << /S /JavaScript >> endobj', plain: true } }))).toBe('file-active-content'));
  test('an object stream packed in an unknown way is refused', () =>
    expect(() => readPdf(makePdf({ 9: { dictionary: '/Type /ObjStm /N 1 /First 5 /Filter /LZWDecode', stream: 'x', plain: true } }))).toThrow('不完整'));
  test('a file under a password is refused with what to do', () => expect(refusal(makePdf({ 1: { dictionary: '<< >>' } }, '/Root 1 0 R /Encrypt 9 0 R'))).toBe('file-encrypted'));
  test('a file cut short is refused', () => expect(() => readPdf(Buffer.from('%PDF-1.7\n1 0 obj\n<<'))).toThrow('不完整'));
  test('a million objects that never end are read once, not once each', () => {
    const started = performance.now();
    expect(() => readPdf(Buffer.from(`%PDF-1.7\n${'1 0 obj '.repeat(150_000)}%%EOF`))).not.toThrow();
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
