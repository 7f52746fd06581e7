import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from './chromium.mjs';
import { samplePages } from './sample-pages.js';

/** The strictest policy the pages hold under. */
export const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export type SampleDesk = { base: string; browser: Browser; close: () => Promise<void> };

/** Serves every sample page at its name under the strict policy, with a browser to look at them. Null where the machine has no Chromium. */
export async function openSampleDesk(): Promise<SampleDesk | null> {
  const executablePath = findChromium();
  if (!executablePath) return null;
  const server = createServer((request, response) => answer((request.url ?? '/').split('?')[0] ?? '/', response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  return { base: `http://127.0.0.1:${portOf(server)}`, browser, close: async () => { await browser.close(); server.close(); } };
}

export type Looked = { page: Page; said: string[] };

/** Opens a page and notes what the browser complains about: broken policy, missing files, script errors. */
export async function openSample(desk: SampleDesk, name: string, options: { width: number; dark?: boolean; script?: boolean }): Promise<Looked> {
  const context = await desk.browser.newContext({ locale: 'zh-CN', viewport: { width: options.width, height: options.width > 800 ? 900 : 740 }, colorScheme: options.dark ? 'dark' : 'light', javaScriptEnabled: options.script !== false });
  const page = await context.newPage();
  const said: string[] = [];
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) said.push(message.text()); });
  page.on('pageerror', (error) => said.push(String(error)));
  await page.goto(`${desk.base}/${name}`);
  return { page, said };
}

/** What axe finds wrong, the size of targets (WCAG 2.2) included, and whether the page fits the screen. */
export async function findFaults(page: Page): Promise<string[]> {
  await page.evaluate(`window.axe || (() => { ${axe.source} })()`);
  const { violations } = await page.evaluate("axe.run({ rules: { 'target-size': { enabled: true } } })") as axe.AxeResults;
  return [
    ...violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id} (${rule.impact}): ${node.html.slice(0, 140)} ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`)),
    ...await tooWide(page),
  ];
}

/** Only tables, tabs and pictures may be wider than the screen, and scroll in themselves. */
export async function tooWide(page: Page): Promise<string[]> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return over > 0 ? [`${over}px wider than the screen`] : [];
}

function answer(path: string, response: import('node:http').ServerResponse): void {
  response.setHeader('Content-Security-Policy', pagePolicy);
  const render = samplePages[path.slice(1)];
  if (render) return void response.setHeader('Content-Type', 'text/html; charset=utf-8').end(render());
  try {
    const file = path === '/public/htmx.js' ? join(root, 'node_modules/htmx.org/dist/htmx.min.js') : join(root, 'server/web', path);
    response.setHeader('Content-Type', mimes[extname(path)] ?? 'application/octet-stream').end(readFileSync(file));
  } catch {
    response.writeHead(404).end();
  }
}

function portOf(server: Server): number {
  const address = server.address();
  return isPort(address) ? address.port : 0;
}

const isPort = (address: AddressInfo | string | null): address is AddressInfo => typeof address === 'object' && address !== null;
const mimes: Record<string, string> = { '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' };
const root = join(__dirname, '../..');
