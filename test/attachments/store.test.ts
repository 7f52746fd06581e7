import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { attachmentStore, cleanFileName, contentDisposition, StoredFileBroken } from '../../server/attachments/store.js';
import { fieldCipher, generateFieldKeys } from '../../server/lib/crypto.js';

const cipher = fieldCipher(generateFieldKeys());
let dataDir: string;
beforeEach(async () => { dataDir = await mkdtemp(join(tmpdir(), 'attachments-')); });
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const files = async (): Promise<string[]> =>
  (await readdir(join(dataDir, 'attachments'), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));

describe('stored attachments', () => {
  test('what was put is read back, and lies sealed in a file nobody else may read', async () => {
    const store = attachmentStore(dataDir, cipher);
    const stored = await store.put(Buffer.from('%PDF-1.7 名单'));
    expect((await store.get(stored.uid, stored.sha256)).toString()).toBe('%PDF-1.7 名单');
    expect(stored.sizeBytes).toBe(Buffer.byteLength('%PDF-1.7 名单'));
    const [path] = await files();
    expect(path).toBe(join(dataDir, 'attachments', stored.uid.slice(0, 2), stored.uid.slice(2, 4), stored.uid));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await readFile(path)).includes('PDF')).toBe(false);
    expect(await files()).toHaveLength(1);
  });

  test('a file altered, exchanged or missing is never handed out', async () => {
    const store = attachmentStore(dataDir, cipher);
    const one = await store.put(Buffer.from('one'));
    const two = await store.put(Buffer.from('two'));
    const [path] = (await files()).filter((file) => file.endsWith(one.uid));
    await expect(store.get(one.uid, two.sha256)).rejects.toThrow(StoredFileBroken);
    await writeFile(path, await readFile((await files()).filter((file) => file.endsWith(two.uid))[0]));
    await expect(store.get(one.uid, two.sha256)).rejects.toThrow(StoredFileBroken);
    await store.remove(one.uid);
    await expect(store.get(one.uid, one.sha256)).rejects.toThrow(StoredFileBroken);
    await expect(store.remove(one.uid)).resolves.toBeUndefined();
  });

  test.each(['../../student-aid-test-escaped', '', 'a/b', '00000000-0000-0000-0000-00000000000', '0\u0000', '..', '0000000000000000000000000000000000000'])('the uid %j never becomes a path', async (uid) => {
    const store = attachmentStore(dataDir, cipher);
    await expect(store.get(uid, 'x')).rejects.toThrow(StoredFileBroken);
    await expect(store.remove(uid)).rejects.toThrow(StoredFileBroken);
  });

  test('the sweep removes old files nobody knows and unfinished ones, and leaves young and known files', async () => {
    const store = attachmentStore(dataDir, cipher);
    const [kept, orphan, young] = [await store.put(Buffer.from('kept')), await store.put(Buffer.from('orphan')), await store.put(Buffer.from('young'))];
    const now = new Date('2030-01-01T00:00:00Z');
    for (const path of await files()) {
      const age = path.endsWith(young.uid) ? 60_000 : 2 * 3_600_000;
      await utimes(path, now, new Date(now.getTime() - age));
      if (path.endsWith(kept.uid)) {
        await writeFile(`${path}.tmp`, 'half');
        await utimes(`${path}.tmp`, now, new Date(now.getTime() - age));
      }
    }
    expect(await store.sweep(async (uid) => uid === kept.uid, now)).toBe(2);
    expect((await files()).map((path) => path.slice(-36)).sort()).toEqual([kept.uid, young.uid].sort());
    await expect(store.get(orphan.uid, orphan.sha256)).rejects.toThrow(StoredFileBroken);
  });

  test('sweeping before anything was stored finds nothing', async () => expect(attachmentStore(dataDir, cipher).sweep(async () => false, new Date(0))).resolves.toBe(0));
});

describe('attachment names', () => {
  test.each([
    ['5月公示.pdf', '5月公示.pdf'], ['../../etc/passwd', 'passwd'], ['C:\\Users\\x\\名单.xlsx', '名单.xlsx'], ['a\u0000b\r\nc.pdf', 'abc.pdf'], ['photo\u202egpj.exe', 'photogpj.exe'], ['  ', '未命名'], ['.htaccess', 'htaccess'],
    ['a<b>:"|?*.pdf', 'a_b______.pdf'], ['\ud800x.pdf', 'x.pdf'],
  ])('%j is kept as %j', (uploaded, kept) => expect(cleanFileName(uploaded)).toBe(kept));

  test('a very long name keeps its extension and fits its column', () => {
    const kept = cleanFileName(`${'名'.repeat(400)}.pdf`);
    expect(kept).toMatch(/^名+\.pdf$/);
    expect(Array.from(kept)).toHaveLength(120);
  });

  test('the download header carries the Chinese name in the form of RFC 5987', () => {
    expect(contentDisposition('5月公示.pdf')).toBe("attachment; filename=\"attachment.pdf\"; filename*=UTF-8''5%E6%9C%88%E5%85%AC%E7%A4%BA.pdf");
    expect(contentDisposition("it's (1).pdf")).toBe("attachment; filename=\"attachment.pdf\"; filename*=UTF-8''it%27s%20%281%29.pdf");
    expect(contentDisposition('a.svg', true)).toBe("inline; filename=\"a.svg\"; filename*=UTF-8''a.svg");
  });

  test('no name can break out of the header', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(contentDisposition(name)).toMatch(/^attachment; filename="[A-Za-z0-9._ ()-]+"; filename\*=UTF-8''[A-Za-z0-9%._~-]+$/);
    }));
  });
});
