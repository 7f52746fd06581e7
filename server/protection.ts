import type { AttachmentStore } from './attachments/store.js';
import type { FieldCipher } from './lib/crypto.js';

/** What protects personal data in this process; set once at start-up from the installation's keys. */
type Protection = { cipher: FieldCipher; files: AttachmentStore; /** DATA_DIR. */ dataDir: string; /** Where the audit's roots are copied to. */ auditCopy: string };
let current: Protection | null = null;

export function useProtection(given: Protection): void {
  current = given;
}

export function protection(): Protection {
  if (!current) throw new Error('the field keys are not loaded');
  return current;
}
