import { deflateSync, inflateSync } from 'node:zlib';
import { later, requireTx, row, rows, run } from '../database.js';
import { sha256Hex } from '../lib/crypto.js';
import type { Params } from '../database.js';

/*
 * 归档包: the people of a list's publicity rounds and of its approvals, packed into one row once nobody changes them any more
 * (year-archive/). Every reader of those people asks here when the list is archived.
 */

const ROUND = ['position', 'student_id', 'name', 'grade', 'major', 'class_name', 'tier', 'payable_fen'] as const;
const SNAPSHOT = ['student_id', 'name', 'grade', 'major', 'class_name', 'tier', 'payable_fen', 'enrolment_status', 'card_index'] as const;
type Cell = string | number | null;
type Part = { id: number; rows: Cell[][] };
type Pack = { rounds: Part[]; snapshots: Part[] };

/** One person of a publicity round as it was announced. */
export type AnnouncedPerson = { position: number; name: string; grade: string; major: string; class_name: string };

export class PackDamaged extends Error {}

/** Packs a list's rounds and approvals and takes their rows away; inside the act that does. What is packed already stays. @returns how many rows went. */
export async function packList(listId: number, archiveId: number): Promise<number> {
  const { now } = requireTx();
  if (await row('SELECT list_id FROM list_archives WHERE list_id = ?', [listId])) return 0;
  const announced = await rows<Record<string, Cell>>(`SELECT p.round_id AS part, ${ROUND.map((column) => `p.${column}`).join(', ')} FROM publicity_round_awards p JOIN publicity_rounds r ON r.id = p.round_id WHERE r.list_id = ? ORDER BY p.round_id, p.position`, [listId]);
  const approved = await rows<Record<string, Cell>>(`SELECT k.snapshot_id AS part, ${SNAPSHOT.map((column) => (column === 'card_index' ? 'HEX(k.card_index) AS card_index' : `k.${column}`)).join(', ')} FROM list_snapshot_awards k JOIN list_snapshots n ON n.id = k.snapshot_id WHERE n.list_id = ? ORDER BY k.snapshot_id, k.student_id`, [listId]);
  const text = JSON.stringify({ rounds: partsOf(announced, ROUND), snapshots: partsOf(approved, SNAPSHOT) } satisfies Pack);
  await run('INSERT INTO list_archives (list_id, archive_id, rows_count, packed, sha256, packed_at) VALUES (?, ?, ?, ?, ?, ?)', [listId, archiveId, announced.length + approved.length, deflateSync(text, { level: 9 }), sha256Hex(text), now]);
  await later('DELETE p FROM publicity_round_awards p JOIN publicity_rounds r ON r.id = p.round_id WHERE r.list_id = ?', [listId]);
  await later('DELETE k FROM list_snapshot_awards k JOIN list_snapshots n ON n.id = k.snapshot_id WHERE n.list_id = ?', [listId]);
  return announced.length + approved.length;
}

/** Puts the rows back as they were; inside the act that does. @throws PackDamaged when the pack is not what was packed. */
export async function unpackList(listId: number): Promise<void> {
  const pack = await packOf(listId);
  if (!pack) return;
  await put('publicity_round_awards', ['round_id', ...ROUND], pack.rounds);
  await put('list_snapshot_awards', ['snapshot_id', ...SNAPSHOT], pack.snapshots.map(({ id, rows: found }) => ({ id, rows: found.map((cells) => [...cells.slice(0, -1), hexBytes(cells.at(-1))]) })));
  await later('DELETE FROM list_archives WHERE list_id = ?', [listId]);
}

/** Whether what lies in a pack is what was put into it, row for row. */
export function packHolds({ packed, sha256, rows_count }: { packed: Buffer; sha256: string; rows_count: number }): boolean {
  try {
    const { rounds, snapshots } = open(packed, sha256);
    return [...rounds, ...snapshots].reduce((sum, part) => sum + part.rows.length, 0) === rows_count;
  } catch {
    return false;
  }
}

type Rounds = { listId: number; roundId: number; archiveId: number | null };

