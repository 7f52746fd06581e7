import { row, rows } from '../database.js';
import { NotFound } from '../lib/errors.js';
import { businessRoles, isAdministrator, type Actor, type Level, type Role } from '../values/actor.js';
import type { OfficeDate } from '../values/office-date.js';
import { educationStages, isEducationStage, type EducationStage } from '../values/stage.js';

/** 通知公告: what an authority tells organisations of its subtree. It is published once and never changed; what was wrong is told by another. */
export type Circular = {
  id: number;
  title: string;
  body: string;
  from: { id: number; name: string };
  author: string;
  publishedAt: Date;
  /** Asked to be read by the end of this day. */
  readBy: OfficeDate | null;
  audience: Audience;
  /** When this actor confirmed, and when the first of the actor's organisation did; null for the sender too. */
  readAt: Date | null;
  ownReadAt: Date | null;
  recipients: number;
  /** Organisations of which at least one person has confirmed. */
  read: number;
  urgedOn: OfficeDate | null;
  /** The page it is about, and what that is called: 看通报. */
  about: { href: string; label: string } | null;
};

/** Whom it concerns: organisations of these levels below one, schools of one stage only if given, and there these posts. */
export type Audience = { within: { id: number; name: string }; levels: Level[]; stage: EducationStage | null; roles: Role[] };

type Row = {
  id: number; title: string; body: string; organisation_id: number; organisation: string; author: string; published_at: Date; read_by: OfficeDate | null; within_id: number; within_name: string; levels: string; stage: string | null; roles: string;
  read_at: Date | null; own_read_at: Date | null; recipients: number; readers: number; urged_on: OfficeDate | null; about_href: string | null; about_label: string | null;
};

const SELECT = `SELECT c.id, c.title, c.body, c.organisation_id, o.name AS organisation, u.name AS author, c.published_at, c.read_by, c.within_id, w.name AS within_name, c.levels, c.stage, c.roles, c.urged_on, c.about_href, c.about_label,
    (SELECT MIN(r.read_at) FROM circular_receipts r WHERE r.circular_id = c.id AND r.organisation_id = ?) AS read_at,
    (SELECT r.read_at FROM circular_receipts r WHERE r.circular_id = c.id AND r.organisation_id = ? AND r.user_id = ?) AS own_read_at,
    (SELECT COUNT(*) FROM circular_recipients t WHERE t.circular_id = c.id) AS recipients,
    (SELECT COUNT(DISTINCT r.organisation_id) FROM circular_receipts r WHERE r.circular_id = c.id) AS readers
  FROM circulars c JOIN organisations o ON o.id = c.organisation_id JOIN organisations w ON w.id = c.within_id JOIN users u ON u.id = c.author_id`;
const RECEIVED = 'EXISTS (SELECT 1 FROM circular_recipients t WHERE t.circular_id = c.id AND t.organisation_id = ?) AND FIND_IN_SET(?, c.roles) > 0';
const UNREAD = 'NOT EXISTS (SELECT 1 FROM circular_receipts r WHERE r.circular_id = c.id AND r.organisation_id = ? AND r.user_id = ?)';

const circularOf = (one: Row): Circular => ({
  id: one.id, title: one.title, body: one.body, from: { id: one.organisation_id, name: one.organisation }, author: one.author, publishedAt: one.published_at, readBy: one.read_by,
  audience: { within: { id: one.within_id, name: one.within_name }, levels: levelsOf(one.levels), stage: one.stage !== null && isEducationStage(one.stage) ? one.stage : null, roles: businessRoles.filter((role) => one.roles.split(',').includes(role)) },
  readAt: one.read_at, ownReadAt: one.own_read_at, recipients: one.recipients, read: one.readers, urgedOn: one.urged_on, about: one.about_href === null ? null : { href: one.about_href, label: one.about_label ?? '看内容' },
});

const everyLevel: readonly Level[] = ['central', 'province', 'prefecture', 'county', 'school'];
const levelsOf = (text: string): Level[] => everyLevel.filter((level) => text.split(',').includes(level));
const viewer = (actor: Actor): (number | string)[] => [actor.organisation.id, actor.organisation.id, actor.userId];

export type Box = 'received' | 'sent';

