import { z } from 'zod';
import { NotFound } from '../lib/errors.js';
import { businessRoles, type Actor, type Role } from '../values/actor.js';
import { officeIso } from '../values/office-date.js';
import { ruleChange, whyNotTheirs, type RuleChange } from './change.js';
import { can } from '../web/schemas.js';
import { effectOf } from './effect.js';
import { changeValue, kindNames, valueWords } from './rules.js';

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

/** One change as its page shows it: in words, with what it concerns, and whether this person decides it. */
export const wholeShape = changeShape.extend({ name: z.string(), words: z.string(), effect: z.array(z.string()), can });
export async function presentWhole(actor: Actor, change: RuleChange): Promise<z.infer<typeof wholeShape>> {
  const why = await whyNotTheirs(actor);
  const unmet = change.state !== 'proposed' ? { code: 'already-done', message: '已经有了决定，或者已经撤回。' }
    : why !== null || actor.role !== 'authority-director' ? { code: 'role-not-allowed', message: why ?? '由省级业务主管领导决定。' }
      : change.proposedBy.id === actor.userId ? { code: 'same-person', message: '是您提出的，要由另一个人决定。' } : null;
  return {
    ...presentChange(change), name: kindNames[change.value.kind], words: valueWords(change.value), effect: await effectOf(actor, change.value, change.effectiveFrom),
    can: { decide: { allowed: unmet === null, unmet: unmet ? [{ ...unmet, basis: '一人提出，另一人决定' }] : [] } },
  };
}
