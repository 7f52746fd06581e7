import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { certificateFound, watchCertificate } from '../../server/inspection/certificate.js';
import { selfSigned } from '../support/certificate.js';

/* 巡检 › 证书: what a browser meets at the address people use, looked at as it is served. */

const servers: Server[] = [];
afterEach(() => { for (const one of servers.splice(0)) one.close(); watchCertificate(null, false); });

async function serving(host: string, until: Date): Promise<string> {
  const server = createServer(selfSigned(host, until)).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `https://localhost:${(server.address() as AddressInfo).port}`;
}
const inDays = (days: number): Date => new Date(Math.floor(Date.now() / 1000) * 1000 + days * 86_400_000);

it('says until when it holds, and that nobody known vouches for it', async () => {
  const until = inDays(20);
  watchCertificate(await serving('localhost', until), true);
  expect(await certificateFound()).toEqual({ host: 'localhost', until, fault: '发证机构不受信任，或者少了中间证书' });
});

it('one that is out of date is read all the same', async () => {
  const until = inDays(-2);
  watchCertificate(await serving('localhost', until), true);
  expect(await certificateFound()).toMatchObject({ until });
});

it('an address where nobody listens, or nobody speaks TLS, is a finding and no failure', async () => {
  watchCertificate('https://localhost:1', true);
  expect(await certificateFound()).toEqual({ host: 'localhost', until: null, fault: '那里没有网页服务' });
});

it.each([[null, true, 'unset'], ['http://aid.example.gov.cn', true, 'unset'], [null, false, null], ['http://localhost:3000', false, null]])('with PUBLIC_URL %s (production: %s) it is %s', async (url, production, found) => {
  watchCertificate(url, production);
  expect(await certificateFound()).toBe(found);
});
