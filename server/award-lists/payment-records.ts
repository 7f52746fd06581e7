import type { Actor } from '../values/actor.js';
import type { Programme } from '../values/programme.js';
import type { DisbursementRecord } from '../web/pages/list-records.js';

/** A list's payments as its page shows them; disbursements, which build on lists, hand them in at start-up (`processes.ts`). */
type Source = (actor: Actor, listId: number) => Promise<DisbursementRecord[]>;
let source: Source = async () => [];

export function usePaymentRecords(given: Source): void {
  source = given;
}

export const paymentRecords: Source = (actor, listId) => source(actor, listId);

/**
 * Who sees a list's payments. Those of the senior-high fee waiver are viewed by the school's reviewer and the authorities'
 * operators (附件1 五3 涉及用户), and by the school operator who enters them.
 */
export const mayViewPayments = ({ role }: Actor, { hasPublicity }: Pick<Programme, 'hasPublicity'>): boolean =>
  hasPublicity || role === 'school-operator' || role === 'school-reviewer' || role === 'authority-operator';
