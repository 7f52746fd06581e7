import { gateXml } from '../../server/workflow/check-definition.js';
import { scanXml } from '../../server/workflow/xml-scan.js';
import { bpmn, end, path, start, userTask } from '../support/bpmn-builder.js';
import { cpuOf } from './check.js';

const sound = bpmn([start(), userTask('review'), end(), ...path('start', 'review', 'end')]);
const codes = (xml: string | Buffer): string[] => gateXml(xml).map(({ code }) => code);

describe('the gate before any parser', () => {
  it('lets a sound file through, with or without byte order mark, as bytes or text', () => {
    expect(gateXml(sound)).toEqual([]);
    expect(gateXml(Buffer.from(sound))).toEqual([]);
    expect(gateXml(Buffer.concat([Buffer.from([0xEF, 0xBB, 0xBF]), Buffer.from(sound)]))).toEqual([]);
    expect(gateXml(`\uFEFF${sound}`)).toEqual([]);
    expect(gateXml(sound.replace('?>', '?>\n<!-- 由设计器保存 -->\n'))).toEqual([]);
  });

  const laughs = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from({ length: 9 }, (_, at) => `<!ENTITY lol${at} "${`&lol${at || ''};`.repeat(10)}">`).join('')}]><definitions>&lol9;</definitions>`;
  it.each<[string, string | Buffer, string]>([
    ['billion laughs', laughs, 'doctype'],
    ['an external entity', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', 'doctype'],
    ['a DOCTYPE inside', '<a><!DOCTYPE b></a>', 'doctype'],
    ['an entity declaration without DOCTYPE', '<a><!ENTITY x "y"></a>', 'doctype'],
    ['an entity of its own', '<a>&lol;</a>', 'entity'],
    ['an entity in an attribute', '<a b="&lol;"/>', 'entity'],
    ['a lone ampersand', '<a>&</a>', 'entity'],
    ['600 KB', sound.replace('</bpmn:definitions>', `${'<!-- x -->'.repeat(60_000)}</bpmn:definitions>`), 'file-too-large'],
    ['200,000 characters of three bytes', `<a>${'名'.repeat(200_000)}</a>`, 'file-too-large'],
    ['nothing', '', 'file-empty'],
    ['bytes that are no UTF-8', Buffer.concat([Buffer.from('<a>'), Buffer.from([0xC3, 0x28]), Buffer.from('</a>')]), 'not-utf-8'],
    ['GBK', Buffer.from([0x3C, 0x61, 0x3E, 0xC3, 0xFB, 0xB5, 0xA5, 0x3C, 0x2F, 0x61, 0x3E]), 'not-utf-8'],
    ['UTF-16', Buffer.from(`\uFEFF${sound}`, 'utf16le'), 'not-utf-8'],
    ['another declared encoding', '<?xml version="1.0" encoding="GBK"?><a/>', 'not-utf-8'],
    ['a NUL', '<a>\u0000</a>', 'invisible-characters'],
    ['a reference to NUL', '<a>&#0;</a>', 'invisible-characters'],
    ['a reference beyond Unicode', '<a>&#x110000;</a>', 'invisible-characters'],
    ['a reference to a surrogate', '<a>&#xD800;</a>', 'invisible-characters'],
    ['a lone surrogate', '<a>\uD800</a>', 'invisible-characters'],
    ['letters that turn the reading direction', '<a name="\u202Etxt"/>', 'invisible-characters'],
    ['the same by reference', '<a name="&#x202E;"/>', 'invisible-characters'],
    ['a style sheet', '<?xml-stylesheet href="http://example.org/x.xsl"?><a/>', 'processing-instruction'],
    ['a second declaration', '<a><?xml version="1.0"?></a>', 'processing-instruction'],
    ['200 elements in each other', `${'<a>'.repeat(200)}${'</a>'.repeat(200)}`, 'too-deep'],
    ['100,000 elements in each other', `${'<a>'.repeat(70_000)}`, 'too-deep'],
    ['50,000 elements', `<a>${'<b/>'.repeat(50_000)}</a>`, 'too-many-elements'],
    ['1,000 attributes', `<a ${Array.from({ length: 1000 }, (_, at) => `b${at}=""`).join(' ')}/>`, 'too-many-attributes'],
    ['an endless attribute', `<a b="${'x'.repeat(5000)}"/>`, 'value-too-long'],
    ['an attribute twice', '<a b="1" b="2"/>', 'not-well-formed'],
    ['an attribute twice by two prefixes', '<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>', 'not-well-formed'],
    ['an attribute called __proto__', '<a __proto__="1"/>', 'not-well-formed'],
    ['an attribute without quotes', '<a b=1/>', 'not-well-formed'],
    ['an attribute without a space before it', '<a b="1"c="2"/>', 'not-well-formed'],
    ['a less-than sign in an attribute', '<a b="<"/>', 'not-well-formed'],
    ['tags that do not match', '<a><b></a></b>', 'not-well-formed'],
    ['a closing tag alone', '</a>', 'not-well-formed'],
    ['an element that never ends', '<a><b/>', 'not-well-formed'],
    ['a tag cut off', '<a><b', 'not-well-formed'],
    ['a comment that never ends', '<a><!-- </a>', 'not-well-formed'],
    ['a CDATA block that never ends', '<a><![CDATA[ </a>', 'not-well-formed'],
    ['two roots', '<a/><b/>', 'not-well-formed'],
    ['text around the root', 'x<a/>', 'not-well-formed'],
    ['a CDATA block around the root', '<![CDATA[x]]><a/>', 'not-well-formed'],
    ['an undeclared prefix', '<b:a/>', 'not-well-formed'],
    ['an undeclared prefix on an attribute', '<a b:c="1"/>', 'not-well-formed'],
    ['no element', '<!-- x -->', 'not-well-formed'],
    ['plain text', 'hello', 'not-well-formed'],
    ['a spreadsheet', Buffer.from([0x50, 0x4B, 0x03, 0x04, 0x14, 0x00]), 'invisible-characters'],
  ])('refuses %s', async (_what, xml, code) => {
    expect(await cpuOf(() => expect(codes(xml)).toEqual([code]))).toBeLessThan(500);
  });

  it('names the line and what to do', () => {
    expect(gateXml('<?xml version="1.0"?>\n<a>\n  <b x=1/>\n</a>')[0].message).toMatch(/^文件第 3 行：.*请.*。$/);
    for (const { message } of gateXml(laughs)) expect(message).toContain('DOCTYPE');
  });

  it.each([['blanks', `<a ${' '.repeat(400_000)}`], ['a name', `<${'a'.repeat(400_000)}`], ['quotes', `<a ${'b="" '.repeat(39)}${'"'.repeat(300_000)}`], ['brackets', '<'.repeat(400_000)], ['ampersands', `<a>${'&amp'.repeat(100_000)}</a>`], ['attributes half open', `<a b="${'x '.repeat(200_000)}`]])('answers a file of %s at once', async (_what, xml) => {
    expect(await cpuOf(() => expect(gateXml(xml)).toHaveLength(1))).toBeLessThan(300);
  });

  it('reads text, CDATA and references as one text, and names by their namespace', () => {
    const { root } = scanXml('<a xmlns="urn:one" xmlns:t="urn:two"><t:b t:c="&lt;&#20013;&#x6587;">x &amp; <![CDATA[<y>]]><!-- no --></t:b></a>');
    expect(root?.children[0]).toMatchObject({ namespace: 'urn:two', name: 'b', text: 'x & <y>', line: 1, attributes: [{ namespace: 'urn:two', name: 'c', value: '<中文' }] });
    expect(root).toMatchObject({ namespace: 'urn:one', name: 'a' });
  });
});
