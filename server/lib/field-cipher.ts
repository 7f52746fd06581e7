import { randomBytes } from 'node:crypto';
import { indexFunction, suiteOf, type Suite } from './cipher-suites.js';

/**
 * Seals single fields (document numbers, cards) and whole attachments before they reach the database or the disk.
 * `context` names the one place the value belongs to, e.g. `students.document:<uid>`; it is authenticated, so a sealed value
 * copied into another row or column does not open there.
 */
export interface FieldCipher {
  /** @returns `v1:<key id>:<base64 of iv‖ciphertext‖tag>`, ASCII. */
  seal(plain: string, context: string): string;
  /** @throws SealBroken when it was altered, moved, or sealed with a key this installation does not have. */
  open(sealed: string, context: string): string;
  sealBytes(plain: Buffer, context: string): Buffer;
  /** @throws SealBroken */
  openBytes(sealed: Buffer, context: string): Buffer;
  /**
   * 16 bytes by which a protected value is found again without being readable. Each column has its own key,
   * so equal numbers in two columns have different indexes. The value is given normalised; normalising is the caller's.
   */
  blindIndex(column: string, normalised: string): Buffer;
  /** The key new values are sealed with. A value under another id waits for re-sealing. */
  readonly currentKeyId: string;
  /** The key id of a sealed value. */
  keyIdOf(sealed: string): string;
}

/** A sealed value that cannot be opened. Says which key and column, never the content. */
export class SealBroken extends Error {}

/** FIELD_KEYS is not usable; the message is the one line start-up refuses with. */
export class FieldKeysInvalid extends Error {}

const KEY_ID = /^[a-z0-9][a-z0-9-]{0,15}$/;
const INDEX_ENTRY = 'index';

type FieldKeys = { sealing: Map<string, Suite>; currentKeyId: string; index: (column: string, value: string) => Buffer };

/** A fresh value for FIELD_KEYS: one sealing key and one index key, 256 random bits each. */
export const generateFieldKeys = (): string => `k1=${randomBytes(32).toString('base64')},${INDEX_ENTRY}=${randomBytes(32).toString('base64')}`;

/**
 * The cipher of an installation's keys.
 * @param fieldKeys `id=base64 of 32 bytes`, separated by commas; `id=sm4:base64` for 国密 (SM4 and SM3). The first seals, the others
 * only open. `index=` holds the index key (`index=sm3:` for HMAC-SM3), which stays the same over every rotation; where it is left
 * out the only sealing key also serves as index key.
 * @throws FieldKeysInvalid
 */
export function fieldCipher(fieldKeys: string): FieldCipher {
  const keys = parseFieldKeys(fieldKeys);
  const suite = (keyId: string): Suite => {
    const found = keys.sealing.get(keyId);
    if (!found) throw new SealBroken(`no key named ${keyId} in FIELD_KEYS`);
    return found;
  };
  const encrypt = (plain: Buffer, context: string): Buffer => suite(keys.currentKeyId).encrypt(plain, context);
  const decrypt = (keyId: string, body: Buffer, context: string): Buffer => {
    const plain = suite(keyId).decrypt(body, context);
    if (!plain) throw new SealBroken(`a value of ${context.split(':')[0]} was altered or belongs elsewhere (key ${keyId})`);
    return plain;
  };
  const header = Buffer.from(`v1:${keys.currentKeyId}:`, 'latin1');

  return {
    currentKeyId: keys.currentKeyId,
    keyIdOf: (sealed) => splitSealed(sealed).keyId,
    seal: (plain, context) => `v1:${keys.currentKeyId}:${encrypt(Buffer.from(plain, 'utf8'), context).toString('base64')}`,
    open(sealed, context) {
      const { keyId, body } = splitSealed(sealed);
      return decrypt(keyId, Buffer.from(body, 'base64'), context).toString('utf8');
    },
    sealBytes: (plain, context) => Buffer.concat([header, encrypt(plain, context)]),
    openBytes(sealed, context) {
      const { keyId, start } = readHeader(sealed);
      return decrypt(keyId, sealed.subarray(start), context);
    },
    blindIndex: keys.index,
  };
}

