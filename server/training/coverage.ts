import { rows } from '../database.js';
import { NotFound } from '../lib/errors.js';
import { organisationInScope } from '../organisations/organisation.js';
import type { Actor, Level, Role } from '../values/actor.js';
import { WITH_INVITED, type Training } from './training.js';

/** One region or organisation of the board: people it is for and who came, organisations it went to and those of which somebody came. */
export type CoverageRow = { id: number; name: string; level: Level; invited: number; signed: number; organisations: number; came: number };
/** One person of an organisation. `lateFor`: why somebody else entered it. */
export type CoveragePerson = { userId: number; name: string; role: Role; organisation: string; signedAt: Date | null; lateFor: string | null };

/**
 * 附件2 四: 不漏一地、不漏一校、不漏一人. What is right below one organisation, each with all below it; organisations without anybody in
 * such a post stand there too, as nobody of them can come.
 * @throws NotFound for an organisation outside the actor's scope.
 */
export async function coverageBelow(actor: Actor, trainingId: number, organisationId: number): Promise<CoverageRow[]> {
  await organisationInScope(actor, organisationId);
  const found = await rows<{ id: number; name: string; level: Level; invited: number; signed: number; organisations: number; came: number }>(
    `SELECT b.id, b.name, b.level, COUNT(DISTINCT u.id) AS invited, COUNT(DISTINCT IF(s.user_id IS NULL, NULL, u.id)) AS signed, COUNT(DISTINCT t.organisation_id) AS organisations, COUNT(DISTINCT IF(s.user_id IS NULL, NULL, t.organisation_id)) AS came
       FROM trainings c JOIN training_recipients t ON t.training_id = c.id JOIN organisations o ON o.id = t.organisation_id JOIN organisations b ON b.parent_id = ? AND o.path LIKE CONCAT(b.path, '%')
       LEFT JOIN posts p ON p.organisation_id = t.organisation_id AND FIND_IN_SET(p.role, c.roles) > 0 LEFT JOIN users u ON u.id = p.user_id AND u.status = 'active' LEFT JOIN training_sign_ins s ON s.training_id = c.id AND s.user_id = u.id
      WHERE c.id = ? GROUP BY b.id, b.name, b.level ORDER BY b.level = 'school', b.id`, [organisationId, trainingId]);
  return found.map((one) => ({ ...one, invited: Number(one.invited), signed: Number(one.signed), organisations: Number(one.organisations), came: Number(one.came) }));
}

/** The people of one organisation itself, or (`below`) of all below it too; who is missing first. */
export async function coveragePeople(actor: Actor, trainingId: number, organisationId: number, { below = false, missing = false, limit = 500 } = {}): Promise<CoveragePerson[]> {
  const at = await organisationInScope(actor, organisationId);
  const found = await rows<{ userId: number; name: string; role: Role; organisation: string; signedAt: Date | null; entered_by: number | null; reason: string | null }>(
    `SELECT u.id AS userId, u.name, MIN(p.role) AS role, MIN(o.name) AS organisation, MIN(s.signed_at) AS signedAt, MIN(s.entered_by) AS entered_by, MIN(s.reason) AS reason
       FROM trainings c ${WITH_INVITED} JOIN organisations o ON o.id = t.organisation_id LEFT JOIN training_sign_ins s ON s.training_id = c.id AND s.user_id = u.id
      WHERE c.id = ? AND ${below ? 'o.path LIKE ?' : 'o.id = ?'}${missing ? ' AND s.user_id IS NULL' : ''} GROUP BY u.id, u.name, o.path ORDER BY COUNT(s.user_id) > 0, o.path, u.id LIMIT ?`, [trainingId, below ? `${at.path}%` : at.id, limit]);
  return found.map(({ entered_by, reason, ...one }) => ({ ...one, lateFor: entered_by === null ? null : reason ?? '' }));
}

/** Where somebody's look begins: the organiser's at all it is for, an authority's below at its own region (逐级督办). */
export const beginsAt = (actor: Actor, { from, audience }: Pick<Training, 'from' | 'audience'>): number => (from.id === actor.organisation.id ? audience.within.id : actor.organisation.id);

/** Whether an organisation is the one a session is within, or below it. @throws NotFound */
export async function demandBelow(trainingId: number, organisationId: number): Promise<void> {
  const [found] = await rows<{ id: number }>("SELECT o.id FROM trainings c JOIN organisations w ON w.id = c.within_id JOIN organisations o ON o.id = ? AND o.path LIKE CONCAT(w.path, '%') WHERE c.id = ?", [organisationId, trainingId]);
  if (!found) throw new NotFound();
}
