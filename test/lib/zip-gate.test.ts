import { RuleBroken, TooLarge } from '../../server/lib/errors.js';
import { readZipParts } from '../../server/lib/zip-gate.js';
import { makeZip } from './make-zip.js';

const zeros = (megabytes: number): Buffer => Buffer.alloc(megabytes * 1024 * 1024);
const noise = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, at) => (at * 2_654_435_761) % 251));

describe('the zip gate', () => {
  test('an ordinary file is opened with all its parts', async () => {
    const parts = await readZipParts(makeZip([{ name: 'a/b.xml', content: '<a/>' }, { name: 'a/', content: '' }, { name: '图.png', content: noise(1000), stored: true }]));
    expect([...parts.keys()]).toEqual(['a/b.xml', '图.png']);
    expect(parts.get('a/b.xml')?.toString()).toBe('<a/>');
  });

  test('a bomb is refused without being opened', async () => {
    const bomb = makeZip([{ name: 'a', content: zeros(65) }]);
    const started = performance.now();
    await expect(readZipParts(bomb)).rejects.toThrow(TooLarge);
    expect(performance.now() - started).toBeLessThan(1500);
  });

  test('a bomb that claims to be small is refused while it inflates', async () =>
    expect(readZipParts(makeZip([{ name: 'a', content: zeros(65), claimedSize: 100 }]))).rejects.toMatchObject({ code: 'file-damaged' }));

  test('many parts that are small one by one are refused together', async () => {
    const parts = Array.from({ length: 5 }, (_, at) => ({ name: `p${at}`, content: Buffer.concat([zeros(13), noise(100_000)]) }));
    await expect(readZipParts(makeZip(parts))).rejects.toThrow('64 MB');
  });

  test('a file that swells more than two hundred times is refused', async () =>
    expect(readZipParts(makeZip([{ name: 'a', content: zeros(10) }]))).rejects.toThrow('200 倍'));

  test('more than two hundred parts are refused', async () => {
    const parts = (count: number): Buffer => makeZip(Array.from({ length: count }, (_, at) => ({ name: `p${at}`, content: 'x' })));
    await expect(readZipParts(parts(201))).rejects.toThrow(TooLarge);
    expect((await readZipParts(parts(200))).size).toBe(200);
  });

  test.each(['../x', '/etc/passwd', 'C:/x', 'a\\b', 'a\u0000b', 'a\u202eb', 'a\nb', `${'a'.repeat(241)}`])('a part named %j is refused', async (name) =>
    expect(readZipParts(makeZip([{ name, content: 'x' }]))).rejects.toMatchObject({ code: 'file-bad-part-name' }));

  test('two parts of one name are refused, because programs disagree which one counts', async () =>
    expect(readZipParts(makeZip([{ name: 'xl/a.xml', content: '1' }, { name: 'XL/A.xml', content: '2' }]))).rejects.toMatchObject({ code: 'file-bad-part-name' }));

  test('a part under a password is refused with what to do', async () =>
    expect(readZipParts(makeZip([{ name: 'a', content: 'x', encrypted: true }]))).rejects.toMatchObject({ code: 'file-encrypted' }));

  test('a file cut short or scrambled is refused as damaged', async () => {
    const whole = makeZip([{ name: 'a', content: noise(5000) }]);
    await expect(readZipParts(whole.subarray(0, whole.length - 30))).rejects.toThrow(RuleBroken);
    await expect(readZipParts(Buffer.from('PK\x03\x04'))).rejects.toMatchObject({ code: 'file-damaged' });
    const scrambled = Buffer.from(whole);
    scrambled.fill(0xff, 40, 90);
    await expect(readZipParts(scrambled)).rejects.toMatchObject({ code: 'file-damaged' });
  });
});