function splitSealed(sealed: string): { keyId: string; body: string } {
  const parts = /^v1:([a-z0-9-]{1,16}):([A-Za-z0-9+/]+={0,2})$/.exec(sealed);
  if (!parts) throw new SealBroken('this is not a sealed value');
  return { keyId: parts[1], body: parts[2] };
}

function readHeader(sealed: Buffer): { keyId: string; start: number } {
  const parts = /^v1:([a-z0-9-]{1,16}):/.exec(sealed.subarray(0, 24).toString('latin1'));
  if (!parts) throw new SealBroken('these are not sealed bytes');
  return { keyId: parts[1], start: parts[0].length };
}

function parseFieldKeys(text: string): FieldKeys {
  const sealing = new Map<string, Suite>();
  let currentKeyId: string | null = null;
  let only: Entry | null = null;
  let index: Entry | null = null;
  for (const entry of text.split(',').map((part) => part.trim()).filter(Boolean)) {
    const parsed = parseEntry(entry);
    const { keyId, secret } = parsed;
    if (sealing.has(keyId) || (keyId === INDEX_ENTRY && index)) throw new FieldKeysInvalid(`FIELD_KEYS 里的密钥编号“${keyId}”出现了两次，每个编号只能用一次。`);
    if (keyId === INDEX_ENTRY) {
      index = parsed;
      continue;
    }
    sealing.set(keyId, suiteOf(parsed.kind === 'sm4' ? 'sm4' : 'aes', secret));
    currentKeyId ??= keyId;
    only = sealing.size === 1 ? parsed : null;
  }
  if (!currentKeyId) throw new FieldKeysInvalid('FIELD_KEYS 里没有加密密钥，应写成 k1=<32 字节的 base64>。');
  const indexed = index ?? only;
  // Guessing here would silently give every person a second index, and with it a second record.
  if (!indexed) throw new FieldKeysInvalid('FIELD_KEYS 有几把密钥时必须写明 index=…；原来只有一把的，填原来那把的值。');
  return { sealing, currentKeyId, index: indexFunction(indexed.kind === null ? 'sha256' : 'sm3', indexed.secret) };
}

/** `kind` is said before the base64: `sm4:` of a sealing key, `sm3:` of the index key. */
type Entry = { keyId: string; kind: 'sm4' | 'sm3' | null; secret: Buffer };

function parseEntry(entry: string): Entry {
  const at = entry.indexOf('=');
  const keyId = at > 0 ? entry.slice(0, at).trim() : '';
  if (!KEY_ID.test(keyId)) throw new FieldKeysInvalid('FIELD_KEYS 应写成 编号=base64，用逗号分开；编号用小写字母、数字、连字符，至多 16 个字符。');
  const [, said, value] = /^(?:([a-z0-9]+):)?(.*)$/.exec(entry.slice(at + 1).trim()) ?? [];
  const wanted = keyId === INDEX_ENTRY ? 'sm3' : 'sm4';
  if (said !== undefined && said !== wanted) throw new FieldKeysInvalid(`FIELD_KEYS 里编号为“${keyId}”的密钥前写了“${said}:”；国密的加密密钥写 sm4:，index 写 sm3:，其他的什么也不写。`);
  const secret = Buffer.from(value, 'base64');
  if (secret.length !== 32 || secret.toString('base64').replace(/=+$/, '') !== value.replace(/=+$/, '')) {
    throw new FieldKeysInvalid(`FIELD_KEYS 里编号为“${keyId}”的密钥不是 32 字节的 base64。`);
  }
  if (new Set(secret).size < 8) throw new FieldKeysInvalid(`FIELD_KEYS 里编号为“${keyId}”的密钥不是随机产生的，请换一把。`);
  return { keyId, kind: said === undefined ? null : wanted, secret };
}
