import { createHmac, randomBytes } from 'node:crypto';

/*
 * Signed as the Standard Webhooks specification says, so that receivers can check it with a ready library in their language:
 * headers `webhook-id`, `webhook-timestamp` (seconds), `webhook-signature` with `v1,<base64 of HMAC-SHA256 over id.timestamp.body>`, one per secret.
 */

const PREFIX = 'whsec_';

/** A fresh secret as the receiver enters it. */
export const newSecret = (): string => PREFIX + randomBytes(32).toString('base64');

/** The headers for one sending. Several secrets while the receiver changes from one to the next. @param at when it is sent. */
export function signedHeaders(secrets: readonly string[], message: { id: string; at: Date; body: string }): Record<string, string> {
  const seconds = String(Math.floor(message.at.getTime() / 1000));
  const sign = (secret: string): string => `v1,${createHmac('sha256', Buffer.from(secret.slice(PREFIX.length), 'base64')).update(`${message.id}.${seconds}.${message.body}`).digest('base64')}`;
  return { 'webhook-id': message.id, 'webhook-timestamp': seconds, 'webhook-signature': secrets.map(sign).join(' ') };
}
