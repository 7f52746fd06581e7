import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/*
 * How single values are sealed. Which of the two is said with the key (`k2=sm4:…`), so old values stay readable while new ones are
 * sealed otherwise, and an installation changes over by the ordinary rotation of keys.
 */

/** A key that seals and opens. `context` is authenticated with the value. */
export type Suite = {
  encrypt(plain: Buffer, context: string): Buffer;
  /** @returns null when it was altered or belongs elsewhere. */
  decrypt(body: Buffer, context: string): Buffer | null;
};
export type SuiteName = 'aes' | 'sm4';

const derive = (digest: 'sha256' | 'sm3', secret: Buffer, purpose: string, length: number): Buffer => Buffer.from(hkdfSync(digest, secret, Buffer.alloc(0), `student-aid:${purpose}`, length));

/** AES-256-GCM: 12 bytes IV, ciphertext, 16 bytes tag. */
function aes(secret: Buffer): Suite {
  const [ivLength, tagLength] = [12, 16];
  const key = derive('sha256', secret, 'field-seal', 32);
  return {
    encrypt(plain, context) {
      const iv = randomBytes(ivLength);
      const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagLength });
      cipher.setAAD(Buffer.from(context, 'utf8'));
      return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    decrypt(body, context) {
      if (body.length < ivLength + tagLength) return null;
      const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, ivLength), { authTagLength: tagLength });
      decipher.setAAD(Buffer.from(context, 'utf8'));
      decipher.setAuthTag(body.subarray(-tagLength));
      try {
        return Buffer.concat([decipher.update(body.subarray(ivLength, -tagLength)), decipher.final()]);
      } catch {
        return null;
      }
    },
  };
}

/**
 * 国密 (GB/T 32907 SM4-CBC, GB/T 32905 SM3): 16 bytes IV, ciphertext, 32 bytes HMAC-SM3 over context, IV and ciphertext, which is
 * checked before anything is decrypted. OpenSSL here has no SM4-GCM.
 */
function sm4(secret: Buffer): Suite {
  const [ivLength, tagLength] = [16, 32];
  const key = derive('sm3', secret, 'field-seal-sm4', 16);
  const macKey = derive('sm3', secret, 'field-seal-sm3', 32);
  const tagOf = (sealed: Buffer, context: string): Buffer => {
    const about = Buffer.from(context, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(about.length);
    return createHmac('sm3', macKey).update(length).update(about).update(sealed).digest();
  };
  return {
    encrypt(plain, context) {
      const iv = randomBytes(ivLength);
      const cipher = createCipheriv('sm4-cbc', key, iv);
      const sealed = Buffer.concat([iv, cipher.update(plain), cipher.final()]);
      return Buffer.concat([sealed, tagOf(sealed, context)]);
    },
    decrypt(body, context) {
      if (body.length < ivLength + 16 + tagLength) return null;
      const sealed = body.subarray(0, -tagLength);
      if (!timingSafeEqual(tagOf(sealed, context), body.subarray(-tagLength))) return null;
      const decipher = createDecipheriv('sm4-cbc', key, sealed.subarray(0, ivLength));
      return Buffer.concat([decipher.update(sealed.subarray(ivLength)), decipher.final()]);
    },
  };
}

export const suiteOf = (name: SuiteName, secret: Buffer): Suite => (name === 'sm4' ? sm4(secret) : aes(secret));

/** The function behind blind indexes: one key for each column. */
export function indexFunction(name: 'sha256' | 'sm3', secret: Buffer): (column: string, value: string) => Buffer {
  const keys = new Map<string, Buffer>();
  return (column, value) => {
    let key = keys.get(column);
    if (!key) {
      key = derive(name, secret, `blind-index:${column}`, 32);
      keys.set(column, key);
    }
    return createHmac(name, key).update(value, 'utf8').digest().subarray(0, 16);
  };
}
