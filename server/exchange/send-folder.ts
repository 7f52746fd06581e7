import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { recordAudit, systemActor } from '../audit/record.js';
import { officeNow, row, rows, run, transact } from '../database.js';
import { sha256Hex } from '../lib/crypto.js';
import { dispatchContents, type Sender } from './dispatch-contents.js';

/*
 * 数据交换发送目录, beside the receive folder: `snd/<file>` whole (written under another name, then renamed), then its `.sha256`; who
 * takes it away leaves `snd/receipts/<file>.receipt.json`. A server that dies in between goes on: the checksum comes last.
 */

export const SEND_FOLDER = join('xszzjhdata', 'sjjhzzxt', 'snd');

/** Writes what is due and reads the answers of the other side, once. */
export async function sendPackages(dataDir: string): Promise<void> {
  const folder = join(dataDir, SEND_FOLDER);
  const due = await rows<{ id: number; state: string }>("SELECT id, state FROM exchange_dispatches WHERE state IN ('queued', 'written') ORDER BY id");
  if (due.length > 0) await mkdir(folder, { recursive: true, mode: 0o750 });
  for (const { id, state } of due) {
    if (state === 'queued') await write(folder, id);
    await publish(folder, id);
  }
  await readReceipts(join(folder, 'receipts'));
}

/** The package itself. Under the lock of its row, so of two servers one writes it. */
async function write(folder: string, id: number): Promise<void> {
  await transact(async () => {
    const found = await row<{ file_name: string; organisation_id: number; name: string; region_code: string; path: string; number: number; attempt: number; period: string }>(
      "SELECT d.file_name, d.organisation_id, o.name, o.region_code, o.path, d.number, d.attempt, d.period FROM exchange_dispatches d JOIN organisations o ON o.id = d.organisation_id WHERE d.id = ? AND d.state = 'queued' FOR UPDATE", [id]);
    if (!found) return;
    const sender: Sender = { organisationId: found.organisation_id, name: found.name, regionCode: found.region_code, path: found.path, number: found.number, attempt: found.attempt, period: found.period };
    const { bytes, rows: count } = await dispatchContents(sender, await officeNow());
    // Of an earlier attempt the checksum goes first: what lies there is not theirs to take until its own is beside it.
    await rm(join(folder, `${found.file_name}.sha256`), { force: true });
    await writeWhole(join(folder, found.file_name), bytes);
    await run("UPDATE exchange_dispatches SET state = 'written', sha256 = ?, size_bytes = ?, row_count = ? WHERE id = ?", [sha256Hex(bytes), bytes.length, count, id]);
  });
}

/** The checksum beside it: from here on it is theirs to take. */
async function publish(folder: string, id: number): Promise<void> {
  await transact(async (tx) => {
    const found = await row<{ file_name: string; sha256: string }>("SELECT file_name, sha256 FROM exchange_dispatches WHERE id = ? AND state = 'written' FOR UPDATE", [id]);
    if (!found) return;
    await writeWhole(join(folder, `${found.file_name}.sha256`), Buffer.from(`${found.sha256}  ${found.file_name}\n`));
    await run("UPDATE exchange_dispatches SET state = 'sent', sent_at = ? WHERE id = ?", [tx.now, id]);
    await recordAudit(systemActor, { action: '数据包已放进发送目录', object: { kind: 'exchange-dispatch', id }, after: { file: found.file_name } });
  });
}

async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  const file = await open(`${path}.tmp`, 'w', 0o640);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.tmp`, path);
}

/** Each answer is matched by file and fingerprint: one of an earlier attempt, or of nothing we know, answers nothing and is put aside. */
async function readReceipts(folder: string): Promise<void> {
  const names = (await readdir(folder, { withFileTypes: true }).catch(() => [])).filter((one) => one.isFile() && one.name.endsWith('.receipt.json')).map(({ name }) => name).sort();
  for (const name of names) {
    const answer = answerOf(await readFile(join(folder, name), 'utf8').catch(() => ''));
    // Half written as yet, or not a receipt: the next look sees it whole, or it is put aside after being read as what it says.
    if (!answer) continue;
    const matched = await transact(async (tx) => {
      const found = await row<{ id: number; state: string }>("SELECT id, state FROM exchange_dispatches WHERE file_name = ? AND sha256 = ? AND state IN ('sent', 'accepted', 'refused') FOR UPDATE", [answer.file, answer.sha256]);
      if (found?.state === 'sent') {
        await run('UPDATE exchange_dispatches SET state = ?, reason = ?, answered_at = ? WHERE id = ?', [answer.state === 'received' ? 'accepted' : 'refused', answer.reason.slice(0, 300), tx.now, found.id]);
        await recordAudit(systemActor, { action: answer.state === 'received' ? '数据包已被接收' : '数据包被对方隔离', object: { kind: 'exchange-dispatch', id: found.id }, after: { file: answer.file }, remark: answer.reason.slice(0, 300) || null });
      }
      return found !== undefined;
    });
    const aside = join(folder, matched ? 'done' : 'unknown');
    await mkdir(aside, { recursive: true });
    await rename(join(folder, name), join(aside, name)).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'ENOENT') throw error; });
  }
}

type Answer = { file: string; sha256: string; state: 'received' | 'quarantined'; reason: string };

function answerOf(text: string): Answer | null {
  try {
    const said = JSON.parse(text) as Partial<Record<keyof Answer, unknown>>;
    if (typeof said.file !== 'string' || typeof said.sha256 !== 'string' || (said.state !== 'received' && said.state !== 'quarantined')) return null;
    return { file: said.file, sha256: said.sha256, state: said.state, reason: typeof said.reason === 'string' ? said.reason : '' };
  } catch {
    return null;
  }
}
