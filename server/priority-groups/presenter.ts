import { z } from 'zod';
import { priorityGroupOf } from '../values/priority-group.js';
import { areaNames, sourceNames, verificationNames, type Membership } from './membership.js';

/** A membership as the API shows one. */
export const membershipShape = z.object({
  id: z.number(), group: z.string(), groupName: z.string(), source: z.string(), sourceName: z.string(), area: z.string(), areaName: z.string(), nameOnRecord: z.string(), validFrom: z.string(), validTo: z.string().nullable(),
  verification: z.string(), verificationName: z.string(), reason: z.string(), version: z.number(),
});

export const presentMembership = (one: Membership): z.infer<typeof membershipShape> => ({
  id: one.id, group: one.group, groupName: priorityGroupOf(one.group).name, source: one.source, sourceName: sourceNames[one.source], area: one.area, areaName: areaNames[one.area], nameOnRecord: one.name, validFrom: one.validFrom, validTo: one.validTo,
  verification: one.verification, verificationName: verificationNames[one.verification], reason: one.reason, version: one.version,
});
