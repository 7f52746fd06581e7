import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Koa from 'koa';
import { phoneApp } from '../../server/web/phone-app.js';

const folder = mkdtempSync(join(tmpdir(), 'student-aid-phone-'));
const built = join(folder, 'h5');
let server: Server;
let url = '';
beforeAll(async () => {
  const app = new Koa();
  app.use(phoneApp(built));
  server = createServer(app.callback());
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise<void>((resolve) => { server.close(() => resolve()); server.closeAllConnections(); });
  rmSync(folder, { recursive: true, force: true });
});

it('until the phone’s pages are prepared, they say so, ask to wait, and name the way round', async () => {
  const answer = await fetch(`${url}/m/`);
  expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('cache-control')]).toEqual([503, '15', 'no-store']);
  expect(await answer.text()).toMatch(/正在准备手机页面.*<a href="\/">电脑页面<\/a>/);
});

it('prepared, the page is asked for anew each time and its files are kept; nothing beside them is given out', async () => {
  mkdirSync(join(built, 'js'), { recursive: true });
  writeFileSync(join(built, 'index.html'), '<title>学生资助</title>');
  writeFileSync(join(built, 'js', 'app.1234.js'), '1');
  writeFileSync(join(folder, 'secret.js'), 'secret');
  const page = await fetch(`${url}/m/`);
  const script = await fetch(`${url}/m/js/app.1234.js`);
  expect([page.status, page.headers.get('cache-control'), script.status, script.headers.get('content-type'), script.headers.get('cache-control')]).toEqual([200, 'no-cache', 200, 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable']);
  for (const path of ['/m/js/other.js', '/m/secret.js', '/m/js/..%2f..%2fsecret.js', '/m/js/%2e%2e/%2e%2e/secret.js']) expect([path, (await fetch(`${url}${path}`)).status]).toEqual([path, 404]);
});
