import { realNow } from '../lib/clock.js';
import { protection } from '../protection.js';

const MINUTES = 5;
const CONTEXT = 'sign-in-ticket';

/** For the few minutes between a right password and the code: says whose it was, sealed so that nobody else can make one. */
export const ticketFor = (userId: number): string => protection().cipher.seal(JSON.stringify({ userId, until: realNow().getTime() + MINUTES * 60_000 }), CONTEXT);

/** Whose password was right; null for a ticket that is too old or none of ours. */
export function openTicket(ticket: string): number | null {
  try {
    const { userId, until } = JSON.parse(protection().cipher.open(ticket, CONTEXT)) as { userId: number; until: number };
    return until > realNow().getTime() ? userId : null;
  } catch {
    return null; // typed by hand, cut off, or sealed by another installation
  }
}
