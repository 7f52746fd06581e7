import { crc32, deflateRawSync } from 'node:zlib';

/** One part of a zip under construction; what it claims may differ from what it is, as in files made to harm. */
export type Part = { name: string; content: Buffer | string; claimedSize?: number; stored?: boolean; encrypted?: boolean };

/** Builds a zip file as office software would, or as nobody should. */
export function makeZip(parts: readonly Part[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, claimedSize, stored = false, encrypted = false } of parts) {
    const plain = Buffer.isBuffer(content) ? content : Buffer.from(content, 'utf8');
    const packed = stored ? plain : deflateRawSync(plain);
    const nameBytes = Buffer.from(name, 'utf8');
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(0x800 | (encrypted ? 1 : 0), 2);
    facts.writeUInt16LE(stored ? 0 : 8, 4);
    facts.writeUInt32LE(crc32(plain), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(claimedSize ?? plain.length, 18);
    facts.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, nameBytes, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), facts, tail, nameBytes]));
    bodies.push(local);
    offset += local.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(listing.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, listing, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

const TYPES = (main: string, path: string): string =>
  `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/${path}" ContentType="application/vnd.openxmlformats-officedocument.${main}+xml"/></Types>`;

/** A Word document of these paragraphs; a paragraph given as a list is written in several runs. */
export function makeDocx(paragraphs: readonly (string | readonly string[])[], more: readonly Part[] = []): Buffer {
  const body = paragraphs.map((runs) => `<w:p>${[runs].flat().map((text) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`).join('')}</w:p>`).join('');
  return makeZip([
    { name: '[Content_Types].xml', content: TYPES('wordprocessingml.document.main', 'word/document.xml') },
    { name: 'word/document.xml', content: `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>` },
    ...more,
  ]);
}

/** A workbook with hand-written sheet XML, for what no writer of spreadsheets would produce. */
export function makeXlsx(sheets: readonly { name: string; rows: string; state?: string; after?: string }[], more: { styles?: string; workbookPr?: string; parts?: readonly Part[]; sharedStrings?: string; workbookAfter?: string } = {}): Buffer {
  return makeZip([
    { name: '[Content_Types].xml', content: TYPES('spreadsheetml.sheet.main', 'xl/workbook.xml') },
    {
      name: 'xl/workbook.xml',
      content: `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">${more.workbookPr ?? ''}<sheets>${sheets
        .map(({ name, state }, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"${state ? ` state="${state}"` : ''}/>`).join('')}</sheets>${more.workbookAfter ?? ''}</workbook>`,
    },
    { name: 'xl/_rels/workbook.xml.rels', content: `<Relationships>${sheets.map((_sheet, at) => `<Relationship Id="rId${at + 1}" Type="worksheet" Target="worksheets/sheet${at + 1}.xml"/>`).join('')}</Relationships>` },
    ...sheets.map(({ rows, after }, at) => ({ name: `xl/worksheets/sheet${at + 1}.xml`, content: `<worksheet><sheetData>${rows}</sheetData>${after ?? ''}</worksheet>` })),
    ...(more.styles ? [{ name: 'xl/styles.xml', content: more.styles }] : []),
    ...(more.sharedStrings ? [{ name: 'xl/sharedStrings.xml', content: more.sharedStrings }] : []),
    ...(more.parts ?? []),
  ]);
}

/** A row of text cells from column A. */
export const textRow = (row: number, texts: readonly string[]): string =>
  `<row r="${row}">${texts.map((text, at) => `<c r="${String.fromCharCode(65 + at)}${row}" t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`;
