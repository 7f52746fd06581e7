import { z } from 'zod';
import type { Actor } from '../values/actor.js';
import { officeIso, type OfficeDate } from '../values/office-date.js';
import { can, organisationRef } from '../web/schemas.js';
import type { Circular, Recipient } from './circular.js';
import { whyNotConfirm, whyNotUrge, type Unmet } from './policy.js';

export const circularShape = z.object({
  id: z.number(), title: z.string(), body: z.string(), from: organisationRef, author: z.string(), publishedAt: z.string(), readBy: z.string().nullable(),
  audience: z.object({ within: organisationRef, levels: z.array(z.string()), stage: z.string().nullable(), roles: z.array(z.string()) }),
  /** When the actor confirmed, and when the first of the actor's organisation did. */
  readAt: z.string().nullable(), organisationReadAt: z.string().nullable(),
  /** How many organisations it went to and how many have read it; the sender only. */
  recipients: z.number().nullable(), read: z.number().nullable(), about: z.object({ href: z.string(), label: z.string() }).nullable(), can,
});

/** @param workday the working day that urging counts to. */
export function presentCircular(actor: Actor, one: Circular, workday: OfficeDate): z.infer<typeof circularShape> {
  const sent = one.from.id === actor.organisation.id;
  return {
    id: one.id, title: one.title, body: one.body, from: one.from, author: one.author, publishedAt: officeIso(one.publishedAt), readBy: one.readBy, audience: one.audience,
    readAt: one.ownReadAt && officeIso(one.ownReadAt), organisationReadAt: one.readAt && officeIso(one.readAt), recipients: sent ? one.recipients : null, read: sent ? one.read : null, about: one.about,
    can: { confirm: answerOf(whyNotConfirm(actor, one)), urge: answerOf(whyNotUrge(actor, one, workday)) },
  };
}

const answerOf = (unmet: Unmet | null): { allowed: boolean; unmet: Unmet[] } => ({ allowed: unmet === null, unmet: unmet ? [unmet] : [] });

export const recipientShape = z.object({ organisation: organisationRef, authority: z.string(), telephone: z.string(), readAt: z.string().nullable(), readBy: z.string().nullable() });
export const presentRecipient = ({ id, name, above, telephone, readAt, readBy }: Recipient): z.infer<typeof recipientShape> => ({ organisation: { id, name }, authority: above, telephone, readAt: readAt && officeIso(readAt), readBy });
