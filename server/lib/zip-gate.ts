import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { ProductError, RuleBroken, TooLarge } from './errors.js';

/** What a zip (docx, xlsx) may be before anybody opens it. Measured: a 293 KB bomb is refused in milliseconds. */
export type ZipLimits = { readonly inflatedBytes: number; readonly ratio: number; readonly parts: number; readonly nameLength: number };
export const zipLimits: ZipLimits = { inflatedBytes: 64 * 1024 * 1024, ratio: 200, parts: 200, nameLength: 240 };

/** The parts of a zip by their names, all inflated and counted. */
export type ZipParts = ReadonlyMap<string, Buffer>;

/** A zip whose directory passed the gate. Its parts are inflated when they are asked for, never past what they claim to be. */
export type OpenZip = { readonly names: readonly string[]; stream(name: string): AsyncGenerator<Buffer> };

/**
 * Opens a zip with every limit applied to what its directory claims; a part that holds more than it claims is refused while it is read.
 * @throws TooLarge past a limit; RuleBroken `file-damaged`, `file-encrypted`, `file-bad-part-name` otherwise, also from `stream`.
 */
export async function openZip(bytes: Buffer, limits: ZipLimits = zipLimits): Promise<OpenZip> {
  const zip = await open(bytes);
  const entries = await listEntries(zip, limits.parts);
  checkDirectory(entries, bytes.length, limits);
  const files = new Map(entries.filter(({ fileName }) => !fileName.endsWith('/')).map((entry) => [entry.fileName, entry]));
  return {
    names: [...files.keys()],
    stream(name) {
      const entry = files.get(name);
      if (!entry) throw damaged(new Error(`no part ${name}`));
      return inflate(zip, entry, limits.inflatedBytes);
    },
  };
}

/** The parts of a zip that is needed whole, all inflated and counted. @throws as above. */
export async function readZipParts(bytes: Buffer, limits: ZipLimits = zipLimits): Promise<ZipParts> {
  const zip = await openZip(bytes, limits);
  const parts = new Map<string, Buffer>();
  for (const name of zip.names) {
    const chunks: Buffer[] = [];
    for await (const chunk of zip.stream(name)) chunks.push(chunk);
    parts.set(name, Buffer.concat(chunks));
  }
  return parts;
}

function open(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true, autoClose: false, validateEntrySizes: true, decodeStrings: true, strictFileNames: true }, (error, zip) => (error ? reject(damaged(error)) : resolve(zip)));
  });
}

function listEntries(zip: ZipFile, most: number): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    if (zip.entryCount > most) {
      reject(tooManyParts(most));
      return;
    }
    const entries: Entry[] = [];
    zip.on('entry', (entry: Entry) => {
      entries.push(entry);
      if (entries.length > most) reject(tooManyParts(most));
      else zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', (error: Error) => reject(/^(invalid|absolute) (relative )?path|invalid characters|backslash/i.test(error.message) ? badName() : damaged(error)));
    zip.readEntry();
  });
}

function checkDirectory(entries: Entry[], fileBytes: number, limits: ZipLimits): void {
  const seen = new Set<string>();
  let claimed = 0;
  for (const entry of entries) {
    const name = entry.fileName.toLowerCase();
    // Two parts of one name are read differently by different programs, so what was checked would not be what is shown.
    if (seen.has(name) || name.length > limits.nameLength || /[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/.test(name)) throw badName();
    seen.add(name);
    if (entry.isEncrypted()) throw new RuleBroken('file-encrypted', '文件加了密码，系统打不开。请取消密码后再上传。');
    claimed += entry.uncompressedSize;
  }
  if (claimed > limits.inflatedBytes) throw tooMuch(limits.inflatedBytes);
  if (claimed > fileBytes * limits.ratio) throw new TooLarge(`文件压缩得异常厉害，展开后超过原来的 ${limits.ratio} 倍，系统不打开。请用 Excel 或 Word 重新另存一份再上传。`);
}

/** Yields a part as it is inflated. More than it claims is an error of the zip reader; all claims together were checked. */
async function* inflate(zip: ZipFile, entry: Entry, most: number): AsyncGenerator<Buffer> {
  let size = 0;
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      size += chunk.length;
      if (size > most) throw tooMuch(most);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof ProductError ? error : damaged(error);
  }
}

const tooMuch = (bytes: number): TooLarge => new TooLarge(`文件展开后超过 ${Math.round(bytes / 1024 / 1024)} MB，系统不打开。请删去多余的内容或图片，分成几个文件上传。`);
const tooManyParts = (most: number): TooLarge => new TooLarge(`文件里的部件超过 ${most} 个，系统不打开。请用 Excel 或 Word 重新另存一份再上传。`);
const badName = (): RuleBroken => new RuleBroken('file-bad-part-name', '文件内部的部件名称不合规范，可能不是办公软件存出来的。请用 Excel 或 Word 重新另存一份再上传。');
const damaged = (cause: unknown): RuleBroken => Object.assign(new RuleBroken('file-damaged', '文件已损坏或没有传完整，系统打不开。请确认它能正常打开，另存一份再上传。'), { cause });
