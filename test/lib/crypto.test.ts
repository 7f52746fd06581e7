import { createCipheriv, createHash } from 'node:crypto';
import fc from 'fast-check';
import { canonicalJson, chainMac, fieldCipher, FieldKeysInvalid, generateFieldKeys, hashToken, randomPublicToken, randomToken, SealBroken } from '../../server/lib/crypto.js';

const key = (fill: number): string => Buffer.from(Array.from({ length: 32 }, (_, at) => (at * 7 + fill) % 256)).toString('base64');
const cipher = fieldCipher(`k1=${key(1)},index=${key(9)}`);
const national = fieldCipher(`k1=sm4:${key(1)},index=sm3:${key(9)}`);

describe.each([['AES-256-GCM', cipher], ['国密 SM4 and SM3', national]])('sealed fields, %s', (_suite, sealing) => {
  test('what was sealed opens again in its own place', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (plain, context) => expect(sealing.open(sealing.seal(plain, context), context)).toBe(Buffer.from(plain, 'utf8').toString('utf8'))));
  });

  test('a sealed value moved to another row or column does not open there', () => {
    fc.assert(fc.property(fc.string(), fc.uuid(), fc.uuid(), (plain, here, there) => {
      fc.pre(here !== there);
      const sealed = sealing.seal(plain, `students.document:${here}`);
      expect(() => sealing.open(sealed, `students.document:${there}`)).toThrow(SealBroken);
      expect(() => sealing.open(sealed, `students.card:${here}`)).toThrow(SealBroken);
    }));
  });

  test('a sealed value with any bit changed does not open', () => {
    const sealed = sealing.seal('11010519491231002X', 'students.document:1');
    const body = Buffer.from(sealed.slice(6), 'base64');
    fc.assert(fc.property(fc.integer({ min: 0, max: body.length * 8 - 1 }), (bit) => {
      const changed = Buffer.from(body);
      changed[bit >> 3] ^= 1 << (bit & 7);
      expect(() => sealing.open(`v1:k1:${changed.toString('base64')}`, 'students.document:1')).toThrow(SealBroken);
    }));
  });

  test('what earlier builds sealed and indexed is still opened and found', () => {
    expect(cipher.open('v1:k1:85aRjjDyn/6d63M3Qob+ZFlgjYDIgpteIC/9QSJql/R5whYSJRhEiLnk22sXvQ==', 'students.document:1')).toBe('11010519491231002X');
    expect(cipher.blindIndex('students.document', '11010519491231002X').toString('hex')).toBe('dc02ad95d197c7b35cc4ebc254df2082');
  });

  test('sealing twice gives two different values, and the error of a broken one tells nothing of its content', () => {
    const sealed = sealing.seal('11010519491231002X', 'students.document:1');
    expect(sealing.seal('11010519491231002X', 'students.document:1')).not.toBe(sealed);
    expect(sealed).toMatch(/^v1:k1:[A-Za-z0-9+/]+=*$/);
    expect(sealed.length).toBeLessThanOrEqual(200);
    try {
      sealing.open(sealed, 'students.document:2');
    } catch (error) {
      expect(String(error)).not.toMatch(/11010519|document:2/);
    }
  });

  test.each(['', 'v1:k1:', 'v2:k1:AAAA', 'v1:k1:!!!!', 'v1:k1:AAAA', 'plain text', 'v1:k9:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'])('%j is no sealed value of ours', (text) =>
    expect(() => sealing.open(text, 'x')).toThrow(SealBroken));

  test('whole files are sealed the same way', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 5000 }), (content) => {
      const sealed = sealing.sealBytes(Buffer.from(content), 'attachments:a');
      expect(sealing.openBytes(sealed, 'attachments:a').equals(Buffer.from(content))).toBe(true);
      expect(() => sealing.openBytes(sealed, 'attachments:b')).toThrow(SealBroken);
    }));
    expect(() => sealing.openBytes(Buffer.from('%PDF-1.4'), 'attachments:a')).toThrow(SealBroken);
  });
});

describe('keys', () => {
  test('after a rotation the new key seals, the old one still opens, and people are found as before', () => {
    const before = fieldCipher(`k1=${key(1)}`);
    const after = fieldCipher(`k2=${key(2)},k1=${key(1)},index=${key(1)}`);
    const sealed = before.seal('11010519491231002X', 'c:1');
    expect(after.open(sealed, 'c:1')).toBe('11010519491231002X');
    expect(after.keyIdOf(sealed)).toBe('k1');
    expect(after.keyIdOf(after.seal('x', 'c:1'))).toBe('k2');
    expect(after.currentKeyId).toBe('k2');
    expect(after.blindIndex('students.document', 'x').equals(before.blindIndex('students.document', 'x'))).toBe(true);
  });

  test('a value sealed with a key that was taken away says which key is missing', () =>
    expect(() => fieldCipher(`k2=${key(2)}`).open(fieldCipher(`k1=${key(1)}`).seal('x', 'c'), 'c')).toThrow('k1'));

  test('fresh keys work and differ every time', () => {
    const keys = generateFieldKeys();
    expect(fieldCipher(keys).open(fieldCipher(keys).seal('张', 'c'), 'c')).toBe('张');
    expect(generateFieldKeys()).not.toBe(keys);
  });

  test.each([
    ['', '没有加密密钥'], ['k1', '应写成'], ['K1=x', '应写成'], ['k1=short', '不是 32 字节'], [`k1=${key(1)},k1=${key(2)}`, '出现了两次'], [`index=${key(1)}`, '没有加密密钥'],
    [`k1=${Buffer.alloc(32).toString('base64')}`, '不是随机产生'], [`k1=${key(1)},k2=${key(2)}`, '必须写明 index'], [`k1=sm3:${key(1)}`, '写 sm4:'], [`k1=${key(1)},index=sm4:${key(2)}`, '写 sm3:'], [`k1=${key(1)}x`, '不是 32 字节'], [`k1=${key(1)},index=${key(2)},index=${key(3)}`, '出现了两次'],
  ])('keys %j are refused at start: %s', (keys, reason) => {
    expect(() => fieldCipher(keys)).toThrow(FieldKeysInvalid);
    expect(() => fieldCipher(keys)).toThrow(reason);
  });
});