/** What the actor's organisation sent, or what concerns the actor's post, the newest first. `unread`: what the actor has not confirmed. */
export async function circularsOf(actor: Actor, box: Box, { unread, before, limit }: { unread?: boolean; before?: number; limit: number }): Promise<Circular[]> {
  if (isAdministrator(actor)) return [];
  const own = box === 'sent' ? ['c.organisation_id = ?', [actor.organisation.id]] as const : [RECEIVED, [actor.organisation.id, actor.role]] as const;
  return (await rows<Row>(`${SELECT} WHERE ${own[0]}${unread ? ` AND ${UNREAD}` : ''} AND c.id < ? ORDER BY c.id DESC LIMIT ?`,
    [...viewer(actor), ...own[1], ...(unread ? [actor.organisation.id, actor.userId] : []), before ?? Number.MAX_SAFE_INTEGER, limit])).map(circularOf);
}

/** How many concern the actor and are not confirmed yet. */
export async function countUnreadCirculars(actor: Actor): Promise<number> {
  if (isAdministrator(actor)) return 0;
  return (await row<{ n: number }>(`SELECT COUNT(*) AS n FROM circular_recipients t JOIN circulars c ON c.id = t.circular_id WHERE t.organisation_id = ? AND FIND_IN_SET(?, c.roles) > 0 AND ${UNREAD}`, [actor.organisation.id, actor.role, actor.organisation.id, actor.userId]))?.n ?? 0;
}

/** One that the actor's organisation sent or that concerns the actor's post. @throws NotFound */
export async function circularInScope(actor: Actor, id: number): Promise<Circular> {
  const found = isAdministrator(actor) ? undefined : await row<Row>(`${SELECT} WHERE c.id = ? AND (c.organisation_id = ? OR (${RECEIVED}))`, [...viewer(actor), id, actor.organisation.id, actor.organisation.id, actor.role]);
  if (!found) throw new NotFound();
  return circularOf(found);
}

/** What kind of place an organisation is: an authority, or a school of one stage. */
export type PlaceKind = 'authority' | EducationStage;
export const placeKinds: readonly PlaceKind[] = ['authority', ...educationStages];

/** One organisation it went to, with the first of its people who confirmed. */
export type Recipient = { id: number; name: string; above: string; telephone: string; readAt: Date | null; readBy: string | null };

/** 回执: the organisations it went to in the order of their numbers, or only those of one kind, or of which nobody has confirmed. */
export async function recipientsOf(circularId: number, { unread, kind, after, limit }: { unread?: boolean; kind?: PlaceKind; after?: number; limit: number }): Promise<Recipient[]> {
  return rows<Recipient>(
    `SELECT o.id, o.name, COALESCE(a.name, '') AS above, o.telephone, MIN(r.read_at) AS readAt,
        (SELECT u.name FROM circular_receipts f JOIN users u ON u.id = f.user_id WHERE f.circular_id = t.circular_id AND f.organisation_id = o.id ORDER BY f.read_at, f.user_id LIMIT 1) AS readBy
       FROM circular_recipients t JOIN organisations o ON o.id = t.organisation_id LEFT JOIN organisations a ON a.id = o.parent_id
       LEFT JOIN circular_receipts r ON r.circular_id = t.circular_id AND r.organisation_id = t.organisation_id
      WHERE t.circular_id = ? AND t.organisation_id > ?${kind ? ` AND ${OF_KIND}` : ''} GROUP BY t.circular_id, o.id, o.name, a.name, o.telephone${unread ? ' HAVING readAt IS NULL' : ''} ORDER BY o.id LIMIT ?`, [circularId, after ?? 0, ...(kind ? [kind, kind] : []), limit]);
}

const OF_KIND = "CASE WHEN o.level = 'school' THEN o.stage = ? ELSE ? = 'authority' END";

/** 回执 by kind: how many organisations of each kind it went to and how many of them have confirmed, in the order of the kinds. */
export async function readByKind(circularId: number): Promise<{ kind: PlaceKind; recipients: number; read: number }[]> {
  const found = await rows<{ kind: string; recipients: number; readers: number }>(
    `SELECT CASE WHEN o.level = 'school' THEN o.stage ELSE 'authority' END AS kind, COUNT(*) AS recipients,
        CAST(SUM(EXISTS (SELECT 1 FROM circular_receipts r WHERE r.circular_id = t.circular_id AND r.organisation_id = o.id)) AS SIGNED) AS readers
       FROM circular_recipients t JOIN organisations o ON o.id = t.organisation_id WHERE t.circular_id = ? GROUP BY 1`, [circularId]);
  return placeKinds.flatMap((kind) => found.filter((one) => one.kind === kind).map(({ recipients, readers }) => ({ kind, recipients, read: readers })));
}
