import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from './chromium.mjs';
import type { Person, Product } from './product.js';
import { findFaults, tooWide } from './sample-desk.js';

/** Somebody at a desk: their own window, and what the browser complained about in it. */
export type AtDesk = { page: Page; said: string[]; look(name: string): Promise<void> };

/** The machine's browser, or null. */
export async function openBrowser(): Promise<Browser | null> {
  const executablePath = findChromium();
  return executablePath ? chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'] }) : null;
}

/**
 * Opens a window for somebody who has signed in. `look` holds the page against the rules of the desk (axe, width, nothing for
 * the browser to complain about), and with AID_SCREENSHOTS set keeps its picture in var/screenshots.
 */
export async function sitDown(browser: Browser, product: Product, person: Person, options: { script: boolean; width?: number }): Promise<AtDesk> {
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', baseURL: product.url, viewport: { width: options.width ?? 1440, height: 900 }, javaScriptEnabled: options.script });
  await context.addCookies([{ name: 'sid', value: person.sid, url: product.url }]);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const said: string[] = [];
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type()) && !message.text().startsWith('Failed to load resource')) said.push(message.text()); });
  page.on('pageerror', (error) => said.push(String(error)));
  // A refused form is an answer like any other; what must not happen is a fault of the server or a missing file of the page.
  page.on('response', (response) => { if (response.status() >= 500 || (response.status() >= 400 && response.request().resourceType() !== 'document')) said.push(`${response.status()} ${response.url()}`); });
  return {
    page, said,
    async look(name) {
      // Without a script axe cannot run either.
      const faults = [...(options.script ? await findFaults(page) : await tooWide(page)), ...said];
      if (process.env.AID_SCREENSHOTS) await keepPicture(page, `${name}-${options.script ? 'script' : 'plain'}`);
      if (faults.length > 0) throw new Error(`${name} at ${page.url()}:\n${faults.join('\n')}`);
    },
  };
}

async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = join(__dirname, '../../var/screenshots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
