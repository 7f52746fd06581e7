import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

export type Packed = { name: string; bytes: Buffer };

/** A zip of these files, their names in UTF-8, as Windows, WPS and macOS open them. `at` is the time each file bears. */
export async function zipOf(files: readonly Packed[], at: Date): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, bytes } of files) zip.addBuffer(bytes, name, { mtime: at, mode: 0o100600, compress: !/\.(jpg|png|xlsx|docx|pdf|zip)$/i.test(name) });
  zip.end();
  return buffer(zip.outputStream as unknown as NodeJS.ReadableStream & AsyncIterable<Uint8Array>);
}

/** A zip put together while it is read: each file is fetched when its turn comes, so only one lies in memory. Files are stored as they are. */
export function zipStream(files: readonly { name: string; bytes: () => Promise<Buffer> }[], at: Date): Readable {
  const zip = new ZipFile();
  const out = new PassThrough();
  zip.on('error', (error: Error) => out.destroy(error));
  for (const { name, bytes } of files) {
    zip.addReadStreamLazy(name, { mtime: at, mode: 0o100600, compress: false }, (give) => { bytes().then((found) => give(null, Readable.from([found])), (error: Error) => give(error, Readable.from([]))); });
  }
  zip.end();
  zip.outputStream.pipe(out);
  return out;
}
