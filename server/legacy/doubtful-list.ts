import { row, rows, type Params } from '../database.js';
import { NotFound } from '../lib/errors.js';
import { isAdministrator, type Actor } from '../values/actor.js';
import { programmeOf, type ListProgrammeKey, type Programme } from '../values/programme.js';
import { scopeSql } from '../values/scope.js';
import type { OldList } from './keep-list.js';
import { unclearWords, type Unclear } from './old-words.js';

/** 待核实: a list of V3.1.0 whose month or term nobody could tell. It counts nowhere until somebody who knows says it. */
export type DoubtfulList = {
  id: number; programme: Programme; school: { id: number; name: string }; authority: { id: number; name: string };
  /** What the old system has for its time, and why that is not enough. */
  oldWords: string; unclear: Unclear;
  people: number; payable: number; paid: number;
  state: 'open' | 'settled' | 'aside'; listId: number | null; settledBy: string | null; settledAt: Date | null; remark: string | null; version: number;
};
type Row = { id: number; programme: ListProgrammeKey; school_id: number; school: string; authority_id: number; authority: string; old_words: string; unclear: Unclear; people: number; payable_fen: number; paid_fen: number; state: DoubtfulList['state']; list_id: number | null; settler: string | null; settled_at: Date | null; remark: string | null; version: number };

const SELECT = `SELECT d.id, d.programme, d.school_id, o.name AS school, d.authority_id, a.name AS authority, d.old_words, d.unclear, d.people, d.payable_fen, d.paid_fen, d.state, d.list_id, u.name AS settler, d.settled_at, d.remark, d.version
  FROM doubtful_lists d JOIN organisations o ON o.id = d.school_id JOIN organisations a ON a.id = d.authority_id LEFT JOIN users u ON u.id = d.settled_by`;
const doubtOf = (one: Row): DoubtfulList => ({
  id: one.id, programme: programmeOf(one.programme), school: { id: one.school_id, name: one.school }, authority: { id: one.authority_id, name: one.authority }, oldWords: one.old_words, unclear: one.unclear, people: one.people, payable: one.payable_fen, paid: one.paid_fen,
  state: one.state, listId: one.list_id, settledBy: one.settler, settledAt: one.settled_at, remark: one.remark, version: one.version,
});

export const whyUnclear = ({ unclear }: Pick<DoubtfulList, 'unclear'>): string => unclearWords[unclear];

/** Those of the actor's schools, the open ones first. */
export async function doubtfulLists(actor: Actor, asked: { state?: DoubtfulList['state']; limit: number; offset?: number }): Promise<{ items: DoubtfulList[]; total: number; open: number }> {
  const scope = scopeSql(actor);
  const where = `${scope.sql}${asked.state ? ' AND d.state = ?' : ''}`;
  const params: Params = [...scope.params, ...(asked.state ? [asked.state] : [])];
  const found = await rows<Row>(`${SELECT} WHERE ${where} ORDER BY d.state <> 'open', o.name, d.id LIMIT ? OFFSET ?`, [...params, asked.limit, asked.offset ?? 0]);
  const counted = await row<{ total: number; open: number }>(`SELECT CAST(COALESCE(SUM(${asked.state ? 'd.state = ?' : 'TRUE'}), 0) AS SIGNED) AS total, CAST(COALESCE(SUM(d.state = 'open'), 0) AS SIGNED) AS open FROM doubtful_lists d JOIN organisations o ON o.id = d.school_id WHERE ${scope.sql}`, [...(asked.state ? [asked.state] : []), ...scope.params]);
  return { items: found.map(doubtOf), total: counted?.total ?? 0, open: counted?.open ?? 0 };
}

/** How many wait in the actor's scope, for the menu. */
export async function countDoubts(actor: Actor): Promise<number> {
  if (isAdministrator(actor)) return 0;
  const scope = scopeSql(actor);
  return (await row<{ n: number }>(`SELECT COUNT(*) AS n FROM doubtful_lists d JOIN organisations o ON o.id = d.school_id WHERE d.state = 'open' AND ${scope.sql}`, scope.params))?.n ?? 0;
}

/** @throws NotFound outside the scope or absent. */
export async function doubtInScope(actor: Actor, id: number, lock: '' | 'FOR UPDATE' = ''): Promise<DoubtfulList> {
  const scope = scopeSql(actor);
  if (lock) await row('SELECT id FROM doubtful_lists WHERE id = ? FOR UPDATE', [id]);
  const found = await row<Row>(`${SELECT} WHERE d.id = ? AND ${scope.sql}`, [id, ...scope.params]);
  if (!found) throw new NotFound();
  return doubtOf(found);
}

/** The list itself, as it was. */
export async function oldListOf(id: number): Promise<OldList> {
  const found = await row<{ content: string }>('SELECT content FROM doubtful_lists WHERE id = ?', [id]);
  if (!found) throw new NotFound();
  return JSON.parse(found.content);
}
