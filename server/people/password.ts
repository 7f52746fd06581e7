import { hash, verify } from '@node-rs/argon2';
import { createHmac } from 'node:crypto';

/** argon2id, 19 MiB, two passes (reliability §6); the pepper lives outside the database. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
let pepper: Buffer = Buffer.alloc(0);

export function setPasswordPepper(secret: Buffer): void {
  pepper = secret;
}

const peppered = (password: string): string => createHmac('sha256', pepper).update(password.normalize('NFC')).digest('base64');

export const hashPassword = (password: string): Promise<string> => limited(() => hash(peppered(password), COST));
export const verifyPassword = (stored: string, password: string): Promise<boolean> => limited(() => verify(stored, peppered(password)).catch(() => false));

/** A hash nobody's password has: verified for unknown logins, so that they take as long as known ones. */
let nobody: Promise<string> | null = null;
export const verifyNobody = async (password: string): Promise<false> => {
  nobody ??= hashPassword('nobody');
  await verifyPassword(await nobody, password);
  return false;
};

// Two at a time on two cores: a storm of sign-ins must not stop approvals.
const waiting: (() => void)[] = [];
let running = 0;
async function limited<T>(work: () => Promise<T>): Promise<T> {
  if (running >= 2) await new Promise<void>((go) => waiting.push(go));
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}
