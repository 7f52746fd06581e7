import { call } from '../api/call';
import type { ReplyOf } from '../api/contract';
import { askConsent, knowsPerson } from '../platform/sign-in';

export type Subscription = ReplyOf<'subscription'>;

let known: Subscription | null = null;

/** What may still be sent to this person's WeChat; asked ahead, because WeChat's question must come in the tap itself. */
export async function readSubscription(): Promise<Subscription | null> {
  if (!knowsPerson) return null;
  known = await call('subscription');
  return known;
}

/** Asks for one more message where the tap just made helps: deciding, or allowing reminders. Never delays what was tapped. */
export function askForOneMore(then: (next: Subscription) => void = () => undefined): void {
  if (!known?.available || !known.bound || !known.templateId) return;
  void askConsent(known.templateId).then(async (result) => {
    if (!result) return;
    known = await call('recordConsent', { body: { result } });
    then(known);
  }).catch(() => undefined);
}
