import { NotFound } from '../lib/errors.js';
import { businessRoles, type Actor } from '../values/actor.js';
import { ownExport } from './record-export.js';

const ownScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const id = Number(params.id);
  if (!Number.isInteger(id) || id < 1) throw new NotFound();
  await ownExport(actor, id);
};

/** Of one export: whoever asked for it, in the post in which it was asked; to all others it is not there. */
export const ownExportPolicy = { roles: businessRoles, scope: ownScope } as const;
