import { circularInScope } from '../circulars/circular.js';
import { row, rows } from '../database.js';
import { NotFound } from '../lib/errors.js';
import { isAdministrator, isSchool, type Actor, type Level } from '../values/actor.js';
import type { Span } from './span.js';

/** 应用情况通报 of an authority about its subtree and a span, with the facts as they stood at its moment. */
export type Bulletin = { id: number; title: string; span: Span; asOf: Date; organisation: { id: number; name: string; level: Level; path: string }; author: string; circularId: number | null; publishedAt: Date | null };

type Row = { id: number; title: string; span: Span; as_of: Date; organisation_id: number; organisation: string; level: Level; path: string; author: string; circular_id: number | null; published_at: Date | null };
const SELECT = `SELECT b.id, b.title, b.span, b.as_of, b.organisation_id, o.name AS organisation, p.level, p.path, u.name AS author, b.circular_id, b.published_at
  FROM bulletins b JOIN organisations o ON o.id = b.organisation_id JOIN bulletin_places p ON p.bulletin_id = b.id AND p.organisation_id = b.organisation_id JOIN users u ON u.id = b.author_id`;
const bulletinOf = (one: Row): Bulletin => ({ id: one.id, title: one.title, span: one.span, asOf: one.as_of, organisation: { id: one.organisation_id, name: one.organisation, level: one.level, path: one.path }, author: one.author, circularId: one.circular_id, publishedAt: one.published_at });

/** Bulletins of the actor's own office, and those published to it, the newest first. A school reads only what was published to it. */
export async function bulletinsOf(actor: Actor, { before, limit }: { before?: number; limit: number }): Promise<Bulletin[]> {
  if (isAdministrator(actor)) return [];
  return (await rows<Row>(
    `${SELECT} LEFT JOIN circulars c ON c.id = b.circular_id WHERE b.id < ? AND (b.organisation_id = ? OR (FIND_IN_SET(?, c.roles) > 0 AND EXISTS (SELECT 1 FROM circular_recipients t WHERE t.circular_id = c.id AND t.organisation_id = ?)))
      ORDER BY b.id DESC LIMIT ?`, [before ?? Number.MAX_SAFE_INTEGER, actor.organisation.id, actor.role, actor.organisation.id, limit])).map(bulletinOf);
}

/** One of the own office, or one whose circular concerns the actor. @throws NotFound */
export async function bulletinInScope(actor: Actor, id: number): Promise<Bulletin> {
  const found = isAdministrator(actor) || !Number.isInteger(id) ? undefined : await row<Row>(`${SELECT} WHERE b.id = ?`, [id]);
  if (!found) throw new NotFound();
  if (found.organisation_id === actor.organisation.id && !isSchool(actor)) return bulletinOf(found);
  if (found.circular_id === null) throw new NotFound();
  await circularInScope(actor, found.circular_id);
  return bulletinOf(found);
}

export const bulletinScope = async (actor: Actor, params: Record<string, string>): Promise<void> => void (await bulletinInScope(actor, Number(params.id)));
