import { createHash, createHmac, randomBytes } from 'node:crypto';

/**
 * Secrets that are not field values: tokens, the audit's chain, canonical JSON. Sealing of fields is in `field-cipher.ts`.
 */

/** A fresh session, activation or CSRF token: 256 random bits as 43 URL-safe characters. Only its hash is stored. */
export const randomToken = (): string => randomBytes(32).toString('base64url');

/** SHA-256 of a token as 64 hex digits, the form in which tokens are stored and looked up. */
export const hashToken = (token: string): string => sha256Hex(token);

/** SHA-256 of anything, as 64 hex digits. */
export const sha256Hex = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

/** Letters and digits that are not mistaken for one another on paper (no i, l, o, u). */
const PAPER_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** The token in the address of a public notice: 160 random bits as 32 lower-case characters that can also be typed from the wall. */
export const randomPublicToken = (): string => Array.from(randomBytes(32), (byte) => PAPER_ALPHABET[byte & 31]).join('');

/**
 * One link of an audit chain: HMAC-SHA256 over the link before it and the canonical row. 32 bytes.
 * A first row is marked apart from a row with a predecessor, so neither can pass for the other.
 * @param previous the mac of the row before, null for the first row of a chain.
 */
export function chainMac(key: Buffer, previous: Buffer | null, canonical: string): Buffer {
  const mac = createHmac('sha256', key);
  if (previous) mac.update(Buffer.of(1)).update(Buffer.of(previous.length)).update(previous);
  else mac.update(Buffer.of(0));
  return mac.update(canonical, 'utf8').digest();
}

/**
 * JSON with one spelling only: keys sorted by code unit, no spaces, `undefined` properties left out, times as ISO 8601 UTC.
 * @throws TypeError for what has no exact JSON form (NaN, infinity, functions, buffers): a chain must not depend on a guess.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('canonical JSON has no form for this number');
    return JSON.stringify(value);
  }
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && isPlain(value)) {
    const properties = Object.entries(value)
      .filter(([, content]) => content !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, content]) => `${JSON.stringify(key)}:${canonicalJson(content)}`);
    return `{${properties.join(',')}}`;
  }
  throw new TypeError(`canonical JSON has no form for ${typeof value}`);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export { fieldCipher, FieldKeysInvalid, generateFieldKeys, SealBroken, type FieldCipher } from './field-cipher.js';
