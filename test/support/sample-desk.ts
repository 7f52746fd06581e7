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
  const { violations } = await page.evaluate("axe.run({ rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'], iframes: false })") as axe.AxeResults;
  return [
    ...violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id} (${rule.impact}): ${node.html.slice(0, 140)} ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`)),
    ...await tooWide(page),
  ];
}

/** A desk, what it shows at 150 % and at 200 %, a phone, and the narrowest a page may be asked to fit (WCAG 2.2, 1.4.10). */
const widths = [1440, 900, 720, 375, 320];

/**
 * All that is looked for on a page: it fits every width; axe finds nothing on the desk and on the phone; whatever takes the
 * focus shows it and is not hidden by something else. Rows that are built like rows before them are taken out before axe
 * reads the page: it would say the same of each of them. The page is of no use afterwards.
 */
export async function lookClosely(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: width > 720 ? 900 : 740 });
    faults.push(...(await tooWide(page)).map((fault) => `${width} ${fault}`));
  }
  await page.evaluate(takeOutRepeated);
  for (const width of [375, 1440]) {
    await page.setViewportSize({ width, height: width > 720 ? 900 : 740 });
    faults.push(...(await findFaults(page)).map((fault) => `${width} ${fault}`));
  }
  return [...faults, ...await page.evaluate(unseenFocus)];
}

/** Runs in the page: of rows, items and choices built alike, two stay. */
function takeOutRepeated(): void {
  const outline = (element: Element): string => `${element.tagName}[${[...element.attributes].map(({ name, value }) => (name === 'class' || value === '' ? `${name}=${value}` : name)).join()}](${[...element.childNodes].map((inner) => (inner instanceof Element ? outline(inner) : inner.textContent?.trim() ? 'words' : '')).join()})`;
  for (const parent of document.querySelectorAll('tbody, ul, ol, select, .side .items, .side details')) {
    const met = new Map<string, number>();
    for (const child of Array.from(parent.children)) {
      const like = outline(child);
      met.set(like, (met.get(like) ?? 0) + 1);
      if ((met.get(like) ?? 0) > 2) child.remove();
    }
  }
}

/** Runs in the page: what takes the focus without showing it, or while something else stands in front of it. */
function unseenFocus(): string[] {
  const faults: string[] = [];
  for (const element of document.querySelectorAll<HTMLElement>('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')) {
    if (element.matches(':disabled, [tabindex="-1"]') || !element.checkVisibility({ visibilityProperty: true })) continue;
    element.focus();
    if (document.activeElement !== element) continue;
    const label = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
    const shows = [element, ...label, element.nextElementSibling].some((one) => one && (getComputedStyle(one).outlineStyle !== 'none' || getComputedStyle(one).boxShadow !== 'none'));
    const words = element.outerHTML.slice(0, 140);
    if (!shows) faults.push(`takes the focus unseen: ${words}`);
    const { left, top, width, height } = element.getBoundingClientRect();
    const inFront = document.elementFromPoint(left + width / 2, top + height / 2);
    if (inFront && !element.contains(inFront) && !inFront.contains(element) && !label.some((one) => one.contains(inFront))) faults.push(`has the focus behind ${inFront.outerHTML.slice(0, 60)}: ${words}`);
  }
  return faults;
}

/** Only tables, tabs and pictures may be wider than the screen, and scroll in themselves. */
export async function tooWide(page: Page): Promise<string[]> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return over > 0 ? [`${over}px wider than the screen`] : [];
}

function answer(path: string, response: import('node:http').ServerResponse): void {
  response.setHeader('Content-Security-Policy', pagePolicy);
  // A file that is being checked asks how far it is; the answer is the same page.
  const render = samplePages[/^\/imports\/\d+$/.test(path) ? 'import-running' : path.slice(1)];
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
