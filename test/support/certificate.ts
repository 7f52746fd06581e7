import { generateKeyPairSync, sign } from 'node:crypto';

/** A certificate nobody vouches for but itself, and its key, in PEM: for servers of a test. @param until may be past. */
export function selfSigned(host: string, until: Date): { cert: string; key: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSha256 = seq(der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
  const name = seq(der(0x31, seq(der(0x06, Buffer.from('550403', 'hex')), der(0x0c, Buffer.from(host)))));
  const alternative = seq(der(0x06, Buffer.from('551d11', 'hex')), der(0x04, seq(der(0x82, Buffer.from(host)))));
  const begins = new Date(Math.min(Date.now(), until.getTime()) - 86_400_000);
  const body = seq(der(0xa0, der(0x02, Buffer.from([2]))), der(0x02, Buffer.from([1])), ecdsaWithSha256, name, seq(time(begins), time(until)), name, publicKey.export({ type: 'spki', format: 'der' }), der(0xa3, seq(alternative)));
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  return { cert: pem('CERTIFICATE', seq(body, ecdsaWithSha256, signature)), key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })) };
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = content.length < 128 ? [content.length] : content.length < 256 ? [0x81, content.length] : [0x82, content.length >> 8, content.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
const seq = (...parts: Buffer[]): Buffer => der(0x30, ...parts);
const time = (at: Date): Buffer => der(0x18, Buffer.from(`${at.toISOString().slice(0, 19).replace(/[-T:]/g, '')}Z`)); // GeneralizedTime
const pem = (what: string, bytes: Buffer): string => `-----BEGIN ${what}-----\n${(bytes.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${what}-----\n`;
