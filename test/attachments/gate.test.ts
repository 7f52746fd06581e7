import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import ExcelJS from 'exceljs';
import sharp from 'sharp';
import { attachmentRefusals, checkAttachment } from '../../server/attachments/gate.js';
import { attachmentAccept } from '../../server/attachments/kinds.js';
import { TooLarge, UnsupportedMedia } from '../../server/lib/errors.js';
import { makeDocx, makeXlsx, makeZip, textRow } from '../lib/make-zip.js';
import { makePage } from './make-pdf.js';

const upload = (bytes: Buffer, fileName: string, declaredType = ''): ReturnType<typeof checkAttachment> => checkAttachment({ bytes, fileName, declaredType });
const photo = (format: 'jpeg' | 'png', width = 40, height = 20): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#336699' } })[format]().withExif({ IFD0: { Make: 'Phone' }, IFD3: { GPSLatitude: '34/1 0/1 0/1' } }).toBuffer();
const rels = (relationship: string): { name: string; content: string } => ({ name: 'word/_rels/document.xml.rels', content: `<Relationships>${relationship}</Relationships>` });
const jpg = photo('jpeg');

describe('the attachment gate', () => {
  test('the five kinds pass and say what they are', async () => {
    const workbook = new ExcelJS.Workbook();
    workbook.addWorksheet('名单').addRow(['张*桐', '2022级']);
    const files: [Buffer, string, string][] = [
      [makePage('BT /F1 12 Tf (list) Tj ET'), '公示.pdf', 'application/pdf'],
      [await jpg, '照片.JPG', 'image/jpeg'], [await jpg, '照片.jpeg', 'image/pjpeg'], [await photo('png'), '截图.png', 'image/png'],
      [makeDocx(['名单']), '名单.docx', 'application/wps-office.docx'], [Buffer.from(await workbook.xlsx.writeBuffer()), '名单.xlsx', 'application/octet-stream'],
    ];
    const passed = await Promise.all(files.map(([bytes, name, type]) => upload(bytes, name, type)));
    expect(passed.map(({ kind, scan }) => `${kind} ${scan}`)).toEqual(['pdf clean', 'jpg unchecked', 'jpg unchecked', 'png unchecked', 'docx clean', 'xlsx clean']);
    for (const { bytes, sha256 } of passed) expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    expect(passed[0].mime).toBe('application/pdf');
    expect(attachmentAccept).toBe('.pdf,.jpg,.jpeg,.png,.docx,.xlsx');
  });

  test.each([
    ['a page of HTML', Buffer.from('<html><script>1</script>'), '公示.pdf'], ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), '图.png'], ['a GIF', Buffer.from('GIF89a......'), '图.jpg'],
    ['a program', Buffer.from('MZ\x90'), '公示.pdf'], ['an old Word file', Buffer.from('d0cf11e0a1b11ae1', 'hex'), '名单.doc'], ['a zip of files', makeZip([{ name: 'a.pdf', content: '%PDF-' }]), '名单.docx'],
    ['a PDF with something before it', Buffer.concat([Buffer.from('<html>'), makePage('')]), '公示.pdf'],
  ])('%s is refused as a kind that is not taken', async (_what, bytes, name) => expect(upload(bytes, name)).rejects.toThrow(UnsupportedMedia));

  test.each([['公示.docx', ''], ['公示', ''], ['公示.pdf.exe', ''], ['公示.pdf', 'text/html'], ['公示.pdf', 'image/png'], ['公示.jpg', 'application/pdf']])(
    'a PDF sent as %s %s is refused because name, declared type and content disagree', async (name, type) => expect(upload(makePage('BT /F1 12 Tf (list) Tj ET'), name, type)).rejects.toThrow(UnsupportedMedia));

  test('a docx called xlsx is refused', async () => expect(upload(makeDocx(['x']), '名单.xlsx')).rejects.toThrow('Word 文档'));

  test('twenty megabytes is the most, and nothing is too little', async () => {
    await expect(upload(Buffer.alloc(20 * 1024 * 1024 + 1, '%PDF-'), '公示.pdf')).rejects.toThrow(TooLarge);
    await expect(upload(Buffer.alloc(0), '公示.pdf')).rejects.toMatchObject({ code: 'file-empty' });
  });

  test('a photograph loses its place, its camera and whatever was hung behind it, and stands upright', async () => {
    const hidden = Buffer.from('<script>alert(1)</script>PK\x03\x04');
    const turned = await sharp(await jpg).withExif({ IFD3: { GPSLatitude: '34/1 0/1 0/1' } }).withMetadata({ orientation: 6 }).toBuffer();
    const { bytes } = await upload(Buffer.concat([turned, hidden]), '照片.jpg');
    const facts = await sharp(bytes).metadata();
    expect(facts.exif).toBeUndefined();
    expect([facts.width, facts.height]).toEqual([20, 40]);
    expect(bytes.includes('script')).toBe(false);
    expect(bytes.includes('GPS')).toBe(false);
  });

  test('a picture with more than 65 million pixels is refused before it is drawn, a large one is made smaller', async () => {
    const claims = Buffer.from(await photo('png'));
    claims.writeUInt32BE(30_000, 16);
    claims.writeUInt32BE(30_000, 20);
    claims.writeUInt32BE(crc32(claims.subarray(12, 29)), 29);
    await expect(upload(claims, '图.png')).rejects.toThrow(TooLarge);
    const { bytes } = await upload(await photo('png', 5000, 100), '图.png');
    expect((await sharp(bytes).metadata()).width).toBe(4096);
  });

  test('half a photograph is refused', async () => expect(upload((await photo('jpeg', 400, 400)).subarray(0, 700), '照片.jpg')).rejects.toMatchObject({ code: 'file-damaged' }));

  test.each<[string, Buffer, string]>([
    ['a macro', makeDocx(['x'], [{ name: 'word/vbaProject.bin', content: 'x' }]), 'file-macro'],
    ['an embedded file', makeDocx(['x'], [{ name: 'word/embeddings/oleObject1.bin', content: 'x' }]), 'file-embedded'],
    ['a control', makeDocx(['x'], [{ name: 'word/activeX/activeX1.xml', content: '<x/>' }]), 'file-embedded'],
    ['a template from elsewhere', makeDocx(['x'], [rels('<Relationship Id="r1" Type="http://x/attachedTemplate" Target="http://evil/t.dotm" TargetMode="External"/>')]), 'file-external-link'],
    ['a picture from elsewhere', makeDocx(['x'], [rels('<Relationship Id="r1" Type="http://x/image" Target="http://evil/p.png" TargetMode="External"/>')]), 'file-external-link'],
    ['a link to a program', makeDocx(['x'], [rels('<Relationship Id="r1" Type="http://x/hyperlink" Target="file:///c:/x.exe" TargetMode="External"/>')]), 'file-external-link'],
    ['a DOCTYPE', makeDocx(['x'], [{ name: 'word/footnotes.xml', content: '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' }]), 'file-doctype'],
    ['a DOCTYPE in a part nobody shows', makeDocx(['x'], [{ name: 'customXml/item1.xml', content: '<?xml version="1.0"?><!DOCTYPE a><a/>' }]), 'file-doctype'],
    ['a DOCTYPE in UTF-16', makeDocx(['x'], [{ name: 'word/footnotes.xml', content: Buffer.from('<!DOCTYPE a><a/>', 'utf16le') }]), 'file-damaged'],
    ['a part outside the file', makeDocx(['x'], [{ name: '../../evil.xml', content: '<x/>' }]), 'file-bad-part-name'],
  ])('a document with %s is refused', async (_what, bytes, code) => {
    await expect(upload(bytes, '名单.docx')).rejects.toMatchObject({ code });
    expect(attachmentRefusals).toContain(code);
  });

  test('data fetched from another workbook is refused', async () =>
    expect(upload(makeXlsx([{ name: 's', rows: '' }], { parts: [{ name: 'xl/externalLinks/externalLink1.xml', content: '<x/>' }] }), '名单.xlsx')).rejects.toMatchObject({ code: 'file-external-link' }));

  test('a workbook made for macros is refused although it holds none', async () => {
    const bytes = makeZip([{ name: '[Content_Types].xml', content: '<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>' }]);
    await expect(upload(bytes, '名单.xlsx')).rejects.toMatchObject({ code: 'file-macro' });
  });

  test('an ordinary link in the text is no reason to refuse', async () =>
    expect((await upload(makeDocx(['x'], [rels('<Relationship Id="r1" Type="http://x/hyperlink" Target="https://www.gov.cn" TargetMode="External"/>')]), '名单.docx')).scan).toBe('clean'));
});

