import { row } from '../database.js';
import { Forbidden } from '../lib/errors.js';
import type { Actor, Role } from '../values/actor.js';

type Found = { login: string; name: string; organisation_name: string; level: Actor['organisation']['level']; path: string };

/**
 * The person in the post in which they asked for something that is done only now.
 * @throws Forbidden when they no longer hold the post, or may no longer sign in.
 */
export async function actorInPost(userId: number, organisationId: number, role: Role): Promise<Actor> {
  const found = await row<Found>(
    `SELECT u.login, u.name, o.name AS organisation_name, o.level, o.path FROM posts p JOIN users u ON u.id = p.user_id JOIN organisations o ON o.id = p.organisation_id
      WHERE p.user_id = ? AND p.organisation_id = ? AND p.role = ? AND u.status = 'active'`, [userId, organisationId, role]);
  if (!found) throw new Forbidden('role-not-allowed', '办理人已不在原来的岗位，这项后台工作没有办。请由在岗的人重新办理。');
  return { userId, login: found.login, name: found.name, role, organisation: { id: organisationId, name: found.organisation_name, level: found.level, path: found.path } };
}
