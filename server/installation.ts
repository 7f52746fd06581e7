import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attachmentStore } from './attachments/store.js';
import { setAuditKey } from './audit/key.js';
import type { Environment } from './env.js';
import { fieldCipher, generateFieldKeys } from './lib/crypto.js';
import { setPasswordPepper } from './people/password.js';
import { useProtection } from './protection.js';

/**
 * Loads the installation's secrets and hands each part what it needs. Outside production missing ones are generated into
 * DATA_DIR (0600) at the first start.
 */
export function loadSecrets(env: Pick<Environment, 'dataDir' | 'appSecret' | 'fieldKeys'> & Partial<Pick<Environment, 'auditCopy'>>): void {
  mkdirSync(env.dataDir, { recursive: true, mode: 0o700 });
  const appSecret = env.appSecret ?? kept(join(env.dataDir, 'app-secret'), () => randomBytes(32).toString('base64url'));
  const fieldKeys = env.fieldKeys ?? kept(join(env.dataDir, 'field-keys'), generateFieldKeys);
  const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', createHash('sha256').update(appSecret).digest(), Buffer.alloc(0), purpose, 32));
  setPasswordPepper(derive('password-pepper'));
  setAuditKey(derive('audit-chain'));
  const cipher = fieldCipher(fieldKeys);
  useProtection({ cipher, files: attachmentStore(env.dataDir, cipher), dataDir: env.dataDir, auditCopy: env.auditCopy ?? join(env.dataDir, 'audit-roots.log') });
}

function kept(file: string, generate: () => string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const value = generate();
  writeFileSync(file, `${value}\n`, { mode: 0o600, flag: 'wx' });
  return value;
}
