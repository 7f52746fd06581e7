import { z } from 'zod';
import { officeIso } from '../values/office-date.js';
import { id } from '../web/schemas.js';
import { objectionStates, SETTLEMENT_LENGTH, type Objection } from './objections.js';

export const objectionParams = z.strictObject({ id, objectionId: id });
/** What page and API ask of an answer or a reason for overruling; that it is there is the use case's to say. */
export const settlementText = z.string().max(SETTLEMENT_LENGTH, `最多 ${SETTLEMENT_LENGTH} 字。`);
/** Why somebody needs to reach whoever objected; the audit keeps it. */
export const contactPurpose = z.string().trim().max(100);

/** An objection as the API shows it. The contact is masked; whole it is another call, with a purpose. */
export const objectionShape = z.object({
  id: z.number(), receipt: z.string(), round: z.number(), text: z.string(), contact: z.literal('***').nullable(), receivedAt: z.string(), state: z.enum(objectionStates),
  settlement: z.object({ text: z.string(), by: z.string(), organisation: z.string(), at: z.string() }).nullable(),
});
export const presentObjection = ({ id: number, receipt, round, text, hasContact, at, state, settlement }: Objection): z.infer<typeof objectionShape> => ({
  id: number, receipt, round, text, contact: hasContact ? '***' : null, receivedAt: officeIso(at), state, settlement: settlement && { ...settlement, at: officeIso(settlement.at) },
});