describe('protected numbers in attachments', () => {
  test('an id split over several runs of a document is found with its paragraph', async () => {
    const { scan, findings } = await upload(makeDocx(['名单', ['1101051949', '1231', '002X']]), '名单.docx');
    expect({ scan, findings }).toEqual({ scan: 'found', findings: [{ kind: 'resident-id', place: '正文第 2 段', masked: '1101**********002X' }] });
  });

  test('numbers in cells are found with their address, hidden sheets and numeric cells too', async () => {
    const bytes = makeXlsx([{ name: '名单', rows: textRow(3, ['张三', '13800138000']) }, { name: '底稿', state: 'hidden', rows: '<row r="1"><c r="B1"><v>110105194912310000</v></c><c r="C1"><v>13900139000</v></c></row>' }]);
    expect((await upload(bytes, '名单.xlsx')).findings.map(({ kind, place }) => `${kind} ${place}`)).toEqual(['mobile 名单!B3', 'resident-id 底稿!B1', 'mobile 底稿!C1']);
  });

  test('headers, comments and text boxes are read as well', async () => {
    const { findings } = await upload(makeDocx(['x'], [{ name: 'word/header1.xml', content: '<w:hdr><w:p><w:r><w:t>电话 13800138000</w:t></w:r></w:p></w:hdr>' }, { name: 'word/comments.xml', content: '<c><w:p><w:t>11010519491231002X</w:t></w:p></c>' }]), '名单.docx');
    expect(findings.map(({ kind, place }) => `${kind} ${place}`)).toEqual(['mobile 页眉页脚第 1 段', 'resident-id 批注或图形第 1 段']);
  });

  test('a document with a large picture cannot be fully checked', async () => {
    const noise = Buffer.from(Array.from({ length: 150_000 }, (_, at) => (at * 2_654_435_761) % 251));
    expect((await upload(makeDocx(['名单'], [{ name: 'word/media/image1.jpeg', content: noise }]), '名单.docx')).scan).toBe('unchecked');
  });

  test('a PDF is scanned too', async () => expect((await upload(makePage('BT /F1 12 Tf (11010519491231002X) Tj ET'), '公示.pdf')).findings).toEqual([{ kind: 'resident-id', place: '正文', masked: '1101**********002X' }]));
});
