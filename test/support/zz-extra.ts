import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { samplePages } from './sample-pages.js';
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const mimes: Record<string, string> = { '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' };
const root = join(__dirname, '../..');
let posts = 0;
const server = createServer((request, response) => {
  if (request.url!.startsWith('/tasks') || request.url!.startsWith('/award-lists?')) console.log('   got', request.method, request.url);
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  if (request.method === 'POST') { posts++; setTimeout(() => response.end('ok'), 800); return; }
  response.setHeader('Content-Security-Policy', policy);
  const render = samplePages[path.slice(1)];
  if (render) return response.setHeader('Content-Type', 'text/html; charset=utf-8').end(render());
  if (path === '/award-lists') return response.setHeader('Content-Type', 'text/html; charset=utf-8').end(samplePages[request.url!.includes('q=zz') ? 'list-index-empty' : 'list-index']!());
  if (path === '/tasks/42') return response.setHeader('Content-Type', 'text/html; charset=utf-8').end(samplePages['task-publish-refused']!());
  try {
    const file = path === '/public/htmx.js' ? join(root, 'node_modules/htmx.org/dist/htmx.min.js') : join(root, 'server/web', path);
    response.setHeader('Content-Type', mimes[extname(path)] ?? 'x').end(readFileSync(file));
  } catch { response.writeHead(404).end('nothing ' + path); }
});
async function main() {
  await new Promise<void>((r) => server.listen(0, '127.0.0.1', r));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  const shot = async (name: string, file: string, o: object, before?: (p: any) => Promise<void>) => {
    const c = await browser.newContext(o); const p = await c.newPage(); p.on('console', (m) => m.type() === 'error' && console.log(name, m.text())); p.on('pageerror', (e) => console.log(name, e));
    await p.goto(`${base}/${name}`); if (before) await before(p); await p.screenshot({ path: `/tmp/look/x-${file}.png`, fullPage: true }); return [c, p] as const;
  };
  await shot('task', 'noscript', { viewport: { width: 1440, height: 900 }, javaScriptEnabled: false }, async (p) => p.check('input[value=reject]'));
  await shot('task', 'dark', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' }, async (p) => p.check('input[value=confirm]'));
  await shot('board', 'board-dark', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
  await shot('list', 'mid', { viewport: { width: 1000, height: 900 } });
  await shot('task', 'mid-task', { viewport: { width: 800, height: 900 } });
  await shot('home-county', 'menu', { viewport: { width: 375, height: 740 } }, async (p) => p.click('label[for=menu]'));
  const [, kb] = await shot('home-county', 'menu-kb', { viewport: { width: 375, height: 740 } }, async (p) => { for (let i = 0; i < 20; i++) { await p.keyboard.press('Tab'); if (await p.evaluate(() => document.activeElement?.id === 'menu')) break; } });
  await kb.keyboard.press('Space'); console.log('menu opened by keyboard', await kb.isVisible('.items')); await kb.keyboard.press('Escape'); console.log('closed by escape', !(await kb.isVisible('.items')));
  // phrases, counter, required, double submit, guard
  const [, t] = await shot('task', 'phrase', { viewport: { width: 1440, height: 900 } });
  console.log('required before', await t.getAttribute('#f-remark', 'required'));
  await t.check('input[value=reject]'); await t.click('.chips button >> nth=0'); await t.click('.chips button >> nth=2');
  console.log('remark', await t.inputValue('#f-remark'), await t.textContent('#f-remark-hint'), 'required', await t.evaluate(() => (document.getElementById('f-remark') as any).required), await t.innerText('.btn.submit'));
  let dialogs = 0; t.on('dialog', (d) => { dialogs++; return d.dismiss(); });
  await t.click('.brand').catch(() => 0); await t.waitForTimeout(300); console.log('guard asked', dialogs);
  await t.click('.btn.submit', { noWaitAfter: true }); await t.click('.btn.submit', { noWaitAfter: true, force: true }).catch(() => 0); await t.waitForTimeout(1500); console.log('posts', posts, 'dialogs', dialogs);
  // htmx filter
  const [, l] = await shot('award-lists', 'htmx0', { viewport: { width: 1440, height: 900 } });
  let loads = 0; l.on('load', () => loads++);
  await l.fill('.filters input[type=search]', 'zz'); await l.click('.filters button'); await l.waitForTimeout(500);
  console.log('after filter', l.url(), 'loads', loads, 'empty?', await l.isVisible('.empty'), 'focus', await l.evaluate(() => document.activeElement?.id));
  await l.goBack(); await l.waitForTimeout(800); console.log('back', l.url(), await l.isVisible('.bulk'));
  await l.click('tbody a >> nth=0'); await l.waitForTimeout(500); console.log('row link goes to', l.url());
  // publish preview + suggestion
  const [, q] = await shot('task-publish', 'publish', { viewport: { width: 1440, height: 900 } });
  await q.fill('#f-start', '2023-05-12'); await q.dispatchEvent('#f-start', 'change'); await q.waitForTimeout(600); console.log('preview asked', await q.isVisible('.note.bad'), await q.textContent('.link-btn'));
  await q.click('.link-btn'); console.log('end now', await q.inputValue('#f-end'));
  // select all
  const [, a] = await shot('list-index', 'all', { viewport: { width: 1440, height: 900 } }, async (p) => p.check('[data-check-all]')); console.log('picked', await a.textContent('[data-picked]'));
  // tip
  // print
  const [, pr] = await shot('notice', 'p', { viewport: { width: 1000, height: 900 } }); await pr.emulateMedia({ media: 'print' }); await pr.setViewportSize({ width: 640, height: 900 }); await pr.screenshot({ path: '/tmp/look/x-notice-print.png', fullPage: true });
  const [, pb] = await shot('board', 'p', { viewport: { width: 1000, height: 900 } }); await pb.emulateMedia({ media: 'print' }); await pb.screenshot({ path: '/tmp/look/x-board-print.png', fullPage: true });
  await browser.close(); server.close();
}
void main();
