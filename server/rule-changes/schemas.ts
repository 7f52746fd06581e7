import { z } from 'zod';
import { NotFound } from '../lib/errors.js';
import { businessRoles, type Actor, type Role } from '../values/actor.js';
import { officeIso } from '../values/office-date.js';
import { ruleChange, type RuleChange } from './change.js';
import { changeValue } from './rules.js';

export const readers = { roles: businessRoles };
export const proposers: { roles: readonly Role[]; scope: typeof changeScope } = { roles: ['authority-operator'], scope: changeScope };
export const deciders: { roles: readonly Role[]; scope: typeof changeScope } = { roles: ['authority-director'], scope: changeScope };

/** @throws NotFound unless it was proposed by the actor's organisation or one above it. */
export async function changeScope(actor: Actor, params: Record<string, string>): Promise<void> {
  const id = Number(params.id);
  if (!Number.isInteger(id) || id < 1) throw new NotFound();
  await ruleChange(actor, id);
}

export const basis = z.string().trim().min(1, '请写依据的文件。').max(120, '依据最多 120 字。');
export const reason = z.string().trim().min(1, '请写为什么调整。').max(500, '最多 500 字。');
export const remark = z.string().trim().max(500, '最多 500 字。');
export const proposalBody = z.strictObject({ value: changeValue, effectiveFrom: z.string().max(10), basis, reason });

const text = z.string().nullable();
export const changeShape = z.object({ id: z.number(), value: changeValue, effectiveFrom: z.string(), basis: z.string(), reason: z.string(), state: z.enum(['proposed', 'active', 'refused', 'withdrawn']), proposedBy: z.string(), proposedAt: z.string(), decidedBy: text, decidedAt: text, remark: z.string() });
export const presentChange = ({ proposedBy, proposedAt, decidedAt, ...one }: RuleChange): z.infer<typeof changeShape> => ({ ...one, proposedBy: proposedBy.name, proposedAt: officeIso(proposedAt), decidedAt: decidedAt && officeIso(decidedAt) });
