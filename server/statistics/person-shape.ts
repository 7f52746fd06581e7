import { z } from 'zod';
import { membershipShape } from '../priority-groups/presenter.js';
import { organisationRef } from '../web/schemas.js';

/** A person of a look-up or behind a number, as the API shows one; document numbers only masked. */
export const personShape = z.object({
  id: z.number(), name: z.string(), maskedId: z.string(), school: organisationRef, stage: z.string(), stageName: z.string(), grade: z.string(), major: z.string(), className: z.string(), householdRegion: z.string().nullable(), groups: z.array(z.string()),
  memberships: z.array(membershipShape),
});
