import { z } from 'zod';
import { can, organisationRef } from '../web/schemas.js';
import { changeKinds } from './compare.js';
import { stages } from './status.js';
import { warningCodes } from './warnings.js';

/** One of the two: lists of the senior-high fee waiver have a term (附件1 五). */
const periodShape = { month: z.string().optional(), term: z.string().optional() };

/** An award list as the API shows it. */
export const awardListShape = z.object({
  id: z.number(), programme: z.string(), ...periodShape, batchNo: z.number(), name: z.string(), school: organisationRef, authority: organisationRef,
  status: z.object({
    submission: z.enum(['draft', 'submitted']), schoolReview: z.enum(['pending', 'passed', 'failed']), authorityReview: z.enum(['pending', 'passed', 'failed']),
    /** Absent where the programme has no publicity (附件1 五). */
    schoolPublicity: z.enum(['unpublished', 'published']).optional(), authorityPublicity: z.enum(['none', 'awaiting', 'confirmed', 'rejected']).optional(),
  }),
  stage: z.enum(stages as [string, ...string[]]), round: z.number(),
  publicity: z.object({ start: z.string(), end: z.string(), token: z.string() }).nullable(),
  withdrawal: z.object({ id: z.number(), state: z.enum(['pending', 'granted', 'refused']), reason: z.string() }).nullable(),
  people: z.number(), payable: z.string(), paid: z.string().nullable(), version: z.number(), can,
});

/** 附件1 五3: the five answers, frozen at submission. */
const flagShape = z.object({ lifted: z.boolean(), unstablyLifted: z.boolean(), ruralSubsistence: z.boolean(), ruralExtremePoverty: z.boolean(), disabledHardship: z.boolean() });

/** One person on a list; `flags` and `eligibility` on lists of the senior-high fee waiver. */
export const awardShape = z.object({
  id: z.number(), student: z.object({ id: z.number(), name: z.string(), maskedId: z.string() }), grade: z.string(), major: z.string(), className: z.string(),
  tier: z.string(), payable: z.string(), paid: z.string().nullable(), warnings: z.array(z.object({ code: z.enum(warningCodes), message: z.string() })), version: z.number(), flags: flagShape.optional(), eligibility: z.object({ eligible: z.boolean(), words: z.string() }).optional(),
});

export const withdrawalRequestShape = z.object({
  id: z.number(), round: z.number(), state: z.enum(['pending', 'granted', 'refused']), reason: z.string(), requestedAt: z.string(), reviewedAt: z.string().nullable(), remark: z.string().nullable(),
});

/** The period the office would announce for a start, and what may be chosen instead; `end` is null where the year's holidays are not known yet (待定). */
export const publicityProposalShape = z.object({ start: z.string(), end: z.string().nullable(), earliestStart: z.string(), latestStart: z.string(), latestEnd: z.string(), explained: z.string() });

export const roundShape = z.object({
  round: z.number(), start: z.string(), end: z.string(), people: z.number(), payable: z.string(), contentHash: z.string(), publishedAt: z.string(), outcome: z.string(), closedAt: z.string().nullable(), views: z.number(),
});

export const historyShape = z.object({
  id: z.number(), action: z.string(), at: z.string(), actor: z.string(), role: z.string(), organisation: z.string(),
  before: z.record(z.string(), z.unknown()).nullable(), after: z.record(z.string(), z.unknown()).nullable(), remark: z.string().nullable(),
});

export const attachmentShape = z.object({
  id: z.number(), round: z.number(), current: z.boolean(), name: z.string(), kind: z.string(), size: z.number(), scan: z.enum(['clean', 'unchecked']), scanConfirmed: z.boolean(), uploadedBy: z.string(), uploadedAt: z.string(),
});

/**
 * Added, removed, changed, with the sums of all of them whatever page is shown: everybody on the list is counted under exactly one
 * of added, amountChanged, enrolmentChanged, unchanged. `amount` is the difference in yuan each kind makes.
 */
export const changeShape = z.object({
  from: z.enum(['previous', 'last-approval']), ...periodShape, since: z.string().nullable(), previousPeople: z.number(), previousPayable: z.string(),
  added: z.number(), removed: z.number(), amountChanged: z.number(), enrolmentChanged: z.number(), unchanged: z.number(),
  amount: z.object({ added: z.string(), removed: z.string(), changed: z.string() }),
  items: z.array(z.object({ kind: z.enum(changeKinds), awardId: z.number().nullable(), studentId: z.number(), name: z.string(), grade: z.string(), major: z.string(), className: z.string(), before: z.string().nullable(), after: z.string().nullable(), reason: z.string() })),
  nextCursor: z.string().nullable(),
});

/** The five facts, in the order they are read. */
export const factsShape = z.object({
  people: z.number(), payable: z.string(), change: z.object({ ...periodShape, previousPeople: z.number(), previousPayable: z.string(), added: z.number(), removed: z.number(), amountChanged: z.number(), enrolmentChanged: z.number() }).nullable(),
  attention: z.object({ total: z.number(), people: z.number(), warnings: z.array(z.object({ code: z.enum(warningCodes), name: z.string(), count: z.number() })), notes: z.object({ open: z.number(), all: z.number() }) }),
  attachments: z.object({ required: z.boolean(), count: z.number() }),
});

export const impactShape = z.object({
  people: z.number(), paidPeople: z.number(), paid: z.string(), message: z.string(), changes: z.array(z.object({ name: z.string(), before: z.string(), after: z.string() })),
  recover: z.object({ people: z.number(), amount: z.string(), students: z.array(z.object({ awardId: z.number(), name: z.string(), paid: z.string() })) }).nullable(),
});
export const decisionImpactShape = impactShape.extend({ decision: z.enum(['fail', 'reject', 'grant']), consequence: z.string(), openNotes: z.number() });
