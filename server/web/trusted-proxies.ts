import { isIP, type BlockList } from 'node:net';
import type Koa from 'koa';

/**
 * Believes what a reverse proxy says of its visitor (address, https), and nobody else: the headers of others are taken away before
 * anything reads them. Only the last address counts, the one the proxy itself has seen; the name of the host is never taken from them.
 */
export function trustProxies(app: Koa, proxies: BlockList | null): void {
  app.proxy = proxies !== null;
  app.maxIpsCount = 1;
  app.use(async (ctx, next) => {
    const { headers, socket } = ctx.req;
    ctx.state.forwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
    delete headers['x-forwarded-host'];
    if (!proxies || !isIn(proxies, socket.remoteAddress ?? '')) {
      delete headers['x-forwarded-for'];
      delete headers['x-forwarded-proto'];
    }
    await next();
  });
}

function isIn(list: BlockList, address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
  const family = isIP(plain);
  return family !== 0 && list.check(plain, family === 4 ? 'ipv4' : 'ipv6');
}
