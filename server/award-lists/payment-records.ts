import type { Actor } from '../values/actor.js';
import type { DisbursementRecord } from '../web/pages/list-records.js';

/** A list's payments as its page shows them; disbursements, which build on lists, hand them in at start-up (`processes.ts`). */
type Source = (actor: Actor, listId: number) => Promise<DisbursementRecord[]>;
let source: Source = async () => [];

export function usePaymentRecords(given: Source): void {
  source = given;
}

export const paymentRecords: Source = (actor, listId) => source(actor, listId);
