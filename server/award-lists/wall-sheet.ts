import { recordAudit } from '../audit/record.js';
import { row, rows, transact } from '../database.js';
import { Forbidden, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { factsOf, listInScope, type AwardList } from './award-list.js';
import type { ListFacts } from './guards.js';

/** The sheet a school prints for its wall: the frozen round with names in full. */
export type WallSheet = { list: AwardList; telephone: string; people: { position: number; name: string; grade: string; major: string; className: string }[] };

/** Names in full are for the list's own school and its direct authority (design ruling on the public notice). */
export const maySeeWallSheet = (actor: Actor, { school, authority }: Pick<ListFacts, 'school' | 'authority'>): boolean => actor.organisation.id === school.id || actor.organisation.id === authority.id;

/**
 * The open round as it is put up in the school; looking at it is on record.
 * @throws NotFound outside the scope; Forbidden for higher authorities; RuleBroken `not-published`.
 */
export async function wallSheet(actor: Actor, listId: number): Promise<WallSheet> {
  const list = await listInScope(actor, listId);
  if (!maySeeWallSheet(actor, await factsOf(list))) throw new Forbidden('role-not-allowed', `张贴用公示有学生全名，只有${list.school.name}和${list.authority.name}可以打开。`);
  if (!list.publicity) throw new RuleBroken('not-published', '名单还没有公示，公示后才能打印张贴用的公示。');
  const people = await rows<{ position: number; name: string; grade: string; major: string; class_name: string }>(
    'SELECT p.position, p.name, p.grade, p.major, p.class_name FROM publicity_round_awards p JOIN publicity_rounds r ON r.id = p.round_id WHERE r.list_id = ? AND r.round = ? ORDER BY p.position', [list.id, list.round]);
  await transact(() => recordAudit(actor, { action: '打开张贴用公示', object: { kind: 'wall-sheet', id: list.id, organisationId: list.school.id }, after: { round: list.round, people: people.length } }));
  return {
    list, telephone: (await row<{ telephone: string }>('SELECT telephone FROM organisations WHERE id = ?', [list.authority.id]))?.telephone ?? '',
    people: people.map((one) => ({ position: one.position, name: one.name, grade: one.grade, major: one.major, className: one.class_name })),
  };
}
