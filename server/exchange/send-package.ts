import { rename, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { cleanFileName } from '../attachments/file-name.js';
import { recordAudit } from '../audit/record.js';
import { requireTx, run } from '../database.js';
import { InputInvalid, UnsupportedMedia } from '../lib/errors.js';
import { protection } from '../protection.js';
import type { Actor } from '../values/actor.js';
import type { UploadedFile } from '../web/route.js';
import { RECEIVE_FOLDER } from './receive-folder.js';

/** A file that came through the page and lies in the receive folder; without its checksum beside it nobody takes it yet. */
export type Sent = { file: string; sha256: string };

/**
 * Puts a file from the page into the receive folder. The same file handed in twice is one file there.
 * @throws InputInvalid without a file or for an empty one; UnsupportedMedia for another kind.
 */
export async function layPackage(upload: UploadedFile | null): Promise<Sent> {
  if (!upload?.stored || upload.name === '') throw new InputInvalid([{ path: 'file', code: 'required', message: '请选择要上传的文件。' }]);
  if (extname(upload.name).toLowerCase() !== '.csv') throw new UnsupportedMedia('数据包只收 .csv（UTF-8 或 GBK）。Excel 表格请在“重点保障人群信息查询”里导入。');
  if (upload.stored.size === 0) throw new InputInvalid([{ path: 'file', code: 'required', message: '文件是空的，请重新选择。' }]);
  const { sha256, path } = upload.stored;
  const file = `${cleanFileName(upload.name).slice(0, -4)}-${sha256.slice(0, 12)}.csv`;
  await rename(path, join(folder(), file));
  return { file, sha256 };
}

/** Lets the clockwork take it: from here on it is received like any package, with a receipt. */
export async function sendPackage(actor: Actor, { file, sha256 }: Sent): Promise<void> {
  const { now } = requireTx();
  await run(
    `INSERT INTO exchange_receipts (file_name, sha256, state, reason, records, matched, received_at, started_at, sent_by) VALUES (?, ?, 'waiting', '', 0, 0, ?, UTC_TIMESTAMP(3), ?)
     ON DUPLICATE KEY UPDATE state = IF(state = 'working', state, 'waiting'), received_at = VALUES(received_at), sent_by = VALUES(sent_by)`, [file, sha256, now, actor.userId]);
  await recordAudit(actor, { action: '提交数据包', object: { kind: 'exchange', id: null, organisationId: actor.organisation.id }, after: { file } });
  await writeFile(join(folder(), `${file}.sha256`), `${sha256}  ${file}\n`);
}

const folder = (): string => join(protection().dataDir, RECEIVE_FOLDER);
