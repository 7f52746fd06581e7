import { z } from 'zod';
import { formatYuan } from '../lib/money.js';
import { officeIso } from '../values/office-date.js';
import type { Actor } from '../values/actor.js';
import { organisationRef, unmet } from '../web/schemas.js';
import { whyUnclear, type DoubtfulList } from './doubtful-list.js';
import { whyNotSettle } from './settle-doubt.js';

export const doubtShape = z.object({
  id: z.number(), programme: z.string(), school: organisationRef, authority: organisationRef, oldWords: z.string(), reason: z.object({ code: z.string(), message: z.string() }), people: z.number(), payable: z.string(), paid: z.string(),
  state: z.enum(['open', 'settled', 'aside']), listId: z.number().nullable(), settledBy: z.string().nullable(), settledAt: z.string().nullable(), remark: z.string().nullable(), version: z.number(),
  can: z.record(z.string(), z.object({ allowed: z.boolean(), unmet: z.array(unmet) })),
});

export function presentDoubt(actor: Actor, one: DoubtfulList): z.infer<typeof doubtShape> {
  const answer = (aside: boolean): { allowed: boolean; unmet: z.infer<typeof unmet>[] } => {
    const why = whyNotSettle(actor, one, aside);
    return { allowed: why === null, unmet: why ? [{ ...why, basis: '附件1 五1' }] : [] };
  };
  return {
    id: one.id, programme: one.programme.key, school: one.school, authority: one.authority, oldWords: one.oldWords, reason: { code: one.unclear, message: whyUnclear(one) }, people: one.people, payable: formatYuan(one.payable), paid: formatYuan(one.paid), state: one.state, listId: one.listId,
    settledBy: one.settledBy, settledAt: one.settledAt && officeIso(one.settledAt), remark: one.remark, version: one.version, can: { settle: answer(false), 'set-aside': answer(true) },
  };
}
