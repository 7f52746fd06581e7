/**
 * Shows every page in a real browser, under the policy the pages are served with: screenshots wide and narrow, axe, and whatever the browser complains about.
 * npx tsx --tsconfig test/tsconfig.json test/support/look.ts <folder for the pictures> [page …] [--dark] [--no-script]
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { samplePages } from './sample-pages.js';

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const mimes: Record<string, string> = { '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' };
const root = join(__dirname, '../..');

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const [folder = 'var/look', ...wanted] = words.filter((word) => !word.startsWith('--'));
  mkdirSync(folder, { recursive: true });
  const server = await serve();
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let bad = 0;
  for (const name of wanted.length > 0 ? wanted : Object.keys(samplePages)) {
    for (const width of [1440, 375]) bad += await look(browser, `${base}/${name}`, join(folder, `${name}-${width}.png`), width, words);
  }
  await browser.close();
  server.close();
  console.log(bad === 0 ? 'nothing to mend' : `${bad} to mend`);
  process.exitCode = bad === 0 ? 0 : 1;
}

async function look(browser: Browser, address: string, picture: string, width: number, words: string[]): Promise<number> {
  const context = await browser.newContext({ viewport: { width, height: width > 800 ? 900 : 740 }, colorScheme: words.includes('--dark') ? 'dark' : 'light', javaScriptEnabled: true });
  const page = await context.newPage();
  const said: string[] = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  if (words.includes('--no-script')) await page.route('**/*.js*', (route) => route.abort());
  await page.goto(address);
  await page.screenshot({ path: picture, fullPage: true });
  said.push(...await sideways(page), ...await violations(page));
  await context.close();
  for (const line of said) console.log(`${picture}: ${line}`);
  return said.length;
}

/** Nothing but tables, tabs and pictures may be wider than the screen. */
const sideways = (page: Page): Promise<string[]> => page.evaluate(() => (document.documentElement.scrollWidth > innerWidth ? [`${document.documentElement.scrollWidth - innerWidth}px too wide`] : []));

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate('axe.run()') as axe.AxeResults;
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id} (${rule.impact}): ${node.html.slice(0, 140)} — ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`));
}

async function serve(): Promise<Server> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    response.setHeader('Content-Security-Policy', policy);
    const render = samplePages[path.slice(1)];
    if (render) return response.setHeader('Content-Type', 'text/html; charset=utf-8').end(render());
    try {
      const file = path === '/public/htmx.js' ? join(root, 'node_modules/htmx.org/dist/htmx.min.js') : join(root, 'server/web', path);
      response.setHeader('Content-Type', mimes[extname(path)] ?? 'application/octet-stream').end(readFileSync(file));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
}

void main();
