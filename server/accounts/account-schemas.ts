import { z } from 'zod';
import { NotFound } from '../lib/errors.js';
import { postRoles, type Actor, type Role } from '../values/actor.js';
import { id } from '../web/schemas.js';
import { accountInScope } from './account.js';
import { batchInScope } from './account-batches.js';
import { requestInScope } from './account-request.js';
import { statusNames, type AccountStatus } from './account-rules.js';

/* What page and API take for accounts, and the doors of their routes. */

export const keepers: readonly Role[] = ['system-administrator', 'security-administrator'];
export const accountStatuses = Object.keys(statusNames) as [AccountStatus, ...AccountStatus[]];
export const roleWords = [...postRoles] as [Role, ...Role[]];

export const newAccount = z.strictObject({ login: z.string().min(1).max(64), name: z.string().min(1).max(60), organisationId: id, role: z.enum(roleWords), reason: z.string().max(500).default('') });
export const newPost = newAccount.omit({ login: true, name: true });
export const decisionBody = z.strictObject({ decision: z.enum(['approve', 'refuse']), remark: z.string().max(500).optional() });
export const reasonBody = z.strictObject({ reason: z.string().max(500) });
export const identityBody = z.strictObject({ subject: z.string().trim().min(1).max(255) });
export const postParams = z.strictObject({ id, postId: id });

const reach = (load: (actor: Actor, id: number) => Promise<unknown>) => async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const number = Number(params.id);
  // Only those who keep accounts see any.
  if (!keepers.includes(actor.role) || !Number.isInteger(number) || number < 1) throw new NotFound();
  await load(actor, number);
};
export const accountReach = reach(accountInScope);
export const requestReach = reach(requestInScope);
export const batchReach = reach(batchInScope);
