import { z } from 'zod';
import { priorityGroups, type PriorityGroupKey } from '../values/priority-group.js';
import { blankable } from '../web/schemas.js';

const yesNo = z.enum(['yes', 'no']);
/** 是／否／不限 for each of the eleven groups. */
export const groupFilters: Record<PriorityGroupKey, z.ZodOptional<typeof yesNo>> = {
  'lifted-from-poverty': yesNo.optional(), 'unstably-lifted': yesNo.optional(), 'near-poverty': yesNo.optional(), 'sudden-hardship': yesNo.optional(), 'subsistence-allowance': yesNo.optional(), 'extreme-poverty-support': yesNo.optional(),
  orphan: yesNo.optional(), disabled: yesNo.optional(), 'child-of-disabled': yesNo.optional(), 'de-facto-unattended': yesNo.optional(), 'subsistence-margin': yesNo.optional(),
};
/** The same in the filter form of a page, where 不限 is an empty text. */
const blankYesNo = blankable(yesNo);
export const blankGroupFilters: Record<PriorityGroupKey, typeof blankYesNo> = {
  'lifted-from-poverty': blankYesNo, 'unstably-lifted': blankYesNo, 'near-poverty': blankYesNo, 'sudden-hardship': blankYesNo, 'subsistence-allowance': blankYesNo, 'extreme-poverty-support': blankYesNo,
  orphan: blankYesNo, disabled: blankYesNo, 'child-of-disabled': blankYesNo, 'de-facto-unattended': blankYesNo, 'subsistence-margin': blankYesNo,
};

/** What of a query is about groups. */
export function groupsAsked(query: Partial<Record<PriorityGroupKey, 'yes' | 'no' | undefined>>): Partial<Record<PriorityGroupKey, 'yes' | 'no'>> {
  return Object.fromEntries(priorityGroups.flatMap(({ key }) => (query[key] ? [[key, query[key]]] : [])));
}
