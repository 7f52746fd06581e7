let key: Buffer | null = null;

/** The audit's MAC key, set once at start-up from the installation's secrets. */
export function setAuditKey(secret: Buffer): void {
  key = secret;
}

export function auditKey(): Buffer {
  if (!key) throw new Error('the audit key is not set');
  return key;
}