describe('国密', () => {
  test('the algorithms are those of GB/T 32905 and GB/T 32907, by the examples of the standards', () => {
    expect(createHash('sm3').update('abc').digest('hex')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
    const sm4 = createCipheriv('sm4-ecb', Buffer.from('0123456789abcdeffedcba9876543210', 'hex'), null).setAutoPadding(false);
    expect(sm4.update('0123456789abcdeffedcba9876543210', 'hex', 'hex')).toBe('681edf34d206965e86b3e94f536e4246');
  });

  test('an installation changes over by rotation: old values open, new ones are 国密, people are found as before', () => {
    const before = fieldCipher(`k1=${key(1)},index=${key(9)}`);
    const after = fieldCipher(`k2=sm4:${key(2)},k1=${key(1)},index=${key(9)}`);
    const sealed = before.seal('11010519491231002X', 'students.document:1');
    expect(after.open(sealed, 'students.document:1')).toBe('11010519491231002X');
    expect([after.keyIdOf(after.seal('x', 'c')), after.blindIndex('d', 'x').equals(before.blindIndex('d', 'x'))]).toEqual(['k2', true]);
    expect(() => fieldCipher(`k1=${key(1)},k2=${key(2)},index=${key(9)}`).open(after.seal('x', 'c'), 'c')).toThrow(SealBroken);
  });

  test('HMAC-SM3 gives other indexes than HMAC-SHA256', () => {
    expect(national.blindIndex('students.document', 'x').equals(cipher.blindIndex('students.document', 'x'))).toBe(false);
    expect(national.blindIndex('students.document', 'x').equals(fieldCipher(`k1=sm4:${key(1)},index=sm3:${key(9)}`).blindIndex('students.document', 'x'))).toBe(true);
  });
});

describe('blind indexes', () => {
  test('are sixteen bytes, the same for the same number, different by column and by key', () => {
    const index = cipher.blindIndex('students.document', '11010519491231002X');
    expect(index).toHaveLength(16);
    expect(cipher.blindIndex('students.document', '11010519491231002X').equals(index)).toBe(true);
    expect(cipher.blindIndex('students.card', '11010519491231002X').equals(index)).toBe(false);
    expect(cipher.blindIndex('students.document', '110105194912310021').equals(index)).toBe(false);
    expect(fieldCipher(`k1=${key(1)},index=${key(8)}`).blindIndex('students.document', '11010519491231002X').equals(index)).toBe(false);
  });
});

describe('the audit chain', () => {
  const secret = Buffer.from('audit key of a test, 32 bytes...');
  test('every link depends on its row and on every link before it', () => {
    const chain = (rows: readonly string[]): Buffer[] => rows.reduce<Buffer[]>((macs, row) => [...macs, chainMac(secret, macs.at(-1) ?? null, row)], []);
    const whole = chain(['a', 'b', 'c']);
    expect(whole[0]).toHaveLength(32);
    expect(chain(['a', 'b', 'c'])[2].equals(whole[2])).toBe(true);
    expect(chain(['a', 'x', 'c'])[2].equals(whole[2])).toBe(false);
    expect(chain(['b', 'c'])[1].equals(whole[2])).toBe(false);
    expect(chainMac(Buffer.from('other'), null, 'a').equals(whole[0])).toBe(false);
  });
  test('a first row cannot be passed off as a later one', () => expect(chainMac(secret, Buffer.alloc(0), 'a').equals(chainMac(secret, null, 'a'))).toBe(false));

  test('canonical JSON has one spelling whatever the order of keys', () => {
    expect(canonicalJson({ b: 1, a: [true, null, '张"'], 项: { z: undefined, y: new Date('2023-05-10T01:00:00Z') } })).toBe('{"a":[true,null,"张\\""],"b":1,"项":{"y":"2023-05-10T01:00:00.000Z"}}');
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      expect(canonicalJson(Object.fromEntries(Object.entries(value).reverse()))).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }));
  });
  test.each([[Number.NaN], [Infinity], [Buffer.from('x')], [() => 1], [undefined], [new Map()], [10n]])('%p has no canonical form', (value) => expect(() => canonicalJson({ value: [value] })).toThrow(TypeError));
});

describe('tokens', () => {
  test('are long, URL-safe and never the same, and only their hash is kept', () => {
    expect(randomToken()).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(new Set(Array.from({ length: 1000 }, randomPublicToken)).size).toBe(1000);
  });
  test('the token of a public notice can be typed from paper', () => expect(randomPublicToken()).toMatch(/^[0-9a-hjkmnp-tv-z]{32}$/));
});
