import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isLoopback, isPublicAddress } from './public-address.js';

/** The address of a webhook as an administrator may enter it. `loopback`: in development also plain http to this machine, so that a receiver can be tried out. */
export type Allowed = { loopback: boolean };

/** Why an address cannot be a webhook’s, in words; null when it can. What its name leads to is looked at each time something is sent. */
export function whyNotTarget(given: string, { loopback }: Allowed): string | null {
  if (given.length > 500) return '网址太长，最多 500 个字符。';
  if (!URL.canParse(given)) return '这不是网址，应写成 https://主机/路径。';
  const url = new URL(given);
  if (url.username || url.password) return '网址里不要写用户名和密码；对方凭签名认得出是本系统发的。';
  if (url.hash) return '网址里不要写 # 后面的部分，它不会发出去。';
  const host = hostOf(url);
  if (loopback && isThisMachine(host) && /^https?:$/.test(url.protocol)) return null;
  if (url.protocol !== 'https:') return '只能发到 https:// 开头的网址。';
  if (isIP(host) ? !isPublicAddress(host) : isThisMachine(host) || !host.includes('.') || /\.(local|internal|localdomain|home\.arpa)$/i.test(host)) return '只能发到公网上的地址，不能是本机或内网。';
  return null;
}

/** The target leads, or leads by now, to a place outgoing calls may not go. */
export class TargetRefused extends Error {}

/** An address to connect to: checked, and used as it is, so that the name cannot lead elsewhere in between. */
export type Pinned = { address: string; family: 4 | 6 };

/**
 * Looks the host up once; every address it has must be public.
 * @throws TargetRefused
 */
export async function pinnedAddress(url: URL, { loopback }: Allowed, resolve: (host: string) => Promise<readonly Pinned[]> = resolved): Promise<Pinned> {
  const host = hostOf(url);
  const family = isIP(host);
  const found = family === 4 || family === 6 ? [{ address: host, family } as Pinned] : await resolve(host);
  if (found.length === 0) throw new TargetRefused(`找不到主机 ${host}`);
  const foreign = found.find(({ address }) => !isPublicAddress(address) && !(loopback && isThisMachine(host) && isLoopback(address)));
  if (foreign) throw new TargetRefused(`主机 ${host} 的地址不在公网上，没有发`);
  return found[0];
}

const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1');
const isThisMachine = (host: string): boolean => host === 'localhost' || host.endsWith('.localhost') || isLoopback(host);

async function resolved(host: string): Promise<readonly Pinned[]> {
  return (await lookup(host, { all: true })).map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
}
