import { BlockList, isIP } from 'node:net';

/*
 * Where an outgoing call may go: addresses of the public internet only. What is not there is a machine of our own or of the office’s
 * network, and a call to it would let whoever enters an address look behind the fire-wall. The ranges are IANA’s special-purpose registries.
 */

const notPublic = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16],
  ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
] as const) notPublic.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [['64:ff9b:1::', 48], ['100::', 64], ['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]] as const) notPublic.addSubnet(network, bits, 'ipv6');
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** An IPv4 address inside an IPv6 one (`::ffff:10.0.0.1`) counts as itself; Node matches it against both kinds of list. */
const embedded = (address: string): string => /^(?:::ffff:|64:ff9b::)(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;

/** Whether this is an address of the public internet; anything that is no address is not. */
export function isPublicAddress(given: string): boolean {
  const address = embedded(given);
  if (isIP(address) === 4) return !notPublic.check(address, 'ipv4');
  return isIP(address) === 6 && globalUnicast.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
}

/** This machine itself. */
export const isLoopback = (address: string): boolean => (isIP(address) === 4 ? loopback.check(address, 'ipv4') : isIP(address) === 6 && loopback.check(address, 'ipv6'));
