import { row, rows } from '../database.js';
import { NotFound } from '../lib/errors.js';
import { protection } from '../protection.js';
import { businessRoles, isAdministrator, type Actor, type Level, type Role } from '../values/actor.js';
import type { OfficeDate } from '../values/office-date.js';
import { isEducationStage } from '../values/stage.js';
import type { Audience } from '../circulars/circular.js';
import type { Slot } from './rules.js';

/** 培训: a session an authority holds for organisations below it. */
export type Training = {
  id: number; title: string; body: string; from: { id: number; name: string }; author: string; place: string; link: string; hasPassword: boolean; audience: Audience;
  signFrom: Date; signUntil: Date; publishedAt: Date; cancelledAt: Date | null; reason: string; urgedOn: OfficeDate | null; version: number; slots: Slot[];
  /** Whether this actor is of those it is for, and when they signed in. */
  invitedSelf: boolean; signedAt: Date | null;
  /** People with a post it is for, and those of them who have signed in. */
  invited: number; signed: number;
};

/** What the password of one session is sealed for. */
export const passwordContext = (uid: string): string => `trainings.password:${uid}`;

type Row = {
  id: number; uid: string; title: string; body: string; organisation_id: number; organisation: string; author: string; place: string; link: string; password_sealed: string | null; within_id: number; within_name: string; levels: string; stage: string | null; roles: string;
  sign_from: Date; sign_until: Date; published_at: Date; cancelled_at: Date | null; reason: string; urged_on: OfficeDate | null; version: number; invited_self: number; signed_at: Date | null; invited: number; signed: number;
};

/** Who is meant: people in a post of these roles at the organisations it went to. */
const INVITED = "training_recipients t JOIN posts p ON p.organisation_id = t.organisation_id AND FIND_IN_SET(p.role, c.roles) > 0 JOIN users u ON u.id = p.user_id AND u.status = 'active'";
/** The same after `trainings c`. */
export const WITH_INVITED = "JOIN training_recipients t ON t.training_id = c.id JOIN posts p ON p.organisation_id = t.organisation_id AND FIND_IN_SET(p.role, c.roles) > 0 JOIN users u ON u.id = p.user_id AND u.status = 'active'";
const CONCERNS = 'EXISTS (SELECT 1 FROM training_recipients t WHERE t.training_id = c.id AND t.organisation_id = ?) AND FIND_IN_SET(?, c.roles) > 0';
const SELECT = `SELECT c.id, c.uid, c.title, c.body, c.organisation_id, o.name AS organisation, a.name AS author, c.place, c.link, c.password_sealed, c.within_id, w.name AS within_name, c.levels, c.stage, c.roles, c.sign_from, c.sign_until, c.published_at, c.cancelled_at, c.reason, c.urged_on, c.version,
    (${CONCERNS}) AS invited_self, (SELECT s.signed_at FROM training_sign_ins s WHERE s.training_id = c.id AND s.user_id = ?) AS signed_at,
    (SELECT COUNT(DISTINCT p.user_id) FROM ${INVITED} WHERE t.training_id = c.id) AS invited, (SELECT COUNT(DISTINCT p.user_id) FROM ${INVITED} JOIN training_sign_ins s ON s.training_id = t.training_id AND s.user_id = p.user_id WHERE t.training_id = c.id) AS signed
  FROM trainings c JOIN organisations o ON o.id = c.organisation_id JOIN organisations w ON w.id = c.within_id JOIN users a ON a.id = c.author_id`;
const viewer = (actor: Actor): (number | string)[] => [actor.organisation.id, actor.role, actor.userId];

const everyLevel: readonly Level[] = ['central', 'province', 'prefecture', 'county', 'school'];
async function withSlots(found: Row[]): Promise<Training[]> {
  const slots = found.length === 0 ? [] : await rows<{ training_id: number; held_on: OfficeDate; begins: string; ends: string; topic: string; audience: string }>('SELECT training_id, held_on, begins, ends, topic, audience FROM training_slots WHERE training_id IN (?) ORDER BY training_id, held_on, begins, seq', [found.map(({ id }) => id)]);
  return found.map((one) => ({
    id: one.id, title: one.title, body: one.body, from: { id: one.organisation_id, name: one.organisation }, author: one.author, place: one.place, link: one.link, hasPassword: one.password_sealed !== null,
    audience: { within: { id: one.within_id, name: one.within_name }, levels: everyLevel.filter((level) => one.levels.split(',').includes(level)), stage: one.stage !== null && isEducationStage(one.stage) ? one.stage : null, roles: businessRoles.filter((role) => one.roles.split(',').includes(role)) },
    signFrom: one.sign_from, signUntil: one.sign_until, publishedAt: one.published_at, cancelledAt: one.cancelled_at, reason: one.reason, urgedOn: one.urged_on, version: one.version,
    slots: slots.filter((slot) => slot.training_id === one.id).map((slot) => ({ heldOn: slot.held_on, begins: slot.begins, ends: slot.ends, topic: slot.topic, audience: slot.audience })),
    invitedSelf: Number(one.invited_self) === 1, signedAt: one.signed_at, invited: Number(one.invited), signed: Number(one.signed),
  }));
}

export type Box = 'received' | 'held';

/** Those the actor's organisation holds, or those for the actor's post, the latest first. */
export async function trainingsOf(actor: Actor, box: Box, { before, limit }: { before?: number; limit: number }): Promise<Training[]> {
  if (isAdministrator(actor)) return [];
  const own = box === 'held' ? ['c.organisation_id = ?', [actor.organisation.id]] as const : [CONCERNS, [actor.organisation.id, actor.role]] as const;
  return withSlots(await rows<Row>(`${SELECT} WHERE ${own[0]} AND c.id < ? ORDER BY c.id DESC LIMIT ?`, [...viewer(actor), ...own[1], before ?? Number.MAX_SAFE_INTEGER, limit]));
}

/** One for the actor's post, or held by the actor's organisation: link, password and code are theirs to see. @throws NotFound */
export async function trainingInScope(actor: Actor, id: number): Promise<Training> {
  const found = isAdministrator(actor) ? [] : await rows<Row>(`${SELECT} WHERE c.id = ? AND (c.organisation_id = ? OR (${CONCERNS}))`, [...viewer(actor), id, actor.organisation.id, actor.organisation.id, actor.role]);
  const [one] = await withSlots(found);
  if (!one) throw new NotFound();
  return one;
}

/** The password of a session, for whoever may see the session. */
export async function passwordOf(id: number): Promise<string | null> {
  const found = await row<{ uid: string; password_sealed: string | null }>('SELECT uid, password_sealed FROM trainings WHERE id = ?', [id]);
  return found?.password_sealed ? protection().cipher.open(found.password_sealed, passwordContext(found.uid)) : null;
}

/** How many are for the actor, open for signing in now, and not signed. */
export async function countToSignIn(actor: Actor, now: Date): Promise<number> {
  if (isAdministrator(actor)) return 0;
  return Number((await row<{ n: number }>(`SELECT COUNT(*) AS n FROM trainings c WHERE c.cancelled_at IS NULL AND c.sign_from <= ? AND c.sign_until > ? AND ${CONCERNS} AND NOT EXISTS (SELECT 1 FROM training_sign_ins s WHERE s.training_id = c.id AND s.user_id = ?)`, [now, now, actor.organisation.id, actor.role, actor.userId]))?.n ?? 0);
}

/** Who holds trainings: 主管部门业务操作人员, for their own subtree. */
export const organisers: readonly Role[] = ['authority-operator'];
