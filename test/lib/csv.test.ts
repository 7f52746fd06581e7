import { csvSheet, separatorOf } from '../../server/lib/csv.js';

/** 姓名,班级 / 张三,2班 as programmes in China save it by default. */
const GBK = Buffer.from('d0d5c3fb2cb0e0bcb60d0ad5c5c8fd2c32b0e00d0a', 'hex');
const TEXT = '姓名,班级\r\n张三,2班\r\n';
const READ = ['A1=姓名 B1=班级', 'A2=张三 B2=2班'];

async function read(bytes: Buffer | string): Promise<string[] | null> {
  const sheet = csvSheet(Buffer.from(bytes as string));
  if (!sheet) return null;
  const lines: string[] = [];
  for await (const rows of sheet.rows()) lines.push(...rows.map(({ cells }) => cells.map(({ address, text, kind }) => `${address}=${text}${kind === 'text' ? '' : ` (${kind})`}`).join(' ')));
  return lines;
}

describe('a table kept as text', () => {
  test.each<[string, Buffer]>([
    ['GBK', GBK], ['UTF-8', Buffer.from(TEXT)], ['UTF-8 with its mark', Buffer.from(`\ufeff${TEXT}`)], ['UTF-16, as Excel’s Unicode text', Buffer.from(`\ufeff${TEXT}`, 'utf16le')], ['UTF-16 the other way round', Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16()],
    ['GB 18030 with a four-byte character', Buffer.concat([GBK, Buffer.from('95329031', 'hex')])],
  ])('%s is understood', async (what, bytes) => expect(await read(bytes)).toEqual(what.startsWith('GB 18030') ? [...READ, 'A3=𠂇'] : READ));

  test.each([',', '\t', ';'])('fields separated by %j are told apart', async (separator) => expect(await read(TEXT.replaceAll(',', separator))).toEqual(READ));
  test('a title above and commas inside quotes do not mislead', () => expect(separatorOf('某校名册\n"姓名,曾用名";班级\n"张三,";2班\n')).toBe(';'));
  test('quotes, doubled quotes, line ends in a field, blank lines: rows are numbered as Excel numbers them', async () =>
    expect(await read('姓名,说明\n\n"张三","说""是"",\n换行"\n李四,\n')).toEqual(['A1=姓名 B1=说明', 'A3=张三 B3=说"是",\n换行', 'A4=李四']));
  test('digits kept by a trick are digits, digits lost are a number, a formula is a formula', async () =>
    expect(await read('="110105194912310021",\'0012,1.10105E+17,=A1+1,-5,110105194912310021\t\n')).toEqual(['A1=110105194912310021 B1=0012 C1=1.10105E+17 (number) D1==A1+1 (formula) E1=-5 F1=110105194912310021']));
  test('a quote that is never closed is told with its row', async () => {
    await expect(read('姓名,班级\n张三,"2班\n李四,3班\n')).rejects.toMatchObject({ code: 'file-damaged', message: expect.stringContaining('第 2 行第 2 列的引号') });
    await expect(read(`姓名\n"${'长'.repeat(40_000)}"\n`)).rejects.toThrow('引号');
  });
  test('what is not text is not guessed at', async () => {
    expect(await read(Buffer.from([0x50, 0x00, 0x2c]))).toBeNull();
    expect(await read(Buffer.from('ffd8ffe000104a4649460001', 'hex'))).toBeNull();
    expect(await read('张三\u0007')).toBeNull();
  });
});
