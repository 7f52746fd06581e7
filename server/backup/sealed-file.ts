import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { FieldCipher } from '../lib/crypto.js';
import { BackupBroken } from './manifest.js';

const CHUNK_BYTES = 1024 * 1024;
const LENGTH_BYTES = 4;
/** Longer than any chunk that was ever written: a length that is not one. */
const LONGEST = 64 * 1024 * 1024;

/** What is known of a finished file: lines, bytes on the disk, and the hash of the lines, by which two states of a table are compared. */
export type Sealed = { lines: number; bytes: number; sha256: string };

/**
 * Lines of text in a file nobody can read or change without FIELD_KEYS: chunks of about a megabyte, packed, then sealed for this
 * backup, this table and this place, so that none can be exchanged. Memory stays at one chunk.
 */
export async function writeSealed(path: string, cipher: FieldCipher, context: string, lines: AsyncIterable<string>): Promise<Sealed> {
  const file = await open(path, 'wx', 0o600);
  const hash = createHash('sha256');
  let waiting: string[] = [];
  let size = 0;
  const told = { lines: 0, bytes: 0, chunks: 0 };
  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return;
    told.bytes += await append(file, cipher.sealBytes(gzipSync(waiting.join('\n')), `${context}:${told.chunks}`));
    told.chunks += 1;
    waiting = [];
    size = 0;
  };
  try {
    for await (const line of lines) {
      hash.update(line).update('\n');
      waiting.push(line);
      told.lines += 1;
      size += line.length;
      if (size >= CHUNK_BYTES) await flush();
    }
    await flush();
    await file.sync();
  } finally {
    await file.close();
  }
  return { lines: told.lines, bytes: told.bytes, sha256: hash.digest('hex') };
}

async function append(file: FileHandle, sealed: Buffer): Promise<number> {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(sealed.length);
  await file.write(Buffer.concat([length, sealed]));
  return LENGTH_BYTES + sealed.length;
}

/** The lines of a sealed file, chunk by chunk. @throws BackupBroken when it is cut short, changed, or another one's. */
export async function* readSealed(path: string, cipher: FieldCipher, context: string): AsyncGenerator<string[]> {
  let held = Buffer.alloc(0);
  let chunk = 0;
  for await (const part of createReadStream(path)) {
    held = Buffer.concat([held, part as Buffer]);
    while (held.length >= LENGTH_BYTES) {
      const length = held.readUInt32BE(0);
      if (length > LONGEST) throw new BackupBroken(`${path} 已损坏：第 ${chunk + 1} 段读不出来。`);
      if (held.length < LENGTH_BYTES + length) break;
      yield opened(held.subarray(LENGTH_BYTES, LENGTH_BYTES + length), cipher, `${context}:${chunk}`, path);
      held = Buffer.from(held.subarray(LENGTH_BYTES + length));
      chunk += 1;
    }
  }
  if (held.length > 0) throw new BackupBroken(`${path} 不完整：最后一段缺了一部分。`);
}

function opened(sealed: Buffer, cipher: FieldCipher, context: string, path: string): string[] {
  try {
    return gunzipSync(cipher.openBytes(sealed, context)).toString('utf8').split('\n');
  } catch (cause) {
    throw Object.assign(new BackupBroken(`${path} 打不开：内容被改过，或者这里的 FIELD_KEYS 不是备份时的那一套。`), { cause });
  }
}