type Slice = { limit: number; offset: number };
/** More than a list may have. */
const EVERYBODY: Slice = { limit: 1_000_000, offset: 0 };

/** The people of one publicity round by their number on it, all or a part of them, from the table or from the pack. */
export async function announcedPeople({ listId, roundId, archiveId }: Rounds, { limit, offset }: Slice = EVERYBODY): Promise<AnnouncedPerson[]> {
  const inTable = (): Promise<AnnouncedPerson[]> => rows('SELECT position, name, grade, major, class_name FROM publicity_round_awards WHERE round_id = ? ORDER BY position LIMIT ? OFFSET ?', [roundId, limit, offset]);
  const found = await inTable();
  if (found.length > 0 || archiveId === null) return found;
  const pack = await packOf(listId);
  // Put back between the two reads.
  if (!pack) return inTable();
  return (pack.rounds.find(({ id }) => id === roundId)?.rows ?? []).slice(offset, offset + limit).map((cells) => Object.fromEntries(ROUND.map((column, at) => [column, cells[at]])) as unknown as AnnouncedPerson);
}

/** The people of one approval as a statement to compare with, from the table or from the pack: the same columns. */
export async function approvedPeople({ listId, snapshotId, archiveId }: { listId: number; snapshotId: number; archiveId: number | null }): Promise<{ sql: string; params: Params[number][] }> {
  const pack = archiveId === null ? null : await packOf(listId);
  if (!pack) return { sql: 'SELECT k.student_id, k.name, k.grade, k.major, k.class_name, k.tier, k.payable_fen, k.enrolment_status, k.card_index FROM list_snapshot_awards k WHERE k.snapshot_id = ?', params: [snapshotId] };
  const type: Partial<Record<(typeof SNAPSHOT)[number], string>> = { student_id: 'INT UNSIGNED', payable_fen: 'BIGINT UNSIGNED', card_index: 'VARCHAR(32)' };
  // The collation of the table's own columns, so that both compare alike.
  const columns = SNAPSHOT.map((column, at) => `${column} ${type[column] ?? 'VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci'} PATH '$[${at}]'`).join(', ');
  const shown = SNAPSHOT.map((column) => (column === 'card_index' ? 'UNHEX(k.card_index) AS card_index' : `k.${column}`)).join(', ');
  return { sql: `SELECT ${shown} FROM JSON_TABLE(?, '$[*]' COLUMNS (${columns})) k`, params: [JSON.stringify(pack.snapshots.find(({ id }) => id === snapshotId)?.rows ?? [])] };
}

async function packOf(listId: number): Promise<Pack | null> {
  const found = await row<{ packed: Buffer; sha256: string }>('SELECT packed, sha256 FROM list_archives WHERE list_id = ?', [listId]);
  return found ? open(found.packed, found.sha256) : null;
}

function open(packed: Buffer, sha256: string): Pack {
  let text: string;
  try {
    text = inflateSync(packed).toString('utf8');
  } catch {
    throw new PackDamaged('the pack cannot be opened');
  }
  if (sha256Hex(text) !== sha256) throw new PackDamaged('the pack is not what was packed');
  return JSON.parse(text) as Pack;
}

function partsOf(found: readonly Record<string, Cell>[], columns: readonly string[]): Part[] {
  const parts = new Map<number, Cell[][]>();
  for (const one of found) {
    const id = Number(one.part);
    const into = parts.get(id) ?? [];
    into.push(columns.map((column) => one[column]));
    parts.set(id, into);
  }
  return [...parts].map(([id, cells]) => ({ id, rows: cells }));
}

const AT_ONCE = 1000;

async function put(table: string, columns: readonly string[], parts: readonly { id: number; rows: (Cell | Buffer)[][] }[]): Promise<void> {
  const all = parts.flatMap(({ id, rows: found }) => found.map((cells) => [id, ...cells]));
  for (let at = 0; at < all.length; at += AT_ONCE) await run(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ?`, [all.slice(at, at + AT_ONCE)]);
}

const hexBytes = (hex: Cell | undefined): Buffer | null => (typeof hex === 'string' ? Buffer.from(hex, 'hex') : null);
