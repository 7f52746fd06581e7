import { recordAudit } from '../audit/record.js';
import { row, transact } from '../database.js';
import { Forbidden, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { factsOf, listInScope, type AwardList } from './award-list.js';
import type { ListFacts } from './guards.js';
import { announcedPeople } from './packed-list.js';
import { contactsOf } from './public-notice.js';

/** The sheet a school prints for its wall: the frozen round with names in full. */
/** @param total everybody of the round; `people` are those of the part asked for. */
export type WallSheet = { list: AwardList; contacts: string[]; total: number; people: { position: number; name: string; grade: string; major: string; className: string }[] };

/** Names in full are for the list's own school and its direct authority (design ruling on the public notice). */
export const maySeeWallSheet = (actor: Actor, { school, authority }: Pick<ListFacts, 'school' | 'authority'>): boolean => actor.organisation.id === school.id || actor.organisation.id === authority.id;

/**
 * The open round as it is put up in the school; looking at it is on record.
 * @throws NotFound outside the scope; Forbidden for higher authorities; RuleBroken `not-published`.
 */
export async function wallSheet(actor: Actor, listId: number, part: { limit: number; offset: number }): Promise<WallSheet> {
  const list = await listInScope(actor, listId);
  if (!maySeeWallSheet(actor, await factsOf(list))) throw new Forbidden('role-not-allowed', `张贴用公示有学生全名，只有${list.school.name}和${list.authority.name}可以打开。`);
  if (!list.publicity) throw new RuleBroken('not-published', '名单还没有公示，公示后才能打印张贴用的公示。');
  const round = await row<{ id: number; people: number }>('SELECT id, people FROM publicity_rounds WHERE list_id = ? AND round = ?', [list.id, list.round]);
  const people = round ? await announcedPeople({ listId: list.id, roundId: round.id, archiveId: list.archiveId }, part) : [];
  const total = round?.people ?? 0;
  await transact(() => recordAudit(actor, { action: '打开张贴用公示', object: { kind: 'wall-sheet', id: list.id, organisationId: list.school.id }, after: { round: list.round, people: total } }));
  return {
    list, total, contacts: await contactsOfList(list),
    people: people.map((one) => ({ position: one.position, name: one.name, grade: one.grade, major: one.major, className: one.class_name })),
  };
}

/** School and authority with their offices and telephones, as the public notice names them. */
async function contactsOfList({ school, authority }: AwardList): Promise<string[]> {
  const found = await row<{ school_office: string; school_telephone: string; office: string; telephone: string }>('SELECT s.office AS school_office, s.telephone AS school_telephone, a.office, a.telephone FROM organisations s JOIN organisations a ON a.id = ? WHERE s.id = ?', [authority.id, school.id]);
  return contactsOf({ school: school.name, schoolOffice: found?.school_office ?? '', schoolTelephone: found?.school_telephone ?? '', office: authority.name, officeName: found?.office ?? '', telephone: found?.telephone ?? '' });
}
