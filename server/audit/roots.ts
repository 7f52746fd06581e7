import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDuplicate, row, rows, run, transact } from '../database.js';
import { realNow } from '../lib/clock.js';
import { canonicalJson, chainMac } from '../lib/crypto.js';
import { auditKey } from './key.js';

/** So old a record must be before it is sealed (its time is that of the server that wrote it; the servers’ clocks agree to some seconds): whatever was begun before it has committed or never will. */
const SETTLED_SECONDS = 60;
const MOST = 50_000;

type Root = { id: number; from_id: number; to_id: number; row_count: number; root: Buffer };
/** What does not fit, in words, naming where. */
export type RootBroken = { root: number; reason: string };

/**
 * Seals the records since the last root that are a minute old: their macs in order, under a mac chained to the root before. One
 * record taken out anywhere, also the newest of a chain, changes it. Of two servers one does it.
 * @returns how many records were sealed.
 */
export async function sealRecords(settledSeconds = SETTLED_SECONDS): Promise<number> {
  const last = await row<Root>('SELECT id, to_id, root FROM audit_roots ORDER BY id DESC LIMIT 1');
  const from = Number(last?.to_id ?? 0) + 1;
  const upTo = await row<{ id: number | null; n: number }>(`SELECT MAX(id) AS id, COUNT(*) AS n FROM (SELECT id FROM audit_events WHERE id >= ? AND recorded_at <= UTC_TIMESTAMP(3) - INTERVAL ? SECOND ORDER BY id LIMIT ${MOST}) settled`, [from, settledSeconds]);
  if (!upTo?.id) return 0;
  const { count, digest } = await digestOf(from, upTo.id);
  try {
    await transact(() => run('INSERT INTO audit_roots (id, from_id, to_id, row_count, root, sealed_at) VALUES (?, ?, ?, ?, ?, ?)', [(last?.id ?? 0) + 1, from, upTo.id, count, rootOf(last?.root ?? null, from, upTo.id as number, count, digest), realNow()]));
    return count;
  } catch (error) {
    if (isDuplicate(error, 'PRIMARY') || isDuplicate(error, 'audit_roots_from')) return 0;
    throw error;
  }
}

const rootOf = (previous: Buffer | null, from: number, to: number, count: number, digest: string): Buffer => chainMac(auditKey(), previous, canonicalJson({ from, to, count, digest }));

async function digestOf(from: number, to: number): Promise<{ count: number; digest: string }> {
  const hash = createHash('sha256');
  let count = 0;
  for (let after = from - 1; ;) {
    const found = await rows<{ id: number; mac: Buffer }>('SELECT id, mac FROM audit_events WHERE id > ? AND id <= ? ORDER BY id LIMIT 5000', [after, to]);
    if (found.length === 0) return { count, digest: hash.digest('hex') };
    for (const { id, mac } of found) hash.update(`${id}:`).update(mac);
    count += found.length;
    after = found[found.length - 1].id;
  }
}

/**
 * Copies the roots that the file does not have yet to its end: a place outside the database (another disk, another machine's
 * folder), which whoever can change the database cannot change unseen.
 */
export async function copyRoots(path: string): Promise<number> {
  const known = await lastCopied(path);
  const found = await rows<Root & { sealed_at: Date }>('SELECT id, from_id, to_id, row_count, root, sealed_at FROM audit_roots WHERE id > ? ORDER BY id', [known]);
  if (found.length === 0) return 0;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await appendFile(path, found.map((one) => `${one.id} ${one.from_id}-${one.to_id} ${one.row_count} ${one.root.toString('hex')} ${one.sealed_at.toISOString()}\n`).join(''), { mode: 0o600, flush: true });
  return found.length;
}

const copied = async (path: string): Promise<string[]> => (await readFile(path, 'utf8').catch(() => '')).split('\n').filter(Boolean);
const lastCopied = async (path: string): Promise<number> => Number((await copied(path)).at(-1)?.split(' ')[0] ?? 0);

/**
 * Recomputes the roots from the records, and holds them against the copy outside where there is one.
 * @param newest only the newest so many roots; all when left out.
 * @returns the first that does not fit, or null.
 */
export async function verifyRoots(copy: string | null, newest?: number): Promise<RootBroken | null> {
  const lines = copy === null ? [] : await copied(copy);
  const highest = (await row<{ id: number | null }>('SELECT MAX(id) AS id FROM audit_roots'))?.id ?? 0;
  const outside = new Map(lines.map((line) => [Number(line.split(' ')[0]), line.split(' ')[3]]));
  const last = Math.max(0, ...outside.keys());
  if (last > highest) return { root: highest + 1, reason: `第 ${highest + 1} 至 ${last} 号封存记录在库外有、库里没有，末尾的留痕被删过` };
  const first = newest === undefined ? 1 : Math.max(1, highest - newest + 1);
  let previous = first === 1 ? null : (await row<Root>('SELECT root FROM audit_roots WHERE id = ?', [first - 1]))?.root ?? null;
  for (let id = first; id <= highest; id += 1) {
    const root = await row<Root>('SELECT id, from_id, to_id, row_count, root FROM audit_roots WHERE id = ?', [id]);
    if (!root) return { root: id, reason: `少了第 ${id} 号封存记录` };
    if (outside.has(id) && outside.get(id) !== root.root.toString('hex')) return { root: id, reason: `第 ${id} 号封存记录与库外留存的不同` };
    const { count, digest } = await digestOf(root.from_id, root.to_id);
    const where = `第 ${root.from_id} 至 ${root.to_id} 号留痕`;
    if (count !== root.row_count) return { root: id, reason: `${where}封存时 ${root.row_count} 条，现在 ${count} 条` };
    if (!rootOf(previous, root.from_id, root.to_id, count, digest).equals(root.root)) return { root: id, reason: `${where}里有被改过的` };
    previous = root.root;
  }
  return null;
}
