import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { UnsupportedMedia } from '../../server/lib/errors.js';
import { columnLetter } from '../../server/lib/sheet-columns.js';
import { attributeOf, scanXml, xmlScanner, xmlText } from '../../server/lib/xml-scan.js';
import { makeDocx, makeXlsx, textRow } from './make-zip.js';
import { readSheets } from './read-table.js';

const STYLES = '<styleSheet><numFmts count="1"><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;;@"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="57"/><xf numFmtId="4"/></cellXfs></styleSheet>';

describe('reading a worksheet', () => {
  test('a file written by Excel’s usual library is read cell for cell', async () => {
    const cell = fc.oneof(fc.stringMatching(/^[\u4e00-\u9fa5A-Za-z0-9&<>"' ]{0,12}$/), fc.integer({ min: -1e9, max: 1e9 }), fc.boolean(), fc.constant(null));
    await fc.assert(fc.asyncProperty(fc.array(fc.array(cell, { minLength: 1, maxLength: 6 }), { maxLength: 8 }), async (rows) => {
      const workbook = new ExcelJS.Workbook();
      const sheet = workbook.addWorksheet('表 1');
      rows.forEach((row) => sheet.addRow(row));
      const [read] = await readSheets(Buffer.from(await workbook.xlsx.writeBuffer()));
      const expected = rows.flatMap((row, at) => row.flatMap((value, column) => {
        if (value === null || (typeof value === 'string' && value.trim() === '')) return [];
        return [[`${columnLetter(column + 1)}${at + 1}`, typeof value === 'boolean' ? (value ? '是' : '否') : String(value)]];
      }));
      expect(read.rows.flatMap(({ cells }) => cells.map(({ address, text }) => [address, text]))).toEqual(expected);
    }), { numRuns: 40 });
  });

  test('dates are read from serial numbers by their format, built-in or Chinese, in both date systems', async () => {
    const rows = '<row r="1"><c r="A1" s="1"><v>44440</v></c><c r="B1" s="2"><v>44440</v></c><c r="C1" s="3"><v>44440</v></c><c r="D1" s="4"><v>44440</v></c><c r="E1" t="d"><v>2021-09-01T00:00:00</v></c></row>';
    const [sheet] = await readSheets(makeXlsx([{ name: '名册', rows }], { styles: STYLES }));
    expect(sheet.rows[0].cells.map(({ kind, text }) => `${kind} ${text}`)).toEqual(['date 2021-09-01', 'date 2021-09-01', 'date 2021-09-01', 'number 44440', 'date 2021-09-01']);
    const [old] = await readSheets(makeXlsx([{ name: '名册', rows: '<row r="1"><c r="A1" s="1"><v>42978</v></c></row>' }], { styles: STYLES, workbookPr: '<workbookPr date1904="1"/>' }));
    expect(old.rows[0].cells[0].text).toBe('2021-09-01');
  });

  test('numbers keep the digits of the file, formulas and errors say what they are', async () => {
    const rows = '<row r="2"><c r="A2"><v>1.1010519491231E+17</v></c><c r="B2" t="str"><f>1+1</f><v>2</v></c><c r="C2" t="e"><v>#N/A</v></c><c r="D2" t="b"><v>1</v></c><c r="E2"/><c r="F2" t="s"><v>0</v></c></row>';
    const [sheet] = await readSheets(makeXlsx([{ name: '名册', rows }], { sharedStrings: '<sst><si><r><t>张</t></r><r><t>三</t></r><rPh><t>ZHANG</t></rPh></si></sst>' }));
    expect(sheet.rows[0].cells.map(({ address, kind, text }) => [address, kind, text])).toEqual([
      ['A2', 'number', '1.1010519491231E+17'], ['B2', 'formula', '2'], ['C2', 'error', '#N/A'], ['D2', 'boolean', '是'], ['F2', 'text', '张三'],
    ]);
  });

  test('cells without an address stand where they follow', async () => {
    const [sheet] = await readSheets(makeXlsx([{ name: 's', rows: '<row><c t="inlineStr"><is><t>a</t></is></c><c/><c t="inlineStr"><is><t>b</t></is></c></row><row><c><v>1</v></c></row>' }]));
    expect(sheet.rows.flatMap(({ cells }) => cells.map(({ address }) => address))).toEqual(['A1', 'C1', 'A2']);
  });

  test('a cell in the farthest corner, a merge and a validation of the whole sheet do not hurt', async () => {
    const started = performance.now();
    const [sheet] = await readSheets(makeXlsx([{
      name: 's', rows: `${textRow(1, ['姓名'])}<row r="1048576"><c r="A1048576"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>`,
      after: '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells><dataValidations><dataValidation sqref="A1:XFD1048576" type="list"/></dataValidations>',
    }], { workbookAfter: '<definedNames><definedName name="n">s!$A$1:$XFD$1048576</definedName></definedNames>' }));
    expect(sheet.rows.map(({ row }) => row)).toEqual([1, 1_048_576]);
    expect(sheet.rows[1].cells.map(({ address }) => address)).toEqual(['A1048576']);
    expect(performance.now() - started).toBeLessThan(1500);
  });

  test('hidden sheets are marked, and sheets come in the order of the tabs', async () => {
    const sheets = await readSheets(makeXlsx([{ name: '说明', rows: '' }, { name: '选项', rows: textRow(1, ['男']), state: 'veryHidden' }, { name: '名册', rows: '' }]));
    expect(sheets.map(({ name, hidden }) => `${name}${hidden ? '（隐藏）' : ''}`)).toEqual(['说明', '选项（隐藏）', '名册']);
  });

  test('what is not an .xlsx is refused with the way out', async () => {
    await expect(readSheets(Buffer.from('姓名,证件号码\n'))).rejects.toThrow(UnsupportedMedia);
    await expect(readSheets(Buffer.from('d0cf11e0a1b11ae10000', 'hex'))).rejects.toThrow('旧格式');
    await expect(readSheets(makeDocx(['x']))).rejects.toThrow('不是 Excel');
    await expect(readSheets(Buffer.alloc(0))).rejects.toThrow(UnsupportedMedia);
  });

  test('a DOCTYPE in any part read is refused, plain or in another encoding', async () => {
    await expect(readSheets(makeXlsx([{ name: 's', rows: '' }], { sharedStrings: '<!DOCTYPE sst [<!ENTITY a "aaaa">]><sst/>' }))).rejects.toMatchObject({ code: 'file-doctype' });
    expect(() => xmlText(Buffer.from('<!DOCTYPE x><x/>', 'utf16le'))).toThrow('不完整');
    expect(() => xmlText(Buffer.from('<?xml version="1.0" encoding="UTF-7"?><x/>'))).toThrow('不完整');
    expect(xmlText(Buffer.from('\ufeff<?xml version="1.0" encoding="utf-8"?><x/>'))).toContain('<x/>');
  });
});

describe('the XML scanner', () => {
  const events = (source: string): string[] => {
    const seen: string[] = [];
    scanXml(source, { open: (name, attributes) => seen.push(`<${name}${attributeOf(attributes, 'a') ?? ''}`), close: (name) => seen.push(`>${name}`), text: (text) => seen.push(text) });
    return seen;
  };
  test('it knows elements, attributes, text, CDATA, comments and references', () =>
    expect(events('<?x?><w:r x:a="1&amp;&#20108;"><!-- <b> --><t a=\'>\'/>&lt;张&#x4e09;<![CDATA[<&amp;]]></w:r>')).toEqual(['<r1&二', '<t>', '>t', '<张三', '<&amp;', '>r']));
  test('cut into pieces anywhere, it is read the same', () => {
    const source = '<?x?><w:r x:a="1&amp;>二"><!-- <b> --><t a=\'>\'/>&lt;张&#x4e09;<![CDATA[<&amp;]]></w:r> 尾';
    const joined = (pieces: readonly string[]): string => {
      const seen: string[] = [];
      const scanner = xmlScanner({ open: (name, attributes) => seen.push(`<${name}${attributeOf(attributes, 'a') ?? ''}>`), close: (name) => seen.push(`</${name}>`), text: (text) => seen.push(text) });
      for (const piece of pieces) scanner.write(piece);
      scanner.end();
      return seen.join('');
    };
    const whole = joined([source]);
    for (let at = 1; at < source.length; at += 1) expect(joined([source.slice(0, at), source.slice(at)])).toBe(whole);
    expect(joined([...source])).toBe(whole);
    expect(whole).toContain('<r1&>二>');
  });
  test('a tag without an end is not waited for for ever', () => {
    const scanner = xmlScanner({});
    scanner.write('<c r="');
    expect(() => { for (let at = 0; at < 20; at += 1) scanner.write('x'.repeat(64 * 1024)); }).toThrow('不完整');
  });
  test('an entity it does not know stays as written', () => expect(events('<a>&lol;&#xD800;</a>')).toEqual(['<a', '&lol;&#xD800;', '>a']));
  test.each(['<a', '<a b="', '<!-- x', '<![CDATA[x', '<!DOCTYPE a>'])('%j is refused', (source) => expect(() => events(source)).toThrow(Error));
  test('a megabyte of bad attributes takes no longer than a good one', () => {
    const started = performance.now();
    expect(attributeOf(` ${'a'.repeat(1_000_000)}`, 'r')).toBeUndefined();
    expect(attributeOf(' a'.repeat(500_000), 'r')).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(1500);
  });
});
