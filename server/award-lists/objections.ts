import { row, rows, type Statement } from '../database.js';
import { NotFound } from '../lib/errors.js';
import { protection } from '../protection.js';
import type { Actor, Role } from '../values/actor.js';
import { whyArchived } from './archived-year.js';
import type { AwardList } from './award-list.js';
import type { ListFacts, Unmet } from './guards.js';

/** 异议: what somebody said of a list while it was public. Never shown publicly; words and contact are sealed. */
export type Objection = {
  id: number;
  /** By which whoever handed it in can name it on the telephone. */
  receipt: string;
  round: number;
  text: string;
  hasContact: boolean;
  at: Date;
  state: ObjectionState;
  /** The school's answer, or why the authority overruled it. */
  settlement: { text: string; by: string; organisation: string; at: Date } | null;
};
export const objectionStates = ['open', 'answered', 'overruled'] as const;
export type ObjectionState = (typeof objectionStates)[number];

export const SHORTEST_OBJECTION = 10;
export const OBJECTION_LENGTH = 1000;
export const CONTACT_LENGTH = 100;
export const SETTLEMENT_LENGTH = 1000;

const basis = '公示异议办理规则';
type Sides = Pick<ListFacts, 'school' | 'authority'>;
/** Of a list whose year may be archived. */
type SidesOfList = Pick<AwardList, 'school' | 'authority' | 'archiveId' | 'period'>;

/** Roles that have the function at all; of which organisation says `whyNoObjections`. */
export const objectionReaders: readonly Role[] = ['school-operator', 'school-reviewer', 'authority-operator'];

/** Who reads objections: operator and reviewer of the list's own school, the operator of its direct authority. We keep the confidence of whoever wrote. */
export const whyNoObjections = (actor: Actor, { school, authority }: Sides): Unmet | null =>
  ((actor.role === 'school-operator' || actor.role === 'school-reviewer') && actor.organisation.id === school.id) || (actor.role === 'authority-operator' && actor.organisation.id === authority.id)
    ? null : { code: 'role-not-allowed', message: `异议只由${school.name}和${authority.name}的经办人员查看，为反映人保密。`, basis };

/** Why this person may not answer: the list's own school operator does. */
export const whyNoObjectionAnswer = (actor: Actor, { school, ...list }: SidesOfList): Unmet | null =>
  whyArchived(list) ?? (actor.role === 'school-operator' && actor.organisation.id === school.id ? null : { code: 'role-not-allowed', message: `异议由${school.name}的学校业务操作人员答复。`, basis });

/** 驳回异议: why this person may not; the operator of the direct authority does. */
export const whyNoOverruling = (actor: Actor, { authority, ...list }: SidesOfList): Unmet | null =>
  whyArchived(list) ?? (actor.role === 'authority-operator' && actor.organisation.id === authority.id ? null : { code: 'role-not-allowed', message: `驳回异议由${authority.name}的主管部门业务操作人员办理。`, basis });

type Row = {
  id: number; receipt: string; round: number; uid: string; text_sealed: string; contact_sealed: string | null; received_at: Date; state: ObjectionState;
  settlement_sealed: string | null; settled_by: string | null; organisation: string | null; settled_at: Date | null;
};

/** The objections to a list: those without an answer first, then the newest. The caller has checked who asks. */
export async function objectionsOf(listId: number, filter: { state?: ObjectionState; objectionId?: number; limit: number; offset?: number }): Promise<Objection[]> {
  const found = await rows<Row>(
    `SELECT b.id, b.receipt, b.round, b.uid, b.text_sealed, b.contact_sealed, b.received_at, b.state, b.settlement_sealed, u.name AS settled_by, IF(b.state = 'overruled', a.name, s.name) AS organisation, b.settled_at
       FROM objections b JOIN award_lists l ON l.id = b.list_id JOIN organisations s ON s.id = l.school_id JOIN organisations a ON a.id = l.authority_id LEFT JOIN users u ON u.id = b.settled_by
      WHERE b.list_id = ?${filter.state ? ' AND b.state = ?' : ''}${filter.objectionId ? ' AND b.id = ?' : ''} ORDER BY b.state <> 'open', b.id DESC LIMIT ? OFFSET ?`,
    [listId, ...(filter.state ? [filter.state] : []), ...(filter.objectionId ? [filter.objectionId] : []), filter.limit, filter.offset ?? 0]);
  return found.map((one) => ({
    id: one.id, receipt: one.receipt, round: one.round, text: openWords(one.uid, 'text', one.text_sealed), hasContact: one.contact_sealed !== null, at: one.received_at, state: one.state,
    settlement: one.settlement_sealed && one.settled_at ? { text: openWords(one.uid, 'settlement', one.settlement_sealed), by: one.settled_by ?? '', organisation: one.organisation ?? '', at: one.settled_at } : null,
  }));
}

/** @throws NotFound for an objection to another list. */
export async function objectionOn(listId: number, objectionId: number): Promise<Objection> {
  const [found] = await objectionsOf(listId, { objectionId, limit: 1 });
  if (!found) throw new NotFound();
  return found;
}

/** What a row of its own needs to seal or open further words. @throws NotFound */
export async function sealedParts(listId: number, objectionId: number): Promise<{ uid: string; contact: string | null }> {
  const found = await row<{ uid: string; contact_sealed: string | null }>('SELECT uid, contact_sealed FROM objections WHERE id = ? AND list_id = ?', [objectionId, listId]);
  if (!found) throw new NotFound();
  return { uid: found.uid, contact: found.contact_sealed };
}

/** Words of one objection as its row keeps them: sealed for one row and column, they open in no other. */
export const sealWords = (uid: string, part: 'text' | 'contact' | 'settlement', words: string): string => protection().cipher.seal(words, `objections.${part}:${uid}`);
export const openWords = (uid: string, part: 'text' | 'contact' | 'settlement', sealed: string): string => protection().cipher.open(sealed, `objections.${part}:${uid}`);

export type ObjectionCounts = { open: number; all: number };

/** How many objections these lists have, by one statement. */
export async function countObjections(listIds: readonly number[]): Promise<Map<number, ObjectionCounts>> {
  if (listIds.length === 0) return new Map();
  const { sql, params } = objectionCounts(listIds);
  return objectionsCounted(await rows(sql, params));
}

/** Asks for them; `objectionsCounted` reads the answer. */
export const objectionCounts = (listIds: readonly number[]): Required<Statement> => ({ sql: "SELECT list_id, CAST(SUM(state = 'open') AS SIGNED) AS `open`, COUNT(*) AS `all` FROM objections WHERE list_id IN (?) GROUP BY list_id", params: [[...listIds]] });
export const objectionsCounted = (answer: readonly object[]): Map<number, ObjectionCounts> => new Map((answer as ({ list_id: number } & ObjectionCounts)[]).map(({ list_id, ...counts }) => [list_id, counts]));
