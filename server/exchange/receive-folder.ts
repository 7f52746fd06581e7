import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDuplicate, requireTx, row, run, transact } from '../database.js';
import { recordAudit, systemActor } from '../audit/record.js';
import { realNow, ticks } from '../lib/clock.js';
import { takeGroupFile, type Taken } from './take-group-file.js';

/*
 * 数据交换接收目录 (正文一: xszzjhdata/sjjhzzxt/rcv/). What is put there with its checksum file beside it is looked at once, by
 * whichever server comes first: checked, received or set aside with everything that is wrong in it, and a receipt written in
 * every case. A file half received by a server that died is gone on with where it stopped.
 */

export const RECEIVE_FOLDER = join('xszzjhdata', 'sjjhzzxt', 'rcv');
/** Files on their way in through the page; what was left there by a broken upload goes after a day. */
export const INCOMING = '.incoming';

/** What became of one file. `problems`: the first of what is wrong, all of them counted in `reason`. */
export type Receipt = { file: string; sha256: string; state: 'received' | 'quarantined'; reason: string; records: number; matched: number; otherName: number; problems: { row: number; message: string }[] };

/**
 * Looks through the receive folder once. A file may take minutes, so this is done in the thread of background work.
 * @param stopped whether the server is on its way down: then what is under way is left to another at the end of its act.
 * @returns the receipts of the files taken; a file without its `.sha256` is still being delivered and is left alone.
 */
export async function receivePackages(dataDir: string, stopped: () => boolean = () => false): Promise<Receipt[]> {
  const folder = join(dataDir, RECEIVE_FOLDER);
  const receipts: Receipt[] = [];
  for (const name of await packagesDelivered(dataDir)) {
    if (stopped()) break;
    const declared = await readFile(join(folder, `${name}.sha256`), 'utf8');
    const receipt = await receive(folder, name, (/[0-9a-f]{64}/i.exec(declared)?.[0] ?? '').toLowerCase(), stopped);
    if (receipt) receipts.push(receipt);
  }
  return receipts;
}

/** Whether a file is being taken now, by any server: what it changes is best counted when it is through. */
export const packageUnderWay = async (): Promise<boolean> => Boolean(await row(`SELECT id FROM exchange_receipts WHERE state = 'working' AND started_at > UTC_TIMESTAMP(3) - INTERVAL ${STALE} LIMIT 1`));

/** The files of the receive folder that are all there, with their checksum beside them. */
export async function packagesDelivered(dataDir: string): Promise<string[]> {
  const folder = join(dataDir, RECEIVE_FOLDER);
  for (const part of ['', 'done', 'error', 'receipts', INCOMING]) await mkdir(join(folder, part), { recursive: true });
  await forgetBroken(join(folder, INCOMING));
  const names = (await readdir(folder, { withFileTypes: true })).filter((one) => one.isFile()).map(({ name }) => name);
  const there = new Set(names);
  return names.filter((name) => !name.endsWith('.sha256') && !name.startsWith('.') && there.has(`${name}.sha256`)).sort();
}

async function receive(folder: string, name: string, declared: string, stopped: () => boolean): Promise<Receipt | null> {
  const path = join(folder, name);
  const sha256 = await fingerprint(path);
  const owner = randomUUID();
  const claimed = await claim(name, sha256, owner);
  if (!claimed) return null;
  const receipt = 'ended' in claimed ? claimed.ended : await take(path, { name, sha256, declared, owner, from: claimed.from, stopped }).catch(leftToAnother(owner));
  if (!receipt) return null;
  await putAway(folder, receipt, owner);
  return receipt;
}

async function take(path: string, { name, sha256, declared, owner, from, stopped }: { name: string; sha256: string; declared: string; owner: string; from: Taken; stopped: () => boolean }): Promise<Receipt> {
  const receipt: Receipt = { file: name, sha256, state: 'quarantined', reason: '', records: 0, matched: 0, otherName: 0, problems: [] };
  if (declared !== sha256) receipt.reason = '校验和与 .sha256 文件不一致，文件可能没有传完或被改动。请对方重新发送';
  else if (!/\.csv$/i.test(name)) receipt.reason = '只认识 .csv 的特殊群体信息文件';
  else if ((await stat(path)).size === 0) receipt.reason = '文件是空的';
  else Object.assign(receipt, await takeGroupFile(path, from, sign(name, sha256, owner, stopped)));
  await transact(async (tx) => {
    await stillOurs(await run('UPDATE exchange_receipts SET state = ?, reason = ?, records = ?, matched = ?, other_name = ?, problems = ?, ended_at = ? WHERE file_name = ? AND sha256 = ? AND owner = ?',
      [receipt.state, receipt.reason.slice(0, 300), receipt.records, receipt.matched, receipt.otherName, receipt.problems.length > 0 ? JSON.stringify(receipt.problems) : null, tx.now, name, sha256, owner]));
    await recordAudit(systemActor, { action: receipt.state === 'received' ? '接收数据包' : '数据包隔离', object: { kind: 'exchange', id: null }, after: { file: name, records: receipt.records, matched: receipt.matched }, remark: receipt.reason.slice(0, 300) || null });
  });
  return receipt;
}

/** The server is on its way down; what was kept of the file stays. */
class Stopped extends Error {}

