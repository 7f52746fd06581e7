import { isPractice } from '../lib/practice.js';
import { z } from 'zod';
import { roleNames, type Actor } from '../values/actor.js';
import { officeIso } from '../values/office-date.js';
import type { Session } from '../web/route.js';
import { organisationRef } from '../web/schemas.js';
import type { PostChoice } from './sign-in.js';

export const userShape = z.object({ id: z.number(), login: z.string(), name: z.string(), role: z.string(), roleName: z.string(), organisation: organisationRef.extend({ level: z.string() }) });
export const sessionShape = z.object({ token: z.string(), expiresAt: z.string(), user: userShape, posts: z.array(z.object({ id: z.number(), role: z.string(), roleName: z.string(), organisation: organisationRef })), device: z.string().optional(), /** A practice world: its data do not count. */ practice: z.boolean().optional() });

export const presentUser = (actor: Actor): z.infer<typeof userShape> => ({ id: actor.userId, login: actor.login, name: actor.name, role: actor.role, roleName: roleNames[actor.role], organisation: { id: actor.organisation.id, name: actor.organisation.name, level: actor.organisation.level } });

/** A session as its client gets it once, with its token. */
export const presentSession = (opened: { token: string; session: Session; actor: Actor; posts: PostChoice[]; device?: string }): z.infer<typeof sessionShape> => ({
  token: opened.token, expiresAt: officeIso(opened.session.expiresAt), user: presentUser(opened.actor),
  posts: opened.posts.map(({ id, role, organisation }) => ({ id, role, roleName: roleNames[role], organisation: { id: organisation.id, name: organisation.name } })),
  ...(opened.device ? { device: opened.device } : {}), ...(isPractice() ? { practice: true } : {}),
});
