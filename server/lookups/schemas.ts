import type { Role } from '../values/actor.js';
import { z } from 'zod';
import { personShape } from '../statistics/person-shape.js';

export { personShape };

/** One receipt of aid, amounts in yuan. */
export const aidShape = z.object({ programme: z.string(), month: z.string(), period: z.string(), stage: z.string(), stageName: z.string(), school: z.string(), amount: z.string() });
export const aidedPersonShape = personShape.omit({ memberships: true }).extend({ aid: z.array(aidShape), times: z.number(), paid: z.string() });

/** Who hands in 历年受助 of students in their scope. */
export const aidImporters = ['school-operator', 'authority-operator'] as const satisfies readonly Role[];