/** Without a sign of life for so long, whoever was at a file is gone. */
const STALE = '2 MINUTE';

/** Another server, or this one when it is up again, goes on with the file at once. */
const leftToAnother = (owner: string) => async (error: unknown): Promise<null> => {
  if (!(error instanceof Stopped)) throw error;
  await run(`UPDATE exchange_receipts SET started_at = started_at - INTERVAL ${STALE} WHERE owner = ?`, [owner]);
  return null;
};

/** Receipt and file to their places. Only then nobody owns the row any more: what dies before is put away again, not taken again. */
async function putAway(folder: string, receipt: Receipt, owner: string): Promise<void> {
  const { file: name, sha256 } = receipt;
  await writeFile(join(folder, 'receipts', `${name}.receipt.json`), `${JSON.stringify(receipt, null, 2)}\n`);
  for (const each of [name, `${name}.sha256`]) await rename(join(folder, each), join(folder, receipt.state === 'received' ? 'done' : 'error', each));
  await run('UPDATE exchange_receipts SET owner = NULL WHERE file_name = ? AND sha256 = ? AND owner = ?', [name, sha256, owner]);
}

type Known = Taken & { state: 'waiting' | 'working' | Receipt['state']; owner: string | null; reason: string; problems: string | null; stale: number };

/**
 * One server takes a file; another that comes at the same time leaves it. One that a dead server left half-way is taken over, one
 * that only was not put away yet is put away; the same file delivered once more is looked at once more.
 * @returns how far it had come or how it ended, null when another is at it.
 */
async function claim(name: string, sha256: string, owner: string): Promise<{ from: Taken } | { ended: Receipt } | null> {
  const none: Taken = { records: 0, matched: 0, otherName: 0 };
  return transact(async () => {
    const known = await row<Known>(`SELECT state, owner, reason, problems, records, matched, other_name AS otherName, started_at < UTC_TIMESTAMP(3) - INTERVAL ${STALE} AS stale FROM exchange_receipts WHERE file_name = ? AND sha256 = ? FOR UPDATE`, [name, sha256]);
    if (known) {
      const ended = known.state === 'received' || known.state === 'quarantined' ? known.state : null;
      const left = known.state === 'working' || (ended !== null && known.owner !== null);
      if (left && known.stale === 0) return null;
      const { records, matched, otherName } = known;
      if (left && ended) {
        await run('UPDATE exchange_receipts SET started_at = UTC_TIMESTAMP(3), owner = ? WHERE file_name = ? AND sha256 = ?', [owner, name, sha256]);
        return { ended: { file: name, sha256, state: ended, reason: known.reason, records, matched, otherName, problems: known.problems ? (JSON.parse(known.problems) as Receipt['problems']) : [] } };
      }
      const begun = known.state === 'working' ? { records, matched, otherName } : none;
      await run("UPDATE exchange_receipts SET state = 'working', started_at = UTC_TIMESTAMP(3), ended_at = NULL, owner = ?, records = ?, matched = ?, other_name = ?, problems = NULL WHERE file_name = ? AND sha256 = ?", [owner, begun.records, begun.matched, begun.otherName, name, sha256]);
      return { from: begun };
    }
    try {
      await run("INSERT INTO exchange_receipts (file_name, sha256, state, reason, records, matched, received_at, started_at, owner) VALUES (?, ?, 'working', '', 0, 0, ?, UTC_TIMESTAMP(3), ?)", [name, sha256, requireTx().now, owner]);
      return { from: none };
    } catch (error) {
      if (isDuplicate(error, 'exchange_receipts_once')) return null;
      throw error;
    }
  });
}

const TELL_MS = 5000;

/** The signs of life of whoever takes a file: how many lines were looked at, and in each act how many records are kept. */
function sign(name: string, sha256: string, owner: string, stopped: () => boolean): { checked(lines: number): Promise<void>; kept(taken: Taken): Promise<void> } {
  let told = -TELL_MS;
  return {
    async checked(lines) {
      if (stopped()) throw new Stopped();
      if (ticks() - told < TELL_MS) return;
      told = ticks();
      await stillOurs(await run('UPDATE exchange_receipts SET checked = ?, started_at = UTC_TIMESTAMP(3) WHERE file_name = ? AND sha256 = ? AND owner = ?', [lines, name, sha256, owner]));
    },
    async kept({ records, matched, otherName }) {
      if (stopped()) throw new Stopped();
      await stillOurs(await run('UPDATE exchange_receipts SET records = ?, matched = ?, other_name = ?, started_at = UTC_TIMESTAMP(3) WHERE file_name = ? AND sha256 = ? AND owner = ?', [records, matched, otherName, name, sha256, owner]));
    },
  };
}

async function stillOurs({ affected }: { affected: number }): Promise<void> {
  if (affected !== 1) throw new Error('another server has taken this file over');
}

export function fingerprint(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const hash = createHash('sha256');
    createReadStream(path).on('data', (chunk) => hash.update(chunk)).on('end', () => resolve(hash.digest('hex'))).on('error', reject);
  });
}

const A_DAY = 24 * 3600 * 1000;

async function forgetBroken(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found && realNow().getTime() - found.mtimeMs > A_DAY) await rm(path, { force: true });
  }
}
