import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex, type FieldCipher } from '../lib/crypto.js';
import { ATTACHMENT_BYTES } from './gate.js';

export { cleanFileName, contentDisposition } from './file-name.js';

/** What the row in the database keeps of a stored file. */
export type StoredFile = { readonly uid: string; readonly sha256: string; readonly sizeBytes: number };

/** The file is gone or not what was stored: an incident for operations, never the reader's fault. */
export class StoredFileBroken extends Error {}

/** Attachments on the disk: sealed, named by chance, unreadable without the keys and useless under another name. */
export interface AttachmentStore {
  /** Writes a file under a fresh uid. The caller's row makes it belong somewhere; without one `sweep` removes it. */
  put(bytes: Buffer): Promise<StoredFile>;
  /** @throws StoredFileBroken when it is missing, altered, or not the one with this hash. */
  get(uid: string, sha256: string): Promise<Buffer>;
  remove(uid: string): Promise<void>;
  /** Seals a file anew where it is sealed with an older key. @returns whether it was. @throws StoredFileBroken */
  reseal(uid: string, sha256: string): Promise<boolean>;
  /** Removes unfinished writes, and files older than an hour that `isKept` does not know. @param now the real clock. @returns how many. */
  sweep(isKept: (uid: string) => Promise<boolean>, now: Date): Promise<number>;
}

const UID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const GRACE_MS = 3_600_000;

/** @param dataDir DATA_DIR; the files lie in `attachments/aa/bb/<uid>` below it, readable by this user only. */
export function attachmentStore(dataDir: string, cipher: FieldCipher): AttachmentStore {
  const root = join(dataDir, 'attachments');
  const placeOf = (uid: string): { folder: string; file: string } => {
    // Nothing but a uid ever becomes a path.
    if (!UID.test(uid)) throw new StoredFileBroken('this is not the uid of a stored file');
    const folder = join(root, uid.slice(0, 2), uid.slice(2, 4));
    return { folder, file: join(folder, uid) };
  };

  return {
    async put(bytes) {
      if (bytes.length > ATTACHMENT_BYTES) throw new RangeError('an attachment is at most 20 MB');
      const uid = randomUUID();
      const { folder, file } = placeOf(uid);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeSynced(`${file}.tmp`, cipher.sealBytes(bytes, contextOf(uid)));
      await rename(`${file}.tmp`, file);
      await syncFolder(folder);
      return { uid, sha256: sha256Hex(bytes), sizeBytes: bytes.length };
    },
    async get(uid, sha256) {
      const { file } = placeOf(uid);
      try {
        const bytes = cipher.openBytes(await readFile(file), contextOf(uid));
        if (sha256Hex(bytes) === sha256) return bytes;
      } catch (cause) {
        throw Object.assign(new StoredFileBroken(`attachment ${uid} cannot be read`), { cause });
      }
      throw new StoredFileBroken(`attachment ${uid} is not the file that was stored`);
    },
    async reseal(uid, sha256) {
      const { folder, file } = placeOf(uid);
      const head = Buffer.from(`v1:${cipher.currentKeyId}:`);
      const sealed = await readFile(file).catch((cause: unknown) => { throw Object.assign(new StoredFileBroken(`attachment ${uid} cannot be read`), { cause }); });
      if (sealed.subarray(0, head.length).equals(head)) return false;
      const bytes = await this.get(uid, sha256);
      await rm(`${file}.tmp`, { force: true });
      await writeSynced(`${file}.tmp`, cipher.sealBytes(bytes, contextOf(uid)));
      await rename(`${file}.tmp`, file);
      await syncFolder(folder);
      return true;
    },
    async remove(uid) {
      await rm(placeOf(uid).file, { force: true });
    },
    async sweep(isKept, now) {
      let removed = 0;
      for (const path of await listFiles(root)) {
        const name = path.slice(path.lastIndexOf('/') + 1);
        const { mtimeMs } = await stat(path);
        if (now.getTime() - mtimeMs < GRACE_MS) continue;
        if (UID.test(name) && (await isKept(name))) continue;
        await rm(path, { force: true });
        removed += 1;
      }
      return removed;
    },
  };
}

const contextOf = (uid: string): string => `attachments:${uid}`;

async function writeSynced(path: string, content: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } catch (error) {
    await rm(path, { force: true }); // a full disk keeps no half of it
    throw error;
  } finally {
    await file.close();
  }
}

/** The new name survives a power cut only once its folder is written too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function listFiles(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
